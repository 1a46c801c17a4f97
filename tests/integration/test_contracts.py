"""What a version would answer, asked before it is approved; what cannot be built is not published."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from knowledge_base.contracting import Contracts, builds_with
from knowledge_base.inspection.rules.elements import ALIASES_EXPECTED
from knowledge_base.lifecycle.contract_runs import Run
from knowledge_base.lifecycle.errors import CannotPublish, MoveRefused
from knowledge_base.lifecycle.judging import Change, Report
from knowledge_base.lifecycle.people import Duty, Person
from knowledge_base.lifecycle.record import Record
from knowledge_base.lifecycle.seeing import Seen
from knowledge_base.lifecycle.states import State
from knowledge_base.model.guide import Guide
from knowledge_base.services import KnowledgeBase
from knowledge_base.store.engine import connect
from tests.conftest import TRAINED
from tests.knowledge_kit import (
    ID_CARD,
    MARRIAGE,
    NOW,
    copy_models,
    small_catalogue,
    small_knowledge,
)

EDITOR = Person("li", "李编辑", "gongan", frozenset({Duty.EDIT}))
REVIEWER = Person("wang", "王审核", "", frozenset({Duty.PUBLISH}))


@pytest.fixture(scope="module")
def models(knowledge: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trained models, in a folder of their own."""
    assert knowledge.ready
    return copy_models(TRAINED, tmp_path_factory.mktemp("models"))


@pytest.fixture
def kb(models: Path, tmp_path: Path) -> Iterator[KnowledgeBase]:
    """Three guides of their own, to be changed."""
    engine = connect(f"sqlite:///{tmp_path / 'small.db'}")
    yield small_knowledge(engine, models)
    engine.dispose()


@pytest.fixture
def contracts(kb: KnowledgeBase) -> Contracts:
    """The contracts of their versions."""
    return Contracts(kb, Record(kb.store, lambda: NOW, build=builds_with(kb)))


def submitted(contracts: Contracts, change: Callable[[Guide], Guide]) -> int:
    """Return a version of the identity card's guide that waits for approval."""
    drafts = contracts.record.drafts
    draft = drafts.open("guide", ID_CARD, EDITOR)
    before = drafts.newest(draft.id)
    drafts.save(draft.id, change(before.value), EDITOR, before.id)
    return drafts.submit(draft.id, EDITOR)


def dearer(guide: Guide) -> Guide:
    """Return the guide with another fee for a lost card."""
    rows = tuple(replace(row, amount=row.amount.replace("40", "41")) for row in guide.fee.rows)
    return replace(guide, fee=replace(guide.fee, rows=rows))


def stealing(guide: Guide) -> Guide:
    """Return the guide with names that belong to cases of the marriage registration."""
    situations = small_catalogue().guides[MARRIAGE].situations
    names = [
        words for question in situations for option in question.options for words in option.say
    ]
    aliases = (*guide.item.aliases, *names)[: max(ALIASES_EXPECTED)]
    return replace(guide, item=replace(guide.item, aliases=aliases))


def broken(guide: Guide) -> Guide:
    """Return the guide with a part that no answer can be made of."""
    return replace(guide, faq=(replace(guide.faq[0], element="nonsense"), *guide.faq[1:]))


def whole(run: Run | None) -> Report:
    """Return what a run found."""
    assert run is not None and run.is_whole, run
    return run.report


def test_a_changed_fee_shows_just_the_questions_whose_answers_tell_it(contracts: Contracts) -> None:
    version = submitted(contracts, dearer)

    found = whole(contracts.ask(version, "li"))

    assert found.worse == 0
    assert found.right_before == found.right_after > 0
    assert found.changed
    for one in found.changed:
        assert one.change is Change.WORDING
        assert one.item_code == ID_CARD
    now = contracts.kb.snapshot()
    plan = contracts.plan("guide", ID_CARD, contracts.record.versions.value(version))
    assert contracts.kb.candidate(plan.then.catalogue) is plan.then
    differ = [q.text for q in plan.questions if now.ask(q.text).text != plan.then.ask(q.text).text]
    assert sorted(differ) == sorted(one.text for one in found.changed)
    assert len(differ) < found.asked / 2
    assert any("41" in one.after and "40" in one.before for one in found.changed)


def test_what_says_the_same_changes_no_answer(contracts: Contracts) -> None:
    version = submitted(contracts, lambda g: replace(g, checked_on=NOW.date()))

    assert whole(contracts.ask(version, "li")).changed == ()


def test_a_name_that_takes_questions_from_another_item_is_shown_as_wrong(
    contracts: Contracts,
) -> None:
    version = submitted(contracts, stealing)

    found = whole(contracts.ask(version, "li"))

    lost = [one for one in found.changed if one.is_worse]
    assert found.worse == len(lost) > 0
    assert found.changed[: len(lost)] == tuple(lost)
    assert {one.item_code for one in lost} == {MARRIAGE}


def test_lost_answers_have_to_be_seen_before_a_version_is_approved(contracts: Contracts) -> None:
    version = submitted(contracts, stealing)
    worse = whole(contracts.ask(version, "li")).worse
    publishing, versions = contracts.record.publishing, contracts.record.versions
    for seen in (0, worse + 1):
        with pytest.raises(MoveRefused, match=f"有 {worse} 个现在答对的问题会答错"):
            publishing.approve(version, REVIEWER, "同意", Seen(seen))
    assert versions.version(version).state is State.SUBMITTED

    assert publishing.approve(version, REVIEWER, "同意", Seen(worse)) == 2

    said = [m.comment for m in versions.moves(version) if m.to_state is State.APPROVED]
    assert said == [f"同意（看过答复变化：{worse} 个问题由答对变为答错）"]


