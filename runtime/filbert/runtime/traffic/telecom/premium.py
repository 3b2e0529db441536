"""Premium-rate calls: subscriptions that are drained within a day, and people who only call a few."""

from collections.abc import Iterator
from random import Random

from filbert.runtime.traffic.shape import HOUR_MS
from filbert.runtime.traffic.telecom.arrival import Arrival, Span, Subject, delays
from filbert.runtime.traffic.telecom.records import CALLS, PREMIUM_COUNTRY, amount, call_value
from filbert.runtime.traffic.telecom.rules import PREMIUM_LIMIT_CENTS, PREMIUM_WINDOW_MS, PremiumRule
from filbert.runtime.traffic.truth import Truth

SCENARIO = "premium-usage"
LARGEST_CASE = 80
LONGEST_CASE_MS = 16 * HOUR_MS
_TARIFFS_CENTS = (246, 369, 492, 615)


class PremiumNumber:
    """A number that costs by the minute."""

    def __init__(self, random: Random) -> None:
        self.number = f"48700{random.randrange(1_000_000):06d}"
        self.cents_per_minute = random.choice(_TARIFFS_CENTS)

    def cost(self, duration: int) -> int:
        """Cents of a call; each minute begun counts."""
        return self.cents_per_minute * -(-duration // 60)


Call = tuple[PremiumNumber, int]
"""A number and for how many seconds it is called."""


def abuser(random: Random, span: Span, caller: Subject, numbers: list[PremiumNumber]) -> Iterator[Arrival]:
    """Calls that together cost well more than the limit."""
    goal = random.randint(int(1.3 * PREMIUM_LIMIT_CENTS), int(2.2 * PREMIUM_LIMIT_CENTS))
    calls: list[Call] = []
    while goal > 0:
        calls.append((random.choice(numbers), random.randint(60, 420)))
        goal -= _cost(calls[-1])
    return _arrivals(random, span, caller, calls)


def enthusiast(
    random: Random, span: Span, caller: Subject, numbers: list[PremiumNumber]
) -> Iterator[Arrival]:
    """Calls that come close to the limit and stay under it."""
    left = int(random.uniform(0.7, 0.95) * PREMIUM_LIMIT_CENTS)
    calls: list[Call] = []
    while left >= 0:
        calls.append((random.choice(numbers), random.randint(60, 420)))
        left -= _cost(calls[-1])
    # The last one went over what was left.
    return _arrivals(random, span, caller, calls[:-1])


def _cost(call: Call) -> int:
    number, duration = call
    return number.cost(duration)


def _arrivals(random: Random, span: Span, caller: Subject, calls: list[Call]) -> Iterator[Arrival]:
    rule, start_ms, found = PremiumRule(), span.end_ms, False
    moments = span.moments(random, len(calls))
    for arrive_ms, delay, call in zip(moments, delays(random, len(calls)), calls, strict=True):
        started_ms, cents = arrive_ms - delay, _cost(call)
        start_ms = min(start_ms, started_ms)
        truth = None
        if not found and rule.holds(started_ms, cents):
            found = True
            truth = Truth(SCENARIO, caller.number, max(start_ms, started_ms - PREMIUM_WINDOW_MS), started_ms)
        value = call_value(
            caller=caller.number,
            callee=call[0].number,
            started_ms=started_ms,
            duration=call[1],
            cell=caller.cell.json,
            imei=caller.imei,
            destination=PREMIUM_COUNTRY,
            premium_cost=amount(cents),
        )
        yield Arrival(arrive_ms, (CALLS, caller.number, value), truth)
