"""Health checks. Each answers within two seconds and gives the reason when something is not well.

They speak the protocols directly, without client libraries: those log, retry, and obey proxy settings.
"""

import http.client
import json
import socket
import struct
from typing import Any

from filbert.runtime.stack.port import ADDRESS

SECONDS = 2.0


def http_json(port: int, path: str) -> tuple[Any, str | None]:
    """What a service answers to GET, or the reason why there is no answer."""
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=SECONDS)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            return None, f"answers {response.status} at {path}"
        return json.loads(body), None
    except (OSError, http.client.HTTPException) as error:
        return None, f"port {port} does not answer ({_reason(error)})"
    except json.JSONDecodeError:
        return None, f"port {port} answers, but not in JSON"
    finally:
        connection.close()


def http_answers(port: int, path: str) -> str | None:
    """Whether a service answers to GET with 200, whatever it says; else the reason."""
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=SECONDS)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
    except (OSError, http.client.HTTPException) as error:
        return f"port {port} does not answer ({_reason(error)})"
    finally:
        connection.close()
    return None if response.status == 200 else f"answers {response.status} at {path}"


def kafka(port: int, cluster: str) -> str | None:
    """Whether the broker of this cluster takes requests and counts itself as alive."""
    try:
        found, brokers = _kafka_metadata(port)
    except OSError as error:
        return f"port {port} does not answer ({_reason(error)})"
    except (struct.error, UnicodeDecodeError):
        return f"port {port} answers, but not as Kafka does"
    if found != cluster:
        return f"port {port} belongs to another Kafka cluster ({found})"
    return None if brokers else "the broker has not joined its cluster yet"


def _kafka_metadata(port: int) -> tuple[str, int]:
    """The cluster's id and its number of living brokers: a Metadata request, version 4, for no topics."""
    body = struct.pack(">hhih7sib", 3, 4, 1, 7, b"filbert", 0, 0)
    with socket.create_connection((ADDRESS, port), timeout=SECONDS) as connection:
        connection.sendall(struct.pack(">i", len(body)) + body)
        (size,) = struct.unpack(">i", _receive(connection, 4))
        if not 0 < size < 1_000_000:
            raise struct.error("not a Kafka response")
        answer = _receive(connection, size)
    _correlation, _throttle, brokers = struct.unpack_from(">iii", answer, 0)
    position = 12
    for _ in range(brokers):
        position += 4
        _host, position = _text(answer, position)
        position += 4
        _rack, position = _text(answer, position)
    cluster, _position = _text(answer, position)
    return cluster, brokers


def _text(data: bytes, position: int) -> tuple[str, int]:
    (length,) = struct.unpack_from(">h", data, position)
    start = position + 2
    if length < 0:
        return "", start
    if start + length > len(data):
        raise struct.error("cut short")
    return data[start : start + length].decode(), start + length


def _receive(connection: socket.socket, size: int) -> bytes:
    received = b""
    while len(received) < size:
        piece = connection.recv(size - len(received))
        if not piece:
            raise ConnectionResetError("connection closed")
        received += piece
    return received


def _reason(error: Exception) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    if isinstance(error, TimeoutError):
        return f"no reply within {SECONDS:.0f} s"
    return str(error) or type(error).__name__
