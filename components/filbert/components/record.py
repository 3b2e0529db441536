"""Records that sinks write: their ids, and the limits they keep."""

from __future__ import annotations

from hashlib import sha256

RECORD_BYTES = 1_000_000
"""The largest record of our own topics; Kafka's brokers take 1 MiB by default."""


def record_id(environment: str, scenario: str, node: str, event_id: str, edge: str) -> str:
    """The id of what a node makes of an event: the same after a redeploy, a crash or a replay.

    >>> len(record_id("sandbox", "sms-spam", "alert", "sms:0:17", "once-a-day"))
    32
    """
    return sha256(f"{environment}|{scenario}|{node}|{event_id}|{edge}".encode()).hexdigest()[:32]
