"""Tables of staff accounts beside the accounts themselves: sessions, tries, second factors, old passwords."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from service_desk.tables import Base, SealedBytes


class SessionRow(Base):
    """A login that lasts; only the hash of what the browser holds is kept. Without its row it is over.

    seen_at: the last click. here_at: the last request of any kind, such as the look of an open page.
    """

    __tablename__ = "desk_session"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    clerk_id: Mapped[int] = mapped_column(ForeignKey("desk_clerk.id"), index=True)
    verified: Mapped[bool]
    address: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    here_at: Mapped[datetime | None]
    ends_at: Mapped[datetime] = mapped_column(index=True)


class TryRow(Base):
    """Tries counted under a key until a moment; see `service_desk.lockout`."""

    __tablename__ = "desk_try"

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    tries: Mapped[int] = mapped_column(Integer)
    until: Mapped[datetime] = mapped_column(index=True)


class TotpRow(Base):
    """A clerk's second factor: its sealed secret, and the newest time step a code was taken for."""

    __tablename__ = "desk_totp"

    clerk_id: Mapped[int] = mapped_column(ForeignKey("desk_clerk.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(SealedBytes)
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger)


class RecoveryCodeRow(Base):
    """A recovery code (恢复码) that was not used yet, hashed."""

    __tablename__ = "desk_recovery_code"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    clerk_id: Mapped[int] = mapped_column(ForeignKey("desk_clerk.id"), primary_key=True)


class OldPasswordRow(Base):
    """A password a clerk had before, as an argon2 hash."""

    __tablename__ = "desk_old_password"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    clerk_id: Mapped[int] = mapped_column(ForeignKey("desk_clerk.id"), index=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime]
