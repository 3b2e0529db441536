"""SIM boxes that text to more than a thousand people within hours, and lawful senders that come close."""

from collections.abc import Iterator
from random import Random

from filbert.runtime.traffic.shape import HOUR_MS
from filbert.runtime.traffic.telecom.arrival import Arrival, Span, Subject, delays
from filbert.runtime.traffic.telecom.records import SMS, sms_value
from filbert.runtime.traffic.telecom.rules import SPAM_RECIPIENTS, SPAM_WINDOW_MS, SpamRule
from filbert.runtime.traffic.truth import Truth

SCENARIO = "sms-spam"
LARGEST_CASE = int(1.5 * SPAM_RECIPIENTS)
LONGEST_CASE_MS = 3 * HOUR_MS


def spammer(random: Random, span: Span, sender: Subject) -> Iterator[Arrival]:
    """A burst of messages to 1,100 to 1,400 unique recipients."""
    unique = random.randint(int(1.1 * SPAM_RECIPIENTS), int(1.4 * SPAM_RECIPIENTS))
    return _messages(random, span, sender, _recipients(random, unique, unique // 20))


def newsletter(random: Random, span: Span, sender: Subject) -> Iterator[Arrival]:
    """As many messages as a spammer, but to 600 to 850 people, some of them twice."""
    unique = random.randint(int(0.6 * SPAM_RECIPIENTS), int(0.85 * SPAM_RECIPIENTS))
    return _messages(random, span, sender, _recipients(random, unique, unique // 2))


def _recipients(random: Random, unique: int, repeats: int) -> list[str]:
    recipients = [f"48{number}" for number in random.sample(range(500_000_000, 700_000_000), unique)]
    recipients += random.choices(recipients, k=repeats)
    random.shuffle(recipients)
    return recipients


def _messages(random: Random, span: Span, sender: Subject, recipients: list[str]) -> Iterator[Arrival]:
    rule, start_ms, found = SpamRule(), span.end_ms, False
    moments = span.moments(random, len(recipients))
    for arrive_ms, delay, recipient in zip(moments, delays(random, len(recipients)), recipients, strict=True):
        sent_ms = arrive_ms - delay
        start_ms = min(start_ms, sent_ms)
        truth = None
        if not found and rule.holds(sent_ms, recipient):
            found = True
            truth = Truth(SCENARIO, sender.number, max(start_ms, sent_ms - SPAM_WINDOW_MS), sent_ms)
        value = sms_value(sender.number, recipient, sent_ms, sender.cell.json)
        yield Arrival(arrive_ms, (SMS, sender.number, value), truth)
