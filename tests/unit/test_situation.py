"""Situations: conditions, replay of answers, and the questions still open."""

import pytest

from knowledge_base.model.situation import (
    ALWAYS,
    SituationOption,
    SituationQuestion,
    When,
    open_questions,
    replay,
)

REASON = SituationQuestion(
    "reason",
    "为什么办？",
    "",
    (SituationOption("lost", "丢了"), SituationOption("expired", "到期")),
)
HUKOU = SituationQuestion(
    "hukou",
    "户口在哪？",
    "",
    (SituationOption("local", "同江"), SituationOption("elsewhere", "外地")),
    when=When((("reason", ("lost",)),)),
)
QUESTIONS = (REASON, HUKOU)


@pytest.mark.parametrize(
    ("when", "answers", "expected"),
    [
        (ALWAYS, {}, True),
        (When((("reason", ("lost",)),)), {}, None),
        (When((("reason", ("lost",)),)), {"reason": "lost"}, True),
        (When((("reason", ("lost",)),)), {"reason": "expired"}, False),
        (When((("reason", ("lost",)), ("hukou", ("local",)))), {"reason": "lost"}, None),
        (When((("reason", ("lost",)), ("hukou", ("local",)))), {"hukou": "elsewhere"}, False),
    ],
)
def test_a_condition_holds_fails_or_is_open(
    when: When, answers: dict[str, str], expected: bool | None
) -> None:
    assert when.holds(answers) is expected


def test_replay_keeps_answers_that_fit() -> None:
    given = {"hukou": "local", "reason": "lost"}

    assert replay(QUESTIONS, given) == {"reason": "lost", "hukou": "local"}


def test_changing_an_early_answer_drops_the_later_one_it_made_pointless() -> None:
    assert replay(QUESTIONS, {"reason": "expired", "hukou": "local"}) == {"reason": "expired"}


def test_replay_drops_unknown_questions_and_options() -> None:
    assert replay(QUESTIONS, {"reason": "stolen", "colour": "red"}) == {}


def test_a_question_is_open_only_once_its_own_condition_holds() -> None:
    assert open_questions(QUESTIONS, {}) == (REASON,)
    assert open_questions(QUESTIONS, {"reason": "lost"}) == (HUKOU,)
    assert open_questions(QUESTIONS, {"reason": "expired"}) == ()
