"""Sliding aggregates, previous values and first events, against what looking at all events gives.

Times are milliseconds. A timeline shows the held events, the newest on the right:

    0         10        20        30
    |---------|---------|---------|
    a              b         c

`window_vectors.json` holds the same comparison for the twins in Java; this file run as a program writes it anew.
"""

import json
import math
import random
from collections.abc import Callable, Hashable, Sequence
from datetime import date, datetime, timedelta
from decimal import Context, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from filbert.components.aggregates import result_column
from filbert.components.windows import (
    AggregateOverflow,
    AggregateSpec,
    Deduplicator,
    PreviousValue,
    SlidingAggregate,
)
from filbert.expressions import Column, from_json, parse_type, to_json

VECTORS = Path(__file__).parents[1] / "fixtures" / "window_vectors.json"
START = 1_780_000_000_000
LARGEST = 1.7976931348623157e308


def one(
    function: str,
    value: str | None,
    *,
    window: int = 10,
    lateness: int = 0,
    resolution: int = 0,
    where: bool = False,
) -> SlidingAggregate:
    """A node with one aggregate, `x`."""
    spec = AggregateSpec("x", function, parse_type(value) if value else None, where)
    return SlidingAggregate(window, lateness, resolution, [spec])


def answers(node: SlidingAggregate, events: Sequence[tuple[int, Any]]) -> list[Any]:
    """The answers to events (time, value) of one key."""
    return [node.add("key", time, [value], [None])[0] for time, value in events]


def test_a_window_covers_what_is_younger_than_its_length_and_the_event_itself():
    node = one("sum", "BIGINT", window=10)

    assert answers(node, [(0, 1), (9, 2), (10, 4), (19, 8), (29, 16)]) == [1, 3, 6, 12, 16]


def test_keys_do_not_see_each_other_and_null_is_a_key():
    node = one("count", None)

    found = [node.add(key, 5, [None], [None])[0] for key in ("ann", "bob", None, None, ("ann", None))]

    assert found == [1, 1, 1, 2, 1]


def test_an_event_out_of_order_gets_the_answer_as_of_its_own_time():
    """Held are (30 - 10 - 20, 30].

    0         10        20        30
    |---------|---------|---------|
    1         2         4         8       arrival: 1 2 8 4
    """
    node = one("sum", "BIGINT", window=15, lateness=20)

    assert answers(node, [(0, 1), (10, 2), (30, 8), (20, 4), (31, 16)]) == [1, 3, 8, 6, 28]


def test_an_event_of_equal_time_counts_for_later_ones_only():
    node = one("sum", "BIGINT")

    assert answers(node, [(5, 1), (5, 2), (5, 4)]) == [1, 3, 7]


def test_an_event_older_than_what_is_held_is_answered_from_itself_and_not_held():
    node = one("sum", "BIGINT", window=10, lateness=5)

    assert answers(node, [(20, 1), (5, 2), (6, 4), (7, 8), (20, 16)]) == [1, 2, 4, 12, 17]
    assert (node.late, node.out_of_order) == (1, 3)


def test_held_events_count_for_late_ones_as_far_as_they_are_held():
    """At 30 all up to 15 is gone, so that the event at 20 no longer finds the one at 14."""
    node = one("count", None, window=10, lateness=5)

    assert answers(node, [(14, None), (17, None), (30, None), (20, None)]) == [1, 2, 1, 2]


def test_buckets_end_with_their_last_millisecond():
    """A resolution of 10: 0…9, 10…19, 20…29; the window of 20 covers two buckets."""
    node = one("sum", "BIGINT", window=20, lateness=20, resolution=10)

    assert answers(node, [(0, 1), (9, 2), (10, 4), (19, 8), (20, 16), (15, 32)]) == [1, 3, 7, 15, 28, 47]


