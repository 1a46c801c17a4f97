"""Situations (情形): questions whose answers select the rows of a guide that apply."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

Answers: TypeAlias = Mapping[str, str]
"""Chosen option id by question id."""


@dataclass(frozen=True)
class When:
    """In which situation a row applies: every question named must be answered by one of its options."""

    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def holds(self, answers: Answers) -> bool | None:
        """Return whether the row applies; None while an answer it depends on is missing."""
        verdict: bool | None = True
        for question_id, option_ids in self.choices:
            given = answers.get(question_id)
            if given is None:
                verdict = None
            elif given not in option_ids:
                return False
        return verdict

    @property
    def question_ids(self) -> tuple[str, ...]:
        """The questions this condition looks at, in order."""
        return tuple(question_id for question_id, _ in self.choices)


ALWAYS = When()


class Conditional(Protocol):
    """A row of a guide that applies in some situations only."""

    @property
    def when(self) -> When:
        """In which situation the row applies."""
        ...


@dataclass(frozen=True)
class SituationOption:
    """One answer (选项) to a situation question; `say` are citizens' own words for it."""

    id: str
    label: str
    say: tuple[str, ...] = ()

    @property
    def wordings(self) -> tuple[str, ...]:
        """The label and the citizens' own words."""
        return (self.label, *self.say)


@dataclass(frozen=True)
class SituationQuestion:
    """A question (情形问题) whose answer changes what applies."""

    id: str
    ask: str
    why: str
    options: tuple[SituationOption, ...]
    when: When = ALWAYS

    def option(self, option_id: str) -> SituationOption | None:
        """Return the option with this id, or None."""
        return next((o for o in self.options if o.id == option_id), None)


@dataclass(frozen=True)
class Ending:
    """A situation that ends the matter: what it says stands in the place of papers and steps.

    kind: not_needed (不用办), not_eligible (不符合条件) or elsewhere (不在这里办).
    go_to: the code of the item that is done instead, where there is a guide to it.
    """

    kind: str
    text: str
    when: When
    basis: str = ""
    go_to: str = ""
    id: str = ""


def ending_of(endings: tuple[Ending, ...], answers: Answers) -> Ending | None:
    """Return what ends the matter in the situation that was told, or None where it goes on."""
    return next((ending for ending in endings if ending.when.holds(answers)), None)


def replay(questions: tuple[SituationQuestion, ...], given: Answers) -> dict[str, str]:
    """Return the answers that count, in the order of the questions.

    Answers to unknown questions, unknown options and questions that no longer apply after an earlier
    answer was changed are dropped, so that changing one answer never leaves another one hanging.
    """
    kept: dict[str, str] = {}
    for question in questions:
        chosen = given.get(question.id)
        if chosen is None or question.option(chosen) is None or question.when.holds(kept) is False:
            continue
        kept[question.id] = chosen
    return kept


def told_options(
    questions: tuple[SituationQuestion, ...], answers: Answers
) -> tuple[SituationOption, ...]:
    """Return the options that `answers` chose, in the order of the questions."""
    chosen = (q.option(answers.get(q.id, "")) for q in questions)
    return tuple(option for option in chosen if option)


def open_questions(
    questions: tuple[SituationQuestion, ...], answers: Answers
) -> tuple[SituationQuestion, ...]:
    """Return the questions still to be asked after `answers`, in order."""
    return tuple(q for q in questions if q.id not in answers and q.when.holds(answers) is True)
