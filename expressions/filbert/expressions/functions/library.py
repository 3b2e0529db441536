"""All topics. Importing this module fills the registry."""

from filbert.expressions.functions import (
    arrays,
    calculation,
    calendar,
    choice,
    collections,
    comprehensions,
    conversions,
    editing,
    geography,
    hashing,
    maps,
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
    arrays,
    maps,
    comprehensions,
    geography,
)
"""In the order of the documentation."""
