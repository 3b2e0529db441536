"""How events spread over a run."""

from itertools import pairwise

import pytest
from filbert.runtime.traffic.batch import TrafficSettings
from filbert.runtime.traffic.shape import WeeklyShape, hour_of_week, week_of
from filbert.runtime.traffic.timeline import Timeline

MONDAY = 1_767_571_200_000  # 2026-01-05T00:00:00Z
HOUR = 3_600_000
FLAT = WeeklyShape([1.0] * 168)
MORNINGS_ONLY = WeeklyShape(week_of([0, 0, 0, 0, 0, 0, 1] + [0] * 17, [0] * 24))


@pytest.mark.parametrize(
    ("time", "hour"),
    [(MONDAY, 0), (MONDAY + HOUR - 1, 0), (MONDAY + HOUR, 1), (MONDAY - 1, 167), (MONDAY + 168 * HOUR, 0)],
)
def test_a_week_begins_on_monday_at_midnight(time: int, hour: int) -> None:
    assert hour_of_week(time) == hour


def test_the_integral_of_a_shape_grows_by_its_weights() -> None:
    shape = WeeklyShape(range(168))

    assert shape.integral(MONDAY + 3 * HOUR) - shape.integral(MONDAY) == 0 + 1 + 2
    assert shape.integral(MONDAY + HOUR // 2) - shape.integral(MONDAY - HOUR) == 167


def test_a_shape_needs_a_whole_week() -> None:
    with pytest.raises(ValueError, match="a week has 168 hours, not 24"):
        WeeklyShape([1.0] * 24)


def test_slots_follow_each_other_from_start_to_end() -> None:
    slots = list(Timeline(TrafficSettings(10, 1_000, 1, 1, MONDAY), FLAT).slots())

    assert [slot[:2] for slot in slots[:2]] == [(MONDAY, MONDAY + 20_000), (MONDAY + 20_000, MONDAY + 40_000)]
    assert all(first[1] == second[0] for first, second in pairwise(slots))
    assert slots[-1][1] == MONDAY + 1_000_000


@pytest.mark.parametrize("speed", [0.01, 1, 1_000, 1_000_000])
def test_slots_hold_the_events_of_the_run_whatever_their_width(speed: float) -> None:
    slots = Timeline(TrafficSettings(7, speed, 5, 1, MONDAY), FLAT).slots()

    assert sum(count for _, _, count in slots) == 35


def test_hours_without_weight_are_empty() -> None:
    settings = TrafficSettings(rate=24, speed=3_600, seconds=24, seed=1, start_ms=MONDAY)

    by_hour = [0] * 24
    for begin, _, count in Timeline(settings, MORNINGS_ONLY).slots():
        by_hour[(begin - MONDAY) // HOUR] += count

    assert by_hour == [0] * 6 + [576] + [0] * 17
