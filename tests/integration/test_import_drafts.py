"""What was recognised becomes a draft: only what the document says, the same service in the same draft again."""

from datetime import date

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from knowledge_base.audit.tables import EntryRow
from knowledge_base.importing.batch import Importer
from knowledge_base.importing.dictionary_files import load_dictionary
from knowledge_base.importing.drafts import IMPORT, ImportDrafts, drift
from knowledge_base.importing.field_names import FieldNames
from knowledge_base.importing.filling import demands, fees_over, papers_over
from knowledge_base.importing.found import FoundGuide, Row
from knowledge_base.importing.kept import KeptDocuments
from knowledge_base.importing.matching import Matched, MatchedGuide
from knowledge_base.importing.refusing import Refused
from knowledge_base.lifecycle.differences import What
from knowledge_base.lifecycle.errors import MoveRefused, UnknownVersion
from knowledge_base.lifecycle.record import Record
from knowledge_base.model.guide import Fees, Guide, GuideMaterial, rows_of
from knowledge_base.model.situation import ALWAYS
from tests.desk_kit import Clock
from tests.knowledge_kit import ID_CARD, small_catalogue
from tests.lifecycle_kit import EDITOR, ELSEWHERE, small_record

TODAY = date(2026, 12, 1)
NEW = "232009001000-07"
TEXT = """居民身份证到期换新办事指南
受理条件：
1.年满十六周岁的公民。
申请材料：
1.居民户口簿（原件1份，复印件1份）
2.祖传玉佩
办理流程：
1.申请：到派出所提出申请。
2.领证：凭领证回执领取。
法定时限：30日
承诺时限：20个工作日
收费标准：不收费
办理地点：户籍派出所
设定依据：《中华人民共和国居民身份证法》第十一条：国家决定换发新一代居民身份证。
"""


@pytest.fixture
def record(engine: Engine, clock: Clock) -> Record:
    return small_record(engine, clock)


def read(text: str = TEXT) -> MatchedGuide:
    importer = Importer(load_dictionary(), small_catalogue())
    (found,) = importer.read("换证.txt", text.encode()).guides
    return found


def importing(record: Record) -> ImportDrafts:
    return ImportDrafts(record.drafts, small_catalogue(), load_dictionary(), TODAY)


def said(record: Record, draft_id: int) -> Guide:
    value = record.drafts.newest(draft_id).value
    assert isinstance(value, Guide)
    return value


def test_a_new_item_begins_with_what_the_document_says_and_nothing_else(record: Record) -> None:
    draft = importing(record).put(read(), NEW, EDITOR, "换证.txt")
    guide = said(record, draft.id)
    assert (draft.origin, draft.key, guide.item.department) == (IMPORT, NEW, "gongan")
    assert guide.item.name == "居民身份证到期换新"
    assert [row.text for row in guide.conditions] == ["年满十六周岁的公民。"]
    assert [(m.material, m.original, m.copies) for m in guide.materials] == [
        ("hukoubu", 1, 1),
        ("祖传玉佩", 0, 0),
    ]
    assert [(step.name, step.detail) for step in guide.steps] == [
        ("申请", "到派出所提出申请。"),
        ("领证", "凭领证回执领取。"),
    ]
    promised = guide.time_limit.promised
    assert promised is not None and (promised.amount, promised.unit) == (20, "工作日")
    assert guide.time_limit.statutory is None
    assert [note.text for note in guide.time_limit.notes] == ["30日"]
    assert not guide.fee.charged and not guide.fee.rows
    (basis,) = guide.legal_basis
    assert (basis.law, basis.article) == ("中华人民共和国居民身份证法", "第十一条")
    assert (guide.summary, guide.faq, str(guide.visits.max)) == ("", (), "")
    assert guide.sources == ("换证.txt",)
    ids = [row.id for _, row in rows_of(guide)]
    assert all(ids) and len(set(ids)) == len(ids)


def test_the_same_service_again_is_the_same_draft(record: Record) -> None:
    first = importing(record).put(read(), NEW, EDITOR, "换证.txt")
    before = said(record, first.id)
    again = importing(record).put(read(), NEW, EDITOR, "换证.txt")
    assert again.id == first.id
    assert said(record, again.id) == before
    other = importing(record).put(read(TEXT.replace("20个", "15个")), NEW, EDITOR, "换证2.txt")
    assert other.id == first.id
    assert said(record, other.id).conditions == before.conditions
    record.drafts.undo(other.id, EDITOR)
    assert said(record, other.id) == before


def test_an_item_in_force_keeps_what_the_document_does_not_tell_of(record: Record) -> None:
    live = small_catalogue().guides[ID_CARD]
    draft = importing(record).put(read(), ID_CARD, EDITOR, "换证.txt")
    guide = said(record, draft.id)
    assert (guide.item, guide.situations, guide.faq) == (live.item, live.situations, live.faq)
    conditional = [row.id for row in live.materials if row.when != ALWAYS]
    assert {row.id for row in guide.materials} >= set(conditional)
    assert draft.base_no == 1


