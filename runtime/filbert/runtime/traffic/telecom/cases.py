"""Which cases are planted, and when: spread over the run, each complete before it ends."""

from collections.abc import Iterator
from heapq import merge
from random import Random

from filbert.runtime.traffic.batch import TrafficSettings
from filbert.runtime.traffic.seeded import seeded
from filbert.runtime.traffic.shape import DAY_MS
from filbert.runtime.traffic.telecom import cloning, premium, spam
from filbert.runtime.traffic.telecom.arrival import Arrival, Span, Subject
from filbert.runtime.traffic.telecom.network import Network
from filbert.runtime.traffic.telecom.subscribers import Population, imei

# After the last case ordinary traffic goes on for this long, so that watermarks pass the case.
_LONGEST_TAIL_MS = 10 * 60_000
_SHORTEST_RUN_MS = 30_000

# Of all events, the share that the cases of one kind may take, and how many cases a day is worth showing.
_SPAM_SHARE, _SPAM_PER_DAY = 0.12, 4
_PREMIUM_SHARE, _PREMIUM_PER_DAY = 0.05, 4
_CLONING_SHARE, _CLONING_PER_DAY = 0.03, 6
_FEWEST_CASES = 2


class Casting:
    """Chooses the subjects of planted cases: numbers that no ordinary subscriber has, at places in towns."""

    def __init__(self, random: Random, network: Network, population: Population) -> None:
        self.premium_numbers = [premium.PremiumNumber(random) for _ in range(12)]
        self._random = random
        self._network = network
        self._population = population
        self._taken = population.count

    def subject(self) -> Subject:
        """Somebody in a town, large ones more often."""
        self._taken += 1
        number = self._population.number(self._taken)
        return self._subject_in(number, self._network.pick_town(self._random))

    def twins(self) -> tuple[Subject, Subject]:
        """One number in two towns that nobody gets between quickly."""
        towns = range(len(self._network.towns))
        self._taken += 1
        number = self._population.number(self._taken)
        while True:
            here, there = self._random.choice(towns), self._random.choice(towns)
            # Cells lie around the centres that the distance is measured between.
            if self._network.town_distance(here, there) >= 1.1 * cloning.NEAREST_METRES:
                return self._subject_in(number, here), self._subject_in(number, there)

    def contacts(self) -> list[str]:
        """Some ordinary subscribers."""
        return self._random.choices(self._population.numbers, k=12)

    def _subject_in(self, number: str, town: int) -> Subject:
        cell = self._random.choice(self._network.towns[town].cells)
        return Subject(number, imei(self._random), cell)


def plant(settings: TrafficSettings, network: Network, population: Population) -> Iterator[Arrival]:
    """All planted arrivals of a run, in order of arrival."""
    if settings.end_ms - settings.start_ms < _SHORTEST_RUN_MS:
        return iter(())
    random = seeded(settings.seed, "cases")
    casting = Casting(random, network, population)
    numbers = casting.premium_numbers

    def spans(count: int, longest_ms: int) -> Iterator[tuple[Random, Span]]:
        return _spans(random, settings, count, longest_ms)

    spammers = _count(settings, _SPAM_SHARE, spam.LARGEST_CASE, _SPAM_PER_DAY)
    abusers = _count(settings, _PREMIUM_SHARE, premium.LARGEST_CASE, _PREMIUM_PER_DAY)
    clones = _count(settings, _CLONING_SHARE, cloning.LARGEST_CASE, _CLONING_PER_DAY)
    cases = [
        *(spam.spammer(own, span, casting.subject()) for own, span in spans(spammers, spam.LONGEST_CASE_MS)),
        *(
            spam.newsletter(own, span, casting.subject())
            for own, span in spans(spammers // 2, spam.LONGEST_CASE_MS)
        ),
        *(
            premium.abuser(own, span, casting.subject(), numbers)
            for own, span in spans(abusers, premium.LONGEST_CASE_MS)
        ),
        *(
            premium.enthusiast(own, span, casting.subject(), numbers)
            for own, span in spans(abusers, premium.LONGEST_CASE_MS)
        ),
        *(
            cloning.cloned(own, span, casting.twins(), casting.contacts())
            for own, span in spans(clones, cloning.LONGEST_CASE_MS)
        ),
    ]
    return merge(*cases, key=lambda arrival: arrival.arrive_ms)


def _count(settings: TrafficSettings, share: float, size: int, per_day: float) -> int:
    """As many cases as fit into their share of the events, and no more than are worth showing."""
    days = (settings.end_ms - settings.start_ms) / DAY_MS
    return min(int(settings.total * share / size), max(_FEWEST_CASES, round(days * per_day)))


def _spans(
    random: Random, settings: TrafficSettings, count: int, longest_ms: int
) -> Iterator[tuple[Random, Span]]:
    """Spread cases over a run, each with a generator of its own."""
    length_ms = settings.end_ms - settings.start_ms
    usable_ms = length_ms - min(_LONGEST_TAIL_MS, length_ms // 5)
    for position in range(count):
        duration = int(random.uniform(0.4, 1.0) * min(longest_ms, usable_ms // 2))
        share = (position + random.random()) / count
        begin = settings.start_ms + int(share * (usable_ms - duration))
        yield seeded(random.getrandbits(64)), Span(begin, begin + duration)
