"""The second factor (两步验证): codes of an authenticator app by RFC 6238, and recovery codes."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pyotp import TOTP, random_base32
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from service_desk import lockout, sessions
from service_desk.account_tables import RecoveryCodeRow, TotpRow
from service_desk.audit import SYSTEM, Action, Actor, record
from service_desk.errors import AccountError, ContactError, LockedOut, WrongCode
from service_desk.lockout import CODE, NOWHERE, Origin
from service_desk.passwords import fingerprint
from service_desk.safe import Safe
from service_desk.staff import Clerk
from service_desk.store import DeskStore, insert_unless_there
from service_desk.tables import ClerkRow

ISSUER = "OneDoor"
STEPS_OFF = 1
"""Time steps of 30 seconds that a phone's clock may be wrong, either way (RFC 6238 §5.2 advises one)."""
CODES = 10
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"
"""Crockford's: nothing that is read as something else, but O for 0 and I, L for 1, which are taken."""
GROUPS, GROUP = 4, 4
"""A recovery code has 16 characters of five bits: too many for its hash to be searched."""


@dataclass(frozen=True)
class Offer:
    """A secret about to be put into an app, as its text and as the address a QR code shows."""

    secret: str
    uri: str


@dataclass(frozen=True)
class SecondFactor:
    """Use cases of the second factor."""

    store: DeskStore
    clock: Callable[[], datetime]
    safe: Safe

    def is_set(self, clerk: Clerk) -> bool:
        """Whether codes are asked of the clerk."""
        with self.store.unit() as session:
            row = session.get(TotpRow, clerk.id)
            return row is not None and row.confirmed_at is not None

    def offer(self, clerk: Clerk) -> Offer:
        """Return a secret to set up an app with: the same one until a code of it is confirmed.

        Raises:
            AccountError: one is set up already; it is never shown again.
        """
        sealed = self.safe.seal(random_base32())
        with self.store.unit() as session:
            if session.get(TotpRow, clerk.id) is None:
                insert_unless_there(session, TotpRow(clerk_id=clerk.id, sealed=sealed, last_step=0))
            row = session.get_one(TotpRow, clerk.id)
            if row.confirmed_at is not None:
                raise AccountError("两步验证已经设好，密钥不再显示")
            secret = self._secret(row)
        return Offer(secret, TOTP(secret, name=clerk.login, issuer=ISSUER).provisioning_uri())

    def confirm(self, clerk: Clerk, code: str, origin: Origin = NOWHERE) -> tuple[str, ...]:
        """Return the recovery codes, to be shown once; from now on codes are asked of the clerk.

        Raises:
            WrongCode: it is no code of the secret that was offered.
            LockedOut: there were too many wrong ones.
        """
        self._count(clerk, origin)
        codes = tuple(_draw_code() for _number in range(CODES))
        now = self.clock()
        with self.store.unit() as session:
            row = session.get(TotpRow, clerk.id)
            fits = row is not None and row.confirmed_at is None and self._take(session, row, code)
            if row is not None and fits:
                row.confirmed_at = now
                session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.clerk_id == clerk.id))
                session.add_all(_code_rows(clerk.id, codes))
                record(session, now, clerk, Action.TOTP_SET, clerk.login)
        if not fits:
            raise WrongCode("验证码不对。请核对手机时间是否准确，输入应用里现在显示的 6 位数字")
        self._forgive(clerk, origin)
        return codes

    def check(self, clerk: Clerk, code: str, origin: Origin = NOWHERE) -> None:
        """Return when the code is right; it is taken once only.

        Raises:
            WrongCode: it is neither a fresh code of the app nor an unused recovery code.
            LockedOut: there were too many wrong ones.
        """
        self._count(clerk, origin)
        now = self.clock()
        with self.store.unit() as session:
            row = session.get(TotpRow, clerk.id)
            if row is not None and row.confirmed_at is not None and self._take(session, row, code):
                passed = Action.TOTP_PASSED
            elif _use_recovery_code(session, clerk.id, code):
                passed = Action.RECOVERY_CODE_USED
            else:
                passed = Action.TOTP_FAILED
            record(session, now, clerk, passed, clerk.login)
        if passed is Action.TOTP_FAILED:
            raise WrongCode("验证码不对，或者已经用过。请等应用里出现下一个 6 位数字再输入")
        self._forgive(clerk, origin)

    def codes_left(self, clerk: Clerk) -> int:
        """Return how many recovery codes were not used yet."""
        query = select(func.count()).where(RecoveryCodeRow.clerk_id == clerk.id)
        with self.store.unit() as session:
            return session.scalar(query) or 0

    def reset(self, login: str, by: Actor = SYSTEM) -> None:
        """Forget the clerk's second factor, to be set up anew at the next login; all sessions end.

        Raises:
            AccountError: there is no such account.
        """
        with self.store.unit() as session:
            row = session.scalars(select(ClerkRow).where(ClerkRow.login == login.lower())).first()
            if row is None:
                raise AccountError(f"没有登录名为 {login} 的账号")
            session.execute(delete(TotpRow).where(TotpRow.clerk_id == row.id))
            session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.clerk_id == row.id))
            sessions.end_all(session, row.id)
            lockout.forgive_name(session, row.login)
            record(session, self.clock(), by, Action.TOTP_RESET, row.login)

    def _secret(self, row: TotpRow) -> str:
        try:
            return self.safe.open(row.sealed)
        except ContactError as error:
            raise AccountError(
                "两步验证的密钥解不开：CONTACT_KEY 与保存时不同。请找回原来的密钥，或请机房运行 "
                "python -m hall reset-password 登录名 --totp"
            ) from error

    def _take(self, session: Session, row: TotpRow, code: str) -> bool:
        """Whether the code is one of now that was not taken before; of two at once one gets it."""
        plain = "".join(code.split())
        try:
            step = TOTP(self._secret(row)).verify_and_get_timecode(
                plain, for_time=self.clock(), valid_window=STEPS_OFF
            )
        except OTPVerificationError:
            return False
        taken = update(TotpRow).where(TotpRow.clerk_id == row.clerk_id, TotpRow.last_step < step)
        return session.scalar(taken.values(last_step=step).returning(TotpRow.clerk_id)) is not None

    def _count(self, clerk: Clerk, origin: Origin) -> None:
        now = self.clock()
        with self.store.unit() as session:
            counted = lockout.count(session, _buckets(clerk, origin), now)
            if counted.is_news:
                detail = "次数太多，暂停输入"
                record(session, now, clerk, Action.TOTP_FAILED, clerk.login, detail)
        if not counted.allowed:
            raise LockedOut(counted.closed_until or now)

    def _forgive(self, clerk: Clerk, origin: Origin) -> None:
        with self.store.unit() as session:
            lockout.forgive(session, _buckets(clerk, origin))


def _buckets(clerk: Clerk, origin: Origin) -> tuple[lockout.Bucket, ...]:
    return lockout.buckets(CODE, clerk.login, clerk.id, clerk.stamp, origin)


def _draw_code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _letter in range(GROUPS * GROUP))
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def _plain_code(code: str) -> str:
    kept = "".join(c for c in code.upper() if c.isalnum())
    return kept.translate(str.maketrans("OIL", "011"))


def _code_rows(clerk_id: int, codes: tuple[str, ...]) -> list[RecoveryCodeRow]:
    return [
        RecoveryCodeRow(clerk_id=clerk_id, code_hash=fingerprint(_plain_code(code)))
        for code in codes
    ]


def _use_recovery_code(session: Session, clerk_id: int, code: str) -> bool:
    """Whether the code was an unused one; it is used now."""
    used = delete(RecoveryCodeRow).where(
        RecoveryCodeRow.clerk_id == clerk_id,
        RecoveryCodeRow.code_hash == fingerprint(_plain_code(code)),
    )
    return session.scalar(used.returning(RecoveryCodeRow.clerk_id)) is not None
