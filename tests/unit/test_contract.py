"""The questions that a guide carries, and how two answers to one are compared."""

from dataclasses import replace

import pytest

from knowledge_base.contracting import asked_words
from knowledge_base.lifecycle.contract import MOST, ContractQuestion, Source, questions_of
from knowledge_base.lifecycle.judging import Change, Told, Verdict, change, report, verdict
from knowledge_base.lifecycle.reach import guides_of, words_of
from knowledge_base.model.answer import Answer, AnswerStatus
from knowledge_base.model.catalogue import AgreedQuestion, Catalogue, Questions
from knowledge_base.model.codec import from_plain, to_content, to_plain
from knowledge_base.model.element import Element
from knowledge_base.model.guide import Guide
from knowledge_base.store.kinds import content_of
from tests.knowledge_kit import ID_CARD, shipped, small_catalogue

QUESTION = ContractQuestion("身份证丢了要多少钱", ID_CARD, Source.FAQ, (), "f1")


def guide() -> Guide:
    """Return the guide of the identity card."""
    return small_catalogue().guides[ID_CARD]


def with_agreed(*agreed: AgreedQuestion) -> Catalogue:
    """Return the catalogue with questions that staff added for the identity card."""
    catalogue = small_catalogue()
    rows = replace(catalogue.questions.get(ID_CARD, Questions(ID_CARD)), agreed=agreed)
    return replace(catalogue, questions={**catalogue.questions, ID_CARD: rows})


def told(item: str = ID_CARD, *statements: str, line: str = "每证40元。") -> Told:
    """Return an answer; one about nothing is none."""
    return Told(bool(item), item, item, statements, line, line)


def questions(source: Source, most: int = MOST) -> list[ContractQuestion]:
    """Return the questions of the identity card that come from one part of the guide."""
    found = questions_of(guide(), small_catalogue(), asked_words(), most)
    return [q for q in found if q.source is source]


def test_every_element_that_citizens_ask_for_is_asked_of() -> None:
    asked = {q.covers[0] for q in questions(Source.ELEMENT)}
    assert asked == set(asked_words()) <= set(Element)


def test_cases_are_told_in_the_words_of_citizens() -> None:
    lost = [q.text for q in questions(Source.SITUATION) if "reason=lost" in q.covers]
    assert all("身份证" in text for text in lost)
    assert len(lost) > 1
    assert len(set(lost)) == len(lost)


def test_questions_of_a_faq_know_the_statement_that_answers() -> None:
    known = {q.text: q.statement for q in questions(Source.FAQ)}
    for faq in guide().faq:
        assert known[faq.question] == faq.id


@pytest.mark.parametrize("code", sorted(shipped().guides))
def test_of_every_guide_each_element_case_faq_and_name_is_asked_however_few_fit(code: str) -> None:
    one = shipped().guides[code]
    found = questions_of(one, shipped(), asked_words(), 1)
    covered = {part for q in found for part in q.covers}
    assert covered >= set(asked_words())
    assert covered >= {f"{q.id}={o.id}" for q in one.situations for o in q.options}
    assert covered >= {faq.id for faq in one.faq}
    texts = [q.text for q in found]
    asked = next(iter(asked_words().values()))
    assert {asked.replace("{x}", name) for name in one.item.aliases} <= set(texts)
    assert len(set(texts)) == len(texts)


def test_what_does_not_fit_is_left_out_evenly_and_always_the_same() -> None:
    few = questions_of(guide(), small_catalogue(), asked_words(), 40)
    many = questions_of(guide(), small_catalogue(), asked_words(), 1000)
    assert len(few) == 40 < MOST < len(many)
    assert [q for q in many if q in few] == list(few)
    assert few == questions_of(guide(), small_catalogue(), asked_words(), 40)
    assert {Source.FAQ, Source.SITUATION, Source.NAME} <= {q.source for q in few}


