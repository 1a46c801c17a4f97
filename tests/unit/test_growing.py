"""A base that grows to thousands of items: the generated ones are sound, and training keeps a bound."""

import pytest

from bench.generated import ACTIONS, OBJECTS, PLACES, grown
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.element import Element
from knowledge_base.model.guide import rows_of
from knowledge_base.retrieval import classifier
from knowledge_base.retrieval.classifier import ELEMENTS, Labelled, train_classifier
from knowledge_base.retrieval.training import MOST_MADE, TrainingPlan, made_for_each
from knowledge_base.stating import derive_statements
from tests.knowledge_kit import phrasings, shipped, subjects, wording

MORE = 30


@pytest.fixture(scope="module")
def more() -> Catalogue:
    """The shipped catalogue with some generated items."""
    return grown(shipped(), MORE, phrasings().phrases, seed=1)


def test_generated_items_stand_beside_the_shipped_ones(more: Catalogue) -> None:
    assert len(more.guides) == len(shipped().guides) + MORE
    assert more.guides.items() >= shipped().guides.items()
    assert more.guides_by_entry.keys() <= more.entries.keys()
    assert len(subjects(more)) == MORE + len(subjects(shipped()))


def test_a_generated_guide_refers_to_what_there_is(more: Catalogue) -> None:
    for code in more.guides.keys() - shipped().guides.keys():
        guide = more.guides[code]
        asked = {question.id for question in guide.situations}
        assert {row.material for row in guide.materials} <= more.materials.keys()
        assert set(guide.place.venues) <= more.venues.keys()
        assert {q for row in guide.materials for q in row.when.question_ids} <= asked
        assert guide.item.name not in {
            name for row in shipped().entries.values() for name in row.aliases
        }


def test_every_row_of_a_generated_guide_is_a_statement_with_an_id_of_its_own(
    more: Catalogue,
) -> None:
    for code in more.guides.keys() - shipped().guides.keys():
        ids = [row.id for _, row in rows_of(more.guides[code])]
        said = {s.id for s in derive_statements(more.guides[code], more, wording().statement)}

        assert len(ids) == len(set(ids))
        assert set(ids) <= said


def test_no_generated_item_is_called_what_a_shipped_one_is(more: Catalogue) -> None:
    def names(catalogue: Catalogue, keys: set[str]) -> set[str]:
        items = [catalogue.guides[key].item for key in keys]
        return {name for item in items for name in (item.name, *item.aliases)}

    ours = names(shipped(), set(shipped().guides))

    assert names(more, more.guides.keys() - shipped().guides.keys()).isdisjoint(ours)


def test_equal_seeds_give_equal_items(more: Catalogue) -> None:
    assert grown(shipped(), MORE, phrasings().phrases, seed=1) == more
    assert grown(shipped(), MORE, phrasings().phrases, seed=2) != more


def test_there_are_more_than_five_thousand_combinations() -> None:
    assert len(PLACES) * len(OBJECTS) * len(ACTIONS) > 5000
    with pytest.raises(ValueError, match=r"[Ss]ample"):
        grown(shipped(), len(PLACES) * len(OBJECTS) * len(ACTIONS) + 1, phrasings().phrases, seed=1)


def test_a_large_base_makes_fewer_questions_for_each_item() -> None:
    plan = TrainingPlan()

    assert made_for_each(10, plan) == plan.per_unit
    assert made_for_each(MOST_MADE // len(Element) // 2, plan) == 2
    assert made_for_each(MOST_MADE, plan) == 1


def test_of_many_examples_those_that_count_most_train(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was put together says the opposite of what people wrote, ten times as often."""
    written = [Labelled("多少钱", ("fee",), 3.0), Labelled("在哪办", ("place",), 3.0)] * 20
    written += [Labelled(element, (element,), 3.0) for element in ELEMENTS]
    made = [Labelled("多少钱", ("place",), 0.5), Labelled("在哪办", ("fee",), 0.5)] * 200
    monkeypatch.setattr(classifier, "MOST_EXAMPLES", len(written))

    odds = train_classifier([*made, *written], ELEMENTS).log_odds(["多少钱"])[0]

    assert odds[ELEMENTS.index(Element.FEE)] > 0 > odds[ELEMENTS.index(Element.PLACE)]
