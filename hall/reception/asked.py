"""What a citizen last asked: the question that goes to a department when a person is wanted."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge_base.answering.taking import chosen_option
from knowledge_base.model.answer import Answer, AnswerStatus
from knowledge_base.text import normalise, units
from service_desk.model import Message, Sender

NO_QUESTIONS = ("smalltalk", "blocked")
"""Families of answers to what asks nothing of a department."""
LITTLE = 3
"""Characters, words and numbers that ask nothing unless they were understood."""
SHORT = 6
"""Characters and words up to which a message goes on with what was asked before: 那多少钱, 满16周岁."""
MOST_JOINED = 4
JOINT = "；"


@dataclass(frozen=True)
class Exchange:
    """What a citizen said and what the bot answered."""

    said: str
    answers: tuple[Answer, ...]

    @property
    def asks(self) -> bool:
        """Whether a department could answer it: no thanks, no call for a person, no sign."""
        last = self.answers[-1].status if self.answers else None
        if last is None or last is AnswerStatus.ROUTED_STAFF or last.family in NO_QUESTIONS:
            return False
        return self.answers[-1].item is not None or units(normalise(self.said)) > LITTLE


@dataclass(frozen=True)
class Asked:
    """A question and the answer it got."""

    question: str
    answer: Answer


def last_asked(messages: Sequence[Message]) -> Asked | None:
    """Return the last question among the messages, whole: what was tapped or added after it belongs to it."""
    exchanges = _exchanges(messages)
    while exchanges and not exchanges[-1].asks:
        exchanges.pop()
    if not exchanges:
        return None
    said = [exchanges[-1].said]
    for before, later in list(pairwise(exchanges))[:-MOST_JOINED:-1]:
        if not (added := _added(later, before)):
            break
        said[-1:] = [added, before.said]
    return Asked(JOINT.join(reversed(said)), exchanges[-1].answers[-1])


def _exchanges(messages: Sequence[Message]) -> list[Exchange]:
    found: list[Exchange] = []
    for message in messages:
        if message.sender is Sender.CITIZEN:
            found.append(Exchange(message.text, ()))
        elif message.answer is not None and found:
            answers = (*found[-1].answers, Answer.from_dict(message.answer))
            found[-1] = Exchange(found[-1].said, answers)
    return found


def _added(later: Exchange, before: Exchange) -> str:
    """Return what a message adds to the one before: an option's label, or a few words on the same item."""
    if not before.answers:
        return ""
    if option := chosen_option(later.said, before.answers[-1].options):
        return option.label
    item, short = later.answers[-1].item, units(normalise(later.said)) <= SHORT
    return later.said if short and item is not None and item == before.answers[-1].item else ""
