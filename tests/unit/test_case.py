"""What a message tells of the case, by words, by denial, by numbers, and by what was asked just now."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from knowledge_base.model.catalogue import LabelledQuestion
from knowledge_base.model.guide import Guide
from knowledge_base.model.situation import SituationOption, SituationQuestion
from knowledge_base.retrieval.case import PARTS, CaseEvidence, CaseReader, CaseTuning
from knowledge_base.retrieval.guide_texts import GuideTexts
from knowledge_base.text import normalise
from tests.knowledge_kit import ID_CARD, shipped, small_catalogue, subjects
from tests.retrieval_kit import Characters

REASON = SituationQuestion(
    "reason",
    "哪种情况？",
    "",
    (
        SituationOption("lost", "丢了补办", ("丢了", "找不着了")),
        SituationOption("expired", "到期换新", ("过期", "到期")),
    ),
)
AGE = SituationQuestion(
    "age",
    "多大了？",
    "",
    (
        SituationOption("adult", "满16周岁", ("大人",)),
        SituationOption("minor", "未满16周岁", ("孩子",)),
    ),
)
GUIDE = replace(shipped().guides[ID_CARD], situations=(REASON, AGE))
WEIGHTS = {
    "stands": 6.0,
    "denied": -6.0,
    "within": 3.0,
    "beyond": -6.0,
    "asked": 6.0,
    "open": 1.5,
    "none": 2.0,
    "none_asked": 6.0,
}


def evidence(*questions: LabelledQuestion, guide: Guide = GUIDE) -> CaseEvidence:
    """Return what compares messages with the options of a guide, with labelled questions of it."""
    found = [replace(s, questions=questions) for s in subjects(small_catalogue())]
    return CaseEvidence({ID_CARD: guide}, GuideTexts(found, Characters()))


def told(
    said: str, asked: str = "", questions: tuple[LabelledQuestion, ...] = (), sure: float = 0.5
) -> Mapping[str, str]:
    """Return what a message tells of the case."""
    reader = CaseReader(evidence(*questions), CaseTuning(WEIGHTS, sure, certain=0.99))
    return reader.read(GUIDE, normalise(said), asked)


@pytest.mark.parametrize(
    ("said", "case"),
    [
        ("身份证丢了", {"reason": "lost"}),
        ("孩子的证找不着了", {"reason": "lost", "age": "minor"}),
        ("身份证要到期了", {"reason": "expired"}),
        ("身份证多少钱", {}),
        ("窗口几点上班", {}),
    ],
)
def test_the_words_of_an_option_tell_it(said: str, case: Mapping[str, str]) -> None:
    assert told(said) == case


@pytest.mark.parametrize("said", ["没丢了，就是想问问", "不是过期", "身份证没到期"])
def test_an_option_that_is_denied_is_not_told(said: str) -> None:
    assert told(said) == {}


def test_of_two_options_of_which_one_is_denied_the_other_is_told() -> None:
    assert told("不是丢了，是到期") == {"reason": "expired"}


@pytest.mark.parametrize(
    ("said", "case"),
    [
        ("我家那个15岁", {"age": "minor"}),
        ("我16周岁了", {"age": "adult"}),
        ("我妈七十二岁", {"age": "adult"}),
        ("办了15天", {}),
    ],
)
def test_a_number_tells_the_option_in_whose_range_it_lies(
    said: str, case: Mapping[str, str]
) -> None:
    assert told(said) == case


def test_a_question_that_was_put_just_now_is_answered_by_less() -> None:
    assert told("过期", sure=0.8) == {}
    assert told("过期", asked=REASON.id, sure=0.8) == {"reason": "expired"}
    assert told("过期", asked=AGE.id, sure=0.8) == {}


def test_what_people_in_a_case_asked_tells_the_case_and_what_others_asked_tells_none() -> None:
    labelled = (
        LabelledQuestion("包让人掏了证都没了", (("s3tt",),), {"reason": "lost"}),
        LabelledQuestion("照相穿啥衣服", (("nv4n",),)),
    )

    assert told("包让人掏了证都没了", questions=labelled) == {"reason": "lost"}
    assert told("照相穿啥衣服", questions=labelled) == {}


def test_a_labelled_question_does_not_speak_for_its_own_case() -> None:
    labelled = LabelledQuestion("包让人掏了", (("s3tt",),), {"reason": "lost"})
    text, column = normalise(labelled.text), PARTS.index("asked")
    found = evidence(labelled)

    assert found.of(ID_CARD, text)["reason"][1][:, column].any()
    assert not found.of(ID_CARD, text, without=text)["reason"][1][:, column].any()


def test_the_less_sure_one_may_be_the_more_is_told() -> None:
    assert told("身份证丢了", sure=0.999) == {}
    assert told("身份证丢了", sure=0.5) == {"reason": "lost"}


def test_a_guide_without_situations_tells_no_case() -> None:
    guide = replace(GUIDE, situations=())
    reader = CaseReader(evidence(guide=guide), CaseTuning(WEIGHTS, 0.5, 0.99))

    assert reader.read(guide, "身份证丢了") == {}
