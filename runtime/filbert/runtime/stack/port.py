"""Ports: which are free, which are taken, and by whom."""

import random
import socket
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import psutil

ADDRESS = "127.0.0.1"


@dataclass(frozen=True)
class Port:
    """A port that a part listens on.

    A port with a setting is the user's choice and never changes by itself. One without is our own
    affair: it is chosen freely, and chosen anew when somebody else has taken it.
    """

    name: str
    setting: str | None = None

    @property
    def variable(self) -> str:
        """The environment variable that changes this port."""
        return f"FILBERT_{self.name.upper()}_PORT"


def is_free(port: int) -> bool:
    """Whether a server could listen on this port now."""
    with socket.socket() as probe:
        # As servers do: a connection in TIME_WAIT from the previous run is no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return False
    return True


def choose_free(taken: Collection[int] = ()) -> int:
    """A free port outside the range from which the system numbers outgoing connections.

    A port of that range may be taken by any connection while its server restarts.
    """
    first_outgoing = _first_outgoing_port()
    generator = random.SystemRandom()
    for _ in range(1000):
        port = generator.randrange(10_000, max(first_outgoing, 12_000))
        if port not in taken and is_free(port):
            return port
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        return int(probe.getsockname()[1])


def listener_of(port: int) -> psutil.Process | None:
    """The process that listens on a port, if the system tells."""
    try:
        connections = psutil.net_connections("tcp")
    except psutil.AccessDenied:
        return None
    for connection in connections:
        if (
            connection.status == psutil.CONN_LISTEN
            and connection.laddr
            and connection.laddr.port == port
            and connection.pid
        ):
            try:
                return psutil.Process(connection.pid)
            except psutil.NoSuchProcess:
                return None
    return None


def describe_listener(port: int) -> str:
    """Who listens on a port, in words."""
    process = listener_of(port)
    if process is None:
        return "another process"
    try:
        return f"{process.name()} (process {process.pid})"
    except psutil.Error:
        return f"process {process.pid}"


def _first_outgoing_port() -> int:
    try:
        return int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return 32_768
