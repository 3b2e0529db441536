"""The table of time zones says what the tz database says. After an update of tzdata it has to be written anew:
python -m filbert.expressions.testing.zone_table
"""

import datetime
from itertools import pairwise

import pytest
from filbert.expressions.testing.zone_table import load_zone, offset_at
from filbert.expressions.testing.zone_table import zone_names as known_names
from filbert.expressions.zone import zone_names, zone_of
from hypothesis import given
from hypothesis import strategies as st

END = 4_102_444_800_000
"""The first millisecond of 2100."""


def test_the_names_are_those_of_the_database() -> None:
    assert sorted(zone_names()) == known_names()


@pytest.mark.parametrize("name", [name for name in known_names() if "/" in name])
def test_every_change_is_at_its_second(name: str) -> None:
    """One second before each change, at it, and in the middle of the time up to the next."""
    zone, known = zone_of(name), load_zone(name)
    edges = [0, *zone.changes, END]
    middles = [(start + end) // 2 for start, end in pairwise(edges)]
    times = [*(change - 1000 for change in zone.changes), *zone.changes, *middles]

    assert [zone.to_local(time) - time for time in times] == [
        offset_at(known, time // 1000) * 1000 for time in times
    ]


@pytest.mark.parametrize("name", [name for name in known_names() if "/" in name])
def test_each_offset_ends_later_than_the_one_before(name: str) -> None:
    """What finding an instant by its local time rests on."""
    assert list(zone_of(name).local_ends) == sorted(zone_of(name).local_ends)


@given(
    st.sampled_from(known_names()),
    st.datetimes(datetime.datetime(1970, 1, 3), datetime.datetime(2099, 12, 30)),
)
def test_an_instant_is_found_by_its_local_time(name: str, local: datetime.datetime) -> None:
    """As the standard library does it: of two the first, of none the one by the clock before."""
    second = (local - datetime.datetime(1970, 1, 1)) // datetime.timedelta(seconds=1)

    instant = zone_of(name).to_instant(second * 1000)

    assert instant == local.replace(microsecond=0, fold=0, tzinfo=load_zone(name)).timestamp() * 1000
