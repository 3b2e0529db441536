"""Secrets at rest: what the database holds of them is of no use without the key."""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


class SecretKeyError(Exception):
    """The key is missing, or another one than the secret was stored with."""


class Cipher:
    """Encrypts texts with AES-256-GCM. The context keeps a secret from being moved to another place."""

    def __init__(self, key: str) -> None:
        self._cipher = AESGCM(hashlib.sha256(key.encode()).digest())

    def encrypt(self, text: str, context: str) -> str:
        """The text as it may be stored."""
        nonce = os.urandom(NONCE)
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, text.encode(), context.encode())).decode()

    def decrypt(self, stored: str, context: str) -> str:
        """The text that was stored.

        Raises:
            SecretKeyError: the key is not the one that it was stored with.
        """
        data = base64.b64decode(stored)
        try:
            return self._cipher.decrypt(data[:NONCE], data[NONCE:], context.encode()).decode()
        except InvalidTag:
            raise SecretKeyError(
                "a secret was stored with another key; set FILBERT_SECRET_KEY to the one of that time"
            ) from None


def load_key(given: str | None, home: Path) -> str:
    """The key that was given, or one that is made once and kept in the home folder, for its owner only."""
    if given is not None:
        return given
    file = home / "secret.key"
    home.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(handle, "w") as opened:
        opened.write(secrets.token_urlsafe(48))
    return file.read_text().strip()