def test_null_values_and_events_that_do_not_fulfil_the_condition_are_not_counted():
    node = SlidingAggregate(
        10, 0, 0,
        [
            AggregateSpec("all", "count", None, False),
            AggregateSpec("values", "count", parse_type("BIGINT"), False),
            AggregateSpec("wanted", "count", None, True),
            AggregateSpec("total", "sum", parse_type("BIGINT"), True),
            AggregateSpec("true", "count_if", parse_type("BOOLEAN"), False),
        ],
    )  # fmt: skip

    assert node.add("key", 1, [None, None, None, 5, None], [None, None, None, False, None]) == [
        1,
        0,
        0,
        None,
        0,
    ]
    assert node.add("key", 2, [None, 7, None, 6, True], [None, None, True, True, None]) == [2, 1, 1, 6, 1]
    assert node.add("key", 3, [None, None, None, None, False], [None, None, True, True, None]) == [
        3,
        1,
        2,
        6,
        1,
    ]


def test_first_and_last_go_by_time_and_then_by_arrival():
    events = [(5, "b"), (5, "c"), (3, "a"), (5, "d")]

    assert answers(one("first", "STRING"), events) == ["b", "b", "a", "a"]
    assert answers(one("last", "STRING"), events) == ["b", "c", "a", "d"]


def test_text_is_compared_by_code_points():
    assert answers(one("max", "STRING"), [(1, "\ufffd"), (2, "\U0001d4b3"), (3, "z")])[-1] == "\U0001d4b3"


def test_a_sum_of_doubles_does_not_drift():
    node = one("sum", "DOUBLE", window=3)

    assert answers(node, [(1, 1e100), (2, 0.1), (3, 0.2), (4, 0.3), (5, 0.0)]) == [
        1e100,
        1e100,
        1e100,
        0.6,
        0.5,
    ]


def test_a_sum_of_doubles_may_leave_the_range_on_its_way():
    node = one("sum", "DOUBLE", window=3)

    with pytest.raises(AggregateOverflow) as fault:
        answers(node, [(1, LARGEST), (2, LARGEST)])
    assert (fault.value.name, fault.value.code) == ("x", "E_RANGE")
    assert str(fault.value) == "the result is outside the range of its type"
    assert answers(node, [(3, -LARGEST), (4, 1.0)]) == [LARGEST, 1.0]


def test_averages_are_rounded_once():
    assert answers(one("avg", "DOUBLE"), [(1, 0.1), (2, 0.1), (3, 0.1)])[-1] == 0.1
    assert answers(one("avg", "BIGINT"), [(1, 2**63 - 1), (2, 2**63 - 1)]) == [9.223372036854776e18] * 2
    assert answers(one("avg", "DECIMAL(4, 1)"), [(1, Decimal("0.1")), (2, Decimal("0.1")), (3, Decimal("0.0"))]) == [
        Decimal("0.100000"), Decimal("0.100000"), Decimal("0.066667"),
    ]  # fmt: skip
    assert answers(one("avg", "DECIMAL(7, 6)"), [(1, Decimal("-0.000001")), (2, Decimal("0.000000"))])[
        -1
    ] == Decimal("-0.000001")


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("BIGINT", 2**62),
        ("DECIMAL(38, 2)", Decimal("6" + "0" * 35)),
        ("DECIMAL(38, 0)", Decimal("-6" + "0" * 37)),
    ],
)
def test_a_sum_that_does_not_fit_is_an_error_and_the_event_stays(type_: str, value: Any):
    node = one("sum", type_, window=10)

    assert answers(node, [(1, value)]) == [value]
    with pytest.raises(AggregateOverflow) as fault:
        answers(node, [(2, value)])
    assert (fault.value.name, fault.value.code) == ("x", "E_OVERFLOW")
    assert answers(node, [(11, None)]) == [value]


