"""Places on the Earth: distances, directions, areas and geohashes, by steps that give the same bits in Java.

Latitudes and longitudes are in degrees; None stands for a place that does not exist. The Java twin is
`filbert.functions.Place`.
"""

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from filbert.expressions import elementary

Point = tuple[float, float]
"""Latitude and longitude."""

DIAMETER: Final = 12_742_017.6
"""Of the sphere with the Earth's mean radius, in metres."""
DEGREES: Final = 57.29577951308232
MOST_POINTS: Final = 1_000
GEOHASH_DIGITS: Final = "0123456789bcdefghjkmnpqrstuvwxyz"
LONGEST_GEOHASH: Final = 12
AROUND: Final = ((1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1))
"""Steps north and east, clockwise from the north."""

_number = r"(-?[0-9]{1,3}(?:\.[0-9]{1,15})?)"
_read_point = re.compile(rf" *{_number} +{_number} *").fullmatch


def is_place(latitude: float, longitude: float) -> bool:
    """Whether there is such a place."""
    return abs(latitude) <= 90.0 and abs(longitude) <= 180.0


def _sine(x: float) -> float:
    value = elementary.sin(x)
    assert value is not None, "an angle on the Earth is small"
    return value


def _cosine(x: float) -> float:
    value = elementary.cos(x)
    assert value is not None, "an angle on the Earth is small"
    return value


def distance(
    latitude: float, longitude: float, other_latitude: float, other_longitude: float
) -> float | None:
    """Return the metres between two places along the surface, rounded to millimetres."""
    if not is_place(latitude, longitude) or not is_place(other_latitude, other_longitude):
        return None
    here, there = latitude / DEGREES, other_latitude / DEGREES
    north = _sine((there - here) / 2.0)
    east = _sine((other_longitude / DEGREES - longitude / DEGREES) / 2.0)
    share = north * north + _cosine(here) * _cosine(there) * (east * east)
    angle = elementary.asin(min(math.sqrt(share), 1.0))
    assert angle is not None, "a sine is at most 1"
    return math.floor(DIAMETER * angle * 1_000.0 + 0.5) / 1_000.0


def bearing(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float | None:
    """Return the direction from one place to another, in degrees from the north clockwise, below 360."""
    if not is_place(latitude, longitude) or not is_place(other_latitude, other_longitude):
        return None
    here, there = latitude / DEGREES, other_latitude / DEGREES
    turn = other_longitude / DEGREES - longitude / DEGREES
    east = _sine(turn) * _cosine(there)
    north = _cosine(here) * _sine(there) - _sine(here) * _cosine(there) * _cosine(turn)
    angle = elementary.atan2(east, north) * DEGREES
    if angle < 0.0:
        angle += 360.0
    return 0.0 if angle >= 360.0 else angle + 0.0


def is_in_box(point: Point, south: float, west: float, north: float, east: float) -> bool | None:
    """Return whether a place lies between two latitudes and, going east, two longitudes."""
    latitude, longitude = point
    if not is_place(latitude, longitude) or not is_place(south, west) or not is_place(north, east):
        return None
    if not south <= latitude <= north:
        return False
    if west <= east:
        return west <= longitude <= east
    return longitude >= west or longitude <= east


@lru_cache(maxsize=256)
def read_area(text: str) -> tuple[Point, ...] | None:
    """Return the corners of an area, `52.1 21.0, 52.2 21.1, 52.0 21.3`; None if it cannot be read."""
    points = []
    for part in text.split(",", MOST_POINTS):
        found = _read_point(part)
        if found is None:
            return None
        point = float(found[1]), float(found[2])
        if not is_place(*point):
            return None
        points.append(point)
    return tuple(points) if 3 <= len(points) <= MOST_POINTS else None


def is_in_area(latitude: float, longitude: float, area: Sequence[Point]) -> bool | None:
    """Return whether a place lies within an area or on its border, whose sides are straight lines on a map."""
    if not is_place(latitude, longitude):
        return None
    inside = False
    y, x = area[-1]
    for next_y, next_x in area:
        cross = (next_x - x) * (latitude - y) - (next_y - y) * (longitude - x)
        if (
            cross == 0.0
            and min(x, next_x) <= longitude <= max(x, next_x)
            and min(y, next_y) <= latitude <= max(y, next_y)
        ):
            return True
        if (y > latitude) != (next_y > latitude) and (cross > 0.0) == (next_y > y):
            inside = not inside
        y, x = next_y, next_x
    return inside


def geohash(latitude: float, longitude: float, length: int) -> str | None:
    """Return the geohash of a place with so many digits."""
    if not is_place(latitude, longitude) or not 1 <= length <= LONGEST_GEOHASH:
        return None
    rows, columns = _bits(length)
    row = min(math.floor((latitude + 90.0) / 180.0 * (1 << rows)), (1 << rows) - 1)
    column = min(math.floor((longitude + 180.0) / 360.0 * (1 << columns)), (1 << columns) - 1)
    return _written(row, column, length)


def _bits(length: int) -> tuple[int, int]:
    """Return how many bits the row and the column of a cell have."""
    return length * 5 // 2, (length * 5 + 1) // 2


def _written(row: int, column: int, length: int) -> str:
    """Interleave the bits of a cell, the first one its column's, five to a digit."""
    rows, columns = _bits(length)
    value = 0
    for bit in range(length * 5):
        number, place = (row, rows - 1 - bit // 2) if bit % 2 else (column, columns - 1 - bit // 2)
        value = value << 1 | (number >> place & 1)
    return "".join(GEOHASH_DIGITS[value >> shift & 31] for shift in range(length * 5 - 5, -1, -5))


def cell_of(text: str) -> tuple[int, int] | None:
    """Return the row and the column of a geohash; None if the text is none."""
    row = column = 0
    if not 1 <= len(text) <= LONGEST_GEOHASH:
        return None
    is_row = False
    for letter in text:
        digit = GEOHASH_DIGITS.find(letter)
        if digit < 0:
            return None
        for shift in range(4, -1, -1):
            bit = digit >> shift & 1
            if is_row:
                row = row << 1 | bit
            else:
                column = column << 1 | bit
            is_row = not is_row
    return row, column


def middle(text: str) -> Point | None:
    """Return the middle of the cell of a geohash."""
    cell = cell_of(text)
    if cell is None:
        return None
    rows, columns = _bits(len(text))
    latitude = (cell[0] + 0.5) * 180.0 / (1 << rows) - 90.0
    return latitude, (cell[1] + 0.5) * 360.0 / (1 << columns) - 180.0


def neighbours(text: str) -> list[str] | None:
    """Return the geohashes around one, from the north clockwise; at a pole there are none beyond."""
    cell = cell_of(text)
    if cell is None:
        return None
    rows, columns = _bits(len(text))
    return [
        _written(cell[0] + north, (cell[1] + east) % (1 << columns), len(text))
        for north, east in AROUND
        if 0 <= cell[0] + north < 1 << rows
    ]
