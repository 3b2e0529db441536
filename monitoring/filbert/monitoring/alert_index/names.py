"""Names of the indices: one for each environment and month, so that old alerts are deleted by the index."""

import re
from datetime import UTC, datetime

PREFIX = "filbert-alerts"
EVERY = f"{PREFIX}-*"
ALIAS = PREFIX
DAY = 86_400_000
_NAME = re.compile(rf"{PREFIX}-(?P<environment>[a-z][a-z0-9-]*)-(?P<year>\d{{4}})\.(?P<month>\d\d)")


def index_of(environment: str, event_time: int) -> str:
    """The index of an alert, by its event time in epoch milliseconds: it is the same however often it is written.

    >>> index_of("production", 1767225600000)
    'filbert-alerts-production-2026.01'
    """
    moment = datetime.fromtimestamp(event_time / 1000, UTC)
    return f"{PREFIX}-{environment}-{moment.year:04}.{moment.month:02}"


def indices_of(environment: str) -> str:
    """A pattern that matches the indices of an environment, and of no other: years begin with a digit."""
    return ",".join(f"{PREFIX}-{environment}-{digit}*" for digit in range(1, 10))


def end_of(index: str, environment: str) -> int | None:
    """When the month of an index ends, epoch milliseconds; None where it is not one of the environment's.

    >>> end_of("filbert-alerts-production-2025.12", "production")
    1767225600000
    """
    match = _NAME.fullmatch(index)
    if match is None or match["environment"] != environment or not 1 <= int(match["month"]) <= 12:
        return None
    year, month = int(match["year"]), int(match["month"])
    first = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    return int(first.timestamp() * 1000)


def is_expired(event_time: int, now: int, retention_days: int) -> bool:
    """Whether the index of an alert of this time is not kept any more; all times in epoch milliseconds."""
    end = end_of(index_of("e", event_time), "e")
    return end is not None and end <= now - retention_days * DAY
