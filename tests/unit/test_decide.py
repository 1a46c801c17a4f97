"""Whether a guide speaks, the citizen is asked back, a department is named, or nothing is known."""

import pytest

from knowledge_base.answering import pipeline, subject
from knowledge_base.answering.base import Turn
from knowledge_base.answering.decide import decide
from knowledge_base.answering.thresholds import Thresholds
from knowledge_base.model.answer import Answer, AnswerStatus
from knowledge_base.model.catalogue import CatalogEntry, Catalogue, Department
from knowledge_base.model.context import Context
from knowledge_base.model.guide import Guide
from knowledge_base.model.qa import Subject
from tests.answering_kit import HUKOU, ID_CARD, ROW, Found, Sure, base_of, hit, talk

LIMITS = Thresholds()
SURE, UNSURE, HARDLY = LIMITS.answer + 0.1, LIMITS.confirm + 0.01, LIMITS.confirm - 0.01
POLICE = Department("gongan", "同江市公安局", "公安局", (), (), "12345", "")
CATALOGUE = Catalogue(
    {"gongan": POLICE},
    {},
    {},
    {ROW.key: CatalogEntry(ROW.key, ROW.name, (), "gongan", "", "", "", "")},
    {g.item.code: g for g in (ID_CARD, HUKOU)},
)


def outcome(
    said: str,
    found: Guide | Subject | None,
    probability: float,
    context: Context | None = None,
    *,
    explained: float = 0.0,
    content: int = 2,
    answered: float = 0.1,
) -> Answer | None:
    """Return what is decided about a message; None where a guide speaks."""
    hits = (hit(found, explained),) if found else ()
    base = base_of(Found(hits, probability, content), Sure(answered), catalogue=CATALOGUE)
    turn = Turn(said, context or Context())
    for step in (pipeline.read, subject.search, subject.settle, pipeline.choose):
        step(turn, base)
    return decide(turn, base)


def status(answer: Answer | None) -> AnswerStatus | None:
    """Return how a message ended."""
    return answer.status if answer else None


@pytest.mark.parametrize(
    ("probability", "expected"),
    [
        (SURE, None),
        (UNSURE, AnswerStatus.CLARIFY_CONFIRM),
        (HARDLY, AnswerStatus.UNANSWERED_UNKNOWN),
    ],
)
def test_the_surer_a_matter_the_more_is_said_of_it(
    probability: float, expected: AnswerStatus | None
) -> None:
    assert status(outcome("身份证丢了想补一个", ID_CARD, probability)) == expected


@pytest.mark.parametrize(
    ("probability", "expected"),
    [
        (LIMITS.route, AnswerStatus.ROUTED_DEPARTMENT),
        (UNSURE, AnswerStatus.CLARIFY_CONFIRM),
        (HARDLY, AnswerStatus.UNANSWERED_UNKNOWN),
    ],
)
def test_a_row_without_a_guide_goes_to_its_department(
    probability: float, expected: AnswerStatus
) -> None:
    answer = outcome("我家想给狗上一个养狗证行不行", ROW, probability)

    assert status(answer) == expected
    assert (POLICE.name in answer.text if answer else False) is (probability >= LIMITS.route)


@pytest.mark.parametrize("said", ["得带啥", "在哪办", "多少钱"])
def test_who_asks_something_of_nothing_is_asked_of_what(said: str) -> None:
    assert status(outcome(said, HUKOU, HARDLY, content=1)) is AnswerStatus.CLARIFY_ITEM


@pytest.mark.parametrize(
    ("context", "expected"),
    [(Context(), AnswerStatus.CLARIFY_ITEM), (talk(), AnswerStatus.CLARIFY_ELEMENT)],
)
def test_who_says_too_little_is_asked_what_is_wanted(
    context: Context, expected: AnswerStatus
) -> None:
    assert status(outcome("嗯", None, 0.0, context)) is expected


def test_what_nobody_knows_is_unknown() -> None:
    assert status(outcome("月亮上有没有兔子和嫦娥", None, 0.0)) is AnswerStatus.UNANSWERED_UNKNOWN


def test_a_letter_is_near_to_some_name_and_means_nothing() -> None:
    assert status(outcome("x", ID_CARD, SURE)) is AnswerStatus.CLARIFY_ITEM


@pytest.mark.parametrize(
    ("said", "evidence"),
    [
        ("身份证要去几趟呢", {}),
        ("我是丢了的", {}),
        ("多久能下来", {"content": 1}),
        ("这东西还得按手印吗", {"explained": LIMITS.about_it}),
        ("这东西还得按手印吗", {"answered": LIMITS.stay, "explained": LIMITS.hinted}),
    ],
)
def test_a_follow_up_about_the_matter_is_answered(said: str, evidence: dict[str, float]) -> None:
    explained, answered = evidence.get("explained", 0.0), evidence.get("answered", 0.1)
    content = int(evidence.get("content", 3))

    answer = outcome(
        said, ID_CARD, HARDLY, talk(), explained=explained, answered=answered, content=content
    )

    assert answer is None


def test_a_follow_up_about_something_else_is_not_answered_from_the_matter() -> None:
    answer = outcome("地里挖出个铁箱子归谁管", ID_CARD, HARDLY, talk(), content=3)

    assert status(answer) is AnswerStatus.UNANSWERED_UNKNOWN


def test_a_follow_up_about_a_row_without_a_guide_goes_to_its_department_again() -> None:
    answer = outcome("多少钱", ROW, HARDLY, talk(ROW), content=1)

    assert status(answer) is AnswerStatus.ROUTED_DEPARTMENT


@pytest.mark.parametrize(
    ("hint", "expected"),
    [("thanks", AnswerStatus.SMALLTALK), ("human", AnswerStatus.ROUTED_STAFF)],
)
def test_an_act_the_dialogue_engine_reads_counts_where_the_words_say_nothing(
    hint: str, expected: AnswerStatus
) -> None:
    said = "那个那个谁谁谁来着"

    assert status(outcome(said, None, 0.0, Context(hint=hint))) is expected
    assert status(outcome("身份证丢了想补一个", ID_CARD, SURE, Context(hint=hint))) is None
