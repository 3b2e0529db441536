"""What may be shown of alerts, asked for once."""

from collections import OrderedDict
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
from filbert.designer import disclosure


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The versions that the database was asked for; it knows none of them."""
    found: list[str] = []
    monkeypatch.setattr(
        disclosure.scenarios, "version_of_hash", lambda _session, _scenario, version: found.append(version)
    )
    monkeypatch.setattr(disclosure, "_unjudged", OrderedDict())
    return found


def test_a_version_that_nobody_knows_is_not_asked_for_at_each_alert(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    application: Any = SimpleNamespace(store=SimpleNamespace(read=nullcontext))
    now = 100.0
    monkeypatch.setattr(disclosure.time, "monotonic", lambda: now)

    for _ in range(3):
        assert disclosure.of_node(application, "spam", "unknown", "alert") == disclosure.NOTHING
    assert asked == ["unknown"]

    # It may be imported meanwhile.
    now += disclosure.UNJUDGED_SECONDS
    disclosure.of_node(application, "spam", "unknown", "alert")
    assert asked == ["unknown", "unknown"]


def test_of_unknown_versions_only_so_many_are_remembered(asked: list[str]) -> None:
    application: Any = SimpleNamespace(store=SimpleNamespace(read=nullcontext))

    for number in range(disclosure.KEPT + 5):
        disclosure.of_node(application, "spam", f"unknown-{number}", "alert")

    assert len(disclosure._unjudged) == disclosure.KEPT
