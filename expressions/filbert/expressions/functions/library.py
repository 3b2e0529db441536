"""All topics. Importing this module fills the registry."""

from filbert.expressions.functions import choice, collections, editing, geography, numbers, text, time

TOPICS = (choice, numbers, text, editing, time, collections, geography)
