"""A chain to break: entries, blanked ones, roots, and rows elsewhere that it is about."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from knowledge_base.audit.blanking import blank
from knowledge_base.audit.chain import append
from knowledge_base.audit.opening import migrate_audit
from knowledge_base.audit.proof import Proof
from knowledge_base.audit.signing import new_key
from knowledge_base.store.trouble import unit_of_work

BEGAN = datetime(2024, 1, 8, 1, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
KEPT_DAYS = 730
WORDS = ("actor", "subject", "detail", "address")

Row: TypeAlias = dict[str, Any]


def digest_of(content: str) -> str:
    """Return the digest of a row elsewhere."""
    return hashlib.sha256(content.encode()).hexdigest()


def witness(session: Session) -> Iterator[tuple[str, str]]:
    """Tell of every guide that is stored."""
    for name, content in session.execute(text("SELECT name, content FROM guide ORDER BY name")):
        yield f"guide:{name}", digest_of(content)


@dataclass
class Victim:
    """A database with a chain, the folder of its roots, and what both held when they were whole."""

    engine: Engine
    proof: Proof
    entries: list[Row] = field(default_factory=list)
    guides: list[Row] = field(default_factory=list)
    files: dict[Path, bytes] = field(default_factory=dict)

    def remember(self) -> None:
        """Keep how it is while it is whole, and let it be changed."""
        self._drop_guards()
        with self.engine.connect() as connection:
            for name, kept in (("audit_entry", self.entries), ("guide", self.guides)):
                kept += [
                    dict(r) for r in connection.execute(text(f"SELECT * FROM {name}")).mappings()
                ]
        self.entries.sort(key=lambda row: int(row["seq"]))
        self.files = {path: path.read_bytes() for path in self.proof.folder.iterdir()}

    def put(
        self, entries: list[Row], head: Row | None = None, guides: list[Row] | None = None
    ) -> None:
        """Have these rows stand in the tables; the end of the chain is that of the whole one if not given."""
        last = head or self.entries[-1]
        with self.engine.begin() as connection:
            for name, rows in (
                ("audit_entry", entries),
                ("guide", self.guides if guides is None else guides),
            ):
                connection.execute(text(f"DELETE FROM {name}"))
                if rows:
                    columns = ", ".join(rows[0])
                    values = ", ".join(f":{column}" for column in rows[0])
                    connection.execute(
                        text(f"INSERT INTO {name} ({columns}) VALUES ({values})"), rows
                    )
            connection.execute(
                text("UPDATE audit_head SET seq = :seq, hash = :hash"),
                {"seq": last["seq"], "hash": last["hash"]},
            )

    def mend(self) -> None:
        """Put everything back as it was."""
        self.put(self.entries)
        for path in self.proof.folder.iterdir():
            path.unlink()
        for path, content in self.files.items():
            path.write_bytes(content)

    def _drop_guards(self) -> None:
        sqlite = self.engine.dialect.name == "sqlite"
        with self.engine.begin() as connection:
            for name in ("audit_entry_unchanged", "audit_entry_kept"):
                connection.execute(
                    text(f"DROP TRIGGER {name}" + ("" if sqlite else " ON audit_entry"))
                )


def victim(engine: Engine, folder: Path) -> Victim:
    """Return a chain over almost three years, with what is old blanked and four roots."""
    migrate_audit(engine)
    made = Victim(engine, Proof(engine, folder, new_key(), {"guide": witness}))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE guide (name VARCHAR(40), content VARCHAR(200))"))
    for number in range(60):
        at = BEGAN + timedelta(days=17 * number)
        with unit_of_work(engine) as session:
            _happen(session, at, number)
        if number % 20 == 19:
            made.proof.sign(at, f"{at:%Y-%m-%d}")
    with unit_of_work(engine) as session:
        assert blank(session, NOW - timedelta(days=KEPT_DAYS), NOW, KEPT_DAYS, 500) > 10
    made.proof.sign(NOW, f"{NOW:%Y-%m-%d}")
    made.remember()
    return made


def _happen(session: Session, at: datetime, number: int) -> None:
    if number % 4:
        append(
            session,
            at=at,
            actor="wangfang",
            action="closed",
            subject=f"TJ{number}",
            detail="已办结",
            address="10.0.0.7",
        )
        return
    guide = {"name": f"g{number}", "content": f"收费 {number} 元"}
    session.execute(text("INSERT INTO guide (name, content) VALUES (:name, :content)"), guide)
    digest = digest_of(guide["content"])
    append(
        session,
        at=at,
        actor="lina",
        action="published",
        subject=f"guide:{guide['name']}",
        digest=digest,
    )
