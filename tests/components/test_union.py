"""`union`: branches in order of arrival, with what they have in common."""

from filbert.components.testing import bind, context_of, outcome, rows_of, run_bound

CALLS = context_of({"caller": "STRING", "n": "BIGINT"}, key="caller")
MESSAGES = context_of({"sender": "STRING", "n": "BIGINT"}, key="sender")
MAPPINGS = {"mappings": {"calls": {"who": "caller"}, "messages": {"who": "sender"}}}


def test_events_come_in_order_of_arrival() -> None:
    bound, _ = bind("union", MAPPINGS, {"calls": CALLS, "messages": MESSAGES})
    assert bound is not None
    first, third = rows_of([{"caller": "a", "n": 1}]), rows_of([{"caller": "b", "n": 3}], first=2)
    second = rows_of([{"sender": "c", "n": 2}], first=1)

    out = outcome(run_bound(bound, {"calls": [*first, *third], "messages": second}))

    assert out.ports["out"] == [{"n": 1, "who": "a"}, {"n": 2, "who": "c"}, {"n": 3, "who": "b"}]


def test_columns_that_end_here_are_named() -> None:
    _, findings = bind("union", MAPPINGS, {"calls": CALLS, "messages": MESSAGES})

    assert [(each.code, each.severity) for each in findings] == [("W_DROPPED", "warning")]
    assert "caller, sender" in findings[0].message


def test_columns_of_different_types_are_not_common() -> None:
    other = context_of({"n": "STRING"})

    bound, _ = bind("union", {}, {"a": CALLS, "b": other})

    assert bound is not None
    assert dict(bound.outputs["out"].columns) == {}


def test_after_a_union_nothing_arrives_in_order_of_the_key() -> None:
    bound, _ = bind("union", MAPPINGS, {"calls": CALLS, "messages": MESSAGES})

    assert bound is not None
    assert bound.outputs["out"].key_columns == frozenset()
