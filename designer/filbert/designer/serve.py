"""Runs the service until it is told to stop, and then lets requests come to their end."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING

import uvicorn
from filbert.designer.app import create_app
from filbert.designer.logs import configure

if TYPE_CHECKING:
    from fastapi import FastAPI
    from filbert.runtime.settings import ServiceSettings


BACKLOG = 2048


class PortError(Exception):
    """The port cannot be listened at; the message says what to do."""


class Server(uvicorn.Server):
    """Ends streams of events when it is told to stop; it would wait for them like for any other answer."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Called by uvicorn, once, before it waits for the requests that run."""
        app: FastAPI = self.config.app  # type: ignore[assignment]
        app.state.service.live.close()
        await super().shutdown(sockets)


def server(app: FastAPI, settings: ServiceSettings) -> Server:
    """The server of an application, not started yet."""
    return Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=True,
            forwarded_allow_ips=settings.trusted_proxies,
            timeout_graceful_shutdown=settings.drain_seconds,
            lifespan="on",
            ws="none",
        )
    )


def listen(settings: ServiceSettings) -> socket.socket:
    """A socket at the address that is set.

    Raises:
        PortError: it is taken, or there is no such address.
    """
    family = socket.AF_INET6 if ":" in settings.designer_host else socket.AF_INET
    # TCP by name: for connections of a socket made without, asyncio leaves Nagle's algorithm on, and each answer, whose
    # head and body are two packets, waits 40 ms for the reader's delayed acknowledgement.
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((settings.designer_host, settings.designer_port))
    except OSError as error:
        opened.close()
        raise PortError(
            f"cannot listen at {settings.designer_host}:{settings.designer_port}: {error.strerror}; "
            "set FILBERT_DESIGNER_PORT to another port"
        ) from None
    # Whoever comes while the database is being prepared waits, and is not sent away.
    opened.listen(BACKLOG)
    return opened


def serve(settings: ServiceSettings) -> bool:
    """Serve until a signal; False when the service could not start.

    Raises:
        PortError: the port is taken.
    """
    configure(settings.log_level)
    app = create_app(settings)
    opened = listen(settings)
    host, port = opened.getsockname()[:2]
    print(f"Filbert listens at http://{host}:{port}", flush=True)
    running = server(app, settings)
    # The server raises the signal that stopped it once more at its end; being told to stop is no failure.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, frame: None)
    running.run(sockets=[opened])
    return running.started
