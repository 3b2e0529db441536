"""One-time codes that change with time (RFC 6238), as authenticator apps show them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct
from urllib.parse import quote, urlencode

STEP_MS = 30_000
DIGITS = 6
TOLERANCE = 1
"""Steps before and after the present one whose codes are taken: clocks differ."""


def new_secret() -> str:
    """A new secret, as apps take it: 160 bits in base 32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code(secret: str, step: int) -> str:
    """The code of a step.

    >>> code(base64.b32encode(b"12345678901234567890").decode(), 59 // 30)
    '287082'
    """
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1)
    offset = digest[-1] & 0xF
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def matching_step(secret: str, given: str, at: int, last: int | None) -> int | None:
    """The step whose code was given, None when it is none; a code is good once.

    Args:
        secret: of the user.
        given: what was typed.
        at: the time, in epoch milliseconds.
        last: the step whose code was used last.
    """
    now = at // STEP_MS
    typed = given.replace(" ", "").encode()
    found = None
    for step in range(now - TOLERANCE, now + TOLERANCE + 1):
        if hmac.compare_digest(code(secret, step).encode(), typed):
            found = step
    return found if found is not None and (last is None or found > last) else None


def address(secret: str, user: str) -> str:
    """The address that an app reads from a QR code."""
    label = quote(f"Filbert:{user}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': 'Filbert'})}"
