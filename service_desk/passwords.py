"""Passwords of staff: hashed with argon2id, drawn when nobody chose one."""

import hashlib
import secrets
import string
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from service_desk.strength import CLASSES, classes

DRAWN_LENGTH = 16
READABLE = "".join(sorted(set(string.ascii_letters + string.digits) - set("0O1lI")))
"""Characters that are not taken for one another when a password is read from a screen."""


class Passwords:
    """Hashes and checks passwords; a cheaper hasher serves tests."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()

    def hash(self, password: str) -> str:
        """Return the argon2id hash with its salt."""
        return self._hasher.hash(password)

    def fits(self, password: str, hashed: str | None) -> bool:
        """Whether the password is the hashed one; takes as long when there is no hash."""
        try:
            return self._hasher.verify(hashed or self._nobodys, password) and hashed is not None
        except (VerificationError, InvalidHashError):
            return False

    @cached_property
    def _nobodys(self) -> str:
        """Checked where no account is, so that the time taken tells nothing."""
        return self._hasher.hash(draw_password())


def draw_password() -> str:
    """Return a random password that passes `check_strength`."""
    while True:
        password = "".join(secrets.choice(READABLE) for _ in range(DRAWN_LENGTH))
        if classes(password) >= CLASSES:
            return password


def fingerprint(secret: str) -> str:
    """Return what is kept of a long random secret, from which it cannot be told."""
    return hashlib.sha256(secret.encode()).hexdigest()
