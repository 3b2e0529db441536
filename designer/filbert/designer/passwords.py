"""Passwords: hashed with Argon2id; checked in the same time whether or not there is such a user."""

from __future__ import annotations

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 256
AT_A_TIME = 2
"""Each hash takes 64 MB of memory, and a core."""


class WeakPasswordError(ValueError):
    """Why a password is refused."""


class Passwords:
    """Hashes and checks, a few at a time.

    Args:
        hasher: how much a guess shall cost; by default as RFC 9106 advises where memory is limited.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._places = threading.BoundedSemaphore(AT_A_TIME)
        self._nobody: str | None = None

    def hash(self, password: str) -> str:
        """The hash to store."""
        with self._places:
            return self._hasher.hash(password)

    def matches(self, stored: str | None, password: str) -> bool:
        """Whether a password is the one of a stored hash; None stands for nobody, and takes as long."""
        if stored is None:
            self._nobody = self._nobody or self.hash(secrets.token_hex())
        with self._places:
            try:
                self._hasher.verify(stored or self._nobody or "", password)
            except (VerificationError, InvalidHashError):
                return False
        return stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Whether a hash was made with weaker settings than those of today."""
        return self._hasher.check_needs_rehash(stored)


def judge(password: str, name: str) -> None:
    """Refuse passwords that are guessed first; length is what counts.

    Raises:
        WeakPasswordError: with the reason.
    """
    if len(password) < SHORTEST:
        raise WeakPasswordError(f"a password has at least {SHORTEST} characters")
    if len(password) > LONGEST:
        raise WeakPasswordError(f"a password has at most {LONGEST} characters")
    if name.lower() in password.lower():
        raise WeakPasswordError("a password does not contain the user's name")
    if len(set(password)) < 5:
        raise WeakPasswordError("a password has at least five different characters")
