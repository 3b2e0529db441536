"""Random events: nulls, extremes, repeats, events out of order, records that do not decode."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from filbert.scenarios.events import InputEvent

START_MS = 1_780_000_000_000


def random_events(random: Random, count: int) -> list[InputEvent]:
    """Events of the streams of random scenarios; their order is the order of arrival."""
    events: list[InputEvent] = []
    offsets = {"left": 0, "right": 0, "table": 0}
    clock = START_MS
    for _ in range(count):
        clock += random.choice([0, 1, 1, 500, 3_000, 60_000])
        stream = random.choice(["left", "left", "right", "right", "table"])
        late = random.choice([0, 0, 0, 0, 1, 4_000, 300_000, 3_000_000])
        time = max(START_MS, clock - late)
        raw = _bad(random, stream, time) if random.random() < 0.08 else _good(random, stream, time)
        if stream == "table" and random.random() < 0.2:
            raw = None
        offset = offsets[stream]
        offsets[stream] += 1
        repeated = events and random.random() < 0.03 and events[-1].stream == stream
        if repeated:
            raw = events[-1].raw
        key = random.choice(["a", "b", "c", "d"])
        if stream == "table":
            key = random.choice(["a", "b", "12", "Ärger", ""])
        events.append(InputEvent(stream, clock, 0, offset, None, raw, key))
    return events


def _good(random: Random, stream: str, time: int) -> bytes:
    value: dict[str, Any] = {
        "id": random.choice(["a", "b", "c", "d"]),
        "at": time if random.random() < 0.5 else _iso(time),
        "n": random.choice([0, 1, 2, 3, -5, 7, 1000, 9223372036854775807, -9223372036854775808, None]),
        "small": random.choice([0, 1, -1, 5, 2147483647, -2147483648, None]),
        "amount": random.choice(["0.00", "1.50", "-2.25", "99999999.99", None, "0.1"]),
        "ratio": random.choice([0.0, 0.5, -1.25, 1e300, 1e-300, 3, None]),
        "flag": random.choice([True, False, None]),
        "tag": random.choice(["a", "b", "zebra", "Ärger", None]),
        "day": random.choice(["2026-01-31", "1999-12-31", "2024-02-29", None]),
        "place": random.choice([None, {"name": "x", "lat": 1.5, "floor": 3}, {"lat": None}, {}]),
    }
    if stream == "left":
        value["only_left"] = random.choice(["12", "x", "", None])
        if value["tag"] == "a":
            value["tag"] = random.choice(["12", "-3", "😀", "x'y"])
    elif stream == "table":
        value["parts"] = random.choice([[], [1, None], None])
    else:
        value["only_right"] = random.choice([1, 2, None])
    for name in random.sample(list(value), random.choice([0, 0, 1])):
        if name not in {"id", "at"}:
            del value[name]
    return json.dumps(value, ensure_ascii=random.random() < 0.5).encode()


def _bad(random: Random, stream: str, time: int) -> bytes | None:
    good = json.loads(_good(random, stream, time))
    faults: list[dict[str, Any]] = [
        {"n": "many"},
        {"n": 1.5},
        {"small": 2147483648},
        {"amount": "1.234"},
        {"ratio": "1e999"},
        {"flag": "yes"},
        {"day": "2026-02-30"},
        {"place": [1]},
        {"place": {"lat": "north"}},
        {"id": None},
        {"at": "tomorrow"},
        {"at": time + 86_400_000},
        {"tag": {"a": 1}},
        {"tag": "unlisted"},
        {"only_left": "x" * 3_000},
    ]
    kind = random.random()
    if kind < 0.7:
        return json.dumps({**good, **random.choice(faults)}).encode()
    return random.choice(
        [b"", b"{", b"nonsense", b'{"id": "a", ', b"[]", b'{"id": "\xff\xfe"}', None, b"{} {}"]
    )


def _iso(milliseconds: int) -> str:
    from datetime import UTC, datetime

    return (
        datetime.fromtimestamp(milliseconds / 1000, UTC)
        .isoformat(timespec="milliseconds")
        .replace("+00:00", "Z")
    )
