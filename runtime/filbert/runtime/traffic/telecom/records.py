"""The records of both streams as JSON text, field by field as `scenarios/examples/streams` declares them."""

import time

CALLS = "calls"
SMS = "sms"
TOPICS = {CALLS: "calls", SMS: "sms"}

HOME_COUNTRY = '{"country":"PL","prefix":"48"}'
PREMIUM_COUNTRY = '{"country":"PL","prefix":"4870"}'
FREE = "null"
"""The premium cost of an ordinary call."""


class _Seconds(dict[int, str]):
    """Times of day and date by epoch second. Neighbouring events share them, and formatting one is slow."""

    def __missing__(self, second: int) -> str:
        if len(self) > 100_000:
            self.clear()
        text = self[second] = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
        return text


_seconds = _Seconds()


def sms_value(sender: str, recipient: str, sent_ms: int, cell: str) -> str:
    """A text message. `cell` is JSON."""
    return (
        f'{{"sender":"{sender}","recipient":"{recipient}",'
        f'"sent_at":"{_seconds[sent_ms // 1000]}.{sent_ms % 1000:03d}Z","cell":{cell}}}'
    )


def call_value(
    *,
    caller: str,
    callee: str,
    started_ms: int,
    duration: int,
    cell: str,
    imei: str,
    destination: str,
    premium_cost: str,
) -> str:
    """A call. `cell`, `destination` and `premium_cost` are JSON."""
    return (
        f'{{"caller":"{caller}","callee":"{callee}",'
        f'"started_at":"{_seconds[started_ms // 1000]}.{started_ms % 1000:03d}Z","duration":{duration},'
        f'"cell":{cell},"imei":"{imei}","destination":{destination},"premium_cost":{premium_cost}}}'
    )


def amount(cents: int) -> str:
    """An amount of money as a JSON number with two decimals."""
    return f"{cents // 100}.{cents % 100:02d}"
