"""What is published stays readable, and publishing the same again changes nothing."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.guide import Guide
from knowledge_base.services import KnowledgeBase
from knowledge_base.store.repository import GuideStore, SeedReport
from tests.conftest import TRAINED
from tests.knowledge_kit import (
    ID_CARD,
    MARRIAGE,
    NOW,
    copy_models,
    shipped,
    small_catalogue,
    small_knowledge,
    with_guides,
    with_summary,
)

TODAY = NOW.date()


@pytest.fixture
def store(engine: Engine) -> GuideStore:
    """A store with its tables, nothing published."""
    opened = GuideStore(engine)
    opened.migrate()
    return opened


@pytest.fixture
def seeded(store: GuideStore) -> GuideStore:
    """A store with three guides in force."""
    store.seed(small_catalogue(), NOW)
    return store


def in_force(store: GuideStore, code: str) -> Guide:
    """Return the guide in force."""
    return store.published(TODAY)[0].guides[code]


def without(catalogue: Catalogue, code: str) -> Catalogue:
    """Return the catalogue without one guide."""
    return with_guides(catalogue, {c: g for c, g in catalogue.guides.items() if c != code})


def test_nothing_is_published_at_first(store: GuideStore) -> None:
    catalogue, generation = store.published(TODAY)

    assert (dict(catalogue.guides), generation) == ({}, 0)


def test_what_is_published_equals_what_the_files_say(store: GuideStore) -> None:
    report = store.seed(shipped(), NOW)

    assert report.new_versions == len(shipped().guides)
    assert store.published(TODAY) == (shipped(), 1)


def test_records_keep_the_order_of_the_files(seeded: GuideStore) -> None:
    catalogue, _ = seeded.published(TODAY)

    assert list(catalogue.departments) == list(small_catalogue().departments)
    assert catalogue.not_covered == small_catalogue().not_covered


def test_seeding_twice_changes_nothing(seeded: GuideStore) -> None:
    before = seeded.published(TODAY)

    report = seeded.seed(small_catalogue(), NOW)

    assert report == SeedReport(records=0, new_versions=0, withdrawn=0, generation=1)
    assert seeded.published(TODAY) == before


def test_bringing_the_tables_up_to_date_twice_keeps_what_is_published(seeded: GuideStore) -> None:
    before = seeded.published(TODAY)

    seeded.migrate()

    assert seeded.published(TODAY) == before


def test_a_changed_guide_gets_a_version_and_the_old_one_stays_readable(seeded: GuideStore) -> None:
    old = in_force(seeded, ID_CARD)

    report = seeded.seed(with_summary(small_catalogue(), ID_CARD, "满16周岁就能办。"), NOW)

    assert report == SeedReport(records=0, new_versions=1, withdrawn=0, generation=2)
    assert in_force(seeded, ID_CARD) == replace(old, version=2, summary="满16周岁就能办。")
    assert seeded.version(ID_CARD, 1) == old


def test_a_new_number_alone_is_no_new_version(seeded: GuideStore) -> None:
    guides = small_catalogue().guides
    renumbered = {**guides, ID_CARD: replace(guides[ID_CARD], version=7)}

    report = seeded.seed(with_guides(small_catalogue(), renumbered), NOW)

    assert (report.new_versions, report.generation) == (0, 1)


def test_a_version_keeps_the_number_its_file_gives_when_it_is_higher(seeded: GuideStore) -> None:
    guides = small_catalogue().guides
    changed = replace(guides[ID_CARD], version=5, summary="换了说法。")

    seeded.seed(with_guides(small_catalogue(), {**guides, ID_CARD: changed}), NOW)

    assert in_force(seeded, ID_CARD) == changed
    assert seeded.version(ID_CARD, 4) is None


def test_a_vanished_guide_is_withdrawn_and_stays_readable(seeded: GuideStore) -> None:
    old = in_force(seeded, MARRIAGE)

    report = seeded.seed(without(small_catalogue(), MARRIAGE), NOW)

    assert report == SeedReport(records=0, new_versions=0, withdrawn=1, generation=2)
    assert MARRIAGE not in seeded.published(TODAY)[0].guides
    assert seeded.version(MARRIAGE, 1) == old


def test_a_withdrawn_guide_that_returns_is_in_force_again(seeded: GuideStore) -> None:
    seeded.seed(without(small_catalogue(), MARRIAGE), NOW)

    report = seeded.seed(small_catalogue(), NOW)

    assert (report.new_versions, report.generation) == (1, 3)
    assert in_force(seeded, MARRIAGE).version == 2


def test_a_vanished_record_is_removed_and_makes_a_generation(seeded: GuideStore) -> None:
    fewer = replace(small_catalogue(), not_covered=small_catalogue().not_covered[:1])

    report = seeded.seed(fewer, NOW)

    assert (report.records, report.new_versions, report.generation) == (1, 0, 2)
    assert seeded.published(TODAY)[0].not_covered == fewer.not_covered


def test_the_version_of_a_day_is_the_newest_in_force_by_then(seeded: GuideStore) -> None:
    guides = small_catalogue().guides
    later = replace(guides[ID_CARD], effective_from=date(2027, 3, 1), summary="明年的说法。")
    seeded.seed(with_guides(small_catalogue(), {**guides, ID_CARD: later}), NOW)

    versions = [
        seeded.versions_on(ID_CARD, day)
        for day in (date(2026, 10, 31), date(2026, 11, 1), date(2027, 3, 1))
    ]

    assert [v and v.version for v in versions] == [None, 1, 2]


def test_an_unknown_version_is_none(seeded: GuideStore) -> None:
    assert seeded.version(ID_CARD, 99) is None
    assert seeded.version("000000000000-01", 1) is None


@pytest.fixture(scope="module")
def models(knowledge: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trained models, in a folder of their own."""
    assert knowledge.ready
    return copy_models(TRAINED, tmp_path_factory.mktemp("models"))


