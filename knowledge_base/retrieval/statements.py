"""Which statements (要点) of a guide answer an ask: evidence for each, summed with fitted weights."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge_base.model.asking import Asks, AskType
from knowledge_base.model.catalogue import MISSING
from knowledge_base.model.qa import Subject
from knowledge_base.model.situation import Answers
from knowledge_base.model.statement import LISTS, Statement, StatementKind, asked_for
from knowledge_base.retrieval.classifier import ELEMENTS, KINDS, Classifier
from knowledge_base.retrieval.comparison import (
    Passages,
    Postings,
    Scores,
    Text,
    Words,
)
from knowledge_base.retrieval.features import lexical_tokens
from knowledge_base.retrieval.guide_texts import GUIDES_KEPT, GuideTexts
from knowledge_base.retrieval.kept import Kept
from knowledge_base.retrieval.lexicon import keys_of
from knowledge_base.text import normalise, prepared

NAME_WORTH = 0.3
"""What a token of the item's own name counts within its guide: nearly every statement has it."""
UNMATCHED = 2.0
"""Added to what a question could match, so that a question of one common word matches nothing wholly."""
MATCHES = ("overlap", "text", "sense", "wording", "wording_sense", "asked", "asked_sense")
"""How well a text fits a statement: words shared within the guide, cosine and sense of its text, of the wordings its
guide gives it, and of the questions labelled with it."""
READINGS = ("ask", "whole")
"""An ask is read by itself and with all of its message that asks nothing else."""
MATCH_PARTS = tuple(f"{reading}_{match}" for reading in READINGS for match in MATCHES)
LABEL_PARTS = (
    "ask_element",
    "whole_element",
    "ask_kind",
    "whole_kind",
    "composed_ask_kind",
    "composed_whole_kind",
    "missing_kind",
)
"""What is made of several rows has no text of its own, so its kind tells more. The last part is the same for every
statement: how much the ask sounds like what guides do not say."""
CASE_PARTS = ("contradicted", "told", "unasked_whole", "how_whole")
"""The statement does not hold in the case that was told, or holds in just that case, or a row that it is made of does;
nothing particular is asked, or how to go about it, and it is the whole matter."""
PARTS = (*MATCH_PARTS, *LABEL_PARTS, *CASE_PARTS, *(f"is_{kind}" for kind in StatementKind))
"""What the score of a statement is made of, in the order of the columns of `StatementEvidence.of`."""


@dataclass(frozen=True)
class _Asked:
    """A text with what it asks for."""

    text: Text
    elements: Scores
    kinds: Scores


class _Guide:
    """The statements of one guide, as far as they are the same whatever else is published."""

    def __init__(self, subject: Subject, passages: Passages) -> None:
        self.statements = subject.statements
        self.kinds = np.array([KINDS.index(s.kind) for s in self.statements])
        self.is_composed = np.array([s.is_composed for s in self.statements], dtype=np.float32)
        self.elements = np.array([ELEMENTS.index(s.element) for s in self.statements])
        self.is_kind = np.eye(len(StatementKind), dtype=np.float32)[
            [list(StatementKind).index(s.kind) for s in self.statements]
        ]
        self._speakers = passages.speakers(_speak_for(subject), 3 * len(self.statements))
        self._worth = Postings.of(_worth(subject))

    def matches(self, text: Text, near: Scores) -> Scores:
        """Return how well a text fits each statement, shape (statements, MATCHES); `near` is how near its texts are."""
        found = self._speakers.best(near)
        by_kind = found.reshape(2, 3, -1).swapaxes(0, 1).reshape(6, -1)
        return np.column_stack([self._overlap(text), *by_kind])

    def _overlap(self, text: Text) -> Scores:
        """How much of what the guide knows of a text each statement holds, 0 to 1."""
        shared = self._worth.scores(text.words.alike)
        overlap: Scores = shared[:-1] / (UNMATCHED + shared[-1])
        return overlap


def _speak_for(subject: Subject) -> Iterator[tuple[str, list[int]]]:
    """Yield the texts that speak for statements: their own, the wordings of the guide, and what people asked.

    A statement has three places, by what kind of text speaks for it. Of the questions only those speak that ask one thing.
    """
    size = len(subject.statements)
    places = {s.id: at for at, s in enumerate(subject.statements)}
    for at, statement in enumerate(subject.statements):
        yield normalise(statement.text), [at]
        yield from ((normalise(wording), [size + at]) for wording in statement.wordings)
    for question in subject.questions:
        if len(question.asks) == 1:
            answers = (i for ids in question.asks for i in asked_for(ids) if i in places)
            yield prepared(question.text), [2 * size + places[i] for i in answers]


