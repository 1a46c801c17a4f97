"""A generation that was made from the one before is the one that would be made from nothing."""

import gc
import json
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from knowledge_base.model.catalogue import Catalogue
from knowledge_base.retrieval.finder import HybridFinder
from knowledge_base.retrieval.nearest import CELLS, FEWEST_IN_A_CELL
from knowledge_base.services import KnowledgeBase
from knowledge_base.store.engine import connect
from knowledge_base.text import prepared
from tests.conftest import TRAINED
from tests.knowledge_kit import (
    ID_CARD,
    MARRIAGE,
    NOW,
    RESIDENCE,
    copy_models,
    shipped,
    small_catalogue,
    with_guides,
    with_summary,
)

ROWS = Path(__file__).parents[1] / "evaluation" / "seen" / "blind.jsonl"
GUIDES = 14
"""So many that FAISS divides their wordings into cells."""
Change = Callable[[Catalogue], Catalogue]


def some_guides() -> Catalogue:
    """Return a catalogue of some guides."""
    whole, codes = shipped(), {ID_CARD, RESIDENCE, MARRIAGE, *list(shipped().guides)[:GUIDES]}
    guides = {code: guide for code, guide in whole.guides.items() if code in codes}
    return replace(whole, guides=guides, not_covered=whole.not_covered[:9])


def reworded(catalogue: Catalogue) -> Catalogue:
    """A summary and the question of a FAQ."""
    guide = catalogue.guides[ID_CARD]
    faq = replace(guide.faq[0], question="骆驼能不能牵进办证大厅？", answer="不能。")
    changed = replace(guide, summary="满16周岁就能办。", faq=(faq, *guide.faq[1:]))
    return with_guides(catalogue, {**catalogue.guides, ID_CARD: changed})


def renamed(catalogue: Catalogue) -> Catalogue:
    """A name of an item."""
    guide = catalogue.guides[MARRIAGE]
    changed = replace(guide, item=replace(guide.item, aliases=("扯证", *guide.item.aliases)))
    return with_guides(catalogue, {**catalogue.guides, MARRIAGE: changed})


def withdrawn(catalogue: Catalogue) -> Catalogue:
    """One guide is gone: its row in the catalogue is left."""
    return with_guides(catalogue, {c: g for c, g in catalogue.guides.items() if c != RESIDENCE})


def added(catalogue: Catalogue) -> Catalogue:
    """One guide more."""
    code = next(c for c in shipped().guides if c not in catalogue.guides)
    return with_guides(catalogue, {**catalogue.guides, code: shipped().guides[code]})


def renamed_material(catalogue: Catalogue) -> Catalogue:
    """The name of a material, which stands in several guides."""
    used = [row.material for g in catalogue.guides.values() for row in g.materials]
    often = max(used, key=used.count)
    material = replace(catalogue.materials[often], name="骆驼证明原件")
    return replace(catalogue, materials={**catalogue.materials, often: material})


def renamed_department(catalogue: Catalogue) -> Catalogue:
    """The name and the line of a department, which each of its guides says."""
    department = catalogue.departments[catalogue.guides[ID_CARD].item.department]
    other = replace(department, name="骆驼管理局", hotline="12366")
    return replace(catalogue, departments={**catalogue.departments, department.id: other})


def other_service(catalogue: Catalogue) -> Catalogue:
    """What a service that is not covered is called."""
    first, *rest = catalogue.not_covered
    return replace(catalogue, not_covered=(replace(first, aliases=("骆驼登记",)), *rest))


