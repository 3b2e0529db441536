"""A mail server and a webhook, small and real: what lies outside the service, on free ports."""

import base64
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, cast


@dataclass
class MailServer:
    """What was delivered, and how it answers."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    refuses: bool = False


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server that speaks as much SMTP as a client needs."""
    found = MailServer()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            to: list[str] = []
            self.say("220 ready")
            for raw in self.rfile:
                line = raw.decode().rstrip("\r\n")
                verb = line[:4].upper()
                if verb == "EHLO":
                    self.say("250-here")
                    self.say("250 AUTH PLAIN")
                elif verb == "AUTH":
                    found.logins.append(base64.b64decode(line.split()[2]).decode())
                    good = found.logins[-1].endswith("correct horse")
                    self.say("235 welcome" if good else "535 go away")
                elif verb == "RCPT":
                    to.append(line.partition("<")[2].partition(">")[0])
                    self.say("550 nobody" if found.refuses else "250 ok")
                elif verb == "DATA":
                    self.say("354 go on")
                    content = bytearray()
                    for part in self.rfile:
                        if part == b".\r\n":
                            break
                        content += part
                    found.mails.append(
                        cast("EmailMessage", message_from_bytes(bytes(content), policy=policy.default))
                    )
                    found.recipients.append(to)
                    self.say("250 ok")
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        found.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield found
        server.shutdown()
        thread.join()


@dataclass
class Webhook:
    """What was posted, and how it answers."""

    url: str = ""
    posts: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    status: int = 204
    location: str = ""


@contextmanager
def webhook() -> Iterator[Webhook]:
    """A server that takes posts of JSON."""
    found = Webhook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.posts.append(json.loads(body))
            found.headers.append(dict(self.headers))
            self.send_response(found.status)
            if found.location:
                self.send_header("Location", found.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: Any) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        found.url = f"http://127.0.0.1:{server.server_port}/hook?team=fraud"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield found
        server.shutdown()
        thread.join()
