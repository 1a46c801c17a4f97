"""Which statements (要点) of a guide answer an ask: evidence for each, summed with fitted weights."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from knowledge_base.model.asking import Asking, AskType
from knowledge_base.model.catalogue import MISSING
from knowledge_base.model.qa import Subject
from knowledge_base.model.situation import Answers
from knowledge_base.model.statement import LISTS, Statement, StatementKind, asked_for
from knowledge_base.retrieval.classifier import ELEMENTS, KINDS, Classifier
from knowledge_base.retrieval.encoder import Encoder
from knowledge_base.retrieval.features import lexical_tokens
from knowledge_base.text import normalise, prepared

NAME_WORTH = 0.3
"""What a token of the item's own name counts within its guide: nearly every statement has it."""
UNMATCHED = 2.0
"""Added to what a question could match, so that a question of one common word matches nothing wholly."""
GUIDES_KEPT = 512
"""Guides whose rows are kept ready; one that was not asked for lately is read again."""
TEXTS_KEPT = 512
"""Texts of citizens that are kept as they were read."""

Scores = NDArray[np.float32]

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
class Text:
    """A text of a citizen as statements are compared with it."""

    tokens: frozenset[str]
    weights: Mapping[str, float]
    sense: Scores


@dataclass(frozen=True)
class _Asked:
    """A text with what it asks for."""

    text: Text
    elements: Scores
    kinds: Scores


class _Postings:
    """Vectors over tokens, kept by token: most tokens stand in one or two texts of a guide."""

    def __init__(self, vectors: Sequence[Mapping[str, float]]) -> None:
        found: dict[str, list[tuple[int, float]]] = {}
        for row, vector in enumerate(vectors):
            for token, weight in vector.items():
                found.setdefault(token, []).append((row, weight))
        ends = np.cumsum([len(places) for places in found.values()]).tolist()
        self._span = dict(zip(found, pairwise([0, *ends]), strict=True))
        self._rows = np.array([r for places in found.values() for r, _ in places], dtype=np.int32)
        self._weights = np.array(
            [w for places in found.values() for _, w in places], dtype=np.float32
        )
        self._size = len(vectors)

    def scores(self, vector: Mapping[str, float]) -> Scores:
        """Return the product of each vector with another one."""
        spans = [(*self._span[t], w) for t, w in vector.items() if t in self._span]
        if not spans:
            return np.zeros(self._size, dtype=np.float32)
        rows = np.concatenate([self._rows[start:end] for start, end, _ in spans])
        worth = np.concatenate([self._weights[start:end] * w for start, end, w in spans])
        return np.bincount(rows, worth, self._size).astype(np.float32)


class Rows:
    """Texts of one guide, each of which speaks for one or more of its statements, as unit vectors over its tokens."""

    def __init__(
        self,
        texts: Sequence[str],
        speaks_for: Sequence[Sequence[int]],
        rarity: "Rarity",
        encoder: Encoder,
    ) -> None:
        self.texts = tuple(texts)
        pairs = [(row, at) for row, found in enumerate(speaks_for) for at in found]
        self._spoken = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        self._words = _Postings([rarity.weights(text) for text in texts])
        self._senses = encoder.encode(texts) if texts else np.zeros((0, 1), np.float32)

    def scores(self, text: Text, statements: int, without: str) -> tuple[Scores, Scores]:
        """Return for each statement the best cosine of words and of sense; `without` is passed over."""
        words, senses = np.zeros((2, statements), dtype=np.float32)
        if not self.texts:
            return words, senses
        by_words = self._words.scores(text.weights)
        by_sense = self._senses @ text.sense
        if without:
            hushed = np.array([said == without for said in self.texts])
            by_words[hushed] = by_sense[hushed] = 0.0
        row, at = self._spoken
        np.maximum.at(words, at, by_words[row])
        np.maximum.at(senses, at, by_sense[row])
        return words, senses


class Rarity:
    """How much each token tells, from how many statements of the whole base have it."""

    def __init__(self, texts: Iterable[str]) -> None:
        found: Counter[str] = Counter()
        self._texts = 0
        for text in texts:
            self._texts += 1
            found.update(set(lexical_tokens(text)))
        self._found = found

    def weights(self, text: str) -> dict[str, float]:
        """Return the tokens of a normalised text as a unit vector."""
        counted = Counter(lexical_tokens(text))
        raw = {t: (1 + math.log(n)) * self._of(t) for t, n in counted.items()}
        length = math.sqrt(sum(w * w for w in raw.values())) or 1.0
        return {t: w / length for t, w in raw.items()}

    def _of(self, token: str) -> float:
        return math.log(1 + self._texts / (1 + self._found[token]))


