"""Holding the chain against its signed roots."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from knowledge_base.audit.faults import Fault
from knowledge_base.audit.hashing import BEGINNING
from knowledge_base.audit.roots import ROOTED, SUBJECT, SignedRoot, files_in, read_root
from knowledge_base.audit.signing import fits
from knowledge_base.audit.tables import EntryRow


@dataclass
class RootCheck:
    """Roots of a folder against the chain; `roots` are those passed so far."""

    session: Session
    folder: Path
    keys: Sequence[Ed25519PublicKey]
    roots: int = 0

    def faults(self) -> Iterator[Fault]:
        """Yield what does not fit: the files to one another, to their signatures, to the chain, and it to them."""
        on_record = {subject: digest for subject, digest in self.session.execute(_rooted())}
        number, before = 0, BEGINNING
        for path in files_in(self.folder):
            signed = _read(path)
            if signed is None:
                yield Fault(0, f"签名文件 {path.name} 读不出来")
                continue
            if (signed.root.number, signed.root.before) != (number + 1, before):
                yield Fault(0, f"签名文件 {path.name} 与前一份接不上：有文件被删除、换过或调换过")
            yield from self._one(path, signed, on_record.pop(f"{SUBJECT}:{signed.root.number}", ""))
            number, before = signed.root.number, signed.digest()
            self.roots += 1
        for subject in on_record:
            yield Fault(0, f"第 {subject.partition(':')[2]} 份签名文件不在 {self.folder}")

    def _one(self, path: Path, signed: SignedRoot, on_record: str) -> Iterator[Fault]:
        root = signed.root
        if not any(fits(key, root.said(), signed.signature) for key in self.keys):
            yield Fault(0, f"签名文件 {path.name} 的签名不对")
        if self._hash_at(root.seq) != root.hash or root.count != root.seq:
            yield Fault(
                root.seq,
                f"与 {root.day} 的签名对不上：那天共有 {root.count} 条，之后被截断、删改或整个重写过",
            )
        elif on_record != signed.digest():
            yield Fault(0, f"签名文件 {path.name} 与记录里登记的不一致，或者没有登记")

    def _hash_at(self, seq: int) -> str | None:
        if seq == 0:
            return BEGINNING
        return self.session.scalar(select(EntryRow.hash).where(EntryRow.seq == seq))


def _rooted() -> Select[str, str]:
    return select(EntryRow.subject, EntryRow.digest).where(EntryRow.action == ROOTED)


def _read(path: Path) -> SignedRoot | None:
    try:
        signed = read_root(path.read_bytes())
        return signed if signed.root.algorithm in hashlib.algorithms_available else None
    except (OSError, ValueError):
        return None
