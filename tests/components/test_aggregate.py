"""`aggregate`: sliding windows (t - W, t] by key.

time     0    30    60    90
a        1     2           3
b             10
W = 60   1     3           5      the event at 30 is still inside at 90 - 60 < 30? no: (30, 90] leaves it out
"""

from decimal import Decimal

from filbert.components.testing import bind, context_of, run

COLUMNS = {"who": "STRING", "n": "BIGINT"}
SUM = {"name": "total", "function": "sum", "value": "n"}


def aggregate(*aggregates: dict[str, object], **more: object) -> dict[str, object]:
    return {
        "key": ["who"],
        "window": {"kind": "sliding", "length": "60ms"},
        "aggregates": [*aggregates],
        **more,
    }


def test_the_window_includes_the_event_and_leaves_out_what_is_just_its_length_old() -> None:
    events = [
        {"who": "a", "n": 1, "time": 0},
        {"who": "a", "n": 2, "time": 30},
        {"who": "b", "n": 10, "time": 30},
        {"who": "a", "n": 3, "time": 90},
    ]

    out = run("aggregate", aggregate(SUM), COLUMNS, events, key="who")

    assert [row["total"] for row in out.ports["out"]] == [1, 3, 10, 3]


def test_an_event_out_of_order_gets_the_answer_as_of_its_own_time() -> None:
    events = [
        {"who": "a", "n": 1, "time": 10},
        {"who": "a", "n": 5, "time": 50},
        {"who": "a", "n": 2, "time": 20},
    ]

    out = run("aggregate", aggregate(SUM, lateness="1h"), COLUMNS, events, key="who")

    assert [row["total"] for row in out.ports["out"]] == [1, 6, 3]


def test_conditions_choose_what_counts() -> None:
    count = {"name": "big", "function": "count", "where": "n > 1"}
    events = [{"who": "a", "n": 1}, {"who": "a", "n": 2}, {"who": "a", "n": None}]

    out = run("aggregate", aggregate(count), COLUMNS, events, key="who")

    assert [row["big"] for row in out.ports["out"]] == [0, 1, 1]


def test_an_overflow_is_an_error_of_the_event_that_meets_it() -> None:
    events = [{"who": "a", "n": 9223372036854775807}, {"who": "a", "n": 1}]

    out = run("aggregate", aggregate(SUM), COLUMNS, events, key="who")

    assert out.failures == [("aggregates.total", "E_OVERFLOW", None)]
    assert len(out.ports["out"]) == 1


def test_an_average_of_decimals_is_a_decimal() -> None:
    average = {"name": "mean", "function": "avg", "value": "price"}

    out = run(
        "aggregate",
        aggregate(average, key=[]),
        {"price": "DECIMAL(4, 2)"},
        [{"price": Decimal("1.00")}, {"price": Decimal("2.01")}],
    )

    assert out.ports["out"][-1]["mean"] == Decimal("1.505000")


def test_a_key_that_is_not_the_streams_key_is_warned_of() -> None:
    _, findings = bind("aggregate", aggregate(SUM), {"in": context_of(COLUMNS, key="n")})

    assert [(each.code, each.severity) for each in findings] == [("W_ORDER", "warning")]


def test_the_state_stays_when_length_and_names_change() -> None:
    def signature(**change: object) -> str:
        parameters = aggregate({**SUM, **change.pop("aggregate", {})}, **change)  # type: ignore[dict-item]
        bound, _ = bind("aggregate", parameters, {"in": context_of(COLUMNS, key="who")})
        assert bound is not None
        state = bound.state()
        assert state is not None
        return state.signature

    assert signature() == signature(
        window={"kind": "sliding", "length": "5m"}, lateness="1s", aggregate={"name": "sum_of_n"}
    )
    assert signature() != signature(aggregate={"value": "n + 1"})
    assert signature() != signature(key=["who", "n"])
    assert signature() != signature(order="event-time")