class TextReader:
    """Reads texts of citizens; the case and each ask of one message are often the same text."""

    def __init__(self, rarity: Rarity, encoder: Encoder) -> None:
        self.rarity, self.encoder = rarity, encoder
        self.read = lru_cache(maxsize=TEXTS_KEPT)(self._read)

    def _read(self, text: str) -> Text:
        tokens = frozenset(lexical_tokens(text))
        return Text(tokens, self.rarity.weights(text), self.encoder.encode([text])[0])


class _Guide:
    """The statements of one guide, ready to be compared."""

    def __init__(self, subject: Subject, rarity: Rarity, encoder: Encoder) -> None:
        self.statements = subject.statements
        texts = [normalise(s.text) for s in self.statements]
        self.kinds = np.array([KINDS.index(s.kind) for s in self.statements])
        self.is_composed = np.array([s.is_composed for s in self.statements], dtype=np.float32)
        self.elements = np.array([ELEMENTS.index(s.element) for s in self.statements])
        self.is_kind = np.eye(len(StatementKind), dtype=np.float32)[
            [list(StatementKind).index(s.kind) for s in self.statements]
        ]
        self._tokens = [frozenset(lexical_tokens(text)) for text in texts]
        self._worth = _worth(self._tokens, subject)
        self.texts = Rows(texts, [[at] for at in range(len(texts))], rarity, encoder)
        worded = [(normalise(w), [at]) for at, s in enumerate(self.statements) for w in s.wordings]
        self.wordings = Rows([w for w, _ in worded], [at for _, at in worded], rarity, encoder)
        asked = list(_asked(subject))
        self.asked = Rows([q for q, _ in asked], [at for _, at in asked], rarity, encoder)

    def overlap(self, text: Text) -> Scores:
        """Return for each statement how much of what the guide knows of a text it holds, 0 to 1."""
        total = UNMATCHED + sum(self._worth.get(t, 0.0) for t in text.tokens)
        shared = (sum(self._worth[t] for t in text.tokens & tokens) for tokens in self._tokens)
        return np.fromiter((s / total for s in shared), dtype=np.float32)


def _worth(statements: Sequence[frozenset[str]], subject: Subject) -> dict[str, float]:
    """Return how much each token tells one statement of a guide from the others."""
    named = {t for name in subject.names for t in lexical_tokens(normalise(name))}
    found = Counter(t for tokens in statements for t in tokens)
    return {
        t: math.log((len(statements) + 1) / (n + 0.3)) * (NAME_WORTH if t in named else 1.0)
        for t, n in found.items()
    }


def _asked(subject: Subject) -> Iterable[tuple[str, list[int]]]:
    """Yield the labelled questions that ask one thing, each with the places of the statements that answer."""
    places = {s.id: at for at, s in enumerate(subject.statements)}
    for question in subject.questions:
        found = [places[i] for ids in question.asks for i in asked_for(ids) if i in places]
        if len(question.asks) == 1 and found:
            yield prepared(question.text), found


class StatementEvidence:
    """Everything that speaks for the statements of a guide. Read-only after building, safe for threads."""

    def __init__(
        self, subjects: Iterable[Subject], encoder: Encoder, elements: Classifier, kinds: Classifier
    ) -> None:
        self._elements, self._kinds = elements, kinds
        self._subjects = {s.key: s for s in subjects if s.statements}
        texts = (normalise(s.text) for found in self._subjects.values() for s in found.statements)
        self.reader = TextReader(Rarity(texts), encoder)
        self._guide = lru_cache(maxsize=GUIDES_KEPT)(self._read)

    def _read(self, item_code: str) -> _Guide:
        return _Guide(self._subjects[item_code], self.reader.rarity, self.reader.encoder)

    def statements(self, item_code: str) -> Sequence[Statement]:
        """Return the statements of an item, in the order of the rows of `of`."""
        return self._subjects[item_code].statements

    def of(
        self, item_code: str, asking: Asking, told: Answers, *, without: str = ""
    ) -> list[Scores]:
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
        matches = {t: self._matches(guide, one.text, without) for t, one in read.items()}
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
        return [_Asked(self.reader.read(t), elements[n], kinds[n]) for n, t in enumerate(texts)]

    def _matches(self, guide: _Guide, text: Text, without: str) -> Scores:
        size = len(guide.statements)
        columns = [
            guide.overlap(text),
            *guide.texts.scores(text, size, ""),
            *guide.wordings.scores(text, size, ""),
            *guide.asked.scores(text, size, without),
        ]
        return np.stack(columns, axis=1)


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
