"""What belongs to a request wherever its code runs: for the log, and for what is told when something fails."""

from contextvars import ContextVar

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The id of the request that is being worked on."""

subject: ContextVar[dict[str, str] | None] = ContextVar("subject", default=None)
"""What the request is about, for the log: `{"scenario": "sms-spam"}`. A dict that the whole request shares."""


def about(**names: str) -> None:
    """Add to what the log says of this request."""
    found = subject.get()
    if found is not None:
        found.update(names)
