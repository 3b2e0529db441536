"""Delivers a message, by e-mail or to a webhook."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
from filbert.designer.channels.guard import Allowed, ForbiddenPlaceError, safe_address

if TYPE_CHECKING:
    from filbert.designer.channels.message import Message

SECONDS = 10.0


class NotDeliveredError(Exception):
    """A message was not delivered. What it says holds no secret, and nothing that a server answered."""


def deliver(
    kind: str, target: Mapping[str, Any], secret: str | None, message: Message, allowed: Allowed
) -> None:
    """Deliver a message.

    Args:
        kind: `email` or `webhook`.
        target: where to.
        secret: password or token.
        message: what.
        allowed: to which places inside of our own network.

    Raises:
        NotDeliveredError: it could not be.
    """
    try:
        if kind == "email":
            _send(target, secret, message, allowed)
        else:
            _post(str(target["url"]), secret, message, allowed)
    except ForbiddenPlaceError as error:
        raise NotDeliveredError(str(error)) from None


class _Pinned(smtplib.SMTP):
    """Calls an address that was checked; certificates are those of the host."""

    def __init__(self, address: str, host: str, port: int) -> None:
        self._address = address
        super().__init__(host, port, timeout=SECONDS)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return socket.create_connection((self._address, port), timeout)


class _PinnedTls(smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""

    def __init__(self, address: str, host: str, port: int, context: ssl.SSLContext) -> None:
        self._address, self._name = address, host
        super().__init__(host, port, timeout=SECONDS, context=context)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        opened = socket.create_connection((self._address, port), timeout)
        return self.context.wrap_socket(opened, server_hostname=self._name)


def _send(target: Mapping[str, Any], password: str | None, message: Message, allowed: Allowed) -> None:
    mail = EmailMessage()
    mail["Subject"] = message.subject
    mail["From"] = target["sender"]
    mail["To"] = ", ".join(target["recipients"])
    mail.set_content(message.text)
    host, port, security = target["host"], target["port"], target["security"]
    context = ssl.create_default_context()
    address = safe_address(host, port, allowed)
    try:
        connection: smtplib.SMTP = (
            _PinnedTls(address, host, port, context) if security == "tls" else _Pinned(address, host, port)
        )
        with connection:
            if security == "starttls":
                connection.starttls(context=context)
            if target.get("user"):
                connection.login(target["user"], password or "")
            refused = connection.send_message(mail)
    except smtplib.SMTPAuthenticationError as error:
        raise NotDeliveredError(
            f"The mail server {host} does not take user and password ({error.smtp_code})."
        ) from None
    except smtplib.SMTPResponseException as error:
        raise NotDeliveredError(f"The mail server {host} answers {error.smtp_code}.") from None
    except smtplib.SMTPRecipientsRefused as error:
        raise NotDeliveredError(
            f"The mail server {host} refuses the recipients {', '.join(error.recipients)}."
        ) from None
    except (OSError, smtplib.SMTPException) as error:
        raise NotDeliveredError(
            f"The mail server {host}:{port} does not take it ({type(error).__name__})."
        ) from None
    if refused:
        raise NotDeliveredError(f"The mail server {host} refuses the recipients {', '.join(refused)}.")


def _post(url: str, token: str | None, message: Message, allowed: Allowed) -> None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    address = safe_address(host, parts.port or (443 if parts.scheme == "https" else 80), allowed)
    shown = f"[{address}]" if ":" in address else address
    pinned = httpx.URL(url).copy_with(host=shown)
    headers = {"Host": parts.netloc.rpartition("@")[2], "User-Agent": "Filbert"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    try:
        with httpx.Client(timeout=SECONDS, trust_env=False, follow_redirects=False) as client:
            request = client.build_request("POST", pinned, headers=headers, json=message.to_json())
            request.extensions["sni_hostname"] = host
            # Nothing of the answer is read but its status.
            answer = client.send(request, stream=True)
            answer.close()
    except (httpx.HTTPError, ssl.SSLError) as error:
        raise NotDeliveredError(f"The webhook at {host} does not answer ({type(error).__name__}).") from None
    if not answer.is_success:
        raise NotDeliveredError(f"The webhook at {host} answers {answer.status_code}.")