def test_distinct_values_of_any_type():
    record = parse_type("ROW<a BIGINT, b ARRAY<DOUBLE>, c MAP<STRING, DECIMAL(4, 2)>>")
    node = SlidingAggregate(10, 0, 0, [AggregateSpec("x", "count_distinct", record, False)])
    values = [
        {"a": 1, "b": [0.0, None], "c": {"x": Decimal("1.50"), "y": None}},
        {"a": 1, "b": [-0.0, None], "c": {"y": None, "x": Decimal("1.50")}},
        {"a": 1, "b": [0.0], "c": {"y": None, "x": Decimal("1.50")}},
        {"a": None, "b": None, "c": None},
    ]

    assert [node.add("key", 1, [value], [None])[0] for value in values] == [1, 1, 2, 3]


@pytest.mark.parametrize(
    ("function", "value", "result"),
    [
        ("count", None, "BIGINT NOT NULL"),
        ("count", "STRING", "BIGINT NOT NULL"),
        ("count_distinct", "ARRAY<STRING>", "BIGINT NOT NULL"),
        ("count_if", "BOOLEAN", "BIGINT NOT NULL"),
        ("sum", "BIGINT NOT NULL", "BIGINT"),
        ("sum", "DOUBLE", "DOUBLE"),
        ("sum", "DECIMAL(10, 2)", "DECIMAL(38, 2)"),
        ("avg", "BIGINT", "DOUBLE"),
        ("avg", "DECIMAL(10, 2)", "DECIMAL(38, 6)"),
        ("avg", "DECIMAL(20, 9)", "DECIMAL(38, 9)"),
        ("min", "STRING NOT NULL", "STRING"),
        ("max", "TIMESTAMP", "TIMESTAMP"),
        ("first", "ROW<a BIGINT>", "ROW<a BIGINT>"),
        ("last", "MAP<STRING, DOUBLE>", "MAP<STRING, DOUBLE>"),
    ],
)
def test_result_types(function: str, value: str | None, result: str):
    assert str(result_column(function, parse_type(value) if value else None)) == result


@pytest.mark.parametrize(
    ("function", "value", "message"),
    [
        ("sum", "STRING", "sum takes a number, not STRING"),
        ("avg", "BOOLEAN", "avg takes a number, not BOOLEAN"),
        ("min", "ARRAY<BIGINT>", "min takes values that have an order, not ARRAY<BIGINT>"),
        ("count_if", "BIGINT", "count_if takes a condition (BOOLEAN), not BIGINT"),
        ("sum", None, "sum needs a value"),
        ("median", "BIGINT", "there is no aggregate function 'median'"),
    ],
)
def test_values_that_a_function_does_not_take(function: str, value: str | None, message: str):
    with pytest.raises(ValueError) as fault:
        result_column(function, parse_type(value) if value else None)

    assert str(fault.value) == message


def test_personal_data_stays_personal_but_counts_are_not():
    name = Column(parse_type("STRING").type, pii=True)

    assert result_column("last", name).pii
    assert not result_column("count_distinct", name).pii


def test_an_idle_key_is_forgotten_by_the_watermark_for_events_later_than_the_lateness():
    """Newest 100, window 10, lateness 5: forgotten at 115. An event after 115 - 5 sees nothing of it anyway."""
    kept = one("count", None, window=10, lateness=5)
    forgetful = one("count", None, window=10, lateness=5)
    for node in (kept, forgetful):
        node.add("key", 100, [None], [None])
    forgetful.advance(114)
    assert answers(forgetful, [(100, None)]) == [2]
    forgetful.advance(115)

    assert answers(kept, [(109, None), (110, None)]) == [2, 2]
    assert answers(forgetful, [(109, None), (110, None)]) == [1, 2]


