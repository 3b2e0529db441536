"""All topics. Importing this module fills the registry."""

from filbert.expressions.functions import (
    calculation,
    calendar,
    choice,
    collections,
    conversions,
    editing,
    geography,
    hashing,
    network,
    numbers,
    patterns,
    phones,
    text,
    time,
)

TOPICS = (
    choice,
    numbers,
    calculation,
    text,
    editing,
    patterns,
    calendar,
    time,
    conversions,
    hashing,
    phones,
    network,
    collections,
    geography,
)
"""In the order of the documentation."""