@pytest.fixture
def kb(engine: Engine, models: Path) -> KnowledgeBase:
    """Three guides, ready to be asked."""
    return small_knowledge(engine, models)


def test_a_saved_checklist_keeps_the_version_it_was_saved_from(kb: KnowledgeBase) -> None:
    short = kb.save_checklist(ID_CARD, {"reason": "lost"})
    saved = kb.checklist(ID_CARD, {"reason": "lost"})
    guides = small_catalogue().guides
    fewer = replace(guides[ID_CARD], materials=guides[ID_CARD].materials[:1])

    kb.seed(with_guides(small_catalogue(), {**guides, ID_CARD: fewer}))
    kb.reload()

    assert kb.saved_checklist(short) == saved
    assert kb.checklist(ID_CARD, {"reason": "lost"}).version == 2


def test_a_saved_checklist_is_still_there_when_the_item_is_withdrawn(kb: KnowledgeBase) -> None:
    short = kb.save_checklist(MARRIAGE, {})

    kb.seed(without(small_catalogue(), MARRIAGE))
    kb.reload()

    saved = kb.saved_checklist(short)
    assert saved is not None
    assert (saved.item_code, saved.version) == (MARRIAGE, 1)


def test_answers_that_do_not_fit_the_guide_are_not_saved(kb: KnowledgeBase) -> None:
    short = kb.save_checklist(ID_CARD, {"reason": "lost", "age": "ancient", "colour": "red"})

    saved = kb.saved_checklist(short)

    assert saved is not None
    assert saved.situation == {"reason": "lost"}


def test_an_unknown_short_link_has_no_checklist(kb: KnowledgeBase) -> None:
    assert kb.saved_checklist("nothing1") is None


def test_a_version_that_takes_effect_later_is_not_in_force_today(seeded: GuideStore) -> None:
    old, guides = in_force(seeded, ID_CARD), small_catalogue().guides
    later = replace(old, effective_from=date(2027, 3, 1), summary="明年的说法。")
    seeded.seed(with_guides(small_catalogue(), {**guides, ID_CARD: later}), NOW)

    days = (TODAY, date(2027, 2, 28), date(2027, 3, 1))
    in_forces = [seeded.published(day)[0].guides[ID_CARD].version for day in days]

    assert in_forces == [1, 1, 2]
    assert [seeded.versions_on(ID_CARD, day) for day in days] == [
        old,
        old,
        replace(later, version=2),
    ]


def test_an_item_whose_first_version_takes_effect_later_has_no_guide_yet(store: GuideStore) -> None:
    guides = small_catalogue().guides
    later = replace(guides[ID_CARD], effective_from=date(2027, 3, 1))
    store.seed(with_guides(small_catalogue(), {**guides, ID_CARD: later}), NOW)

    assert ID_CARD not in store.published(TODAY)[0].guides
    assert ID_CARD in store.published(date(2027, 3, 1))[0].guides


def test_a_withdrawn_item_has_no_version_in_force(seeded: GuideStore) -> None:
    seeded.seed(without(small_catalogue(), MARRIAGE), NOW)

    assert seeded.versions_on(MARRIAGE, TODAY) is None


def test_the_state_of_a_day_changes_with_what_is_published_and_what_takes_effect(
    seeded: GuideStore,
) -> None:
    before, guides = seeded.state(TODAY), small_catalogue().guides
    later = replace(guides[ID_CARD], effective_from=date(2027, 3, 1), summary="明年的说法。")
    seeded.seed(with_guides(small_catalogue(), {**guides, ID_CARD: later}), NOW)

    assert seeded.state(TODAY) not in (before, seeded.state(date(2027, 3, 1)))
    assert seeded.state(TODAY) == seeded.state(date(2027, 2, 28))


def test_two_halls_that_seed_at_once_publish_once(engine: Engine) -> None:
    def start(_hall: int) -> SeedReport:
        hall = GuideStore(engine)
        hall.migrate()
        return hall.seed(small_catalogue(), NOW)

    with ThreadPoolExecutor(4) as halls:
        reports = list(halls.map(start, range(4)))

    assert sorted(report.new_versions for report in reports) == [0, 0, 0, 3]
    assert {report.generation for report in reports} == {1}


def test_catalogue_and_generation_are_read_as_they_were_at_one_moment(seeded: GuideStore) -> None:
    said = [with_summary(small_catalogue(), ID_CARD, f"第{n}种说法。") for n in range(2, 12)]
    stop, seen = threading.Event(), []

    def keep_reading() -> None:
        while not stop.is_set():
            catalogue, generation = seeded.published(TODAY)
            seen.append((catalogue.guides[ID_CARD].version, generation))

    reader = threading.Thread(target=keep_reading)
    reader.start()
    for catalogue in said:
        seeded.seed(catalogue, NOW)
    stop.set()
    reader.join()

    assert seen
    assert all(version == generation for version, generation in seen)