CHANGES: tuple[Change, ...] = (
    reworded, renamed, withdrawn, added, renamed_material, renamed_department, other_service,
)  # fmt: skip


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = connect(f"sqlite:///{tmp_path / 'live.db'}")
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def models(knowledge: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trained models, in a folder of their own."""
    assert knowledge.ready
    return copy_models(TRAINED, tmp_path_factory.mktemp("models"))


def questions() -> list[str]:
    """Some dozens of questions, and what was published newly."""
    asked = [json.loads(line)["query"] for line in ROWS.read_text("utf-8").splitlines() if line]
    return [
        *asked[::12],
        "骆驼能牵进大厅吗",
        "扯证带啥",
        "骆驼证明原件",
        "骆驼登记",
        "sfz丢了",
        "jiehun",
    ]


def told(kb: KnowledgeBase) -> list[dict[str, object]]:
    """Return what is said to each question."""
    return [kb.ask(question).to_dict() for question in questions()]


def scores(kb: KnowledgeBase) -> list[list[float]]:
    """Return the scores of all that is found for each question, and of what each guide says to it."""
    finder, found = kb.base.finder, []
    assert isinstance(finder, HybridFinder)
    case, evidence = kb.snapshot().assembled.case, kb.snapshot().assembled.chooser.evidence
    for question in questions():
        plain = finder.prepare(question)
        hits = finder.find(plain, limit=40)
        parts = evidence.of(ID_CARD, kb.base.asker.read(prepared(question)), {})
        cases = case.evidence.of(MARRIAGE, plain)
        found.append(
            [
                hits.probability,
                *(value for h in hits.hits for value in (h.score, h.telling, h.explained)),
                *(float(value) for rows in parts for value in rows.ravel()),
                *(float(value) for _, rows in cases.values() for value in rows.ravel()),
            ]
        )
    return found


def test_changes_one_after_the_other_give_the_replies_and_scores_of_a_base_made_from_nothing(
    engine: Engine, models: Path
) -> None:
    catalogue = some_guides()
    kb = KnowledgeBase(engine, models, clock=lambda: NOW)
    kb.seed(catalogue)
    assert kb.reload().total > CELLS * FEWEST_IN_A_CELL

    for change in CHANGES:
        catalogue = change(catalogue)
        kb.seed(catalogue)
        assert kb.reload_if_due(), change.__doc__
    afresh = KnowledgeBase(engine, models, clock=lambda: NOW)

    assert told(kb) == told(afresh)
    for went_on, anew in zip(scores(kb), scores(afresh), strict=True):
        assert went_on == pytest.approx(anew, rel=0, abs=1e-9)
    assert kb.generation == 1 + len(CHANGES)
    assert kb.search("扯证")["results"][0]["item_code"] == MARRIAGE


def test_what_a_change_does_not_touch_is_the_same_object(engine: Engine, models: Path) -> None:
    kb = KnowledgeBase(engine, models, clock=lambda: NOW)
    kb.seed(small_catalogue())
    before = {s.key: s for s in kb.snapshot().assembled.derived.subjects}
    kb.seed(with_summary(small_catalogue(), ID_CARD, "满16周岁就能办。"))
    kb.reload_if_due()

    after = kb.snapshot().assembled.derived.subjects

    assert {s.key for s in after if before[s.key] is not s} == {ID_CARD}


@pytest.mark.parametrize("change", [renamed_material, renamed_department])
def test_another_name_of_what_guides_refer_to_reads_no_wording_anew(
    engine: Engine, models: Path, change: Change
) -> None:
    kb = KnowledgeBase(engine, models, clock=lambda: NOW)
    kb.seed(small_catalogue())
    kb.reload()
    kb.seed(change(small_catalogue()))

    report = kb.reload()

    assert report.encoded == report.removed == 0
    assert min(kb.snapshot().assembled.finder.index.kept) >= 0


def test_a_generation_that_nobody_asks_any_more_leaves_the_memory_at_once(
    engine: Engine, models: Path
) -> None:
    kb = KnowledgeBase(engine, models, clock=lambda: NOW)
    kb.seed(small_catalogue())
    kb.ask("身份证丢了咋整")
    kb.search("sfz")
    gone = [weakref.ref(one) for one in (kb.snapshot(), kb.base.finder, kb.base.chooser)]

    gc.disable()
    kb.seed(with_summary(small_catalogue(), ID_CARD, "满16周岁就能办。"))
    kb.reload_if_due()
    gc.enable()

    assert [one() for one in gone] == [None, None, None]


def test_a_block_is_told_everything_from_one_generation(engine: Engine, models: Path) -> None:
    kb = KnowledgeBase(engine, models, clock=lambda: NOW)
    kb.seed(small_catalogue())
    kb.reload()

    with kb.bound():
        first = kb.guide(ID_CARD)
        kb.seed(with_summary(small_catalogue(), ID_CARD, "满16周岁就能办。"))
        kb.reload_if_due()
        with kb.bound():
            assert kb.guide(ID_CARD) is first
        assert (kb.generation, kb.ask("身份证丢了").generation) == (1, 1)
        kb.bind_anew()
        assert kb.generation == 2

    assert kb.guide(ID_CARD).summary == "满16周岁就能办。"


def test_what_cannot_be_built_leaves_the_generation_before_in_force_and_is_tried_again(
    engine: Engine, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kb = KnowledgeBase(engine, models, clock=lambda: NOW)
    kb.seed(small_catalogue())
    kb.reload()
    kb.seed(with_summary(small_catalogue(), ID_CARD, "满16周岁就能办。"))

    with monkeypatch.context() as broken, pytest.raises(MemoryError):
        broken.setattr(HybridFinder, "of_next", _out_of_memory)
        kb.reload_if_due()
    assert (kb.generation, kb.trouble) == (1, "MemoryError: nothing left")

    assert kb.reload_if_due()
    assert (kb.generation, kb.trouble) == (2, "")


def _out_of_memory(*_: object) -> None:
    raise MemoryError("nothing left")
