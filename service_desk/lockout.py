"""Tries counted before they are judged (登录限制), so that they pass neither at once nor from many places.

Strangers are counted by login name and address, by address, and by login name; a device on which the clerk logged in
before is counted by itself alone. So nobody can lock a clerk out from elsewhere, and nobody can guess without end.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import case, delete, update
from sqlalchemy.orm import Session

from service_desk.account_tables import TryRow
from service_desk.store import insert_unless_there

PASSWORD, CODE = KINDS = ("password", "code")
"""Secrets that are tried; each is counted apart."""
WINDOW = timedelta(minutes=15)
BY_PAIR = 5
"""Tries for one name from one address: a mistyped password is seldom mistyped more often."""
BY_ADDRESS = 30
"""Tries from one address, whatever the names: an office may have one address for everybody."""
BY_NAME = 30
"""Tries for one name from everywhere: at the weakest password that is taken, 10^9 guesses, that is centuries."""
BY_DEVICE = 10
"""Tries on a device the clerk is known on."""


@dataclass(frozen=True)
class Origin:
    """Where a try comes from.

    knows: stamps by clerk id, as the device was given them when these clerks last logged in on it.
    """

    address: str = ""
    device: str = ""
    knows: Mapping[int, str] = field(default_factory=dict)

    def knows_clerk(self, clerk_id: int, stamp: str) -> bool:
        """Whether the clerk logged in on this device since the password was last changed."""
        return bool(self.device) and self.knows.get(clerk_id) == stamp


NOWHERE = Origin()
"""At the shell, where nobody comes from an address."""


@dataclass(frozen=True)
class Bucket:
    """A key under which tries are counted, and how many are looked at in a window."""

    key: str
    most: int


@dataclass(frozen=True)
class Count:
    """A try as it was counted.

    allowed: whether it may be judged. closed_until: no further one is allowed until then, None while there is.
    is_news: it is the first one that is refused, which is worth a record.
    """

    allowed: bool
    closed_until: datetime | None
    is_news: bool = False


def buckets(
    kind: str, name: str, clerk_id: int | None, stamp: str, origin: Origin
) -> tuple[Bucket, ...]:
    """Return where a try is counted, the narrowest first: what a narrow one refuses burdens no wider one.

    Args:
        kind: of the secret that is tried.
        name: the login name, which may be anything somebody typed; a short hash of it is kept.
        clerk_id: of the account of that name, None where there is none.
        stamp: of that account.
        origin: of the try.
    """
    if clerk_id is not None and origin.knows_clerk(clerk_id, stamp):
        return (Bucket(f"{kind}:device:{clerk_id}:{origin.device}", BY_DEVICE),)
    short = _short(name)
    return (
        Bucket(f"{kind}:pair:{short}:{origin.address}", BY_PAIR),
        Bucket(f"{kind}:address:{origin.address}", BY_ADDRESS),
        Bucket(f"{kind}:name:{short}", BY_NAME),
    )


def count(session: Session, tried: tuple[Bucket, ...], now: datetime) -> Count:
    """Count a try, before it is judged; to be the first thing of its unit of work, which must be kept."""
    closes: list[datetime] = []
    for bucket in tried:
        tries, until = _count_up(session, bucket.key, now)
        if tries > bucket.most:
            return Count(False, until, is_news=tries == bucket.most + 1)
        if tries == bucket.most:
            closes.append(until)
    return Count(True, max(closes, default=None))


def _count_up(session: Session, key: str, now: datetime) -> tuple[int, datetime]:
    """Return the tries under the key in its window, this one counted, and when the window ends."""
    counted = _update(session, key, now)
    while counted is None:
        insert_unless_there(session, TryRow(key=key, tries=0, until=now + WINDOW))
        counted = _update(session, key, now)
    return counted


def _update(session: Session, key: str, now: datetime) -> tuple[int, datetime] | None:
    over = TryRow.until <= now
    counted = (
        update(TryRow)
        .where(TryRow.key == key)
        .values(
            tries=case((over, 1), else_=TryRow.tries + 1),
            until=case((over, now + WINDOW), else_=TryRow.until),
        )
        .returning(TryRow.tries, TryRow.until)
        .execution_options(synchronize_session=False)
    )
    row = session.execute(counted).one_or_none()
    return None if row is None else (row.tries, row.until)


def forgive(session: Session, tried: tuple[Bucket, ...]) -> None:
    """Take back a try that was right: its own bucket is emptied, wider ones lose this try alone."""
    narrow, *wide = (bucket.key for bucket in tried)
    session.execute(delete(TryRow).where(TryRow.key == narrow))
    for key in wide:  # in the order in which they are counted, or two could wait for each other
        less = update(TryRow).where(TryRow.key == key, TryRow.tries > 0)
        session.execute(less.values(tries=TryRow.tries - 1))


def forgive_name(session: Session, name: str) -> None:
    """Forget the tries for a login name from everywhere."""
    short = _short(name)
    for kind in KINDS:
        pairs = TryRow.key.startswith(f"{kind}:pair:{short}:", autoescape=True)
        session.execute(delete(TryRow).where(pairs))
        session.execute(delete(TryRow).where(TryRow.key == f"{kind}:name:{short}"))


def _short(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:8]


def forget_over(session: Session, now: datetime) -> None:
    """Delete what is counted no longer."""
    session.execute(delete(TryRow).where(TryRow.until <= now))
