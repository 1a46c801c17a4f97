"""What is published stays readable, and publishing the same again changes nothing."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from knowledge_base.lifecycle.opening import prepare_tables
from knowledge_base.lifecycle.record import Record
from knowledge_base.lifecycle.seeding import SeedReport, publish_files
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.guide import Guide
from knowledge_base.services import KnowledgeBase
from knowledge_base.store.repository import GuideStore
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


@pytest.fixture
def store(engine: Engine) -> GuideStore:
    """A store with its tables, nothing published."""
    opened = GuideStore(engine)
    prepare_tables(engine, NOW)
    return opened


@pytest.fixture
def seeded(store: GuideStore) -> GuideStore:
    """A store with three guides in force."""
    publish_files(store, small_catalogue(), NOW)
    return store


def in_force(store: GuideStore, code: str) -> Guide:
    """Return the guide in force."""
    return store.published()[0].guides[code]


def without(catalogue: Catalogue, code: str) -> Catalogue:
    """Return the catalogue without one guide."""
    return with_guides(catalogue, {c: g for c, g in catalogue.guides.items() if c != code})


def test_nothing_is_published_at_first(store: GuideStore) -> None:
    catalogue, generation = store.published()

    assert (dict(catalogue.guides), generation) == ({}, 0)


def test_what_is_published_equals_what_the_files_say(store: GuideStore) -> None:
    report = publish_files(store, shipped(), NOW)

    assert report.new_versions == len(shipped().guides)
    assert store.published() == (shipped(), 1)


def test_records_keep_the_order_of_the_files(seeded: GuideStore) -> None:
    catalogue, _ = seeded.published()

    assert list(catalogue.departments) == list(small_catalogue().departments)
    assert catalogue.not_covered == small_catalogue().not_covered


def test_seeding_twice_changes_nothing(seeded: GuideStore) -> None:
    before = seeded.published()

    report = publish_files(seeded, small_catalogue(), NOW)

    assert report == SeedReport(records=0, new_versions=0, withdrawn=0, generation=1)
    assert seeded.published() == before


def test_bringing_the_tables_up_to_date_twice_keeps_what_is_published(seeded: GuideStore) -> None:
    before = seeded.published()

    prepare_tables(seeded.engine, NOW)

    assert seeded.published() == before


def test_a_changed_guide_gets_a_version_and_the_old_one_stays_readable(seeded: GuideStore) -> None:
    old = in_force(seeded, ID_CARD)

    report = publish_files(
        seeded, with_summary(small_catalogue(), ID_CARD, "满16周岁就能办。"), NOW
    )

    assert report == SeedReport(records=0, new_versions=1, withdrawn=0, generation=2)
    assert in_force(seeded, ID_CARD) == replace(old, version=2, summary="满16周岁就能办。")
    assert seeded.version(ID_CARD, 1) == old


def test_a_new_number_alone_is_no_new_version(seeded: GuideStore) -> None:
    guides = small_catalogue().guides
    renumbered = {**guides, ID_CARD: replace(guides[ID_CARD], version=7)}

    report = publish_files(seeded, with_guides(small_catalogue(), renumbered), NOW)

    assert (report.new_versions, report.generation) == (0, 1)


def test_a_version_keeps_the_number_its_file_gives_when_it_is_higher(seeded: GuideStore) -> None:
    guides = small_catalogue().guides
    changed = replace(guides[ID_CARD], version=5, summary="换了说法。")

    publish_files(seeded, with_guides(small_catalogue(), {**guides, ID_CARD: changed}), NOW)

    assert in_force(seeded, ID_CARD) == changed
    assert seeded.version(ID_CARD, 4) is None


def test_a_vanished_guide_is_withdrawn_and_stays_readable(seeded: GuideStore) -> None:
    old = in_force(seeded, MARRIAGE)

    report = publish_files(seeded, without(small_catalogue(), MARRIAGE), NOW)

    assert report == SeedReport(records=0, new_versions=0, withdrawn=1, generation=2)
    assert MARRIAGE not in seeded.published()[0].guides
    assert seeded.version(MARRIAGE, 1) == old


def test_a_withdrawn_guide_that_returns_is_in_force_again(seeded: GuideStore) -> None:
    publish_files(seeded, without(small_catalogue(), MARRIAGE), NOW)

    report = publish_files(seeded, small_catalogue(), NOW)

    assert (report.new_versions, report.generation) == (1, 3)
    assert in_force(seeded, MARRIAGE).version == 2


def test_a_vanished_record_is_removed_and_makes_a_generation(seeded: GuideStore) -> None:
    fewer = replace(small_catalogue(), not_covered=small_catalogue().not_covered[:1])

    report = publish_files(seeded, fewer, NOW)

    assert (report.records, report.new_versions, report.generation) == (1, 0, 2)
    assert seeded.published()[0].not_covered == fewer.not_covered


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


def test_a_saved_checklist_keeps_the_names_of_its_materials(kb: KnowledgeBase) -> None:
    short, guide = kb.save_checklist(ID_CARD, {"reason": "lost"}), kb.guide(ID_CARD)
    saved, material = kb.saved_checklist(short), guide.materials[0].material
    catalogue = small_catalogue()
    others = {key: m for key, m in catalogue.materials.items() if key != material}
    rows = tuple(row for row in guide.materials if row.material != material)
    fewer = {code: g for code, g in catalogue.guides.items() if code == ID_CARD}
    fewer[ID_CARD] = replace(guide, materials=rows)

    kb.seed(replace(catalogue, materials=others, guides=fewer))
    kb.reload()

    assert kb.saved_checklist(short) == saved


def test_answers_that_do_not_fit_the_guide_are_not_saved(kb: KnowledgeBase) -> None:
    short = kb.save_checklist(ID_CARD, {"reason": "lost", "age": "ancient", "colour": "red"})

    saved = kb.saved_checklist(short)

    assert saved is not None
    assert saved.situation == {"reason": "lost"}


def test_an_unknown_short_link_has_no_checklist(kb: KnowledgeBase) -> None:
    assert kb.saved_checklist("nothing1") is None


def on(day: str) -> Callable[[], datetime]:
    """Return a clock that stands at noon of a day."""
    return lambda: datetime.fromisoformat(f"{day}T12:00+08:00")


def test_a_version_that_takes_effect_later_waits_for_its_day(seeded: GuideStore) -> None:
    old, guides = in_force(seeded, ID_CARD), small_catalogue().guides
    later = replace(old, effective_from=date(2027, 3, 1), summary="明年的说法。")
    publish_files(seeded, with_guides(small_catalogue(), {**guides, ID_CARD: later}), NOW)

    said = []
    for day in ("2026-11-23", "2027-02-28", "2027-03-01"):
        Record(seeded, on(day)).timekeeping.keep_time()
        said.append(in_force(seeded, ID_CARD))

    assert said == [old, old, replace(later, version=2)]
    assert Record(seeded, on("2027-03-01")).timekeeping.keep_time() is None


def test_a_version_that_waits_is_not_imported_again(seeded: GuideStore) -> None:
    guides = small_catalogue().guides
    later = replace(guides[ID_CARD], effective_from=date(2027, 3, 1), summary="明年的说法。")
    files = with_guides(small_catalogue(), {**guides, ID_CARD: later})
    publish_files(seeded, files, NOW)
    publish_files(seeded, files, NOW)

    assert seeded.version(ID_CARD, 2) is not None
    assert seeded.version(ID_CARD, 3) is None


def test_an_item_whose_first_version_takes_effect_later_has_no_guide_yet(store: GuideStore) -> None:
    guides = small_catalogue().guides
    later = replace(guides[ID_CARD], effective_from=date(2027, 3, 1))
    publish_files(store, with_guides(small_catalogue(), {**guides, ID_CARD: later}), NOW)

    assert ID_CARD not in store.published()[0].guides
    Record(store, on("2027-03-01")).timekeeping.keep_time()
    assert ID_CARD in store.published()[0].guides


def test_every_generation_stays_readable_as_it_was(seeded: GuideStore) -> None:
    first, _ = seeded.published()
    an_hour = timedelta(hours=1)
    renamed = replace(first.materials["hukoubu"], name="户口本")
    changed = replace(first, materials={**first.materials, "hukoubu": renamed})
    publish_files(seeded, changed, NOW + an_hour)

    assert seeded.replayed(1) == first
    assert seeded.replayed(2).materials["hukoubu"].name == "户口本"
    moments = (NOW - an_hour, NOW, NOW + an_hour / 2, NOW + 2 * an_hour)
    assert [seeded.generation_at(moment) for moment in moments] == [0, 1, 1, 2]


def test_a_clock_set_back_does_not_put_a_later_generation_before_an_earlier_one(
    seeded: GuideStore,
) -> None:
    yesterday = NOW - timedelta(days=1)
    publish_files(seeded, with_summary(small_catalogue(), ID_CARD, "换了说法。"), yesterday)

    assert seeded.generation_at(NOW) == 2
    assert seeded.generation_at(yesterday) == 0


def test_two_halls_that_seed_at_once_publish_once(engine: Engine) -> None:
    def start(_hall: int) -> SeedReport:
        hall = GuideStore(engine)
        prepare_tables(engine, NOW)
        return publish_files(hall, small_catalogue(), NOW)

    with ThreadPoolExecutor(4) as halls:
        reports = list(halls.map(start, range(4)))

    assert sorted(report.new_versions for report in reports) == [0, 0, 0, 3]
    assert {report.generation for report in reports} == {1}


def test_catalogue_and_generation_are_read_as_they_were_at_one_moment(seeded: GuideStore) -> None:
    said = [with_summary(small_catalogue(), ID_CARD, f"第{n}种说法。") for n in range(2, 12)]
    stop, seen = threading.Event(), []

    def keep_reading() -> None:
        while not stop.is_set():
            catalogue, generation = seeded.published()
            seen.append((catalogue.guides[ID_CARD].version, generation))

    reader = threading.Thread(target=keep_reading)
    reader.start()
    for catalogue in said:
        publish_files(seeded, catalogue, NOW)
    stop.set()
    reader.join()

    assert seen
    assert all(version == generation for version, generation in seen)
