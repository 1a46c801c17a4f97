"""Whether every generation still has the digest under which it was published."""

from sqlalchemy import Connection, select

from knowledge_base.model.codec import digest
from knowledge_base.store.tables import GenerationRow, MemberRow, VersionRow


def unfit_generations(connection: Connection) -> tuple[int, ...]:
    """Return the generations whose members make another digest than the one that stands beside them."""
    changes: dict[int, list[tuple[int, str | None]]] = {}
    members = select(MemberRow.no, MemberRow.record_id, VersionRow.digest).outerjoin(
        VersionRow, VersionRow.id == MemberRow.version_id
    )
    for no, record_id, mark in connection.execute(members):
        changes.setdefault(no, []).append((record_id, mark))
    shown: dict[int, str | None] = {}
    found = []
    kept = select(GenerationRow.no, GenerationRow.digest).order_by(GenerationRow.no)
    for no, published in connection.execute(kept):
        shown.update(changes.get(no, ()))
        marks = sorted([id_, mark] for id_, mark in shown.items() if mark is not None)
        if digest(marks) != published:
            found.append(no)
    return tuple(found)
