"""Trips between towns, slow enough that nobody innocent seems to be in two places.

A traveller's true position changes at `FASTEST_KMH` at most, and the cell shown is never further from it
than `SNAP_METRES`. Two events therefore lie at most `FASTEST_KMH * time + 2 * SNAP_METRES` apart, which stays
under the distance and speed that `sim-cloning` asks for together: above 500 km/h it is less than 40 km.
"""

from bisect import bisect
from dataclasses import dataclass
from random import Random

from filbert.runtime.traffic.shape import DAY_MS, HOUR_MS
from filbert.runtime.traffic.telecom.network import GRID_RADIUS_METRES, Network
from filbert.runtime.traffic.telecom.subscribers import Population

FASTEST_KMH = 120.0
_FURTHEST_METRES = 350_000.0
_LEG_STEPS = 200
SNAP_METRES = GRID_RADIUS_METRES + _FURTHEST_METRES / _LEG_STEPS
_SHARE_OF_TRAVELLERS = 0.02


@dataclass(frozen=True, slots=True)
class Journey:
    """A day trip: the cells seen on it, each from a moment on, until it ends."""

    begin_ms: int
    end_ms: int
    changes_ms: tuple[int, ...]
    cells: tuple[str, ...]

    def cell_at(self, time_ms: int) -> str | None:
        """The cell shown at a moment; None before and after the trip."""
        if self.begin_ms <= time_ms < self.end_ms:
            return self.cells[bisect(self.changes_ms, time_ms) - 1]
        return None


def journeys_of_day(random: Random, network: Network, population: Population, day: int) -> dict[int, Journey]:
    """Who travels on a day. All trips begin after four in the morning and end before midnight.

    Args:
        random: The generator of that day.
        network: The cells.
        population: The subscribers.
        day: Days since 1970.

    Returns:
        The journey of each traveller by the number of the subscriber.
    """
    journeys = {}
    for _ in range(round(population.count * _SHARE_OF_TRAVELLERS)):
        traveller = random.randrange(population.count)
        home = population.towns[traveller]
        reachable = [
            town
            for town in range(len(network.towns))
            if town != home and network.town_distance(home, town) <= _FURTHEST_METRES
        ]
        depart = day * DAY_MS + random.randint(4 * HOUR_MS + 1, 11 * HOUR_MS)
        stay = random.randint(HOUR_MS // 2, 4 * HOUR_MS)
        journeys[traveller] = plan_journey(random, network, (home, random.choice(reachable)), depart, stay)
    return journeys


def plan_journey(random: Random, network: Network, towns: tuple[int, int], depart: int, stay: int) -> Journey:
    """A trip from one town to another and back, with a stay there."""
    home, goal = towns
    distance = network.town_distance(home, goal)
    out_ms = _leg_ms(random, distance)
    back_ms = _leg_ms(random, distance)
    visited = random.choice(network.towns[goal].cells).json
    stages = [(depart + int(out_ms * share), cell) for share, cell in _path(network, home, goal)]
    stages.append((depart + out_ms, visited))
    turn = depart + out_ms + stay
    stages.extend((turn + int(back_ms * share), cell) for share, cell in _path(network, goal, home))
    changes = [stage for index, stage in enumerate(stages) if not index or stage[1] != stages[index - 1][1]]
    times, cells = zip(*changes, strict=True)
    return Journey(depart, turn + back_ms, times, cells)


def _leg_ms(random: Random, distance: float) -> int:
    kmh = random.uniform(0.7, 0.95) * FASTEST_KMH
    return int(distance / (kmh / 3.6) * 1000)


def _path(network: Network, start: int, goal: int) -> list[tuple[float, str]]:
    """The cells along a straight road, each with the share of the way at which it takes over."""
    one, other = network.towns[start], network.towns[goal]
    path = []
    for step in range(_LEG_STEPS):
        share = step / _LEG_STEPS
        latitude = one.latitude + share * (other.latitude - one.latitude)
        longitude = one.longitude + share * (other.longitude - one.longitude)
        path.append((share, network.rural_cell(latitude, longitude).json))
    return path
