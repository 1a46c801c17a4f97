"""What ships is whole: words for every outcome, FAQs that hang together, policy files that load."""

from collections import Counter
from pathlib import Path

import pytest

import knowledge_base
from knowledge_base.answering.screen import Screener
from knowledge_base.answering.wording import read_wording
from knowledge_base.model.answer import AnswerStatus
from knowledge_base.model.catalogue import MISSING, Catalogue
from knowledge_base.model.element import LABELS, Element
from knowledge_base.model.guide import Guide
from knowledge_base.policy_file import read_policy
from knowledge_base.retrieval.asking import MOST_ASKS
from knowledge_base.retrieval.classifier import ELEMENTS
from knowledge_base.text import prepared
from tests.knowledge_kit import phrasings, shipped, subjects

POLICY = Path(knowledge_base.__file__).parent / "policy"
ENOUGH_FAQS = 3
FEWEST_ALIASES, MOST_ALIASES = 3, 8


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """What the shipped files say."""
    return shipped()


def top_guides(catalogue: Catalogue) -> dict[str, tuple[Guide, ...]]:
    """Return the guides of each catalogue row of top priority."""
    codes = [c for c, e in catalogue.entries.items() if e.priority == "top"]
    return {code: catalogue.guides_by_entry[code] for code in codes}


def test_every_status_has_words_in_the_wording_or_in_a_screening_topic() -> None:
    wording = read_wording(POLICY / "wording.yml")
    topics = [t for family in Screener.load(POLICY).families for t in family.topics]

    spoken = {s for s in AnswerStatus if wording.status.get(s, "").strip()}
    screened = {topic.status for topic in topics if topic.text.strip()}

    assert spoken | screened == set(AnswerStatus)


def test_every_top_row_has_an_item_with_enough_faqs(catalogue: Catalogue) -> None:
    poor = [
        code
        for code, guides in top_guides(catalogue).items()
        if not any(len(guide.faq) >= ENOUGH_FAQS for guide in guides)
    ]

    assert poor == []


def test_every_top_item_has_the_names_people_say(catalogue: Catalogue) -> None:
    counts = {
        guide.item.code: len(guide.item.aliases)
        for guides in top_guides(catalogue).values()
        for guide in guides
    }

    assert [c for c, n in counts.items() if not FEWEST_ALIASES <= n <= MOST_ALIASES] == []


def test_every_faq_has_an_answer_and_an_id_of_its_own(catalogue: Catalogue) -> None:
    for guide in catalogue.guides.values():
        ids = [faq.id for faq in guide.faq]

        assert len(ids) == len(set(ids)), guide.item.code
        assert [f.id for f in guide.faq if not f.answer.strip() or not f.question.strip()] == []


def test_every_guide_says_where_it_is_from(catalogue: Catalogue) -> None:
    nameless = [
        g.item.code for g in catalogue.guides.values() if not g.sources or not g.legal_basis
    ]

    assert nameless == []


def test_every_situation_option_reaches_the_index_with_the_name_of_the_item(
    catalogue: Catalogue,
) -> None:
    found = {s.key: s for s in subjects(catalogue)}

    for guide in catalogue.guides.values():
        hints = found[guide.item.code].hints
        labels = [o.label for q in guide.situations for o in q.options]
        assert [x for x in labels if not any(x in hint for hint in hints)] == [], guide.item.code


def test_everything_a_question_can_be_about_has_a_key_of_its_own(catalogue: Catalogue) -> None:
    keys = [s.key for s in subjects(catalogue)]

    assert len(keys) == len(set(keys))
    assert len(keys) > len(catalogue.guides) + len(catalogue.not_covered)


def test_every_phrasing_belongs_to_a_guide_or_to_a_row_without_one(catalogue: Catalogue) -> None:
    without_guide = set(catalogue.entries) - set(catalogue.guides_by_entry)
    assert set(catalogue.phrasings) <= set(catalogue.guides) | without_guide


def test_every_element_has_a_label_a_standard_question_and_phrases() -> None:
    questions, phrases = phrasings().questions, phrasings().phrases

    assert set(LABELS) == set(ELEMENTS) == set(Element) == set(questions)
    assert [e for e, text in questions.items() if "{x}" not in text] == []
    assert [e.value for e in Element if not phrases.get(e)] == []


@pytest.mark.parametrize("path", sorted(POLICY.glob("*.yml")), ids=lambda p: p.name)
def test_every_policy_file_can_be_read(path: Path) -> None:
    assert read_policy(path)


def test_every_guide_has_labelled_questions(catalogue: Catalogue) -> None:
    labelled = {code for code, found in catalogue.questions.items() if found.labelled}

    assert labelled == set(catalogue.guides)


def test_no_labelled_question_is_empty_or_written_twice_of_an_item(catalogue: Catalogue) -> None:
    for code, questions in catalogue.questions.items():
        texts = Counter(prepared(question.text) for question in questions.labelled)

        assert "" not in texts, code
        assert [text for text, times in texts.items() if times > 1] == [], code


def test_every_labelled_question_asks_one_to_three_things(catalogue: Catalogue) -> None:
    counts = {len(q.asks) for found in catalogue.questions.values() for q in found.labelled}

    assert counts <= set(range(1, MOST_ASKS + 1))


def test_what_is_labelled_as_missing_is_answered_by_nothing_else(catalogue: Catalogue) -> None:
    both = [
        question.text
        for found in catalogue.questions.values()
        for question in found.labelled
        if any(MISSING in ids and len(ids) > 1 for ids in question.asks)
    ]

    assert both == []
