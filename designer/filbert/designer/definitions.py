"""What a scenario may name: the texts of all streams and fragments."""

from __future__ import annotations

from filbert.designer.fragments import repository as fragments
from filbert.designer.store import ReadSession
from filbert.designer.streams import repository as streams


def definitions(session: ReadSession) -> list[str]:
    """The documents of all streams and fragments; each says itself what it is."""
    return [*streams.texts(session).values(), *fragments.texts(session).values()]
