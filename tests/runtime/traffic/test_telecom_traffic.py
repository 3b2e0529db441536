"""What the telecom traffic looks like: repeatable, shaped like days and people, and hardly out of order."""

import json
from collections import Counter, defaultdict
from datetime import datetime
from itertools import pairwise
from math import log
from typing import Any

import pytest
from filbert.runtime.traffic.batch import Batch, Record, TrafficSettings
from filbert.runtime.traffic.kinds import open_traffic

MONDAY = 1_767_571_200_000  # 2026-01-05T00:00:00Z
DECLARED_OUT_OF_ORDERNESS = 5_000


def batches_of(settings: TrafficSettings) -> list[Batch]:
    return list(open_traffic("telecom", settings).batches())


@pytest.fixture(scope="module", name="week")
def a_week() -> list[Batch]:
    return batches_of(TrafficSettings(1_000, 6_048, 100, 1, MONDAY))


@pytest.fixture(scope="module", name="evening")
def a_busy_evening() -> list[Batch]:
    return batches_of(TrafficSettings(4_000, 500, 30, 1, MONDAY + 17 * 3_600_000))


def records_of(batches: list[Batch]) -> list[Record]:
    return [record for batch in batches for record in batch.records]


def event_time(stream: str, event: dict[str, Any]) -> int:
    text = event["started_at"] if stream == "calls" else event["sent_at"]
    return round(datetime.fromisoformat(text).timestamp() * 1_000)


def test_equal_settings_give_equal_traffic() -> None:
    settings = TrafficSettings(500, 1_000, 40, 7, MONDAY)

    assert batches_of(settings) == batches_of(settings)


@pytest.mark.parametrize(
    "other",
    [TrafficSettings(500, 1_000, 20, 8, MONDAY), TrafficSettings(500, 1_000, 20, 7, MONDAY + 1)],
    ids=["another seed", "another start"],
)
def test_other_settings_give_other_traffic(other: TrafficSettings) -> None:
    assert batches_of(TrafficSettings(500, 1_000, 20, 7, MONDAY)) != batches_of(other)


@pytest.mark.parametrize(("rate", "speed", "seconds"), [(2_000, 1_000, 30), (10, 1, 30), (0.5, 100_000, 30)])
def test_a_run_holds_as_many_events_as_rate_and_length_ask_for(
    rate: float, speed: float, seconds: float
) -> None:
    batches = batches_of(TrafficSettings(rate, speed, seconds, 1, MONDAY))

    assert len(records_of(batches)) == rate * seconds
    assert batches[-1].until_ms == MONDAY + speed * seconds * 1_000


def test_batches_are_small_steps_forward(week: list[Batch]) -> None:
    bounds = [MONDAY, *(batch.until_ms for batch in week)]

    assert all(0 < after - before <= 60_000 for before, after in pairwise(bounds))


@pytest.mark.parametrize("speed", [1, 1_000, 50_000])
def test_no_stream_is_further_out_of_order_than_it_declares(speed: float) -> None:
    batches = batches_of(TrafficSettings(1_000, speed, 40, 1, MONDAY))
    newest: dict[str, int] = defaultdict(int)
    lateness: dict[str, int] = defaultdict(int)
    for stream, _, value in records_of(batches):
        time = event_time(stream, json.loads(value))
        lateness[stream] = max(lateness[stream], newest[stream] - time)
        newest[stream] = max(newest[stream], time)

    assert set(lateness) == {"calls", "sms"}
    assert max(lateness.values()) <= DECLARED_OUT_OF_ORDERNESS


def test_a_busy_stream_is_a_little_out_of_order(evening: list[Batch]) -> None:
    times = [
        event_time(stream, json.loads(value)) for stream, _, value in records_of(evening) if stream == "sms"
    ]
    late = sum(after < before for before, after in pairwise(times))

    assert late > len(times) / 10


def test_nothing_arrives_before_it_happens(week: list[Batch]) -> None:
    assert all(
        event_time(stream, json.loads(value)) < batch.until_ms
        for batch in week
        for stream, _, value in batch.records
    )


def test_the_key_of_a_record_is_who_acted(week: list[Batch]) -> None:
    for stream, key, value in records_of(week)[:5_000]:
        event = json.loads(value)

        assert key == (event["caller"] if stream == "calls" else event["sender"])


def test_a_few_records_come_twice(evening: list[Batch]) -> None:
    records = records_of(evening)
    repeated = len(records) - len(set(records))

    assert 0.0002 <= repeated / len(records) <= 0.001


def test_days_have_a_shape(week: list[Batch]) -> None:
    hours: Counter[int] = Counter()
    for batch in week:
        hours[(batch.until_ms - 1 - MONDAY) // 3_600_000] += len(batch.records)
    tuesday = [hours[24 + hour] for hour in range(24)]
    weekdays = sum(hours[hour] for hour in range(120)) / 5
    weekend = sum(hours[hour] for hour in range(120, 168)) / 2

    assert max(tuesday) > 10 * tuesday[3]
    assert tuesday.index(min(tuesday)) in range(1, 5)
    assert tuesday.index(max(tuesday)) in range(9, 20)
    assert weekend < 0.95 * weekdays


def test_activity_follows_a_power_law(evening: list[Batch]) -> None:
    """On doubly logarithmic paper, activity over rank is a line. The first ranks, spammers, are left out."""
    activity = sorted(Counter(key for _, key, _ in records_of(evening)).values(), reverse=True)
    slope = log(activity[2_000] / activity[100]) / log(2_000 / 100)

    assert -1.0 < slope < -0.5


def test_people_stay_near_where_they_live(week: list[Batch]) -> None:
    """Of the busy subscribers, nearly all keep to one town for nearly all of a week."""
    towns: dict[str, Counter[str]] = defaultdict(Counter)
    for _, key, value in records_of(week):
        towns[key][json.loads(value)["cell"]["id"][:3]] += 1
    busy = [counts for counts in towns.values() if counts.total() >= 200]
    settled = [counts for counts in busy if counts.most_common(1)[0][1] >= 0.8 * counts.total()]

    assert len(busy) > 100
    assert len(settled) > 0.9 * len(busy)


def test_somebody_travels(week: list[Batch]) -> None:
    rural = sum('"id":"R' in value for _, _, value in records_of(week))

    assert 0.001 < rural / len(records_of(week)) < 0.05
