"""Documents that staff brought in: kept as they were read, so that one can come back to them and recognise more."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from knowledge_base.audit.chain import NewEntry, append_at_end
from knowledge_base.importing.document import Document, from_stored, to_stored
from knowledge_base.importing.reading import read_document
from knowledge_base.lifecycle.errors import UnknownVersion
from knowledge_base.lifecycle.people import Person
from knowledge_base.store.engine import alone
from knowledge_base.store.import_tables import ImportRow
from knowledge_base.store.trouble import unit_of_work

READ = "document_read"


@dataclass(frozen=True)
class Kept:
    """A document that was brought in, without what it says."""

    id: int
    name: str
    format: str
    author: str
    department: str
    at: datetime


@dataclass(frozen=True)
class KeptDocuments:
    """Use cases of documents that are kept; each department sees its own."""

    engine: Engine
    clock: Callable[[], datetime]

    def take(self, name: str, content: bytes, by: Person) -> int:
        """Read a document and keep what it says; the same one again takes the place of itself. Return its id.

        Raises:
            Refused: it is not read; the message says why.
        """
        format_, document = read_document(name, content)
        digest = hashlib.sha256(content).hexdigest()
        with alone(self.engine) as connection, Session(connection) as session:
            same = select(ImportRow).where(
                ImportRow.digest == digest, ImportRow.department == by.department
            )
            row = session.scalars(same).first()
            if row is None:
                row = ImportRow(digest=digest, department=by.department)
                session.add(row)
            row.name, row.format, row.author, row.at = name[-200:], format_, by.login, self.clock()
            row.document = to_stored(document)
            session.flush()
            append_at_end(
                session, NewEntry(self.clock(), by.login, READ, name[-128:], digest[:16], "")
            )
            session.commit()
            return row.id

    def listed(self, by: Person, most: int, skip: int = 0) -> tuple[Kept, ...]:
        """Return the documents of this person's department, the last one first; all where they serve every one."""
        wanted = select(
            ImportRow.id,
            ImportRow.name,
            ImportRow.format,
            ImportRow.author,
            ImportRow.department,
            ImportRow.at,
        ).order_by(ImportRow.at.desc(), ImportRow.id.desc())
        if by.department:
            wanted = wanted.where(ImportRow.department == by.department)
        with unit_of_work(self.engine) as session:
            return tuple(Kept(*row) for row in session.execute(wanted.limit(most).offset(skip)))

    def counted(self, by: Person) -> int:
        """Return how many documents `listed` would return without a limit."""
        wanted = select(func.count()).select_from(ImportRow)
        if by.department:
            wanted = wanted.where(ImportRow.department == by.department)
        with unit_of_work(self.engine) as session:
            return session.scalar(wanted) or 0

    def document(self, import_id: int, by: Person) -> tuple[Kept, Document]:
        """Return a document that this person may see.

        Raises:
            UnknownVersion: there is none.
        """
        with unit_of_work(self.engine) as session:
            row = session.get(ImportRow, import_id)
            if row is None or not by.may_work_on(row.department):
                raise UnknownVersion("没有这份文件")
            kept = Kept(row.id, row.name, row.format, row.author, row.department, row.at)
            return kept, from_stored(row.document)
