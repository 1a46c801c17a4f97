"""Rows elsewhere that the chain is about: each must still have the digest that its entry says."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from knowledge_base.audit.faults import Fault
from knowledge_base.audit.tables import EntryRow

Witness: TypeAlias = Callable[[Session], Iterable[tuple[str, str]]]
"""Yields every row of one kind as (subject, digest), computed from what the row holds now."""
Witnesses: TypeAlias = Mapping[str, Witness]
"""The kind, which is what stands before the colon of a subject → who tells of its rows."""


def witness_faults(session: Session, witnesses: Witnesses) -> Iterator[Fault]:
    """Yield the rows that differ from their entries, are gone, or have no entry."""
    for kind, witness in witnesses.items():
        on_record: dict[str, dict[str, int]] = {}
        for seq, subject, digest in session.execute(_about(kind)):
            on_record.setdefault(subject, {})[digest] = seq
        for subject, digest in witness(session):
            known = on_record.pop(subject, None)
            if known is None:
                yield Fault(0, f"{subject} 没有登记过，是另外加进来的")
            elif digest not in known:
                yield Fault(max(known.values()), f"{subject} 的内容与登记时不一致")
        for subject, known in on_record.items():
            yield Fault(max(known.values()), f"{subject} 登记过，现在不见了")


def _about(kind: str) -> Select[int, str, str]:
    return (
        select(EntryRow.seq, EntryRow.subject, EntryRow.digest)
        .where(EntryRow.subject.startswith(f"{kind}:", autoescape=True), EntryRow.digest != "")
        .order_by(EntryRow.seq)
    )