def test_silence_on_whether_a_paper_must_be_there_changes_nothing() -> None:
    before = GuideMaterial("hukoubu", 1, 1, "容缺后补", id="a")
    (kept, new) = papers_over((before,), read())
    assert (kept.necessity, new.necessity) == ("容缺后补", "必要")


@pytest.mark.parametrize(
    ("column", "means"),
    [
        ("必要", "必要"),
        ("非必要", "非必要"),
        ("可容缺", "容缺后补"),
        ("不可容缺", "必要"),
        ("必要（不予容缺）", "必要"),
    ],
)
def test_whether_a_paper_must_be_there_is_read_as_it_is_written(column: str, means: str) -> None:
    row = Row("居民户口簿", "第 1 行", {"necessity": column})
    found = MatchedGuide(FoundGuide("换证", "", {}), ((row, (Matched("居民户口簿", "hukoubu"),)),))
    (paper,) = demands(found)
    assert paper.necessity == means


@pytest.mark.parametrize(
    ("text", "charged"),
    [
        ("首次申领免费，补领每证40元", True),
        ("低保对象免收，其他人十元", True),
        ("20.5元（残疾人免费）", True),
        ("不收费", False),
        ("收费0元，免费办理", False),
        ("不收费，邮寄费0.00元", False),
    ],
)
def test_who_is_let_off_does_not_make_a_service_free(text: str, charged: bool) -> None:
    fees = fees_over(Fees(charged=False), [Row(text, "第 1 行")])
    assert fees.charged is charged
    assert [fee.amount for fee in fees.rows] == ([text] if charged else [])


def test_another_departments_item_is_refused(record: Record) -> None:
    with pytest.raises(MoveRefused):
        importing(record).put(read(), ID_CARD, ELSEWHERE, "换证.txt")
    with pytest.raises(MoveRefused):
        importing(record).put(read(), NEW, ELSEWHERE, "换证.txt")


@pytest.mark.parametrize(("code", "word"), [("身份证", "12 位"), ("999999999999-01", "基本目录")])
def test_a_code_that_cannot_be_is_refused(record: Record, code: str, word: str) -> None:
    with pytest.raises(MoveRefused, match=word):
        importing(record).put(read(), code, EDITOR, "换证.txt")


def test_a_leaflet_that_says_something_else_is_found_field_by_field() -> None:
    leaflet = "身份证\n收费标准：每证50元\n法定时限：60日\n办理条件：年满十六周岁"
    found = read(leaflet)
    assert found.item == ID_CARD
    changes = drift(found, small_catalogue())
    fields = {change.path[0].field for change in changes}
    assert "Guide.fee" in fields and "Guide.conditions" in fields
    assert "Guide.materials" not in fields and "Guide.sources" not in fields
    assert any(change.what is What.NEW and "50元" in change.after for change in changes)


def test_a_taught_name_is_recognised_and_put_on_record(
    engine: Engine, record: Record, clock: Clock
) -> None:
    names = FieldNames(engine, clock)
    assert names.known() == {}
    names.teach("要揣啥：", "materials", EDITOR)
    assert load_dictionary(names.known()).fields_of("要揣啥") == ("materials",)
    with pytest.raises(MoveRefused, match="已经"):
        names.teach("要揣啥", "materials", EDITOR)
    with pytest.raises(MoveRefused, match="哪一部分"):
        names.teach("要揣啥", "nothing", EDITOR)
    with pytest.raises(MoveRefused, match="最多"):
        names.teach("字" * 40, "fee", EDITOR)
    with Session(engine) as session:
        actions = list(session.scalars(select(EntryRow.action).order_by(EntryRow.seq)))
    assert actions[-1] == "field_name_taught"


def test_a_document_is_kept_as_it_was_read_by_its_department(
    engine: Engine, record: Record, clock: Clock
) -> None:
    kept = KeptDocuments(engine, clock)
    first = kept.take("换证.txt", TEXT.encode(), EDITOR)
    assert kept.take("换证（新）.txt", TEXT.encode(), EDITOR) == first
    assert [one.name for one in kept.listed(EDITOR, 10)] == ["换证（新）.txt"]
    assert kept.counted(EDITOR) == 1 and kept.counted(ELSEWHERE) == 0
    head, document = kept.document(first, EDITOR)
    assert head.author == EDITOR.login
    report = Importer(load_dictionary(), small_catalogue()).recognised(
        head.name, head.format, document
    )
    assert report.guides[0].guide == read().guide
    with pytest.raises(UnknownVersion):
        kept.document(first, ELSEWHERE)
    with pytest.raises(Refused):
        kept.take("空.txt", b"", EDITOR)