def test_a_version_that_cannot_be_built_is_refused_and_nothing_changes(
    contracts: Contracts,
) -> None:
    kb, record = contracts.kb, contracts.record
    version = submitted(contracts, broken)
    before = record.store.published()

    with pytest.raises(CannotPublish, match="没有发布，什么都没有变"):
        record.publishing.approve(version, REVIEWER)

    assert record.versions.version(version).state is State.SUBMITTED
    assert record.store.published() == before
    assert kb.ask("身份证要带什么").item is not None
    run = contracts.ask(version, "li")
    assert not run.is_whole
    assert "所以问不了" in run.fault
    mended = submitted(contracts, lambda g: replace(g, summary="满16周岁就能办。"))
    record.publishing.approve(mended, REVIEWER)
    assert kb.reload_if_due()


def test_what_is_published_meanwhile_is_built_together(contracts: Contracts) -> None:
    record = contracts.record
    version = submitted(contracts, dearer)
    tried: list[Any] = []

    def build(catalogue: Any) -> tuple[str, ...]:
        tried.append(catalogue)
        if len(tried) == 1:
            record.publishing.withdraw("guide", MARRIAGE, REVIEWER, "条例废止")
        return ()

    replace(record, build=build).publishing.approve(version, REVIEWER)

    assert [MARRIAGE in catalogue.guides for catalogue in tried] == [True, False]
    assert record.store.newest() == 3


def test_questions_are_asked_in_the_background_once_however_often_one_clicks(
    contracts: Contracts,
) -> None:
    version = submitted(contracts, dearer)
    assert contracts.start(version, "li")
    assert not contracts.start(version, "wang")
    first = contracts.last(version)
    assert first is not None and first.asked_by == "li"
    until = time.monotonic() + 60
    while (run := contracts.last(version)) is not None and run.goes_on(NOW):
        assert time.monotonic() < until
        time.sleep(0.05)
    assert run is not None and run.id == first.id
    assert run.report == whole(contracts.ask(version, "li"))


def test_a_run_that_is_not_heard_of_any_more_makes_way_for_another(contracts: Contracts) -> None:
    version, runs = submitted(contracts, dearer), contracts.record.contract_runs
    first, is_new = runs.begin(version, 1, "li", NOW)
    runs.tell(first, 5, 100, NOW)
    last = runs.last(version)
    assert is_new and last is not None and (last.done, last.total) == (5, 100)
    assert runs.begin(version, 1, "wang", NOW + timedelta(minutes=1)) == (first, False)

    again, is_new = runs.begin(version, 1, "wang", NOW + timedelta(minutes=3))

    assert is_new and again != first


def test_an_item_that_is_taken_down_leaves_questions_without_an_answer_or_to_its_neighbours(
    contracts: Contracts,
) -> None:
    version = contracts.record.versions.of("guide", ID_CARD)[0].id

    found = whole(contracts.ask(version, "wang"))

    own = [one for one in found.changed if one.item_code == ID_CARD]
    assert found.is_withdrawal and own
    assert {one.change for one in own} <= {Change.LOST, Change.OTHER_ITEM}
    assert all(one.after_name != one.item_name for one in own)
    assert found.asked > len(own), "its neighbours are asked too"
    assert contracts.last(version) == contracts.record.contract_runs.last(version, withdrawal=True)
    assert contracts.record.contract_runs.last(version) is None


def test_what_was_asked_before_a_version_came_into_force_says_nothing_of_its_withdrawal(
    contracts: Contracts,
) -> None:
    version = submitted(contracts, dearer)
    whole(contracts.ask(version, "li"))
    contracts.record.publishing.approve(version, REVIEWER)

    assert contracts.last(version) is None


def test_older_answers_do_for_an_approval_only_when_that_was_seen(contracts: Contracts) -> None:
    version, publishing = submitted(contracts, dearer), contracts.record.publishing
    whole(contracts.ask(version, "li"))
    publishing.withdraw("guide", MARRIAGE, REVIEWER, "条例废止")
    for seen in (Seen(), Seen(asked_in=2)):
        with pytest.raises(MoveRefused, match="又发布了 1 次"):
            publishing.approve(version, REVIEWER, "同意", seen)

    assert publishing.approve(version, REVIEWER, "同意", Seen(asked_in=1)) == 3

    moves = contracts.record.versions.moves(version)
    said = [m.comment for m in moves if m.to_state is State.APPROVED]
    assert said == ["同意（答复变化是 1 次发布以前问的，没有再问）"]


def test_once_asked_again_nothing_else_has_to_be_seen(contracts: Contracts) -> None:
    version = submitted(contracts, dearer)
    whole(contracts.ask(version, "li"))
    contracts.record.publishing.withdraw("guide", MARRIAGE, REVIEWER, "条例废止")
    contracts.kb.reload_if_due()
    whole(contracts.ask(version, "li"))

    assert contracts.record.publishing.approve(version, REVIEWER) == 3


def test_a_place_is_asked_about_at_every_guide_that_names_it(contracts: Contracts) -> None:
    catalogue = contracts.kb.catalogue
    venue = catalogue.venues[catalogue.guides[ID_CARD].place.venues[0]]

    plan = contracts.plan("venue", venue.id, replace(venue, name="新的户籍窗口"))

    assert ID_CARD in {question.item_code for question in plan.questions}
    assert any(
        "新的户籍窗口" in after.text and "新的户籍窗口" not in before.text
        for _, before, after in plan.answers(lambda _done, _total: None)
    )
