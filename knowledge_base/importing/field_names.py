"""Names of fields that staff taught: what a document called so is recognised from then on, in every document."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from knowledge_base.audit.chain import NewEntry, append_at_end
from knowledge_base.importing.dictionary import LONGEST_LABEL, bare
from knowledge_base.importing.dictionary_files import load_dictionary
from knowledge_base.lifecycle.errors import MoveRefused
from knowledge_base.lifecycle.people import Person
from knowledge_base.store.engine import alone
from knowledge_base.store.import_tables import FieldNameRow
from knowledge_base.store.trouble import unit_of_work

TAUGHT = "field_name_taught"
NO_NAME = "请写小标题或列名，最多 {most} 个字"
NO_FIELD = "请选它是指南的哪一部分"
KNOWN = "“{name}”已经认作“{label}”了"


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
