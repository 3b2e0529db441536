"""Writes data/zones.txt, the clock changes of all time zones, from the tz database of the package tzdata.

    python -m filbert.expressions.testing.zone_table

Run it after an update of tzdata; a test tells when it is due.
"""

import datetime
import importlib.resources
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

TABLE = Path(__file__).parents[1] / "data" / "zones.txt"
LAST_YEAR = 2099
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
HEADER = """\
# Clock changes from 1970 to {last}, of tzdata {version}; written by filbert.expressions.testing.zone_table.
# Name, offsets in seconds; then for each change the number of its offset, and the seconds since the last in base 36.
"""
NO_ZONES = frozenset({"Factory", "localtime"})


def zone_names() -> list[str]:
    """Return the names of all zones of the package."""
    names = importlib.resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    return sorted(name for name in names if name not in NO_ZONES)


def load_zone(name: str) -> ZoneInfo:
    """Load a zone from the package, whatever the machine itself has."""
    with importlib.resources.files("tzdata.zoneinfo").joinpath(*name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def offset_at(zone: ZoneInfo, second: int) -> int:
    """Return the seconds that local time is ahead of UTC."""
    offset = (EPOCH + datetime.timedelta(seconds=second)).astimezone(zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


def changes(zone: ZoneInfo) -> list[tuple[int, int]]:
    """Return all changes as seconds since 1970 and the offset from then on, the first one at 0."""
    found = [(0, offset_at(zone, 0))]
    end = int((datetime.datetime(LAST_YEAR + 1, 1, 1, tzinfo=datetime.UTC) - EPOCH).total_seconds())
    # No zone changes its clocks there and back within a week.
    step = 7 * 86_400
    for start in range(0, end, step):
        low, high = start, min(start + step, end)
        if offset_at(zone, low) == offset_at(zone, high):
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset_at(zone, middle) == found[-1][1] else (low, middle)
        found.append((high, offset_at(zone, high)))
    return found


def line_of(name: str, found: Sequence[tuple[int, int]]) -> str:
    """Return the line of a zone."""
    offsets = sorted({offset for _, offset in found})
    parts, before = [], 0
    for second, offset in found:
        parts.append(f"{offsets.index(offset)}{_base36(second - before)}")
        before = second
    return f"{name} {','.join(map(str, offsets))} {' '.join(parts)}"


def _base36(number: int) -> str:
    digits = ""
    while number or not digits:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits


def main() -> None:
    """Write the table."""
    header = HEADER.format(version=version("tzdata"), last=LAST_YEAR)
    lines = [line_of(name, changes(load_zone(name))) for name in zone_names()]
    first: dict[str, str] = {}
    for position, line in enumerate(lines):
        name, _, rest = line.partition(" ")
        same = first.setdefault(rest, name)
        if same != name:
            lines[position] = f"{name} = {same}"
    TABLE.write_text(header + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
