"""Proving that the audit is whole: signing how far it went each day, and checking all of it."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from knowledge_base.audit.chain import append
from knowledge_base.audit.checking import Walk
from knowledge_base.audit.faults import CannotSign, Verdict
from knowledge_base.audit.hashing import BEGINNING
from knowledge_base.audit.root_checking import RootCheck
from knowledge_base.audit.roots import (
    PUBLIC_KEY,
    ROOTED,
    SUBJECT,
    Root,
    SignedRoot,
    digest_of,
    file_of,
    read_root,
)
from knowledge_base.audit.signing import private_key, public_pem
from knowledge_base.audit.tables import EntryRow, HeadRow, printed
from knowledge_base.audit.witness import Witnesses, witness_faults
from knowledge_base.store.engine import one_moment
from knowledge_base.store.trouble import unit_of_work


@dataclass(frozen=True)
class Last:
    """The newest root that the chain tells of; `number` 0 and no day where there is none."""

    number: int = 0
    day: str = ""
    digest: str = BEGINNING


@dataclass(frozen=True)
class Proof:
    """The chain of a database with the folder of its roots.

    key: the private key's text; empty where nothing is signed. witnesses: of rows that the chain is about.
    """

    engine: Engine
    folder: Path
    key: str
    witnesses: Witnesses = field(default_factory=dict)

    def verify(
        self, now: datetime, folder: Path | None = None, keys: Sequence[Ed25519PublicKey] = ()
    ) -> Verdict:
        """Return what a check of everything found, as it was at one moment.

        Args:
            now: the present moment.
            folder: where the roots lie, if not where they are written.
            keys: public keys that signed beside the present one.
        """
        with one_moment(self.engine) as connection, Session(connection) as session:
            walk = Walk(session, now)
            roots = RootCheck(session, folder or self.folder, [*self._public(), *keys])
            faults = [*walk.faults(), *roots.faults(), *witness_faults(session, self.witnesses)]
            return Verdict(walk.entries, roots.roots, tuple(faults))

    def last(self) -> Last:
        """Return the newest root that the chain tells of."""
        with unit_of_work(self.engine) as session:
            return _last(session)

    def sign_due(self, now: datetime, day: str) -> Root | None:
        """Sign how far the chain went where that was not done yet on this day; see `sign`."""
        return None if not self.key or self.last().day == day else self.sign(now, day)

    def sign(self, now: datetime, day: str, *, elsewhere: bool = False) -> Root | None:
        """Write a signed root and put it on record; None where another hall did so first.

        Args:
            now: the present moment.
            day: the day in the city.
            elsewhere: the roots so far lie in another folder, which is not looked at.

        Raises:
            CannotSign: there is no key, the folder cannot be written to, or lacks the root before.
        """
        key = self._signer()
        with unit_of_work(self.engine) as session:
            last, root = _last(session), _now(session, now, day)
        if last.number and not elsewhere:
            self._require_before(last)
        signed = self._write(root, key)
        with unit_of_work(self.engine) as session:
            session.execute(update(HeadRow).values(seq=HeadRow.seq))
            if _last(session).number >= root.number:
                return None
            self._require_ours(session, signed.root)
            append(
                session,
                at=now,
                actor="system",
                action=ROOTED,
                subject=f"{SUBJECT}:{root.number}",
                detail=signed.root.day,
                digest=signed.digest(),
            )
        return signed.root

    def _public(self) -> Iterator[Ed25519PublicKey]:
        if self.key:
            yield private_key(self.key).public_key()

    def _signer(self) -> Ed25519PrivateKey:
        if not self.key:
            raise CannotSign("没有 AUDIT_KEY，不能签名：请运行 python -m hall secrets 补齐密钥")
        return private_key(self.key)

    def _require_before(self, last: Last) -> None:
        """Raise where the folder lacks the root before: a share that is not mounted looks like an empty folder."""
        for path in self.folder.glob(f"{last.number:06d}-*.json"):
            content = path.read_bytes()
            if digest_of(read_root(content).root.algorithm, content) == last.digest:
                return
        raise CannotSign(
            f"{self.folder} 里没有第 {last.number} 份签名文件，或者它被改过：请看共享盘是否挂上、AUDIT_ROOT_DIR 是否写对。"
            "确实换了地方，运行 python -m hall audit root --elsewhere"
        )

    def _require_ours(self, session: Session, root: Root) -> None:
        """Raise where the folder holds a root with this number that another chain went to."""
        entry = session.get(EntryRow, root.seq)
        if (entry.hash if entry else BEGINNING) != root.hash:
            raise CannotSign(
                f"{self.folder}/{root.name} 与现在的记录对不上：数据库恢复过备份，或者记录被改过。"
                "请先运行 python -m hall audit verify 核验；以后的签名另换一个 AUDIT_ROOT_DIR，原来的留着作证据"
            )

    def _write(self, root: Root, key: Ed25519PrivateKey) -> SignedRoot:
        """Return the root with this number as it lies in the folder; one that lies there already stays."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _put(self.folder / PUBLIC_KEY, public_pem(key))
            there = next(self.folder.glob(f"{root.number:06d}-*.json"), None)
            path = there or self.folder / root.name
            _put(path, file_of(root, key))
            return read_root(path.read_bytes())
        except (OSError, ValueError) as error:
            raise CannotSign(
                f"签名文件写不进 {self.folder}（{error}）：请看共享盘是否挂上、有没有写的权限、是不是满了"
            ) from error


def _put(path: Path, content: bytes) -> None:
    """Write a file whole, unless it is there."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_bytes(content)
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    except OSError:  # shares that know no links
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _last(session: Session) -> Last:
    query = select(EntryRow).where(EntryRow.action == ROOTED).order_by(EntryRow.seq.desc()).limit(1)
    row = session.scalars(query).first()
    return Last(int(row.subject.partition(":")[2]), row.detail, row.digest) if row else Last()


def _now(session: Session, now: datetime, day: str) -> Root:
    head, last = session.scalars(select(HeadRow)).one(), _last(session)
    return Root(
        last.number + 1,
        day,
        head.seq,
        head.hash,
        head.seq,
        head.algorithm,
        printed(now),
        last.digest,
    )
