"""Names of fields that staff taught: what a document called so is recognised from then on, in every document."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from knowledge_base.audit.chain import NewEntry, append_at_end
from knowledge_base.importing.dictionary import LONGEST_LABEL, bare
from knowledge_base.importing.dictionary_files import load_dictionary
from knowledge_base.lifecycle.errors import MoveRefused
from knowledge_base.lifecycle.people import Person
from knowledge_base.store.engine import alone
from knowledge_base.store.import_tables import FieldNameRow
from knowledge_base.store.trouble import unit_of_work

TAUGHT, FORGOTTEN = "field_name_taught", "field_name_forgotten"
GONE = "这个叫法已经没有了"
NO_NAME = "请写小标题或列名，最多 {most} 个字"
NO_FIELD = "请选它是指南的哪一部分"
KNOWN = "“{name}”已经认作“{label}”了"


@dataclass(frozen=True)
class TaughtName:
    """A name that somebody taught, and the field that it means."""

    id: int
    name: str
    field: str
    author: str
    at: datetime


@dataclass(frozen=True)
class FieldNames:
    """Use cases of names that staff teach."""

    engine: Engine
    clock: Callable[[], datetime]

    def known(self) -> Mapping[str, str]:
        """Return every taught name with the field that it means."""
        with unit_of_work(self.engine) as session:
            rows = session.scalars(select(FieldNameRow).order_by(FieldNameRow.id))
            return {row.name: row.field for row in rows}

    def counted(self) -> int:
        """Return how many names were taught."""
        with unit_of_work(self.engine) as session:
            return session.scalar(select(func.count()).select_from(FieldNameRow)) or 0

    def listed(self, most: int, skip: int = 0) -> tuple[TaughtName, ...]:
        """Return the names that were taught, the last one first."""
        wanted = select(FieldNameRow).order_by(FieldNameRow.at.desc(), FieldNameRow.id.desc())
        with unit_of_work(self.engine) as session:
            return tuple(
                TaughtName(row.id, row.name, row.field, row.author, row.at)
                for row in session.scalars(wanted.limit(most).offset(skip))
            )

    def forget(self, name_id: int, by: Person) -> TaughtName:
        """Take a taught name back and return it; documents are recognised without it from now on.

        Raises:
            MoveRefused: it is gone.
        """
        with alone(self.engine) as connection, Session(connection) as session:
            row = session.get(FieldNameRow, name_id)
            if row is None:
                raise MoveRefused(GONE)
            gone = TaughtName(row.id, row.name, row.field, row.author, row.at)
            session.delete(row)
            append_at_end(
                session,
                NewEntry(self.clock(), by.login, FORGOTTEN, gone.name, gone.field, ""),
            )
            session.commit()
            return gone

    def teach(self, name: str, field: str, by: Person) -> None:
        """Let a name mean a field; one that was taught otherwise means the new one from now on.

        Raises:
            MoveRefused: it is no name, no field, or known already.
        """
        name, dictionary = bare(name), load_dictionary()
        if not name or len(name) > LONGEST_LABEL:
            raise MoveRefused(NO_NAME.format(most=LONGEST_LABEL))
        if field not in dictionary.labels:
            raise MoveRefused(NO_FIELD)
        if dictionary.with_names(self.known()).fields_of(name) == (field,):
            raise MoveRefused(KNOWN.format(name=name, label=dictionary.labels[field]))
        with alone(self.engine) as connection, Session(connection) as session:
            row = session.scalars(select(FieldNameRow).where(FieldNameRow.name == name)).first()
            if row is None:
                row = FieldNameRow(name=name)
                session.add(row)
            row.field, row.author, row.at = field, by.login, self.clock()
            detail = f"{name} 认作 {dictionary.labels[field]}"
            append_at_end(session, NewEntry(self.clock(), by.login, TAUGHT, name, detail, ""))
            session.commit()
