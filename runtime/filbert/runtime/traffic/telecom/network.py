"""Towns and cells of a country-like area.

Distances matter: cells of one town lie within twice `TOWN_RADIUS_METRES` of each other and every point of the
country has a cell within `GRID_RADIUS_METRES`, so that whoever moves plausibly never seems to jump (see
`journeys`).
"""

from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate
from math import asin, cos, pi, radians, sin, sqrt
from random import Random

SOUTH, NORTH, WEST, EAST = 49.4, 54.2, 14.8, 23.4
TOWNS = 48
TOWN_RADIUS_METRES = 7_000.0
GRID_LATITUDE, GRID_LONGITUDE = 0.16, 0.25
GRID_RADIUS_METRES = 13_000.0
_TOWN_DISTANCE_METRES = 35_000.0
_METRES_PER_DEGREE = 6_371_008.8 * pi / 180


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, and how records show it."""

    id: str
    latitude: float
    longitude: float
    json: str


@dataclass(frozen=True, slots=True)
class Town:
    """A town: its centre and its cells."""

    latitude: float
    longitude: float
    cells: tuple[Cell, ...]


class Network:
    """All cells: those of the towns, and a grid for the land between them."""

    def __init__(self, random: Random) -> None:
        centres = _town_centres(random)
        populations = [1.0 / (rank + 1) ** 0.8 for rank in range(len(centres))]
        self._cumulative = list(accumulate(populations))
        self.towns = [
            Town(
                latitude,
                longitude,
                _town_cells(random, number, latitude, longitude, 4 + int(40 * population)),
            )
            for number, ((latitude, longitude), population) in enumerate(
                zip(centres, populations, strict=True)
            )
        ]
        self._columns = int((EAST - WEST) / GRID_LONGITUDE) + 2
        rows = int((NORTH - SOUTH) / GRID_LATITUDE) + 2
        self._grid = [
            _cell(f"R{row:02d}-{column:02d}", SOUTH + row * GRID_LATITUDE, WEST + column * GRID_LONGITUDE)
            for row in range(rows)
            for column in range(self._columns)
        ]

    def pick_town(self, random: Random) -> int:
        """The number of a town, large ones more often."""
        return bisect(self._cumulative, random.random() * self._cumulative[-1])

    def rural_cell(self, latitude: float, longitude: float) -> Cell:
        """The grid cell nearest to a point of the country."""
        row = round((latitude - SOUTH) / GRID_LATITUDE)
        column = round((longitude - WEST) / GRID_LONGITUDE)
        return self._grid[row * self._columns + column]

    def town_distance(self, first: int, second: int) -> float:
        """Metres between the centres of two towns."""
        one, other = self.towns[first], self.towns[second]
        return distance_metres(one.latitude, one.longitude, other.latitude, other.longitude)


def distance_metres(
    latitude: float, longitude: float, other_latitude: float, other_longitude: float
) -> float:
    """Great-circle distance, on the sphere that GEO_DISTANCE uses."""
    half_chord = (
        sin(radians(other_latitude - latitude) / 2) ** 2
        + cos(radians(latitude))
        * cos(radians(other_latitude))
        * sin(radians(other_longitude - longitude) / 2) ** 2
    )
    return 12_742_017.6 * asin(sqrt(min(1.0, half_chord)))


def _town_centres(random: Random) -> list[tuple[float, float]]:
    centres: list[tuple[float, float]] = []
    while len(centres) < TOWNS:
        latitude, longitude = random.uniform(SOUTH, NORTH), random.uniform(WEST, EAST)
        if all(distance_metres(latitude, longitude, *other) >= _TOWN_DISTANCE_METRES for other in centres):
            centres.append((latitude, longitude))
    return centres


def _town_cells(random: Random, town: int, latitude: float, longitude: float, count: int) -> tuple[Cell, ...]:
    cells = []
    for number in range(count):
        # Denser towards the centre, as cells are.
        radius, angle = TOWN_RADIUS_METRES * random.random(), random.uniform(0, 2 * pi)
        north = radius * sin(angle) / _METRES_PER_DEGREE
        east = radius * cos(angle) / (_METRES_PER_DEGREE * cos(radians(latitude)))
        cells.append(_cell(f"T{town:02d}-{number:02d}", latitude + north, longitude + east))
    return tuple(cells)


def _cell(identifier: str, latitude: float, longitude: float) -> Cell:
    latitude, longitude = round(latitude, 4), round(longitude, 4)
    shown = f'{{"id":"{identifier}","lat":{latitude},"lon":{longitude}}}'
    return Cell(identifier, latitude, longitude, shown)
