"""Health checks give a reason for everything that is not well, and never hang or raise."""

import http.server
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from filbert.runtime.stack import health
from filbert.runtime.stack.port import choose_free


@contextmanager
def server(answer: bytes) -> Iterator[int]:
    """A port that answers the first connection with these bytes and closes it."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


@contextmanager
def web(status: int, body: bytes) -> Iterator[int]:
    """A web server with one answer."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as served:
        thread = threading.Thread(target=served.handle_request)
        thread.start()
        yield served.server_port
        thread.join()


def metadata(cluster: bytes, brokers: int) -> bytes:
    """Kafka's answer to a Metadata request, version 4."""
    broker = b"\x00\x00\x00\x01" + b"\x00\x09127.0.0.1" + b"\x00\x00\x23\x84" + b"\xff\xff"
    body = (
        b"\x00\x00\x00\x07"
        + b"\x00\x00\x00\x00"
        + brokers.to_bytes(4, "big")
        + broker * brokers
        + len(cluster).to_bytes(2, "big")
        + cluster
        + b"\x00\x00\x00\x01"
        + b"\x00\x00\x00\x00"
    )
    return len(body).to_bytes(4, "big") + body


def test_nothing_listens() -> None:
    port = choose_free()

    assert health.kafka(port, "mine") == f"port {port} does not answer (connection refused)"
    assert health.http_json(port, "/") == (None, f"port {port} does not answer (connection refused)")


def test_a_broker_of_ours() -> None:
    with server(metadata(b"mine", 1)) as port:
        assert health.kafka(port, "mine") is None


def test_a_broker_that_has_not_joined() -> None:
    with server(metadata(b"mine", 0)) as port:
        assert health.kafka(port, "mine") == "the broker has not joined its cluster yet"


def test_a_broker_of_somebody_else() -> None:
    with server(metadata(b"theirs", 1)) as port:
        assert health.kafka(port, "mine") == f"port {port} belongs to another Kafka cluster (theirs)"


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x00\x00\x00\x05abc\xff\xfe"])
def test_something_that_is_not_kafka(answer: bytes) -> None:
    with server(answer) as port:
        assert health.kafka(port, "mine") == f"port {port} answers, but not as Kafka does"


def test_a_connection_closed_at_once() -> None:
    with server(b"") as port:
        assert health.kafka(port, "mine") == f"port {port} does not answer (connection closed)"


def test_a_service_that_answers_json() -> None:
    with web(200, b'{"slots": 12}') as port:
        assert health.http_json(port, "/overview") == ({"slots": 12}, None)


def test_a_service_that_answers_an_error() -> None:
    with web(503, b"") as port:
        assert health.http_json(port, "/overview") == (None, "answers 503 at /overview")


def test_a_service_that_answers_something_else() -> None:
    with web(200, b"<html>") as port:
        assert health.http_json(port, "/") == (None, f"port {port} answers, but not in JSON")
