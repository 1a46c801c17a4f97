"""Tables of documents that were read in, and of the names of fields that staff taught."""

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.store.tables import Base


class ImportRow(Base):
    """A document as it was read: its lines and tables, from which guides are recognised anew each time.

    Attributes:
        name: of the file.
        digest: of its bytes; the same document again takes the place of itself.
        document: what it says, without what is only decoration.
    """

    __tablename__ = "kb_import"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    format: Mapped[str] = mapped_column(String(10))
    author: Mapped[str] = mapped_column(String(64), index=True)
    department: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime]
    document: Mapped[dict[str, Any]]


class FieldNameRow(Base):
    """A name by which documents call a field, taught by somebody who read one."""

    __tablename__ = "kb_field_name"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    field: Mapped[str] = mapped_column(String(40))
    author: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
