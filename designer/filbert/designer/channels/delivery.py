"""Delivers a message, by e-mail or to a webhook."""

from __future__ import annotations

import ipaddress
import smtplib
import socket
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

if TYPE_CHECKING:
    from filbert.designer.channels.message import Message

SECONDS = 10.0
METADATA = frozenset({ipaddress.ip_address("100.100.100.200"), ipaddress.ip_address("fd00:ec2::254")})
"""Where clouds tell their machines secrets, outside the link-local addresses."""


class NotDeliveredError(Exception):
    """A message was not delivered. What it says holds no secret, and nothing that a server answered."""


def deliver(
    kind: str, target: Mapping[str, Any], secret: str | None, message: Message, *, allows_local: bool
) -> None:
    """Deliver a message.

    Args:
        kind: `email` or `webhook`.
        target: where to.
        secret: password or token.
        message: what.
        allows_local: whether a webhook may be on this machine.

    Raises:
        NotDeliveredError: it could not be.
    """
    if kind == "email":
        _send(target, secret, message)
    else:
        _post(str(target["url"]), secret, message, allows_local=allows_local)


def _send(target: Mapping[str, Any], password: str | None, message: Message) -> None:
    mail = EmailMessage()
    mail["Subject"] = message.subject
    mail["From"] = target["sender"]
    mail["To"] = ", ".join(target["recipients"])
    mail.set_content(message.text)
    host, port, security = target["host"], target["port"], target["security"]
    context = ssl.create_default_context()
    try:
        connection: smtplib.SMTP = (
            smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
            if security == "tls"
            else smtplib.SMTP(host, port, timeout=SECONDS)
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


def _post(url: str, token: str | None, message: Message, *, allows_local: bool) -> None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    address = safe_address(host, parts.port or (443 if parts.scheme == "https" else 80), allows_local)
    # The address that was checked is the one that is called: another look-up might give another one.
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


def safe_address(host: str, port: int, allows_local: bool) -> str:
    """An address of a host to which messages may go.

    Raises:
        NotDeliveredError: it has none, or one that leads back to this machine or to where a cloud keeps secrets.
    """
    try:
        found = {str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise NotDeliveredError(f"There is no host '{host}'.") from None
    for each in found:
        if is_forbidden(each, allows_local):
            raise NotDeliveredError(
                f"'{host}' is an address of this machine or of its cloud ({each}), to which no message goes."
            )
    return min(found, key=lambda each: (":" in each, each))


def is_forbidden(address: str, allows_local: bool) -> bool:
    """Whether no message may go to an address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip in METADATA:
        return True
    if ip.is_loopback:
        return not allows_local
    return ip.is_reserved
