"""The truth says what perfect detectors find, and when. The detectors here share no code with the traffic."""

import itertools
import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Any

import pytest
from filbert.runtime.traffic.batch import Batch, TrafficSettings
from filbert.runtime.traffic.kinds import open_traffic

MONDAY = 1_767_571_200_000  # 2026-01-05T00:00:00Z
HOUR = timedelta(hours=1) // timedelta(milliseconds=1)

RUNS = {
    "a day and a half at demo speed": TrafficSettings(600, 1_000, 120, 1, MONDAY),
    "a week": TrafficSettings(600, 6_000, 100, 2, MONDAY + 37_123_456),
    "a minute in real time": TrafficSettings(1_200, 1, 60, 3, MONDAY),
    "few subscribers with much to say": TrafficSettings(1_000, 500, 50, 4, MONDAY, subscribers=300),
}


@dataclass
class Findings:
    """What the detectors have seen.

    Attributes:
        peaks: The highest figure of each subject.
        first: For each subject over the limit: time of the first event that is, and number of its batch.
    """

    peaks: dict[str, float] = field(default_factory=dict)
    first: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass
class Run:
    """A whole run, read back."""

    batches: list[Batch]
    planted: dict[tuple[str, str], tuple[int, int]]
    spam: Findings
    premium: Findings
    cloning: Findings


@pytest.fixture(scope="module", params=RUNS, name="run")
def a_run(request: pytest.FixtureRequest) -> Run:
    batches = list(open_traffic("telecom", RUNS[request.param]).batches())
    events = [
        (number, stream, json.loads(value))
        for number, batch in enumerate(batches)
        for stream, _, value in batch.records
    ]
    return Run(
        batches=batches,
        planted={
            (case.scenario, case.subject): (case.end_ms, number)
            for number, batch in enumerate(batches)
            for case in batch.truths
        },
        spam=find_spam(events),
        premium=find_premium(events),
        cloning=find_clones(events, batches),
    )


@pytest.mark.slow
def test_the_truth_is_what_perfect_detectors_find_and_appears_when_they_do(run: Run) -> None:
    """Compared with the number of the batch, so it holds for a run that ends after any batch."""
    found = {
        **{("sms-spam", subject): when for subject, when in run.spam.first.items()},
        **{("premium-usage", subject): when for subject, when in run.premium.first.items()},
        **{("sim-cloning", subject): when for subject, when in run.cloning.first.items()},
    }

    assert run.planted == found


def test_every_kind_of_case_is_planted(run: Run) -> None:
    assert {scenario for scenario, _ in run.planted} == {"sms-spam", "premium-usage", "sim-cloning"}


def test_a_case_begins_before_it_is_complete(run: Run) -> None:
    for batch in run.batches:
        for case in batch.truths:
            assert case.start_ms < case.end_ms <= batch.until_ms


def test_lawful_senders_come_close_to_the_limit(run: Run) -> None:
    highest = max(peak for sender, peak in run.spam.peaks.items() if sender not in run.spam.first)

    assert 550 <= highest < 900


def test_lawful_premium_callers_come_close_to_the_limit(run: Run) -> None:
    highest = max(peak for caller, peak in run.premium.peaks.items() if caller not in run.premium.first)

    assert 100_00 <= highest <= 190_00


def find_spam(events: list[tuple[int, str, dict[str, Any]]]) -> Findings:
    """Senders with 1,000 unique recipients or more within four hours, counted as each message arrives."""
    sent = defaultdict(list)
    for batch, stream, event in events:
        if stream == "sms":
            sent[event["sender"]].append((milliseconds(event["sent_at"]), batch, event["recipient"]))
    findings = Findings()
    for sender, messages in sent.items():
        if len({recipient for _, _, recipient in messages}) < 300:
            continue
        for position, (now, batch, _) in enumerate(messages):
            arrived = messages[: position + 1]
            unique = len({recipient for time, _, recipient in arrived if now - 4 * HOUR < time <= now})
            findings.peaks[sender] = max(unique, findings.peaks.get(sender, 0))
            if unique >= 1_000:
                findings.first.setdefault(sender, (now, batch))
    return findings


def find_premium(events: list[tuple[int, str, dict[str, Any]]]) -> Findings:
    """Callers who spent more than 200.00 within 24 hours, counted in cents at each call as it arrives."""
    spent = defaultdict(list)
    for batch, stream, event in events:
        if stream == "calls" and event["premium_cost"] is not None:
            cents = round(event["premium_cost"] * 100)
            spent[event["caller"]].append((milliseconds(event["started_at"]), batch, cents))
    findings = Findings()
    for caller, calls in spent.items():
        for position, (now, batch, _) in enumerate(calls):
            arrived = calls[: position + 1]
            total = sum(cents for time, _, cents in arrived if now - 24 * HOUR < time <= now)
            findings.peaks[caller] = max(total, findings.peaks.get(caller, 0))
            if total > 200_00:
                findings.first.setdefault(caller, (now, batch))
    return findings


def find_clones(events: list[tuple[int, str, dict[str, Any]]], batches: list[Batch]) -> Findings:
    """Who was at two places too far apart, judged in order of time once nothing older can arrive."""
    seen = defaultdict(list)
    for _, stream, event in events:
        who, when = ("caller", "started_at") if stream == "calls" else ("sender", "sent_at")
        seen[event[who]].append((milliseconds(event[when]), event["cell"]["lat"], event["cell"]["lon"]))
    findings = Findings()
    for msisdn, sightings in seen.items():
        sightings.sort(key=lambda sighting: sighting[0])
        for (before, *start), (after, *end) in itertools.pairwise(sightings):
            if start == end:
                continue
            kilometres = great_circle(*start, *end)
            hours = max((after - before) // 1_000, 1) / 3_600
            if kilometres >= 50 and kilometres / hours > 500:
                judged = [number for number, batch in enumerate(batches) if batch.until_ms > after + 5_000]
                if judged:
                    findings.first.setdefault(msisdn, (after, judged[0]))
    return findings


def great_circle(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Kilometres, by the haversine formula."""
    north, east = radians(other_latitude - latitude), radians(other_longitude - longitude)
    half = sin(north / 2) ** 2 + cos(radians(latitude)) * cos(radians(other_latitude)) * sin(east / 2) ** 2
    return 2 * 6_371.0088 * asin(sqrt(half))


def milliseconds(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1_000)