def test_what_staff_added_is_always_asked_and_changes_nothing_that_is_stored_without_it() -> None:
    agreed = AgreedQuestion("身份证能不能当天拿", "promised")
    found = questions_of(guide(), with_agreed(agreed), asked_words(), 1)
    assert found[0] == ContractQuestion(agreed.text, ID_CARD, Source.ADDED, (), "promised")
    before = small_catalogue().questions[ID_CARD]
    assert "agreed" not in content_of(ID_CARD, before).data
    rows = with_agreed(agreed).questions[ID_CARD]
    assert from_plain(Questions, to_content(rows)) == rows


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (told(ID_CARD, "a", "f1"), Verdict.RIGHT),
        (told(ID_CARD, "a"), Verdict.OTHER_STATEMENT),
        (told("other", "f1"), Verdict.OTHER_ITEM),
        (told(""), Verdict.NOT_ANSWERED),
    ],
)
def test_an_answer_is_right_when_it_rests_on_the_statement_of_the_item(
    answer: Told, expected: Verdict
) -> None:
    assert verdict(QUESTION, answer) is expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (told(ID_CARD, "a"), told(ID_CARD, "a"), Change.SAME),
        (told(ID_CARD, "a"), told(ID_CARD, "a", line="每证20元。"), Change.WORDING),
        (told(ID_CARD, "a"), told(ID_CARD, "new", "a", line="又一样。"), Change.WORDING),
        (told(ID_CARD, "a"), told(ID_CARD, "b"), Change.OTHER_STATEMENT),
        (told(ID_CARD, "a"), told("other", "a"), Change.OTHER_ITEM),
        (told(ID_CARD, "a"), told(""), Change.LOST),
        (told(""), told(ID_CARD, "a"), Change.GAINED),
    ],
)
def test_answers_differ_in_one_way(before: Told, after: Told, expected: Change) -> None:
    assert change(before, after) is expected


def test_a_report_counts_and_puts_lost_right_answers_first() -> None:
    right, wrong = told(ID_CARD, "f1"), told(ID_CARD, "b")
    stolen = told("other", "f1")
    found = report(
        [
            (QUESTION, right, right),
            (QUESTION, wrong, right),
            (QUESTION, wrong, stolen),
            (QUESTION, right, wrong),
            (QUESTION, right, stolen),
        ],
        {ID_CARD: "居民身份证"},
    )
    assert (found.asked, found.right_before, found.right_after, found.worse) == (5, 3, 2, 2)
    assert [(one.is_worse, one.change) for one in found.changed] == [
        (True, Change.OTHER_ITEM),
        (True, Change.OTHER_STATEMENT),
        (False, Change.OTHER_ITEM),
        (False, Change.OTHER_STATEMENT),
    ]
    assert found.changed[0].item_name == "居民身份证"
    assert from_plain(type(found), to_plain(found)) == found


def test_a_line_that_only_leads_on_is_shown_with_the_next() -> None:
    answer = Answer(AnswerStatus.ANSWERED_GUIDE, "您可能想知道：\n每证40元。\n还有。")
    assert Told.of(answer).line == "您可能想知道：每证40元。"


def test_a_record_reaches_the_guides_that_say_something_of_it() -> None:
    catalogue, one = small_catalogue(), guide()
    assert guides_of("guide", ID_CARD, catalogue) == (ID_CARD,)
    assert guides_of("guide", "unknown", catalogue) == ()
    assert ID_CARD in guides_of("department", one.item.department, catalogue)
    assert ID_CARD in guides_of("venue", one.place.venues[0], catalogue)
    assert ID_CARD in guides_of("material", one.materials[0].material, catalogue)
    assert ID_CARD in guides_of("entry", one.item.catalog_code, catalogue)
    assert guides_of("not_covered", "护照", catalogue) == ()


def test_neighbours_are_looked_for_by_the_words_people_use() -> None:
    catalogue = small_catalogue()
    assert words_of(guide())[0] == guide().item.name
    assert words_of(catalogue.not_covered[0])[0] == catalogue.not_covered[0].name
    assert words_of(next(iter(catalogue.venues.values()))) == ()
    assert words_of(catalogue.phrasings[ID_CARD])
