"""The feed of changes: published, withdrawn, and what takes effect on a later day."""

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest
from sqlalchemy import Engine, select

from knowledge_base.exporting.changes import coming, mark, publications, shown_since
from knowledge_base.exporting.feeds import ATOM, atom
from knowledge_base.lifecycle.record import Record
from knowledge_base.store.kinds import GUIDE
from knowledge_base.store.tables import RecordRow, VersionRow
from knowledge_base.store.trouble import unit_of_work
from tests.desk_kit import Clock
from tests.knowledge_kit import ID_CARD, MARRIAGE, RESIDENCE
from tests.lifecycle_kit import REVIEWER, small_record, submitted

ADDRESS = "https://zwfw.example.gov.cn"
LATER = date(2027, 1, 1)


@pytest.fixture
def record(engine: Engine, clock: Clock) -> Record:
    """Three guides in force: one changes, one is withdrawn, and one has a version for January."""
    found = small_record(engine, clock)
    clock.forward(hours=1)
    found.publishing.approve(submitted(found), REVIEWER)
    clock.forward(hours=1)
    found.publishing.withdraw(GUIDE, MARRIAGE, REVIEWER, "试一试")
    later = submitted(found, lambda g: replace(g, effective_from=LATER), key=RESIDENCE)
    found.publishing.approve(later, REVIEWER)
    return found


def test_what_was_published_withdrawn_and_is_to_come_is_told(record: Record) -> None:
    with unit_of_work(record.store.engine) as session:
        told, ahead = publications(session), coming(session)

    assert [one.no for one in told] == [3, 2, 1]
    assert [(g.code, g.version > 0) for one in told[:2] for g in one.guides] == [
        (MARRIAGE, False),
        (ID_CARD, True),
    ]
    assert [(one.code, one.effective_from) for one in ahead] == [(RESIDENCE, LATER)]
    entries = ElementTree.fromstring(atom(ADDRESS, "同江市", told, ahead)).findall(
        f"{{{ATOM}}}entry"
    )
    titles = [entry.findtext(f"{{{ATOM}}}title") or "" for entry in entries]
    contents = [entry.findtext(f"{{{ATOM}}}content") or "" for entry in entries]
    assert titles[0].startswith("2027-01-01起有变化：")
    assert "已停止公布" in contents[1]
    assert "材料" in contents[3]
    assert len({entry.findtext(f"{{{ATOM}}}id") for entry in entries}) == 4


def test_a_withdrawn_guide_is_named_as_citizens_knew_it(record: Record) -> None:
    withdrawn = record.store.replayed(2).guides[MARRIAGE].item.name
    with unit_of_work(record.store.engine) as session:
        of_guide = RecordRow.kind == GUIDE, RecordRow.key == MARRIAGE
        row = session.scalars(
            select(VersionRow)
            .join(RecordRow, RecordRow.id == VersionRow.record_id)
            .where(*of_guide)
        ).one()
        named = {c.name: getattr(row, c.key) for c in VersionRow.__table__.columns}
        later = named | {"id": 900, "no": row.no + 1, "title": "还没批准的名字"}
        session.add(VersionRow(**later))
        session.flush()
        ((guide,),) = (one.guides for one in publications(session) if one.no == 3)
    assert guide.title == withdrawn


def test_a_guide_is_dated_by_the_publication_that_brought_its_version(
    record: Record, clock: Clock
) -> None:
    with unit_of_work(record.store.engine) as session:
        since, before = shown_since(session, 3), mark(session)
    assert since.keys() == {ID_CARD, RESIDENCE}
    assert since[ID_CARD] > since[RESIDENCE]
    clock.forward(hours=1)
    record.publishing.withdraw(GUIDE, ID_CARD, REVIEWER, "试一试")
    with unit_of_work(record.store.engine) as session:
        assert mark(session) != before
