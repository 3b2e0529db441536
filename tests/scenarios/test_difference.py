"""What differs between two documents."""

import copy
from pathlib import Path
from typing import Any

import pytest
from filbert.scenarios.difference import difference
from filbert.scenarios.document import scenario_of
from filbert.scenarios.text import Number
from filbert.scenarios.version import scenario_version
from filbert.scenarios.writer import plain
from filbert.scenarios.yaml_text import read_text
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SPAM = Path(__file__).parents[2] / "scenarios/examples/sms-spam.yaml"


@pytest.fixture
def document() -> dict[str, Any]:
    found: dict[str, Any] = read_text(SPAM.read_text()).value
    return found


def node(document: dict[str, Any], identifier: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in document["nodes"] if each["id"] == identifier)
    return found


def changed(document: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy(document)


def test_equal_documents_do_not_differ(document: dict[str, Any]) -> None:
    assert difference(document, changed(document)).is_empty


def test_a_field_is_told_with_its_path(document: dict[str, Any]) -> None:
    after = changed(document)
    node(after, "recipients")["parameters"]["window"]["length"] = "6h"

    found = difference(document, after)

    (change,) = found.nodes
    assert (change.node, change.kind, change.component) == ("recipients", "changed", "aggregate")
    assert [each.to_json() for each in change.fields] == [
        {
            "path": "parameters.window.length",
            "kind": "changed",
            "cosmetic": False,
            "before": "4h",
            "after": "6h",
        }
    ]
    assert not found.is_cosmetic


def test_an_element_of_a_list_is_known_by_its_name(document: dict[str, Any]) -> None:
    after = changed(document)
    node(after, "recipients")["parameters"]["aggregates"].insert(0, {"name": "n", "function": "count"})
    node(after, "recipients")["parameters"]["aggregates"][1]["value"] = "sender"

    (change,) = difference(document, after).nodes

    assert [(each.path, each.kind) for each in change.fields] == [
        ("parameters.aggregates.unique_recipients.value", "changed"),
        ("parameters.aggregates.n", "added"),
    ]


def test_a_list_of_texts_is_told_as_a_whole(document: dict[str, Any]) -> None:
    after = changed(document)
    node(after, "recipients")["parameters"]["key"] = ["sender", "recipient"]

    (change,) = difference(document, after).nodes

    assert [(each.path, each.before, each.after) for each in change.fields] == [
        ("parameters.key", ["sender"], ["sender", "recipient"])
    ]


def test_the_order_of_assignments_is_told(document: dict[str, Any]) -> None:
    before, after = changed(document), changed(document)
    node(before, "spammer")["parameters"] = {"assignments": {"a": "1", "b": "a + 1"}}
    node(after, "spammer")["parameters"] = {"assignments": {"b": "a + 1", "a": "1"}}

    (change,) = difference(before, after).nodes

    assert [(each.path, each.before, each.after) for each in change.fields] == [
        ("parameters.assignments[order]", ["a", "b"], ["b", "a"])
    ]


def test_the_order_of_parameters_nodes_and_edges_means_nothing(document: dict[str, Any]) -> None:
    after = changed(document)
    after["nodes"].reverse()
    after["edges"].reverse()
    for each in after["nodes"]:
        each["parameters"] = dict(reversed(each["parameters"].items()))

    assert difference(document, after).is_empty


def test_nodes_and_edges_come_and_go(document: dict[str, Any]) -> None:
    after = changed(document)
    after["nodes"] = [each for each in after["nodes"] if each["id"] != "once-a-day"]
    after["nodes"].append({"id": "end", "component": "dead-end"})
    after["edges"] = [each for each in after["edges"] if "once-a-day" not in (each["from"], each["to"])]
    after["edges"].append({"from": "spammer.true", "to": "alert"})

    found = difference(document, after)

    assert {(each.node, each.kind) for each in found.nodes} == {("once-a-day", "removed"), ("end", "added")}
    assert found.edges_added == (("spammer.true", "alert"),)
    assert set(found.edges_removed) == {("spammer.true", "once-a-day"), ("once-a-day", "alert")}


def test_layout_is_apart(document: dict[str, Any]) -> None:
    after = changed(document)
    after["layout"]["notes"] = {"note": {"x": 10, "y": 20, "text": "Look here"}}

    found = difference(document, after)

    assert found.nodes == ()
    assert found.is_cosmetic
    assert not found.is_empty
    assert [(each.path, each.kind) for each in found.layout] == [("notes", "added")]


def test_what_is_for_people_is_cosmetic(document: dict[str, Any]) -> None:
    after = changed(document)
    after["title"] = "Another one"
    node(after, "sms")["name"] = "Messages"
    node(after, "sms")["note"] = "All of them"

    found = difference(document, after)

    assert found.is_cosmetic
    assert {each.path for each in found.nodes[0].fields} == {"name", "note"}


def test_a_default_that_is_written_out_is_no_change(document: dict[str, Any]) -> None:
    after = changed(document)
    after["properties"] = {"parallelism": 1, "state": "heap"}
    node(after, "sms")["disabled"] = False
    before = changed(document)
    before.pop("properties", None)

    assert difference(before, after).is_empty


def test_a_number_is_what_is_written(document: dict[str, Any]) -> None:
    before, after = changed(document), changed(document)
    node(before, "spammer")["parameters"]["condition"] = Number("0.1")
    node(after, "spammer")["parameters"]["condition"] = Number("0.10")

    assert not difference(before, after).is_empty


@pytest.mark.parametrize(
    "odd", [None, [], 7, "text", {"nodes": 3, "edges": [1, None]}, {"nodes": [{}, {}, 1]}]
)
def test_what_is_no_document_can_be_compared(document: dict[str, Any], odd: Any) -> None:
    assert {each.kind for each in difference(odd, document).nodes} >= {"added"}
    assert difference(odd, odd).is_empty


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["a", "b", "1"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "x", "y"]), inner, max_size=3)
    ),
    max_leaves=6,
)
NODES = st.lists(
    st.fixed_dictionaries(
        {"id": st.sampled_from(["p", "q", "r"]), "component": st.sampled_from(["filter", "split"])},
        optional={
            "parameters": st.dictionaries(st.sampled_from(["u", "v"]), VALUES, max_size=2),
            "name": st.sampled_from(["one", "two"]),
            "disabled": st.booleans(),
        },
    ),
    max_size=3,
    unique_by=lambda each: each["id"],
)
DOCUMENTS = st.fixed_dictionaries(
    {"filbert": st.just(1), "name": st.sampled_from(["m", "n"]), "nodes": NODES, "edges": st.just([])},
    optional={"title": st.sampled_from(["T", "U"]), "layout": st.dictionaries(st.just("z"), VALUES)},
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DOCUMENTS, DOCUMENTS)
def test_documents_that_differ_cosmetically_are_one_version(before: Any, after: Any) -> None:
    from filbert.scenarios.text import Parsed, Positions

    versions = []
    for each in (before, after):
        document, _ = scenario_of(Parsed(each, Positions("")))
        assert document is not None
        versions.append(scenario_version(document, {}))
        assert plain(document)["name"] == each["name"]

    found = difference(before, after)

    assert found.is_cosmetic == (versions[0] == versions[1])
