"""All topics. Importing this module fills the registry."""

from filbert.expressions.functions import choice, collections, geography, numbers, text, time

TOPICS = (choice, numbers, text, time, collections, geography)
