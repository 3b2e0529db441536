"""What endpoints ask for: the store, a session of it, the caller. A transaction ends before the answer goes out.

What takes no time is asynchronous: FastAPI gives everything else a thread.
"""

from __future__ import annotations

import hmac
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request
from filbert.designer.access import Actor
from filbert.designer.alerts.repository import DatabaseAlerts
from filbert.designer.deployments.cluster import Cluster
from filbert.designer.errors import CrossSiteError, UnauthenticatedError
from filbert.designer.live.hub import Hub
from filbert.designer.live.presence import Attendance
from filbert.designer.routing import Unopened
from filbert.designer.sessions import service as sessions
from filbert.designer.store import ReadSession, Store, WriteSession
from filbert.designer.tokens import service as tokens

if TYPE_CHECKING:
    from filbert.designer.deployments.reconciler import Reconciler
    from filbert.designer.instruments import Instruments
    from filbert.designer.passwords import Passwords
    from filbert.designer.secret import Cipher
    from filbert.designer.workers import Workers
    from filbert.monitoring.alert import AlertStore
    from filbert.monitoring.alert_index.store import IndexedAlerts
    from filbert.runtime.deployment.clock import Clock
    from filbert.runtime.settings import ServiceSettings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "X-CSRF-Token"


@dataclass(frozen=True)
class Service:
    """What lives as long as the application."""

    settings: ServiceSettings
    store: Store
    clock: Clock
    passwords: Passwords
    cipher: Cipher
    instruments: Instruments
    workers: Workers
    live: Hub = field(default_factory=Hub)
    """Tells whoever watches what has changed."""
    untold: threading.Event = field(default_factory=threading.Event)
    """Set where there is something to be told to running scenarios."""
    attendance: Attendance = field(default_factory=Attendance)
    cluster: Cluster = field(default_factory=Cluster)
    reconciler: Reconciler | None = None
    """Looks at what runs, and carries out what is asked for."""
    index: IndexedAlerts | None = None
    """Where alerts are kept; None: in the database."""

    def alerts(self, session: ReadSession) -> AlertStore:
        """Where alerts are kept, for the time of a session."""
        return DatabaseAlerts(session) if self.index is None else self.index


async def service(request: Request) -> Service:
    """What the application was made with."""
    found: Service = request.app.state.service
    return found


ServiceDep = Annotated[Service, Depends(service)]


async def read_session(service: ServiceDep) -> Unopened:
    """A session that only reads."""
    return Unopened(service.store.read)


async def write_session(service: ServiceDep, actor: Signed) -> Unopened:
    """A transaction for a request whose caller is known; committed when the endpoint returns."""
    return Unopened(service.store.write)


def signed_in(request: Request, service: ServiceDep) -> Actor:
    """The caller, by the session's cookie or by a token.

    Raises:
        UnauthenticatedError: neither was sent, or it is no longer valid.
        CrossSiteError: a cookie without the session's own token, on a request that may change something.
    """
    at, address = service.clock.now(), address_of(request)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme:
        if scheme.lower() != "bearer":
            raise UnauthenticatedError(headers={"WWW-Authenticate": "Bearer"})
        return tokens.actor_of(service.store, token.strip(), at, address)
    actor, csrf = sessions.actor_of(service.store, request.cookies.get(sessions.COOKIE, ""), at, address)
    given = request.headers.get(CSRF_HEADER, "")
    if request.method not in SAFE and not hmac.compare_digest(given.encode(), csrf.encode()):
        raise CrossSiteError()
    return actor


def address_of(request: Request) -> str:
    """Where a request came from; of a proxy that is trusted, what it says."""
    return request.client.host if request.client else ""


Signed = Annotated[Actor, Depends(signed_in)]
Reading = Annotated[ReadSession, Depends(read_session)]
Writing = Annotated[WriteSession, Depends(write_session)]
