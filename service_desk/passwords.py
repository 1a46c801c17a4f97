"""Passwords of staff: hashed with argon2id, judged before they are taken, drawn when nobody chose one."""

import secrets
import string
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from service_desk.errors import WeakPassword

SHORTEST = 10
LONGEST = 128
CLASSES = 3
"""等保 2.0 asks for complexity; at least three of lower case, upper case, digits and signs."""

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
        if _classes(password) >= CLASSES:
            return password


def check_strength(password: str, login: str) -> None:
    """Raise WeakPassword unless the password may be taken."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(f"密码长度需为 {SHORTEST} 到 {LONGEST} 位，现为 {len(password)} 位")
    if _classes(password) < CLASSES:
        raise WeakPassword("密码需包含大写字母、小写字母、数字、符号中的至少三种")
    if login.lower() in password.lower():
        raise WeakPassword("密码不能包含登录名")


def _classes(password: str) -> int:
    tests = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    return sum(any(test(c) for c in password) for test in tests)