def test_many_events_of_one_key_cost_no_more_each_than_few():
    """Work is counted, not time: how often values enter and leave the range that makes the answer."""
    moved = 0
    node = one("count_distinct", "BIGINT", window=4 * 3_600_000)
    track_type = type(node._makers[0]())

    class Counting(track_type):
        def _enter(self, value: Any) -> None:
            nonlocal moved
            moved += 1
            super()._enter(value)

    node._makers = [lambda: Counting(parse_type("BIGINT").type)]
    answers(node, [(second * 1000, second) for second in range(1000)])

    assert moved == 1000


def test_previous_values_go_by_arrival():
    node = PreviousValue(0)

    found = [
        node.exchange(key, time, (value,))
        for key, time, value in [("a", 10, 1), ("b", 11, 2), ("a", 5, None), ("a", 20, 3)]
    ]

    assert found == [None, None, (1,), (None,)]


def test_a_previous_value_is_gone_when_it_is_older_than_its_time_to_live():
    node = PreviousValue(10)

    assert [node.exchange("a", time, (time,)) for time in (0, 10, 21, 15)] == [None, (0,), None, (21,)]


def test_an_event_that_passes_opens_a_window_that_repeats_do_not_extend():
    node = Deduplicator(10)

    assert [node.first("a", time) for time in (20, 29, 5, 30, 39, 40)] == [
        True,
        False,
        False,
        True,
        False,
        True,
    ]


# ---- against looking at all events ----

Event = tuple[Hashable, int, dict[str, Any]]


def looked_up(
    window: int,
    lateness: int,
    resolution: int,
    aggregates: list[dict[str, str]],
    columns: dict[str, Column],
    events: list[Event],
) -> list[Any]:
    """The answers by definition: sort and filter what is held for each event anew."""
    held: dict[Hashable, list[tuple[int, dict[str, Any]]]] = {}
    newest: dict[Hashable, int] = {}
    width = max(resolution, 1)
    found: list[Any] = []
    for key, event_time, row in events:
        time = event_time // width * width + width - 1
        newest[key] = max(newest.get(key, time), time)
        bound = newest[key] - window - lateness
        mine = held.setdefault(key, [])
        if time > bound:
            mine.append((time, with_one_zero(row)))
        mine[:] = [each for each in mine if each[0] > bound]
        about = mine if time > bound else [(time, with_one_zero(row))]
        rows = [each for at, each in sorted(about, key=lambda each: each[0]) if time - window < at <= time]
        results = []
        for each in aggregates:
            wanted = [other for other in rows if "where" not in each or other[each["where"]]]
            value = each.get("value")
            values = [other[value] for other in wanted if other[value] is not None] if value else wanted
            results.append(by_definition(each["function"], columns[value] if value else None, values))
        faults = [
            (each["name"], result)
            for each, result in zip(aggregates, results, strict=True)
            if result in ("E_OVERFLOW", "E_RANGE")
        ]
        found.append({"error": list(faults[0])} if faults else results)
    return found


def with_one_zero(value: Any) -> Any:
    """A value in which every zero is positive."""
    if isinstance(value, dict):
        return {name: with_one_zero(each) for name, each in value.items()}
    if isinstance(value, list):
        return [with_one_zero(each) for each in value]
    return value + 0.0 if isinstance(value, float) else value


def by_definition(function: str, column: Column | None, values: list[Any]) -> Any:
    """An aggregate of values in order of time."""
    if function == "count":
        return len(values)
    if function == "count_if":
        return sum(values)
    assert column is not None
    if function == "count_distinct":
        return len({json.dumps(to_json(value, column.type), sort_keys=True) for value in values})
    if not values:
        return None
    if function in ("first", "last", "min", "max"):
        chosen = {
            "first": lambda: values[0],
            "last": lambda: values[-1],
            "min": lambda: min(values),
            "max": lambda: max(values),
        }[function]()
        return chosen
    exact = sum(map(Fraction, values), Fraction(0))
    if function == "avg":
        exact /= len(values)
    if column.type.kind == "DECIMAL":
        scale = column.type.scale if function == "sum" else max(6, column.type.scale)
        unscaled = math.floor(abs(exact) * 10**scale + Fraction(1, 2))
        digits = tuple(map(int, str(unscaled)))
        return "E_OVERFLOW" if unscaled >= 10**38 else Decimal((int(exact < 0 < unscaled), digits, -scale))
    if column.type.kind == "BIGINT" and function == "sum":
        return int(exact) if -(2**63) <= exact < 2**63 else "E_OVERFLOW"
    try:
        return exact.numerator / exact.denominator + 0.0
    except OverflowError:
        return "E_RANGE"


