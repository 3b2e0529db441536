"""Random events through the stateful functions in Flink and through their Python twins: every answer is the same.

DOUBLE values are compared as JSON text of the shortest form, which is different for any two different values.
"""

import json
import math
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Context, Decimal
from pathlib import Path
from random import Random
from typing import Any, get_args

import pytest
from filbert.components.aggregates import AggregateFunction
from filbert.components.windows import (
    AggregateOverflow,
    AggregateSpec,
    Deduplicator,
    PreviousValue,
    SlidingAggregate,
    result_column,
)
from filbert.expressions import Column, error_message, flink_type, parse_type, to_json
from filbert.runtime.stack.jars import resolve
from filbert.runtime.stack.machine import find_java

SEED = 20_260_601
EVENTS = 700
START = 1_780_000_000_000
WIDE = Context(prec=60)
WHOLE = [0, 1, -1, 2**53 + 1, 2**63 - 1, -(2**63)]
REAL = [0.0, -0.0, 0.1, 5e-324, -5e-324, 1e16, 2.0**960, -(2.0**960), 1.7976931348623157e308]


def decimals(precision: int, scale: int) -> Callable[[Random], Decimal]:
    def choose(random: Random) -> Decimal:
        digits = random.choice([precision, precision // 3])
        return Decimal(random.randrange(-(10**digits) + 1, 10**digits)).scaleb(-scale, WIDE)

    return choose


def records(random: Random) -> dict[str, Any]:
    return {
        "a": random.choice([None, random.randrange(3)]),
        "b": random.choice([None, [random.choice([0.0, -0.0, 1.5, None])] * random.randrange(3)]),
        "c": random.choice([None, {"x": None}, {"y": Decimal("1.50"), "ż": None}]),
    }


COLUMNS: dict[str, tuple[str, Callable[[Random], Any]]] = {
    "whole": ("BIGINT", lambda random: random.choice([random.randrange(-999, 999), random.choice(WHOLE)])),
    "real": (
        "DOUBLE",
        lambda random: random.choice(
            [random.gauss(0, 1e6), random.random() * 10.0 ** random.randrange(-320, 300), random.choice(REAL)]
        ),
    ),
    "price": (
        "DOUBLE",
        lambda random: random.choice([random.randrange(10_000) / 100, random.uniform(-1, 1)]),
    ),
    "fee": ("DECIMAL(10, 2)", decimals(10, 2)),
    "wide": ("DECIMAL(38, 7)", decimals(38, 7)),
    "text": (
        "STRING",
        lambda random: random.choice(["", "a", "ż", "\ufffd", "𝒳"]) + str(random.randrange(9)),
    ),
    "flag": ("BOOLEAN", lambda random: random.random() < 0.6),
    "day": ("DATE", lambda random: date(2026, 1, 1) + timedelta(random.randrange(-9, 9))),
    "moment": (
        "TIMESTAMP",
        lambda random: datetime(2026, 1, 1) + timedelta(milliseconds=random.randrange(999)),
    ),
    "record": ("ROW<a BIGINT, b ARRAY<DOUBLE>, c MAP<STRING, DECIMAL(4, 2)>>", records),
}
TYPES = {name: parse_type(text) for name, (text, _) in COLUMNS.items()}
NUMBERS = ("whole", "real", "price", "fee", "wide")


def functions_of(column: str) -> tuple[str, ...]:
    some = ("count", "count_distinct", "first", "last")
    if column == "record":
        return some
    some = (*some, "min", "max")
    return (*some, "sum", "avg") if column in NUMBERS else (*some, "count_if") if column == "flag" else some


def events(random: Random, window: int, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Events of a few keys: ties, gaps beyond the window, up to some minutes out of order."""
    made = []
    newest = START
    for number in range(EVENTS):
        newest += random.choice([0, 0, 1, 3, 17, window // 3 if random.random() < 0.2 else 2])
        newest += window * 3 if random.random() < 0.01 else 0
        late = random.choice([0, 0, 0, 0, random.randrange(9), random.randrange(window * 2)])
        values = {name: None if random.random() < 0.15 else COLUMNS[name][1](random) for name in columns}
        made.append(
            {
                "n": number,
                "key": random.choice(["ann", "ann", "ann", "bob", None]),
                "time": newest - late,
                "place": (random.choice(["calls", "sms"]), random.randrange(2), number // 2),
                **values,
            }
        )
    return made


def case(random: Random, number: int) -> dict[str, Any]:
    """An aggregate node over two columns, all functions, and events for it."""
    names = list(COLUMNS)
    columns = sorted({names[number % len(names)], names[(number * 3 + 1) % len(names)], "flag"})
    aggregates: list[dict[str, str]] = [{"name": "events", "function": "count"}]
    for column in columns:
        for function in functions_of(column):
            if function in ("sum", "avg") and column in ("whole", "real", "wide") and number % 2:
                continue  # these overflow in most windows; every second case shall have answers instead
            aggregate = {"name": f"{function}_{column}", "function": function, "value": column}
            if random.random() < 0.4:
                aggregate["where"] = "flag"
            aggregates.append(aggregate)
    window = random.choice([60, 900, 30_000])
    return {
        "function": "FILBERT_AGGREGATE",
        "spec": {
            "window": window,
            "lateness": random.choice([0, 50, window]),
            "resolution": random.choice([0, 0, 25]),
            "order": random.choice(["arrival", "arrival", "event-time"]),
            "aggregates": aggregates,
        },
        "columns": columns,
        "results": {
            each["name"]: result_column(each["function"], TYPES.get(each.get("value", "")))
            for each in aggregates
        },
        "events": events(random, window, columns),
    }


def in_order(case: dict[str, Any]) -> list[dict[str, Any]]:
    if case["spec"].get("order") == "event-time":
        return sorted(case["events"], key=lambda event: (event["time"], event["place"]))
    return case["events"]  # type: ignore[no-any-return]


def aggregate_answers(case: dict[str, Any]) -> dict[int, Any]:
    """By event: the twin's results, or the error text."""
    spec = case["spec"]
    specs = [
        AggregateSpec(each["name"], each["function"], TYPES.get(each.get("value", "")), "where" in each)
        for each in spec["aggregates"]
    ]
    node = SlidingAggregate(spec["window"], spec["lateness"], spec["resolution"], specs)
    answers: dict[int, Any] = {}
    for event in in_order(case):
        values = [event[each["value"]] if "value" in each else None for each in spec["aggregates"]]
        flags = [event["flag"] if "where" in each else None for each in spec["aggregates"]]
        try:
            answers[event["n"]] = node.add(event["key"], event["time"], values, flags)
        except AggregateOverflow as fault:
            answers[event["n"]] = f"aggregates.{fault.name}|{fault.code}||{error_message(fault.code)}"
    return answers


def previous_case(random: Random, order: str) -> dict[str, Any]:
    columns = sorted(COLUMNS)
    return {
        "function": "FILBERT_PREVIOUS",
        "spec": {
            "time_to_live": 200,
            "order": order,
            "values": [{"name": f"last_{name}", "value": name} for name in columns],
        },
        "columns": columns,
        "results": {f"last_{name}": Column(TYPES[name].type) for name in columns},
        "events": events(random, 300, columns),
    }


def previous_answers(case: dict[str, Any]) -> dict[int, Any]:
    node = PreviousValue(case["spec"]["time_to_live"])
    nothing = (None,) * len(case["columns"])
    return {
        event["n"]: list(
            node.exchange(event["key"], event["time"], tuple(event[name] for name in case["columns"]))
            or nothing
        )
        for event in in_order(case)
    }


def deduplicate_case(random: Random, order: str) -> dict[str, Any]:
    return {
        "function": "FILBERT_DEDUPLICATE",
        "spec": {"window": 100, "order": order},
        "columns": [],
        "results": {"$first": parse_type("BOOLEAN NOT NULL")},
        "events": events(random, 100, []),
    }


def deduplicate_answers(case: dict[str, Any]) -> dict[int, Any]:
    node = Deduplicator(case["spec"]["window"])
    return {event["n"]: [node.first(event["key"], event["time"])] for event in in_order(case)}


TWINS = {
    "FILBERT_AGGREGATE": aggregate_answers,
    "FILBERT_PREVIOUS": previous_answers,
    "FILBERT_DEDUPLICATE": deduplicate_answers,
}


def run(cases: list[dict[str, Any]], backend: str, folder: Path) -> list[dict[int, Any]]:
    """By case and event: what the functions in Flink answer."""
    jars = resolve(None, find_java(None), print)
    job = {
        "jars": [str(jars.filbert), *map(str, jars.connectors)],
        "backend": backend,
        "checkpoints": str(folder / "checkpoints"),
        "answers": str(folder / "answers"),
        "cases": [],
    }
    for number, case in enumerate(cases):
        path = folder / f"case{number}.jsonl"
        path.write_text(
            "".join(line(event, case["columns"]) + "\n" for event in case["events"]), encoding="utf-8"
        )
        job["cases"].append(
            {
                "path": str(path),
                "function": case["function"],
                "spec": case["spec"],
                "columns": {name: flink_type(TYPES[name].type) for name in case["columns"]},
                "results": {name: flink_type(column.type) for name, column in case["results"].items()},
            }
        )
    (folder / "job.json").write_text(json.dumps(job))
    program = Path(__file__).with_name("window_job.py")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", program, folder / "job.json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    answers: list[dict[int, Any]] = [{} for _ in cases]
    for written in folder.glob("answers/part-*"):
        for text in written.read_text(encoding="utf-8").splitlines():
            answer = json.loads(text)
            given = answers[answer["case"]]
            assert answer["n"] not in given, f"two answers: {answer}"
            given[answer["n"]] = answer["error"] or list(json.loads(answer["record"]).values())
    return answers


def line(event: dict[str, Any], columns: Sequence[str]) -> str:
    stream, partition, offset = event["place"]
    time = datetime.fromtimestamp(event["time"] / 1000, UTC)
    fields = {
        "n": event["n"],
        "key": event["key"],
        "event_time": time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "$stream": stream,
        "$partition": partition,
        "$offset": offset,
    }
    return json.dumps({**fields, **{name: json_value(event[name], TYPES[name]) for name in columns}})


def json_value(value: Any, column: Column) -> Any:
    return None if value is None else to_json(value, column.type)


def expected_of(case: dict[str, Any]) -> dict[int, Any]:
    """By event: the twin's answers as JSON values."""
    columns = list(case["results"].values())
    return {
        number: answer
        if isinstance(answer, str)
        else [json_value(value, column) for value, column in zip(answer, columns, strict=True)]
        for number, answer in TWINS[case["function"]](case).items()
    }


def aggregate_cases(random: Random) -> list[dict[str, Any]]:
    """The aggregate nodes of one run."""
    return [case(random, number) for number in range(12)]


EXTREMES: dict[str, Callable[[Any], bool]] = {
    "whole": lambda value: value in (2**63 - 1, -(2**63)),
    "real": lambda value: abs(value) in (1.7976931348623157e308, 5e-324),
    "fee": lambda value: abs(value) >= 10**7,
    "wide": lambda value: abs(value) >= 10**30,
    "text": lambda value: not value[0].isascii(),
}


@pytest.mark.parametrize("backend", ["hashmap", "rocksdb"])
def test_the_random_events_hold_what_is_awkward(backend: str) -> None:
    """Each function of the registry meets NULL and extreme values, events out of order and events of one time."""
    cases = aggregate_cases(Random(SEED + (backend == "rocksdb")))
    met: dict[str, set[str]] = {function: set() for function in get_args(AggregateFunction)}

    for each in cases:
        by_key = [[event for event in each["events"] if event["key"] == key] for key in ("ann", "bob", None)]
        times = [[event["time"] for event in group] for group in by_key]
        for aggregate in each["spec"]["aggregates"]:
            found = met[aggregate["function"]]
            column = aggregate.get("value")
            values = [event[column] for event in each["events"]] if column else []
            known = [value for value in values if value is not None]
            found |= {"null"} if len(known) < len(values) else set()
            found |= {"extreme"} if column in EXTREMES and any(map(EXTREMES[column], known)) else set()
            found |= {"late"} if any(group != sorted(group) for group in times) else set()
            found |= {"equal times"} if any(len(set(group)) < len(group) for group in times) else set()
            found |= {"event time"} if each["spec"]["order"] == "event-time" else {"arrival"}
            found |= {"where"} if "where" in aggregate else {"all events"}

    everything = {"null", "extreme", "late", "equal times", "event time", "arrival", "where", "all events"}
    # Truth values have no extremes.
    assert met == {**dict.fromkeys(met, everything), "count_if": everything - {"extreme"}}


@pytest.mark.stack
@pytest.mark.parametrize("backend", ["hashmap", "rocksdb"])
def test_random_events_give_the_same_answers_in_both_engines(backend: str, tmp_path: Path) -> None:
    random = Random(SEED + (backend == "rocksdb"))
    cases = aggregate_cases(random)
    cases += [previous_case(random, order) for order in ("arrival", "event-time")]
    cases += [deduplicate_case(random, order) for order in ("arrival", "event-time")]

    answers = run(cases, backend, tmp_path)

    differences = []
    cells = 0
    for each, found in zip(cases, answers, strict=True):
        expected = expected_of(each)
        assert found.keys() == expected.keys()
        cells += sum(1 if isinstance(answer, str) else len(answer) for answer in expected.values())
        differences += [
            f"{each['spec']} event {number}: Flink {found[number]}, Python {expected[number]}"
            for number in expected
            if exactly(found[number]) != exactly(expected[number])
        ]
    assert not differences, f"{len(differences)} of {cells} cells, for example {differences[0]}"
    assert cells > EVENTS * len(cases)


def exactly(answer: Any) -> str:
    """Text that is equal for equal values only, with the signs of zeros and the types of numbers."""
    if isinstance(answer, float):
        assert math.isfinite(answer)
    return repr(answer)
