"""The telecom traffic: ordinary calls and messages, and the planted cases between them."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping

from filbert.runtime.traffic.batch import Batch, Record, TrafficSettings
from filbert.runtime.traffic.seeded import seeded
from filbert.runtime.traffic.shape import DAY_MS
from filbert.runtime.traffic.telecom import premium
from filbert.runtime.traffic.telecom.arrival import LONGEST_DELAY_MS, Arrival, delays
from filbert.runtime.traffic.telecom.cases import plant
from filbert.runtime.traffic.telecom.journeys import Journey, journeys_of_day
from filbert.runtime.traffic.telecom.network import Network
from filbert.runtime.traffic.telecom.records import (
    CALLS,
    FREE,
    HOME_COUNTRY,
    PREMIUM_COUNTRY,
    SMS,
    TOPICS,
    amount,
    call_value,
    sms_value,
)
from filbert.runtime.traffic.telecom.rhythm import SHAPE, sms_share, whereabouts
from filbert.runtime.traffic.telecom.rules import PREMIUM_LIMIT_CENTS
from filbert.runtime.traffic.telecom.subscribers import PLACES, Population
from filbert.runtime.traffic.timeline import Timeline
from filbert.runtime.traffic.truth import Truth

_EVENTS_PER_DAY = 20
_FEWEST_SUBSCRIBERS, _MOST_SUBSCRIBERS = 200, 100_000

_SHARE_OF_DUPLICATES = 0.0005
_SHARE_OF_FOREIGN_CALLS = 0.03
_SHARE_OF_PREMIUM_CALLS = 0.004
# Spent per calendar day at most. 24 hours touch three days, late calls counted, and hold less than the limit.
_DAILY_ALLOWANCE_CENTS = int(0.3 * PREMIUM_LIMIT_CENTS)

_FOREIGN_COUNTRIES = (
    ("DE", "49"),
    ("GB", "44"),
    ("UA", "380"),
    ("CZ", "420"),
    ("NO", "47"),
    ("NL", "31"),
    ("US", "1"),
    ("IT", "39"),
)


def open_traffic(settings: TrafficSettings) -> "TelecomTraffic":
    """Make the telecom traffic, ready to run."""
    return TelecomTraffic(settings)


class TelecomTraffic:
    """One run of telecom traffic."""

    def __init__(self, settings: TrafficSettings) -> None:
        self._settings = settings
        self._random = seeded(settings.seed, "telecom")
        self.network = Network(seeded(settings.seed, "network"))
        self.population = Population(
            seeded(settings.seed, "population"),
            self.network,
            settings.subscribers or _population_size(settings),
        )
        self._durations = [
            max(2, min(3_600, int(self._random.lognormvariate(4.3, 1.1)))) for _ in range(4_096)
        ]
        self._delays = delays(self._random, 1_024)
        self._premium_numbers = [premium.PremiumNumber(self._random) for _ in range(20)]
        self._allowances: dict[int, int] = {}
        self._journeys: dict[int, Journey] = {}
        self._day = -1

    @property
    def topics(self) -> Mapping[str, str]:
        """The default topic of each stream that it writes."""
        return TOPICS

    def batches(self) -> Iterator[Batch]:
        """Yield the whole run."""
        planted = plant(self._settings, self.network, self.population)
        following = next(planted, None)
        owed = 0
        for begin, end, count in Timeline(self._settings, SHAPE).slots():
            arrivals: list[Arrival] = []
            while following is not None and following.arrive_ms < end:
                arrivals.append(following)
                following = next(planted, None)
            # Planted events count too. Where they are more than the slot has, later slots make up for it.
            owed += count - sum(arrival.record is not None for arrival in arrivals)
            ordinary = max(owed, 0)
            owed -= ordinary
            yield self._batch(begin, end, ordinary, arrivals)

    def _batch(self, begin: int, end: int, ordinary: int, arrivals: list[Arrival]) -> Batch:
        self._turn_day(begin // DAY_MS)
        step = (end - begin) / ordinary if ordinary else 0.0
        draw = self._random.random
        moments = [begin + (position + draw()) * step for position in range(ordinary)]
        records = self._ordinary(begin, moments)
        truths: list[Truth] = []
        # From the back, so that positions found in `moments` stay right.
        for arrival in reversed(arrivals):
            if arrival.record is not None:
                records.insert(bisect_left(moments, arrival.arrive_ms), arrival.record)
            if arrival.truth is not None:
                truths.append(arrival.truth)
        return Batch(end, records, truths[::-1])

    def _turn_day(self, day: int) -> None:
        if day != self._day:
            self._day = day
            self._allowances.clear()
            self._journeys = journeys_of_day(
                seeded(self._settings.seed, "journeys", day), self.network, self.population, day
            )

    def _ordinary(self, begin: int, moments: list[float]) -> list[Record]:
        """The ordinary records that arrive at the given moments.

        This runs once per event and decides how fast the whole thing is, hence the local names.
        """
        population, draw = self.population, self._random.random
        numbers, places, place_of = population.numbers, population.places, whereabouts(begin)
        degrees, offsets, count = population.degrees, population.contact_offsets, population.count
        imeis, durations, late, journeys = population.imeis, self._durations, self._delays, self._journeys
        messages = sms_share(begin)
        records: list[Record] = []
        append = records.append
        event_ms = 0
        active = self._random.choices(
            range(count), cum_weights=population.cumulative_activity, k=len(moments)
        )
        for moment, subscriber in zip(moments, active, strict=True):
            if (
                draw() < _SHARE_OF_DUPLICATES
                and moment - event_ms < LONGEST_DELAY_MS
                and _is_free(records[-1])
            ):
                append(records[-1])
                continue
            number = numbers[subscriber]
            event_ms = int(moment) - late[int(draw() * 1_024)]
            cell = places[PLACES * subscriber + place_of[subscriber & 3]]
            if subscriber in journeys:
                cell = journeys[subscriber].cell_at(event_ms) or cell
            # The closest contacts most: squaring a draw favours small ones.
            contact = offsets[int(draw() ** 2 * degrees[subscriber])]
            other = numbers[(subscriber + contact) % count]
            if draw() < messages:
                record = SMS, number, sms_value(number, other, event_ms, cell)
            else:
                duration = durations[int(draw() * 4_096)]
                callee, destination, cost = other, HOME_COUNTRY, FREE
                if (special := draw()) < _SHARE_OF_FOREIGN_CALLS:
                    callee, destination, cost = self._special_call(subscriber, other, duration, special)
                value = call_value(
                    caller=number,
                    callee=callee,
                    started_ms=event_ms,
                    duration=duration,
                    cell=cell,
                    imei=imeis[subscriber],
                    destination=destination,
                    premium_cost=cost,
                )
                record = CALLS, number, value
            append(record)
        return records

    def _special_call(
        self, subscriber: int, other: str, duration: int, special: float
    ) -> tuple[str, str, str]:
        """A call abroad or to a premium number: callee, destination and cost."""
        if special < _SHARE_OF_PREMIUM_CALLS:
            called = self._premium_numbers[
                int(special / _SHARE_OF_PREMIUM_CALLS * len(self._premium_numbers))
            ]
            cents = called.cost(duration)
            spent = self._allowances.get(subscriber, 0) + cents
            if spent <= _DAILY_ALLOWANCE_CENTS:
                self._allowances[subscriber] = spent
                return called.number, PREMIUM_COUNTRY, amount(cents)
        country, prefix = _FOREIGN_COUNTRIES[subscriber % len(_FOREIGN_COUNTRIES)]
        return f"{prefix}{other[3:]}", f'{{"country":"{country}","prefix":"{prefix}"}}', FREE


def _is_free(record: Record) -> bool:
    """Whether a record may come twice: a premium call that does would count twice."""
    return record[0] == SMS or record[2].endswith(FREE + "}")


def _population_size(settings: TrafficSettings) -> int:
    """As many people as make the wanted number of events at about twenty a day each."""
    events_per_day = settings.rate / settings.speed * 86_400
    return max(_FEWEST_SUBSCRIBERS, min(_MOST_SUBSCRIBERS, round(events_per_day / _EVENTS_PER_DAY)))
