"""What differs between two versions, in words."""

from typing import Any

from filbert.runtime.deployment.changes import changes


def outline(**nodes: dict[str, Any]) -> dict[str, Any]:
    filled = {
        name: {"component": "filter", "disabled": False, "parameters": {}, **node}
        for name, node in nodes.items()
    }
    return {"nodes": filled, "edges": [], "properties": {"parallelism": 1}}


def test_a_changed_parameter_is_shown_before_and_after() -> None:
    old = outline(spammer={"parameters": {"condition": "n > 10"}})
    new = outline(spammer={"parameters": {"condition": "n > 20"}})

    assert changes(old, new) == ["spammer: condition: n > 10 → n > 20"]


def test_of_a_nested_parameter_only_what_changed_is_shown() -> None:
    old = outline(count={"parameters": {"window": {"kind": "sliding", "length": "4h"}, "key": ["a"]}})
    new = outline(count={"parameters": {"window": {"kind": "sliding", "length": "6h"}, "key": ["a", "b"]}})

    assert changes(old, new) == ["count: window.length: 4h → 6h", 'count: key: ["a"] → ["a", "b"]']


def test_nodes_and_edges_that_come_and_go_are_named() -> None:
    old = {**outline(a={}, b={"component": "alert"}), "edges": [["a", "b"]]}
    new = {**outline(a={}, c={"component": "aggregate"}), "edges": [["a", "c"]]}

    assert changes(old, new) == [
        "removed alert b",
        "added aggregate c",
        "no longer connected: a → b",
        "connected: a → c",
    ]


def test_switching_a_node_off_and_a_property_are_changes() -> None:
    old, new = outline(a={}), outline(a={"disabled": True})
    new["properties"] = {"parallelism": 2}

    assert changes(old, new) == ["a: disabled", "parallelism: 1 → 2"]


def test_equal_versions_differ_in_nothing() -> None:
    assert changes(outline(a={}), outline(a={})) == []
