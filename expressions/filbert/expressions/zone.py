"""Time zones: the clock changes of data/zones.txt, which the JVM library reads too.

One table for both engines, because those of Python, Java and the machine are of different versions of the tz database.
Times are whole milliseconds: an instant since 1970 in UTC, or a local one as if its clock showed UTC.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).with_name("data") / "zones.txt"


@dataclass(frozen=True, slots=True)
class Zone:
    """The offsets of a zone.

    Attributes:
        changes: when each offset but the first begins.
        offsets: one more than there are changes.
        local_ends: the local time at which each offset but the last ends, by its own clock.
    """

    changes: tuple[int, ...]
    offsets: tuple[int, ...]
    local_ends: tuple[int, ...]

    def to_local(self, instant: int) -> int:
        """Return what the clocks of the zone show."""
        return instant + self.offsets[bisect_right(self.changes, instant)]

    def to_instant(self, local: int) -> int:
        """Return when the clocks show a time: the first time if they do twice.

        A time that they skip is taken by the clock before the change, so it lies as far after the change.
        """
        number = bisect_right(self.local_ends, local)
        instant = local - self.offsets[number]
        if number and instant < self.changes[number - 1]:
            return local - self.offsets[number - 1]
        return instant


@cache
def _lines() -> dict[str, str]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines if not line.startswith("#"))


def zone_names() -> list[str]:
    """Return the names of all zones."""
    return list(_lines())


@cache
def zone_of(name: str) -> Zone:
    """Return a zone.

    Raises:
        KeyError: there is none of that name.
    """
    line = _lines()[name]
    if line.startswith("= "):
        return zone_of(line[2:])
    known, *changes = line.split(" ")
    offsets = [int(offset) * 1000 for offset in known.split(",")]
    second, times, used = 0, [], []
    for change in changes:
        second += int(change[1:], 36)
        times.append(second * 1000)
        used.append(offsets[int(change[0])])
    # The first one says what holds from 1970 on, and is no change.
    changed = tuple(times[1:])
    ends = tuple(time + offset for time, offset in zip(changed, used, strict=False))
    return Zone(changed, tuple(used), ends)
