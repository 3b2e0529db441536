"""The SQL of channels and of what was told by them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from filbert.designer.channels.table import CHANNEL, NOTICE
from filbert.designer.store import ReadSession, WriteSession
from sqlalchemy import delete, insert, select, update


@dataclass(frozen=True)
class Channel:
    """A way to tell somebody. Times are epoch milliseconds."""

    name: str
    kind: str
    """`email` or `webhook`."""
    target: str
    """JSON: where to, without any secret."""
    secret: str | None
    """Password or token, encrypted."""
    environments: str
    """JSON: of which environments it tells."""
    repeat_minutes: int
    """After how long it tells again of what is still broken."""
    fault: str | None
    """Why the last message was not delivered; None when it was."""
    fault_at: int | None
    told_at: int | None
    changed_at: int
    changed_by: str
    revision: int


@dataclass(frozen=True)
class Notice:
    """Something that is broken, and was told by a channel."""

    channel: str
    environment: str
    scenario: str
    measure: str
    value: float
    limit: float
    since: int
    told_at: int

    @property
    def what(self) -> tuple[str, str, str]:
        """What is broken."""
        return self.environment, self.scenario, self.measure


def find(session: ReadSession, name: str) -> Channel | None:
    """A channel by name."""
    row = session.row(select(CHANNEL).where(CHANNEL.c.name == name))
    return Channel(**row) if row else None


def every(session: ReadSession) -> list[Channel]:
    """All channels, by name."""
    return [Channel(**row) for row in session.rows(select(CHANNEL).order_by(CHANNEL.c.name))]


def create(session: WriteSession, channel: Channel) -> None:
    """Add a channel."""
    session.execute(insert(CHANNEL).values(asdict(channel)))


def change(session: WriteSession, channel: Channel) -> bool:
    """Put it in the place of the revision before; False when that is not the newest any more."""
    condition = (CHANNEL.c.name == channel.name) & (CHANNEL.c.revision == channel.revision - 1)
    return session.execute(update(CHANNEL).where(condition).values(asdict(channel))) == 1


def remove(session: WriteSession, name: str) -> None:
    """Remove a channel, and what it has told."""
    session.execute(delete(CHANNEL).where(CHANNEL.c.name == name))


def set_outcome(session: WriteSession, name: str, at: int, fault: str | None) -> None:
    """What became of the last message."""
    values: dict[str, Any] = {"told_at": at, "fault": None, "fault_at": None}
    if fault is not None:
        values = {"fault": fault, "fault_at": at}
    session.execute(update(CHANNEL).where(CHANNEL.c.name == name).values(values))


def notices(session: ReadSession, channel: str) -> list[Notice]:
    """What a channel has told and is not over yet."""
    return [Notice(**row) for row in session.rows(select(NOTICE).where(NOTICE.c.channel == channel))]


def replace_notices(session: WriteSession, over: Iterable[Notice], told: Iterable[Notice]) -> None:
    """Forget what is over, and keep what was told."""
    for each in (*over, *told):
        session.execute(
            delete(NOTICE).where(
                NOTICE.c.channel == each.channel,
                NOTICE.c.environment == each.environment,
                NOTICE.c.scenario == each.scenario,
                NOTICE.c.measure == each.measure,
            )
        )
    for each in told:
        session.execute(insert(NOTICE).values(asdict(each)))
