"""Statements are chosen by the sum of what speaks for them."""

import math
from collections.abc import Mapping
from dataclasses import replace

import pytest

from knowledge_base.building import asker
from knowledge_base.model.catalogue import LabelledQuestion
from knowledge_base.model.choice import Choice
from knowledge_base.retrieval.calibration import Calibration
from knowledge_base.retrieval.choosing import LOOKED_AT, StatementRanker, StatementTuning
from knowledge_base.retrieval.guide_texts import GuideTexts
from knowledge_base.retrieval.statements import PARTS, StatementEvidence
from knowledge_base.text import prepared
from tests.knowledge_kit import ID_CARD, RESIDENCE, shipped, small_catalogue, subjects
from tests.retrieval_kit import ELEMENTS_UNKNOWN, KINDS_UNKNOWN, Characters

GUIDE = shipped().guides[ID_CARD]
ASKER = asker()
ASKED = LabelledQuestion("证上照片太丑了能重拍不", (("zvbv",),))
"""Answered, as labelled here, by something with which it shares no word."""
CALIBRATION = Calibration(0.0, (1.0, *[0.0] * (len(LOOKED_AT) - 1)))


def evidence(*questions: LabelledQuestion) -> StatementEvidence:
    """Return what speaks for the statements of three guides, with labelled questions of the identity card."""
    found = [
        replace(s, questions=questions if s.key == ID_CARD else ())
        for s in subjects(small_catalogue())
    ]
    return StatementEvidence(GuideTexts(found, Characters()), ELEMENTS_UNKNOWN, KINDS_UNKNOWN)


@pytest.fixture(scope="module")
def plain() -> StatementEvidence:
    """What speaks for them where nobody has labelled a question."""
    return evidence()


def chosen(
    found: StatementEvidence, said: str, case: Mapping[str, str] | None = None, **weights: float
) -> tuple[Choice, ...]:
    """Return what is chosen with some weights, all others nought."""
    ranker = StatementRanker(found, StatementTuning(weights, CALIBRATION))
    return ranker.choose(ID_CARD, ASKER.read(prepared(said)), case or {})


def test_the_statement_that_shares_the_most_words_comes_first(plain: StatementEvidence) -> None:
    (choice,) = chosen(plain, "行动不便的老人能预约上门采集吗", ask_overlap=10.0)

    assert choice.first.id == "crfp"


def test_a_faq_is_found_by_the_wordings_of_its_question(plain: StatementEvidence) -> None:
    (choice,) = chosen(plain, "丢了身份证要不要登报", ask_wording=10.0)

    assert choice.first.id == "cbw2"


def test_each_ask_has_a_choice_of_its_own(plain: StatementEvidence) -> None:
    first, second = chosen(plain, "领证能代领吗，邮寄要多少钱", ask_overlap=10.0)

    assert (first.ask.type.value, second.ask.type.value) == ("yesno", "howmuch")
    assert first.first.id == "qqz5"


def test_every_statement_has_a_share_and_the_best_comes_first(plain: StatementEvidence) -> None:
    (choice,) = chosen(plain, "身份证丢了补一个", ask_overlap=10.0)
    shares = [likely.share for likely in choice.likely]

    assert {one.statement for one in choice.likely} == set(plain.statements(ID_CARD))
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1.0, abs=1e-5)


def test_what_does_not_hold_in_the_case_comes_after_what_does(plain: StatementEvidence) -> None:
    order = {
        reason: [
            one.statement.id
            for one in chosen(
                plain, "要多少钱", {"reason": reason}, contradicted=-5.0, told=3.0, is_fee=9.0
            )[0].likely
        ]
        for reason in ("lost", "expired")
    }

    assert order["lost"][0] == "s3tt"
    assert order["expired"][0] == "k37v"


def test_a_labelled_question_speaks_for_its_statement_to_others_and_not_to_itself() -> None:
    found, column = evidence(ASKED), PARTS.index("ask_asked")
    at = [s.id for s in found.statements(ID_CARD)].index("zvbv")
    asking = ASKER.read(prepared(ASKED.text))

    (speaks,) = found.of(ID_CARD, asking, {})
    (silent,) = found.of(ID_CARD, asking, {}, without=asking.whole)

    assert speaks[at, column] == pytest.approx(1.0, abs=1e-4)
    assert not silent[:, column].any()


def test_a_question_that_asks_several_things_speaks_for_none_of_its_statements() -> None:
    both = replace(ASKED, asks=(("zvbv",), ("s3tt",)))

    (parts,) = evidence(both).of(ID_CARD, ASKER.read(prepared(ASKED.text)), {})

    assert not parts[:, PARTS.index("ask_asked")].any()


def test_the_evidence_has_one_row_a_statement_and_one_column_a_part(
    plain: StatementEvidence,
) -> None:
    for code in (ID_CARD, RESIDENCE):
        (parts,) = plain.of(code, ASKER.read("丢了"), {})

        assert parts.shape == (len(plain.statements(code)), len(PARTS))
        assert all(math.isfinite(value) for value in parts.flat)


def test_the_surer_the_first_share_the_surer_the_answer(plain: StatementEvidence) -> None:
    said = "行动不便的老人能预约上门采集吗"

    (vague,), (sure,) = (chosen(plain, said, ask_overlap=w) for w in (1.0, 20.0))

    assert vague.probability < sure.probability <= 1.0


@pytest.mark.parametrize("said", ["？？", "嗯", "x"])
def test_what_says_nothing_still_has_a_choice(plain: StatementEvidence, said: str) -> None:
    (choice,) = chosen(plain, said, ask_overlap=10.0)

    assert 0.0 <= choice.probability <= 1.0
