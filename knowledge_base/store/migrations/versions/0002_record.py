"""Records with versions, moves and generations, instead of guides that follow files.

What was published is carried over: each version of a guide with the generation in which it came; everything else,
of which no history was kept, with the first one. Lists that citizens saved keep their links.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

OWNED = """
UPDATE kb_version SET department = coalesce((
    SELECT item.department FROM kb_record AS mine
    JOIN kb_record AS owner ON owner.key = mine.key AND owner.kind IN ('guide', 'entry')
    JOIN kb_version AS item ON item.record_id = owner.id
    WHERE mine.id = kb_version.record_id ORDER BY item.id DESC LIMIT 1
), '')
WHERE record_id IN (SELECT id FROM kb_record WHERE kind IN ('phrasing', 'questions'))
"""
"""What is said of an item belongs to the item's department."""
AUTHOR, CAUSE = "system", "升级时转入"
GENERATION_OF = """(SELECT coalesce(max(no), 0) FROM kb_generation WHERE published_at <= kb_checklist.created_at)"""


def upgrade() -> None:
    """Read the old tables, make the new ones, and write into them what was there."""
    old = _Old(op.get_bind())
    for name in ("kb_guide_version", "kb_item", "kb_record", "kb_generation"):
        op.drop_table(name)
    _create()
    old.write()
    op.add_column("kb_checklist", sa.Column("generation", sa.Integer, server_default="0"))
    op.execute(f"UPDATE kb_checklist SET generation = {GENERATION_OF}")
    with op.batch_alter_table("kb_checklist") as table:
        table.alter_column("generation", server_default=None, nullable=False)


class _Old:
    """What the old tables held."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self.records = self._rows("kb_record", "kind, position")
        self.items = {row["code"]: row for row in self._rows("kb_item", "code")}
        self.versions = self._rows("kb_guide_version", "item_code, version")
        self.generations = self._rows("kb_generation", "number")

    def _rows(self, table: str, order: str) -> list[Mapping[str, Any]]:
        found = sa.Table(table, sa.MetaData(), autoload_with=self.connection)
        query = sa.select(found).order_by(*(found.c[name] for name in order.split(", ")))
        return [dict(row) for row in self.connection.execute(query).mappings()]

    def write(self) -> None:
        """Write everything into the new tables."""
        if not self.generations:
            return
        new = _New(self.connection)
        first = self.generations[0]
        for row in self.generations:
            new.add_generation(row["number"], row["digest"], row["published_at"])
        order = ("department", "venue", "material", "entry", "not_covered", "phrasing", "questions")
        for row in sorted(self.records, key=lambda r: (order.index(r["kind"]), r["position"])):
            new.add_record(row["kind"], row["key"])
            version = new.add_version(1, row["content"], first["published_at"])
            new.publish(version, first["number"], first["published_at"], is_last=True)
        for code, item in self.items.items():
            self._write_guide(new, code, item["published_version"])
        self.connection.execute(sa.text(OWNED))

    def _write_guide(self, new: "_New", code: str, published: int | None) -> None:
        new.add_record("guide", code)
        versions = [row for row in self.versions if row["item_code"] == code]
        for row in versions:
            content = dict(row["content"], version=0)
            version = new.add_version(row["version"], content, row["published_at"])
            number = self._generation_of(row["published_at"])
            if row["effective_from"] > date.today() and row["version"] == published:
                new.schedule(version, row["published_at"])
                continue
            new.publish(version, number, row["published_at"], is_last=row is versions[-1])
        if published is None:
            new.withdraw(self.generations[-1]["number"], self.generations[-1]["published_at"])

    def _generation_of(self, moment: datetime) -> int:
        """The first generation that was made when the version was there, or the last one."""
        later = (row["number"] for row in self.generations if row["published_at"] >= moment)
        return next(later, self.generations[-1]["number"])


class _New:
    """Writes rows into the new tables, one record after the other."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self.record = self.version = 0
        self.members: set[int] = set()

    def add_generation(self, number: int, mark: str, at: datetime) -> None:
        self._insert("kb_generation", no=number, digest=mark, published_at=at, cause=CAUSE)

    def add_record(self, kind: str, key: str) -> None:
        self.kind, self.key, self.members = kind, key, set()
        self.record = self._insert("kb_record", kind=kind, key=key)

    def add_version(self, no: int, content: Mapping[str, Any], at: datetime) -> int:
        named = content["item"] if self.kind == "guide" else content
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
        self.version = self._insert(
            "kb_version",
            record_id=self.record,
            no=no,
            schema=1,
            content=content,
            digest=hashlib.sha256(text.encode()).hexdigest(),
            origin="file",
            author=AUTHOR,
            authors=[AUTHOR],
            created_at=at,
            title=str(named.get("name", self.key))[:200],
            department=str(named.get("department", ""))[:64],
            effective_from=_day(content.get("effective_from")),
        )
        return self.version

    def publish(self, version: int, number: int, at: datetime, *, is_last: bool) -> None:
        """Note that a version was published; of two in one generation the later one counts."""
        self._move(version, "draft", "published", at)
        if not is_last:
            self._move(version, "published", "superseded", at)
        self._state(version, "published" if is_last else "superseded", at)
        self._member(number, version)

    def schedule(self, version: int, at: datetime) -> None:
        self._move(version, "draft", "scheduled", at)
        self._state(version, "scheduled", at)

    def withdraw(self, number: int, at: datetime) -> None:
        """Note that the record's last version was taken out of force."""
        self._move(self.version, "published", "withdrawn", at)
        states = META.tables["kb_state"]
        self.connection.execute(
            sa.update(states).where(states.c.version_id == self.version).values(state="withdrawn")
        )
        self._member(number, None)

    def _member(self, number: int, version: int | None) -> None:
        members = META.tables["kb_generation_member"]
        if number in self.members:
            self.connection.execute(
                sa.update(members)
                .where(members.c.no == number, members.c.record_id == self.record)
                .values(version_id=version)
            )
        else:
            self._insert(
                "kb_generation_member", no=number, record_id=self.record, version_id=version
            )
        self.members.add(number)

    def _move(self, version: int, before: str, after: str, at: datetime) -> None:
        self._insert(
            "kb_move",
            version_id=version,
            from_state=before,
            to_state=after,
            actor=AUTHOR,
            at=at,
            comment=CAUSE,
        )

    def _state(self, version: int, state: str, at: datetime) -> None:
        self._insert("kb_state", version_id=version, state=state, since=at)

    def _insert(self, table: str, **values: Any) -> int:
        done = self.connection.execute(sa.insert(META.tables[table]).values(**values))
        return int(done.inserted_primary_key[0])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


