"""Dead letters: what is read out of a record, and who would count its event again."""

import base64
from typing import Any

import pytest
from filbert.runtime.compiled import CompiledScenario, SourceBinding, StatefulNode
from filbert.runtime.deployment.dead_letters import DeadLetter, counted_again, marked, unmarked
from filbert.runtime.deployment.model import Deployment, Target


def letter(node: str = "ratio", event_id: str = "sms:0:17", **content: Any) -> DeadLetter:
    values = {"event_id": event_id, "parameter": "assignments.unit", "at": 4, **content}
    return DeadLetter("0f" * 16, "spam", node, "E_DIV0", "division by zero", 1, values)


def deployment(*edges: tuple[str, str], document: bool = True) -> Deployment:
    aggregate = StatefulNode("recipients", "recipients-a", "{}", "aggregate", 1)
    other = StatefulNode("calls-per-cell", "calls-per-cell-a", "{}", "aggregate", 1)
    alert = StatefulNode("alert", "alert-a", "{}", "alert", None)
    compiled = CompiledScenario(
        environment="acceptance",
        scenario="spam",
        version="0" * 64,
        statements=(),
        inserts=(),
        sources=(
            SourceBinding("sms", "sms", "sms", "g", "earliest"),
            SourceBinding("calls", "calls", "calls", "g", "earliest"),
        ),
        stateful=(aggregate, other, alert),
        stateful_before={"ratio": ("recipients",), "sms": ()},
    )
    outline = {"edges": [list(edge) for edge in edges]} if document else {}
    return Deployment("d", "acceptance", "spam", compiled, Target("f", "k"), "", 0, document=outline)


def test_nodes_before_the_failing_one_count_again() -> None:
    found = deployment(("sms", "recipients"), ("recipients", "ratio"), ("ratio", "alert"))

    assert counted_again(found, letter("ratio")) == ["recipients"]


def test_nodes_of_another_branch_count_again_too() -> None:
    found = deployment(("sms", "ratio"), ("sms.out", "recipients"), ("recipients", "alert"))

    assert counted_again(found, letter("ratio")) == ["recipients"]


def test_nodes_behind_the_failing_one_have_not_seen_the_event() -> None:
    found = deployment(("sms", "ratio"), ("ratio", "recipients"))

    assert counted_again(found, letter("ratio")) == []


def test_an_event_that_did_not_decode_was_counted_nowhere() -> None:
    found = deployment(("sms", "recipients"), ("calls", "calls-per-cell"))

    assert counted_again(found, letter("sms")) == []


def test_only_what_its_own_stream_reaches_counts() -> None:
    found = deployment(("sms", "recipients"), ("recipients", "ratio"), ("calls", "calls-per-cell"))

    assert counted_again(found, letter("ratio", "sms:0:17")) == ["recipients"]


def test_without_the_document_the_compiled_version_tells() -> None:
    found = deployment(document=False)

    assert counted_again(found, letter("ratio")) == ["recipients"]
    assert counted_again(found, letter("sms")) == []
    assert counted_again(found, letter("removed since")) == ["calls-per-cell", "recipients"]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ({}, "assignments.unit@4"),
        ({"at": None}, "assignments.unit"),
        ({"parameter": None, "at": None, "field": "cell.lat"}, "cell.lat"),
        ({"parameter": None, "at": None}, ""),
    ],
)
def test_the_place_is_the_parameter_with_its_position_or_the_field(
    content: dict[str, Any], place: str
) -> None:
    assert letter(**content).place == place


def test_bytes_that_were_cut_are_not_taken_for_the_event() -> None:
    raw = base64.b64encode(b'{"lat": no').decode()

    assert letter(raw=raw).raw == b'{"lat": no'
    assert letter(raw=raw, truncated=True).raw is None
    assert letter(raw="no base64!").raw is None
    assert letter().raw is None


def test_a_replayed_record_says_which_event_it_is_and_is_otherwise_as_it_was() -> None:
    value = b' {"fee": 1.10, "fee": 2E+3}'

    assert marked(value, "sms:0:17") == b'{"$replay_of":"sms:0:17","fee": 1.10, "fee": 2E+3}'
    assert marked(b"{ }", "sms:0:17") == b'{"$replay_of":"sms:0:17" }'


def test_a_replay_of_a_replay_carries_one_mark() -> None:
    once = marked(b'{"fee": 1}', "sms:0:17")

    assert marked(once, "sms:0:17") == b'{"$replay_of":"sms:0:17","fee": 1}'
    assert unmarked(once) == b'{"fee": 1}'
    assert unmarked(marked(b"{}", "sms:0:17")) == b"{}"


@pytest.mark.parametrize("value", [None, b"", b"{", b"[1]", b"17", b"\xff"])
def test_what_is_no_object_cannot_be_marked(value: bytes | None) -> None:
    assert marked(value, "sms:0:17") is None
