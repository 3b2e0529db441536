"""Brings what happens to whoever watches: from any thread, to all streams whose reader may know of it.

Nothing waits for a reader. One that is too slow, or was away for too long, is told to read everything anew: events say
that something changed, the truth is in the endpoints.

A hub belongs to one process. Of what another process of the service does, its readers learn when they read again.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections import Counter, deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from filbert.designer.errors import TooManyError

HISTORY = 1_000
"""Events that are kept for readers who come back."""
QUEUE = 200
"""Events that wait for one reader at most."""
MOST_STREAMS = 2_000
MOST_STREAMS_OF_USER = 20

Kind = Literal[
    "presence",
    "draft",
    "version",
    "scenario",
    "comment",
    "deployment",
    "alerts",
    "alert",
    "snooze",
    "dead-letters",
]
"""What an event is about."""


@dataclass(frozen=True)
class LiveEvent:
    """Something that happened."""

    number: int
    kind: str
    data: Mapping[str, Any]
    folder: str | None = None
    """Whose members may know; None: everybody who is signed in."""
    user: str | None = None
    """The only one who may know; None: all of the folder."""


class Subscription:
    """The events that wait for one reader. Read by one task of the event loop that made it."""

    def __init__(self, user: str, folders: Collection[str] | None) -> None:
        self.user = user
        self.folders = folders
        """What the reader may know of; None: everything. Whoever reads renews it from time to time."""
        self.is_closed = False
        self._lock = threading.Lock()
        self._waiting: deque[LiveEvent] = deque()
        self._lost = False
        self._wake = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def may_know(self, event: LiveEvent) -> bool:
        """Whether the reader may know of an event."""
        if event.user is not None and event.user != self.user:
            return False
        return event.folder is None or self.folders is None or event.folder in self.folders

    def offer(self, event: LiveEvent) -> None:
        """Put an event into the queue; when that is full, what waited is lost, and the reader is told so."""
        if not self.may_know(event):
            return
        with self._lock:
            if len(self._waiting) >= QUEUE:
                self._waiting.clear()
                self._lost = True
            self._waiting.append(event)
        self.wake()

    def lose(self) -> None:
        """Note that the reader has missed something."""
        with self._lock:
            self._lost = True
        self.wake()

    def close(self) -> None:
        """Have the reader end."""
        self.is_closed = True
        self.wake()

    def wake(self) -> None:
        """Have the reader look; from any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)

    async def take(self, seconds: float) -> tuple[list[LiveEvent], bool]:
        """What waits, or what comes within so many seconds; and whether something before it was lost."""
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return [], False
        self._wake.clear()
        with self._lock:
            found, lost = list(self._waiting), self._lost
            self._waiting.clear()
            self._lost = False
        # A reader whose rights ended while something waited does not get it.
        return [each for each in found if self.may_know(each)], lost


class Hub:
    """Where everything that happens is told."""

    def __init__(self) -> None:
        self.epoch = secrets.token_hex(4)
        """Names this process: numbers of another one mean nothing here."""
        self._lock = threading.Lock()
        self._number = 0
        self._history: deque[LiveEvent] = deque(maxlen=HISTORY)
        self._subscriptions: set[Subscription] = set()
        self._is_closed = False

    def publish(
        self, kind: Kind, data: Mapping[str, Any], *, folder: str | None = None, user: str | None = None
    ) -> None:
        """Tell what happened; from any thread, and after it was committed.

        Args:
            kind: what it is about.
            data: what changed, as plain values: names, numbers and revisions. Never personal data, never a secret.
            folder: whose members may know; None: everybody who is signed in.
            user: the only one who may know; None: all of them.
        """
        with self._lock:
            self._number += 1
            event = LiveEvent(self._number, kind, data, folder, user)
            self._history.append(event)
            for each in self._subscriptions:
                each.offer(event)

    def subscribe(self, user: str, folders: Collection[str] | None, last_id: str = "") -> Subscription:
        """A new reader; called on the event loop.

        Args:
            user: who reads.
            folders: what they may know of; None: everything.
            last_id: the last event that they have, where they come back; what came since waits for them.

        Raises:
            TooManyError: there are too many readers, or too many of this user.
        """
        made = Subscription(user, folders)
        with self._lock:
            of_user = Counter(each.user for each in self._subscriptions)[user]
            if of_user >= MOST_STREAMS_OF_USER or len(self._subscriptions) >= MOST_STREAMS:
                raise TooManyError("Too many streams of events are open; close one first.", 15)
            self._subscriptions.add(made)
            if last_id:
                self._repeat(made, last_id)
            if self._is_closed:
                made.close()
        return made

    def _repeat(self, subscription: Subscription, last_id: str) -> None:
        epoch, _, number = last_id.partition("-")
        known = epoch == self.epoch and number.isdecimal() and len(number) < 16
        oldest = self._history[0].number if self._history else self._number + 1
        if not known or not oldest - 1 <= int(number) <= self._number:
            subscription.lose()
            return
        for event in self._history:
            if event.number > int(number):
                subscription.offer(event)

    def unsubscribe(self, subscription: Subscription) -> None:
        """Forget a reader."""
        with self._lock:
            self._subscriptions.discard(subscription)

    def id_of(self, event: LiveEvent) -> str:
        """How a reader names an event when coming back."""
        return f"{self.epoch}-{event.number}"

    @property
    def newest_id(self) -> str:
        """How a reader names everything until now."""
        return f"{self.epoch}-{self._number}"

    @property
    def readers(self) -> int:
        """How many streams are open."""
        return len(self._subscriptions)

    def close(self) -> None:
        """End all streams: the service stops, and would wait for them."""
        with self._lock:
            self._is_closed = True
            for each in self._subscriptions:
                each.close()