def _worth(subject: Subject) -> list[Words]:
    """Return how much each token of a statement tells it from the others, and last all that the guide knows."""
    named = {t for name in subject.names for t in lexical_tokens(normalise(name))}
    tokens = [list(dict.fromkeys(lexical_tokens(normalise(s.text)))) for s in subject.statements]
    found = Counter(t for own in tokens for t in own)
    worth = {
        t: math.log((len(tokens) + 1) / (n + 0.3)) * (NAME_WORTH if t in named else 1.0)
        for t, n in found.items()
    }
    return [
        Words(keys_of(own), np.array([worth[t] for t in own], dtype=np.float32))
        for own in (*tokens, list(worth))
    ]


class StatementEvidence:
    """Everything that speaks for the statements of a guide. Read-only after building, safe for threads."""

    def __init__(self, texts: GuideTexts, elements: Classifier, kinds: Classifier) -> None:
        self.texts, self._elements, self._kinds = texts, elements, kinds
        self._guides: Kept[str, _Guide] = Kept(GUIDES_KEPT)

    def of_next(self, texts: GuideTexts) -> "StatementEvidence":
        """Return the evidence over the texts of the next generation, by the same classifiers."""
        other = StatementEvidence(texts, self._elements, self._kinds)
        other._guides = self._guides.those(lambda code: self.texts.has(texts.subjects.get(code)))
        return other

    def _guide(self, item_code: str) -> _Guide:
        texts = self.texts
        return self._guides.of(
            item_code, lambda: _Guide(texts.subjects[item_code], texts.passages(item_code))
        )

    def statements(self, item_code: str) -> Sequence[Statement]:
        """Return the statements of an item, in the order of the rows of `of`."""
        return self.texts.subjects[item_code].statements

    def of(self, item_code: str, asking: Asks, told: Answers, *, without: str = "") -> list[Scores]:
        """Return for each ask the parts of the score of each statement, shape (statements, PARTS).

        Args:
            item_code: an item.
            asking: what is asked, normalised.
            told: the case.
            without: a labelled question that must not speak for itself.
        """
        guide = self._guide(item_code)
        pairs = [(ask.text, asking.around(ask)) for ask in asking.asks]
        texts = list(dict.fromkeys(text for pair in pairs for text in pair))
        read = dict(zip(texts, self._texts(texts), strict=True))
        own = self.texts.of(item_code)
        matches = {
            t: guide.matches(one.text, own.near(one.text, without)) for t, one in read.items()
        }
        return [
            np.hstack(
                [
                    matches[alone],
                    matches[around],
                    _labels(guide, read[alone], read[around]),
                    _case(guide.statements, told, ask.type),
                    guide.is_kind,
                ]
            )
            for ask, (alone, around) in zip(asking.asks, pairs, strict=True)
        ]

    def _texts(self, texts: Sequence[str]) -> list[_Asked]:
        elements = self._elements.log_odds(texts)
        kinds = self._kinds.log_odds(texts)
        return [
            _Asked(self.texts.reader.read(t), elements[n], kinds[n]) for n, t in enumerate(texts)
        ]


def _labels(guide: _Guide, ask: _Asked, whole: _Asked) -> Scores:
    return np.stack(
        [
            ask.elements[guide.elements],
            whole.elements[guide.elements],
            ask.kinds[guide.kinds],
            whole.kinds[guide.kinds],
            ask.kinds[guide.kinds] * guide.is_composed,
            whole.kinds[guide.kinds] * guide.is_composed,
            np.full(len(guide.kinds), ask.kinds[KINDS.index(MISSING)]),
        ],
        axis=1,
    )


def _case(statements: Sequence[Statement], told: Answers, asked: AskType) -> Scores:
    holds = [s.when.holds(told) for s in statements]
    chosen = [
        bool(s.when.choices) and held is True for s, held in zip(statements, holds, strict=True)
    ]
    in_case = {s.kind for s, is_chosen in zip(statements, chosen, strict=True) if is_chosen}
    whole = StatementKind.WHOLE
    return np.array(
        [
            [
                held is False,
                is_chosen or LISTS.get(s.kind) in in_case or (s.kind is whole and bool(in_case)),
                s.kind is whole and asked is AskType.OTHER,
                s.kind is whole and asked is AskType.HOW,
            ]
            for s, held, is_chosen in zip(statements, holds, chosen, strict=True)
        ],
        dtype=np.float32,
    )
