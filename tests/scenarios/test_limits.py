"""Limits of documents that come as plain values."""

from typing import Any

import pytest
from filbert.scenarios.limits import beyond_limits


def nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        {"name": "x", "nodes": [{"id": "a"}] * 2_000},
        {"x": [0] * 99_000},
        nested(60),
        {"a": "ż\n\t😀"},
    ],
)
def test_what_keeps_them_passes(value: Any) -> None:
    assert beyond_limits(value) is None


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"nodes": [{}] * 2_001}, "a scenario has at most 2,000 nodes, not 2,001"),
        ({"edges": [{}] * 10_001}, "a scenario has at most 10,000 edges, not 10,001"),
        ({"x": [0] * 100_000}, "a document holds at most 100,000 values"),
        ({"x": [[0] * 50_000, [0] * 50_000]}, "a document holds at most 100,000 values"),
        (nested(61), "nested more than 60 deep"),
        (nested(50_000), "nested more than 60 deep"),
        ({"a": "\x00"}, "the character U+0000 cannot stand in a document"),
        ({"\x1b": 1}, "the character U+001B cannot stand in a document"),
    ],
)
def test_the_first_that_is_passed_is_told(value: Any, message: str) -> None:
    found = beyond_limits(value)

    assert found is not None
    assert found.message == message
