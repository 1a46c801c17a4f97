"""Walking the chain from its first entry: whatever was changed, deleted, inserted or moved is found and named."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, select, type_coerce
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from knowledge_base.audit.covering import Covers, read_covers
from knowledge_base.audit.faults import Fault
from knowledge_base.audit.hashing import BEGINNING, UnknownAlgorithm, hash_of_entry, hash_of_words
from knowledge_base.audit.tables import EntryRow, HeadRow
from knowledge_base.store.trouble import cause_of

AT_ONCE = 1000
UNREADABLE = "读不出来：内容被改成了别的样子"


@dataclass
class Walk:
    """A walk along the chain: how many entries were passed, and the number and hash of the last."""

    session: Session
    now: datetime
    entries: int = 0
    seq: int = 0
    hash: str = BEGINNING

    def faults(self) -> Iterator[Fault]:
        """Yield every fault of the chain, in its order."""
        try:
            yield from self._entry_faults(read_covers(self.session, self.now))
        except DBAPIError as error:  # what is no text in the encoding of the database
            if cause_of(error) is not None:
                raise
            yield Fault(self.seq + 1, f"从这里起{UNREADABLE}")
            return
        yield from self._end_faults()

    def _entry_faults(self, covers: Covers) -> Iterator[Fault]:
        for row in self.session.execute(_every_entry()):
            yield from self._place_faults(row)
            yield from _content_faults(row)
            yield from _word_faults(row, covers)
            self.entries, self.seq, self.hash = self.entries + 1, row.seq, row.hash

    def _place_faults(self, row: Any) -> Iterator[Fault]:
        if row.seq > self.seq + 1:
            yield Fault(row.seq, f"它前面的第 {_from_to(self.seq + 1, row.seq - 1)} 条不见了")
        elif row.prev_hash != self.hash:
            yield Fault(row.seq, "与前一条接不上：前一条被改过，或这里有记录被插入、删除、调换过")

    def _end_faults(self) -> Iterator[Fault]:
        ends = self.session.execute(select(HeadRow.seq, HeadRow.hash)).all()
        if len(ends) != 1:
            yield Fault(0, "记录末尾的标记不见了，或者不止一个")
        elif ends[0].seq > self.seq:
            yield Fault(0, f"末尾的第 {_from_to(self.seq + 1, ends[0].seq)} 条不见了")
        elif ends[0].seq < self.seq:
            yield Fault(0, f"末尾的第 {_from_to(ends[0].seq + 1, self.seq)} 条是另外加进来的")
        elif ends[0].hash != self.hash:
            yield Fault(self.seq, "与登记的末尾不一致：最后一条被换过")


def _every_entry() -> Any:
    """Return a query of entries as they stand in the table, whatever was written there."""
    columns = [
        type_coerce(EntryRow.at, String).label("at") if column.name == "at" else column
        for column in EntryRow.__table__.columns
    ]
    return select(*columns).order_by(EntryRow.__table__.c.seq).execution_options(yield_per=AT_ONCE)


def _from_to(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} 至 {last}"


def _content_faults(row: Any) -> Iterator[Fault]:
    try:
        found = hash_of_entry(
            row.algorithm, row.prev_hash, row.seq, row.at, row.action, row.digest, row.words
        )
    except (TypeError, ValueError, UnknownAlgorithm):
        yield Fault(row.seq, UNREADABLE)
        return
    if found != row.hash:
        yield Fault(row.seq, "时间、做了什么或所指内容的摘要，与当时登记的不一致")


def _word_faults(row: Any, covers: Covers) -> Iterator[Fault]:
    words = (row.actor, row.subject, row.detail, row.address)
    if row.salt == "" and not any(words) and row.digest == "":
        if not covers.allow(row.seq, row.at):
            yield Fault(row.seq, "谁做的、对什么做的被抹去了，而它没有到期")
        return
    try:
        found = hash_of_words(row.algorithm, row.salt, *words)
    except (TypeError, ValueError, UnknownAlgorithm):
        yield Fault(row.seq, UNREADABLE)
        return
    if found != row.words:
        yield Fault(row.seq, "谁做的、对什么做的、说明或来源，与当时登记的不一致")
