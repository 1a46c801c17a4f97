"""Files fill an empty database, and later become drafts; nothing staff wrote is undone by them."""

from argparse import Namespace
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from hall.running.importing import import_files
from knowledge_base.lifecycle.people import IMPORTER, Duty, Person
from knowledge_base.lifecycle.record import Record
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.services import KnowledgeBase
from tests.conftest import TRAINED
from tests.knowledge_kit import ID_CARD, MARRIAGE, NOW, small_catalogue, with_guides, with_summary

EDITOR = Person("li", "李编辑", "gongan", frozenset({Duty.EDIT}))
REVIEWER = Person("wang", "王审核", "", frozenset({Duty.PUBLISH}))


@pytest.fixture
def kb(engine: Engine) -> KnowledgeBase:
    """A knowledge base over an empty database."""
    return KnowledgeBase(engine, TRAINED, clock=lambda: NOW)


def importing(kb: KnowledgeBase, files: Catalogue, **chosen: bool) -> int:
    """Do what `hall seed` does with files."""
    ways = {"plan": False, "if_empty": False, "publish": False}
    return import_files(kb, files, Namespace(**{**ways, **chosen}))


def changed() -> Catalogue:
    """Return files with one guide changed, one new, and one gone."""
    files = with_summary(small_catalogue(), ID_CARD, "文件里的新说法。")
    card = files.guides[ID_CARD]
    item = replace(card.item, code="232009001000-09", name="临时证件", aliases=("临时证件甲",))
    guides = {**files.guides, item.code: replace(card, item=item)}
    return with_guides(files, {c: g for c, g in guides.items() if c != MARRIAGE})


def test_an_empty_database_is_filled(kb: KnowledgeBase, capsys: pytest.CaptureFixture[str]) -> None:
    assert importing(kb, small_catalogue(), if_empty=True) == 0
    assert kb.store.published()[0] == small_catalogue()
    assert "第 1 次发布" in capsys.readouterr().out


def test_later_starts_leave_what_is_published_alone(
    kb: KnowledgeBase, capsys: pytest.CaptureFixture[str]
) -> None:
    importing(kb, small_catalogue())
    assert importing(kb, changed(), if_empty=True) == 0
    assert kb.store.newest() == 1
    assert "文件没有导入" in capsys.readouterr().out


def test_a_plan_is_told_and_changes_nothing(
    kb: KnowledgeBase, capsys: pytest.CaptureFixture[str]
) -> None:
    importing(kb, small_catalogue())
    assert importing(kb, changed(), plan=True) == 0
    told = capsys.readouterr().out
    assert "改动 办事指南 居民身份证申领、换领、补领 232009001000-01（summary）" in told
    assert "新增 办事指南 临时证件 232009001000-09" in told
    assert "文件里没有 办事指南 结婚登记" in told
    assert "3 处不同" in told
    assert Record(kb.store, lambda: NOW).drafts.listed(IMPORTER) == ()


def test_a_plan_for_an_empty_database_publishes_nothing(kb: KnowledgeBase) -> None:
    assert importing(kb, small_catalogue(), plan=True) == 0
    assert kb.store.newest() == 0


def test_changed_and_new_files_become_drafts_and_nothing_is_withdrawn(kb: KnowledgeBase) -> None:
    importing(kb, small_catalogue())
    for _ in range(2):
        assert importing(kb, changed()) == 0
    record = Record(kb.store, lambda: NOW)

    drafts = {d.key: record.drafts.newest(d.id).value for d in record.drafts.listed(IMPORTER)}

    assert set(drafts) == {ID_CARD, "232009001000-09"}
    assert drafts[ID_CARD].summary == "文件里的新说法。"
    assert kb.store.published()[0] == small_catalogue()


def test_a_draft_that_somebody_works_on_is_left_to_them(
    kb: KnowledgeBase, capsys: pytest.CaptureFixture[str]
) -> None:
    importing(kb, small_catalogue())
    record = Record(kb.store, lambda: NOW)
    draft = record.drafts.open("guide", ID_CARD, EDITOR)
    before = record.drafts.newest(draft.id)

    importing(kb, with_summary(small_catalogue(), ID_CARD, "文件里的新说法。"))

    assert record.drafts.newest(draft.id) == before
    assert "已有人在改、没有动的 1 份" in capsys.readouterr().out


def test_files_are_published_at_once_only_while_nobody_wrote_anything(
    kb: KnowledgeBase, capsys: pytest.CaptureFixture[str]
) -> None:
    importing(kb, small_catalogue())
    assert importing(kb, with_summary(small_catalogue(), ID_CARD, "一。"), publish=True) == 0
    assert kb.store.published()[0].guides[ID_CARD].summary == "一。"
    record = Record(kb.store, lambda: NOW)
    draft = record.drafts.open("guide", ID_CARD, EDITOR)
    save = record.drafts.newest(draft.id)
    record.drafts.save(draft.id, replace(save.value, summary="编辑写的。"), EDITOR, save.id)
    record.publishing.approve(record.drafts.submit(draft.id, EDITOR), REVIEWER)

    assert importing(kb, small_catalogue(), publish=True) == 1

    assert kb.store.published()[0].guides[ID_CARD].summary == "编辑写的。"
    assert "不能越过审核" in capsys.readouterr().err
