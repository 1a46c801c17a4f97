"""Questions as citizens might word them, made from the base's own names and phrasings, for training."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from knowledge_base.errors import GuideError
from knowledge_base.model.element import Element
from knowledge_base.model.qa import Subject, SubjectKind

FILLER_SHARE, DROP_SHARE, SWAP_SHARE = 0.15, 0.12, 0.05
OPENINGS = ("你好", "请问", "我想问下", "麻烦问一下", "那个", "问一下", "老师您好")


@dataclass(frozen=True)
class Phrasings:
    """How people ask for each element: the standard question and colloquial phrases with `{x}`."""

    questions: Mapping[str, str]
    phrases: Mapping[str, tuple[str, ...]]


def read_phrasings(path: Any) -> Phrasings:
    """Return policy/elements.yml.

    Raises:
        GuideError: an element of the closed list is missing, or a phrase has no `{x}`.
    """
    data = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    faults = [f"{path} {e}: 缺少这个要素" for e in Element if e not in data]
    for element, rows in data.items():
        faults += [
            f"{path} {element}: {p!r} 里没有 {{x}}" for p in rows["phrases"] if "{x}" not in p
        ]
    if faults:
        raise GuideError(faults)
    return Phrasings(
        {e: data[e]["question"] for e in Element}, {e: tuple(data[e]["phrases"]) for e in Element}
    )


@dataclass(frozen=True)
class Example:
    """A made question with the subject (by position) and element it asks for."""

    text: str
    subject: int
    element: str


def make_examples(
    subjects: Sequence[Subject], phrasings: Phrasings, per_unit: int, seed: int
) -> Iterator[Example]:
    """Yield `per_unit` questions a subject and element, then every FAQ wording, in a fixed order.

    A service that is not covered is asked about in general only.
    """
    rng = random.Random(seed)
    for position, subject in enumerate(subjects):
        for element in _elements_of(subject, phrasings):
            for _ in range(per_unit):
                yield Example(
                    _question(subject, phrasings.phrases[element], rng), position, element
                )
        for entry in subject.entries:
            for wording in entry.wordings:
                yield Example(wording, position, entry.element)
        for elements, text in subject.asked:
            yield Example(text, position, elements[0])
        for hint in subject.hints:
            yield Example(hint, position, Element.OVERVIEW)


def _elements_of(subject: Subject, phrasings: Phrasings) -> Sequence[str]:
    if subject.kind is SubjectKind.NOT_COVERED:
        return (Element.OVERVIEW, Element.MATERIALS, Element.PLACE, Element.STEPS)
    return [e for e in phrasings.phrases if e != Element.FAQ]


def _question(subject: Subject, phrases: Sequence[str], rng: random.Random) -> str:
    wordings = subject.names if rng.random() < 0.6 or not subject.hints else subject.hints
    made = rng.choice(phrases).replace("{x}", rng.choice(wordings))
    if rng.random() < FILLER_SHARE:
        made = rng.choice(OPENINGS) + made
    return _damage(made, rng)


def _damage(made: str, rng: random.Random) -> str:
    """Drop or swap a character now and then, as thumbs do."""
    if len(made) > 5 and rng.random() < DROP_SHARE:
        at = rng.randrange(len(made))
        made = made[:at] + made[at + 1 :]
    if len(made) > 5 and rng.random() < SWAP_SHARE:
        at = rng.randrange(len(made) - 1)
        made = made[:at] + made[at + 1] + made[at] + made[at + 2 :]
    return made