def random_doubles(choose: random.Random) -> float:
    return choose.choice(
        [
            choose.uniform(-1e3, 1e3),
            choose.random() * 10.0 ** choose.randrange(-320, 300),
            choose.choice([0.1, -0.1, 0.0, -0.0, 5e-324, -5e-324, 1e16, 1.0]),
            choose.choice([LARGEST, -LARGEST, 1e308, 2.0**960, -(2.0**960)])
            if choose.random() < 0.15
            else 0.3,
        ]
    )


def random_decimals(precision: int, scale: int) -> Callable[[random.Random], Decimal]:
    def choose_decimal(choose: random.Random) -> Decimal:
        digits = choose.choice([precision, precision // 2])
        return Decimal(choose.randrange(-(10**digits) + 1, 10**digits)).scaleb(
            -scale, context=Context(prec=60)
        )

    return choose_decimal


def random_records(choose: random.Random) -> dict[str, Any]:
    reals = [choose.choice([0.0, -0.0, 1.5, None]) for _ in range(choose.randrange(3))]
    names = choose.sample(["x", "y", "ż"], choose.randrange(4))
    fees = {name: choose.choice([None, Decimal("1.50")]) for name in names}
    return {
        "a": choose.choice([None, choose.randrange(3)]),
        "b": choose.choice([None, reals]),
        "c": choose.choice([None, fees]),
    }


RANDOM_VALUES: dict[str, tuple[str, Callable[[random.Random], Any]]] = {
    "whole": (
        "BIGINT",
        lambda choose: choose.choice(
            [choose.randrange(-1000, 1000), choose.choice([2**63 - 1, -(2**63), 2**53 + 1])]
        ),
    ),
    "small": ("BIGINT", lambda choose: choose.randrange(-5, 6)),
    "real": ("DOUBLE", random_doubles),
    "fee": ("DECIMAL(10, 2)", random_decimals(10, 2)),
    "wide": ("DECIMAL(38, 7)", random_decimals(38, 7)),
    "text": (
        "STRING",
        lambda choose: (
            choose.choice(["", "a", "b", "ż", "\ufffd", "\U0001d4b3", "ab"]) + str(choose.randrange(4))
        ),
    ),
    "flag": ("BOOLEAN", lambda choose: choose.random() < 0.6),
    "day": ("DATE", lambda choose: date(2026, 1, 1) + timedelta(choose.randrange(-9, 9))),
    "moment": (
        "TIMESTAMP",
        lambda choose: datetime(2026, 1, 1) + timedelta(milliseconds=choose.randrange(-999, 999)),
    ),
    "record": ("ROW<a BIGINT, b ARRAY<DOUBLE>, c MAP<STRING, DECIMAL(4, 2)>>", random_records),
}
"""By column: its type, and how to choose a value."""

ALL_FUNCTIONS = ("count", "count_distinct", "sum", "avg", "min", "max", "first", "last")
FUNCTIONS = {
    **dict.fromkeys(("whole", "small", "real", "fee", "wide"), ALL_FUNCTIONS),
    **dict.fromkeys(("text", "day", "moment"), ("count", "count_distinct", "min", "max", "first", "last")),
    "flag": ("count", "count_if", "count_distinct", "min", "max", "first", "last"),
    "record": ("count", "count_distinct", "first", "last"),
}


def random_case(
    seed: int, columns: Sequence[str], size: int, *, resolution: int = 0, lateness: int = 0
) -> dict[str, Any]:
    """A node with all functions of some columns, and events for it."""
    choose = random.Random(seed)
    window = choose.choice([40, 300, 2000])
    aggregates = [{"name": "events", "function": "count"}]
    for column in columns:
        for function in FUNCTIONS[column]:
            aggregates.append({"name": f"{function}_{column}", "function": function, "value": column})
            if choose.random() < 0.4:
                aggregates[-1]["where"] = "flag"
    events: list[Event] = []
    newest = START
    for _ in range(size):
        newest += choose.choice(
            [
                0,
                0,
                1,
                2,
                7,
                40,
                window // 2 if choose.random() < 0.1 else 3,
                window * 2 if choose.random() < 0.02 else 1,
            ]
        )
        late = choose.choice([0] * 6 + [choose.randrange(window + lateness + 20), choose.randrange(10)])
        row = {
            name: None if choose.random() < 0.15 else make(choose)
            for name, (_, make) in RANDOM_VALUES.items()
            if name in {*columns, "flag"}
        }
        events.append((choose.choice(["ann", "ann", "ann", "bob"]), newest - late, row))
    return {
        "window": window,
        "lateness": lateness,
        "resolution": resolution,
        "columns": {name: RANDOM_VALUES[name][0] for name in sorted({*columns, "flag"})},
        "aggregates": aggregates,
        "events": events,
    }  # fmt: skip


def twin_answers(case: dict[str, Any]) -> list[Any]:
    """What the sandbox's aggregates answer to a case."""
    columns = {name: parse_type(text) for name, text in case["columns"].items()}
    specs = [
        AggregateSpec(
            each["name"],
            each["function"],
            columns[each["value"]] if "value" in each else None,
            "where" in each,
        )
        for each in case["aggregates"]
    ]
    node = SlidingAggregate(case["window"], case["lateness"], case["resolution"], specs)
    found: list[Any] = []
    for key, time, row in case["events"]:
        values = [row[each["value"]] if "value" in each else None for each in case["aggregates"]]
        flags = [row[each["where"]] if "where" in each else None for each in case["aggregates"]]
        try:
            found.append(node.add(key, time, values, flags))
        except AggregateOverflow as fault:
            found.append({"error": [fault.name, fault.code]})
    return found


def exactly(answers: list[Any]) -> list[Any]:
    """Answers such that equal ones are equal to the bit, signs of zero included."""
    return [repr(answer) for answer in answers]


@pytest.mark.parametrize("seed", range(20))
def test_random_events_give_what_looking_at_all_of_them_gives(seed: int):
    columns = [
        list(RANDOM_VALUES)[seed % len(RANDOM_VALUES)],
        list(RANDOM_VALUES)[(seed * 7 + 3) % len(RANDOM_VALUES)],
    ]
    case = random_case(seed, sorted(set(columns)), 180, resolution=seed % 3 * 6, lateness=seed % 4 * 25)
    types = {name: parse_type(text) for name, text in case["columns"].items()}

    expected = looked_up(
        case["window"], case["lateness"], case["resolution"], case["aggregates"], types, case["events"]
    )

    assert exactly(twin_answers(case)) == exactly(expected)


def test_sums_of_doubles_are_those_of_fsum():
    choose = random.Random(5)
    values = [choose.uniform(-1e9, 1e9) * 10.0 ** choose.randrange(-30, 30) for _ in range(400)]
    node = one("sum", "DOUBLE", window=50)

    found = answers(node, list(enumerate(values)))

    assert found == [math.fsum(values[max(0, at - 49) : at + 1]) for at in range(400)]


# ---- vectors that the Java twins read too ----


def vectors() -> dict[str, Any]:
    return json.loads(VECTORS.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def read_case(case: dict[str, Any]) -> dict[str, Any]:
    """A case of the vectors with Python values."""
    columns = {name: parse_type(text) for name, text in case["columns"].items()}
    events = [
        (
            key,
            time,
            {
                name: None if value is None else from_json(value, columns[name].type)
                for name, value in row.items()
            },
        )
        for key, time, row in case["events"]
    ]
    return {**case, "events": events}


def written(case: dict[str, Any], answers: list[Any]) -> list[Any]:
    """Answers as JSON values."""
    columns = [
        result_column(
            each["function"], parse_type(case["columns"][each["value"]]) if "value" in each else None
        )
        for each in case["aggregates"]
    ]
    return [
        answer
        if isinstance(answer, dict)
        else [
            None if value is None else to_json(value, column.type)
            for value, column in zip(answer, columns, strict=True)
        ]
        for answer in answers
    ]


@pytest.mark.parametrize("number", range(10))
def test_vectors_of_aggregates(number: int):
    case = vectors()["aggregate"][number]

    assert written(case, twin_answers(read_case(case))) == case["answers"]


def test_vectors_of_previous_values():
    for case in vectors()["previous"]:
        node = PreviousValue(case["time_to_live"])

        assert [node.exchange(key, time, (value,)) for key, time, value in case["events"]] == [
            None if answer is None else tuple(answer) for answer in case["answers"]
        ]


def test_vectors_of_first_events():
    for case in vectors()["deduplicate"]:
        node = Deduplicator(case["window"])

        assert [node.first(key, time) for key, time in case["events"]] == case["answers"]


def make_vectors() -> dict[str, Any]:
    """Cases whose answers are looked up, not calculated by the code under test."""
    made: dict[str, Any] = {"aggregate": [], "previous": [], "deduplicate": []}
    chosen = [
        ["whole"],
        ["small", "flag"],
        ["real"],
        ["real"],
        ["fee"],
        ["wide"],
        ["text"],
        ["day", "moment"],
        ["record"],
        ["small", "text"],
    ]
    for seed, columns in enumerate(chosen):
        case = random_case(
            seed + 1000, columns, 130, resolution=9 if seed in (3, 9) else 0, lateness=seed % 3 * 30
        )
        types = {name: parse_type(text) for name, text in case["columns"].items()}
        found = looked_up(
            case["window"], case["lateness"], case["resolution"], case["aggregates"], types, case["events"]
        )
        case["answers"] = written(case, found)
        case["events"] = [
            [
                key,
                time,
                {
                    name: None if value is None else to_json(value, types[name].type)
                    for name, value in row.items()
                },
            ]
            for key, time, row in case["events"]
        ]
        made["aggregate"].append(case)
    choose = random.Random(77)
    for time_to_live in (0, 30):
        events = [
            (
                choose.choice("ab"),
                START + number * 9 - choose.choice([0, 0, 25]),
                choose.choice([None, number]),
            )
            for number in range(40)
        ]
        last: dict[str, tuple[int, Any]] = {}
        found = []
        for key, time, value in events:
            alive = key in last and (not time_to_live or time - last[key][0] <= time_to_live)
            found.append([last[key][1]] if alive else None)
            last[key] = (time, value)
        made["previous"].append({"time_to_live": time_to_live, "events": events, "answers": found})
    repeats = [(choose.choice("ab"), START + number * 5 - choose.choice([0, 0, 25])) for number in range(60)]
    opened: dict[str, int] = {}
    passed = []
    for key, time in repeats:
        passed.append(key not in opened or time >= opened[key] + 40)
        if passed[-1]:
            opened[key] = time
    made["deduplicate"].append({"window": 40, "events": repeats, "answers": passed})
    return made


if __name__ == "__main__":
    made = make_vectors()
    lines = [
        f'"{kind}": [\n' + ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases) + "\n]"
        for kind, cases in made.items()
    ]
    VECTORS.write_text("{" + ",\n".join(lines) + "}\n", encoding="utf-8")
