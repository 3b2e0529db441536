"""SIMs whose copy is used in another part of the country at the same time."""

from collections.abc import Iterator
from random import Random

from filbert.runtime.traffic.batch import Record
from filbert.runtime.traffic.shape import HOUR_MS
from filbert.runtime.traffic.telecom.arrival import Arrival, Span, Subject, delays
from filbert.runtime.traffic.telecom.records import CALLS, FREE, HOME_COUNTRY, SMS, call_value, sms_value
from filbert.runtime.traffic.telecom.rules import OUT_OF_ORDERNESS_MS, CloningRule, Sighting
from filbert.runtime.traffic.truth import Truth

SCENARIO = "sim-cloning"
LARGEST_CASE = 24
LONGEST_CASE_MS = HOUR_MS
NEAREST_METRES = 150_000.0
"""How far the copy is at least: at 500 km/h a way of 18 minutes."""

_LONGEST_GAP_MS = 8 * 60_000


def cloned(
    random: Random, span: Span, twins: tuple[Subject, Subject], contacts: list[str]
) -> Iterator[Arrival]:
    """The owner at one place all the time and the copy, in between, at another.

    Args:
        random: The generator of this case.
        span: How long the case lasts.
        twins: The true SIM, and the same number in another handset and a distant cell.
        contacts: Whom both of them call and text.
    """
    owner, copy = twins
    sightings = _sightings(random, span, owner, copy)
    moments: list[tuple[int, Sighting | None]] = [
        (sighting.time_ms + delay, sighting)
        for sighting, delay in zip(sightings, delays(random, len(sightings)), strict=True)
    ]
    # What has been seen can be judged once nothing older can arrive any more.
    moments += [(sighting.time_ms + OUT_OF_ORDERNESS_MS, None) for sighting in sightings]
    rule, found = CloningRule(), False
    for arrive_ms, sighting in sorted(moments, key=lambda moment: moment[0]):
        if sighting is not None:
            rule.saw(sighting)
            device = owner if sighting.cell is owner.cell else copy
            yield Arrival(arrive_ms, _record(random, device, sighting.time_ms, random.choice(contacts)))
        elif not found and (second := rule.holds_by(arrive_ms)):
            found = True
            truth = Truth(SCENARIO, owner.number, sightings[0].time_ms, second.time_ms)
            yield Arrival(arrive_ms, None, truth)


def _sightings(random: Random, span: Span, owner: Subject, copy: Subject) -> list[Sighting]:
    """What the owner does over the whole time, and two to four short uses of the copy."""
    seen = [Sighting(moment, owner.cell) for moment in span.moments(random, random.randint(4, 10))]
    longest_gap = min(_LONGEST_GAP_MS, (span.end_ms - span.begin_ms) // 10)
    together = Span(span.begin_ms, span.end_ms - longest_gap)
    for moment in together.moments(random, random.randint(2, 4)):
        gap = random.randint(longest_gap // 4, longest_gap)
        seen += [Sighting(moment, owner.cell), Sighting(moment + gap, copy.cell)]
    return sorted(seen, key=lambda sighting: sighting.time_ms)


def _record(random: Random, device: Subject, time_ms: int, contact: str) -> Record:
    if random.random() < 0.5:
        return SMS, device.number, sms_value(device.number, contact, time_ms, device.cell.json)
    value = call_value(
        caller=device.number,
        callee=contact,
        started_ms=time_ms,
        duration=random.randint(5, 300),
        cell=device.cell.json,
        imei=device.imei,
        destination=HOME_COUNTRY,
        premium_cost=FREE,
    )
    return CALLS, device.number, value