MOMENT = sa.DateTime(timezone=True)
META = sa.MetaData()


def _table(name: str, *columns: Any) -> None:
    sa.Table(name, META, *columns)


def _key(target: str, **options: Any) -> sa.Column[int]:
    return sa.Column(
        f"{target.split('_', 1)[1]}_id", sa.Integer, sa.ForeignKey(f"{target}.id"), **options
    )


_table(
    "kb_record",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("key", sa.String(200), nullable=False),
    sa.UniqueConstraint("kind", "key"),
)
_table(
    "kb_version",
    sa.Column("id", sa.Integer, primary_key=True),
    _key("kb_record", nullable=False, index=True),
    sa.Column("no", sa.Integer, nullable=False),
    sa.Column("schema", sa.Integer, nullable=False),
    sa.Column("content", sa.JSON, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("based_on", sa.Integer),
    sa.Column("origin", sa.String(10), nullable=False),
    sa.Column("author", sa.String(64), nullable=False),
    sa.Column("authors", sa.JSON, nullable=False),
    sa.Column("created_at", MOMENT, nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("department", sa.String(64), nullable=False, index=True),
    sa.Column("effective_from", sa.Date),
    sa.Column("effective_until", sa.Date),
    sa.Column("review_on", sa.Date),
    sa.UniqueConstraint("record_id", "no"),
)
_table(
    "kb_move",
    sa.Column("id", sa.Integer, primary_key=True),
    _key("kb_version", nullable=False),
    sa.Column("from_state", sa.String(12), nullable=False),
    sa.Column("to_state", sa.String(12), nullable=False, index=True),
    sa.Column("actor", sa.String(64), nullable=False),
    sa.Column("at", MOMENT, nullable=False),
    sa.Column("comment", sa.Text, nullable=False),
    sa.Index("ix_kb_move_version", "version_id", "id"),
)
_table(
    "kb_state",
    sa.Column("version_id", sa.Integer, sa.ForeignKey("kb_version.id"), primary_key=True),
    sa.Column("state", sa.String(12), nullable=False, index=True),
    sa.Column("since", MOMENT, nullable=False),
)
_table(
    "kb_generation",
    sa.Column("no", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("published_at", MOMENT, nullable=False, index=True),
    sa.Column("cause", sa.String(200), nullable=False),
)
_table(
    "kb_generation_member",
    sa.Column("no", sa.Integer, sa.ForeignKey("kb_generation.no"), primary_key=True),
    sa.Column("record_id", sa.Integer, sa.ForeignKey("kb_record.id"), primary_key=True, index=True),
    sa.Column("version_id", sa.Integer, sa.ForeignKey("kb_version.id")),
)
_table(
    "kb_receipt",
    sa.Column("generation", sa.Integer, sa.ForeignKey("kb_generation.no"), primary_key=True),
    sa.Column("door", sa.String(20), primary_key=True),
    sa.Column("replica", sa.String(80), primary_key=True),
    sa.Column("at", MOMENT, nullable=False),
)
_table(
    "kb_draft",
    sa.Column("id", sa.Integer, primary_key=True),
    _key("kb_record", nullable=False, index=True),
    sa.Column("based_on", sa.Integer),
    sa.Column("source_id", sa.Integer),
    sa.Column("author", sa.String(64), nullable=False, index=True),
    sa.Column("origin", sa.String(10), nullable=False),
    sa.Column("created_at", MOMENT, nullable=False),
    sa.Column("closed_at", MOMENT, index=True),
    sa.Column("version_id", sa.Integer),
)
_table(
    "kb_save",
    sa.Column("id", sa.Integer, primary_key=True),
    _key("kb_draft", nullable=False),
    sa.Column("based_on", sa.Integer),
    sa.Column("author", sa.String(64), nullable=False),
    sa.Column("at", MOMENT, nullable=False),
    sa.Column("beside", sa.Boolean, nullable=False),
    sa.Column("schema", sa.Integer, nullable=False),
    sa.Column("content", sa.JSON, nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("department", sa.String(64), nullable=False),
    sa.Index("ix_kb_save_draft", "draft_id", "id"),
)


def _create() -> None:
    META.create_all(op.get_bind())


def downgrade() -> None:
    """Refuse: versions have no place in the old tables."""
    raise NotImplementedError("restore a backup taken before the upgrade")
