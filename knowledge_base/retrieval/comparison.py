"""How near what a citizen says is to other texts: in words and in sense."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.encoder import TEXTS_KEPT, Encoder
from knowledge_base.retrieval.features import lexical_tokens
from knowledge_base.retrieval.kept import Kept
from knowledge_base.retrieval.lexicon import Keys, Lexicon, Tally, keys_of

NEARNESS_KEPT = 8
"""Texts of citizens whose nearness to some texts is kept: the case and each ask of one message are often the same."""

Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Words:
    """Tokens by their keys, and what each weighs."""

    keys: Keys
    weights: Scores

    @classmethod
    def counted(cls, tokens: Collection[str]) -> "Words":
        """Return tokens each of which counts as often as it stands there."""
        return cls(keys_of(tokens), np.ones(len(tokens), dtype=np.float32))

    @property
    def alike(self) -> "Words":
        """The same tokens, all of the same weight."""
        return Words(self.keys, np.ones(len(self.keys), dtype=np.float32))


class Layout:
    """Where the words of some rows stand once they are sorted by token.

    Attributes:
        lexicon: all tokens.
        starts: where each token begins, and last where all end.
        rows: the row of each word.
        order: the place of each word among those that were given.
        size: how many rows there are.
    """

    def __init__(self, rows: Sequence[Keys]) -> None:
        keys = np.concatenate([np.zeros(0, np.int64), *rows])
        lengths = np.fromiter(map(len, rows), np.int64, len(rows))
        self.size, owners = len(rows), np.repeat(np.arange(len(rows), dtype=np.int32), lengths)
        self.order = np.argsort(keys, kind="stable")
        in_order = keys[self.order]
        begins = np.flatnonzero(np.append(True, in_order[1:] != in_order[:-1])[: len(keys)])
        self.lexicon = Lexicon.of_sorted(in_order[begins])
        self.starts = np.append(begins, len(keys))
        self.rows = owners[self.order]

    @property
    def held(self) -> NDArray[np.int64]:
        """In how many words each token stands."""
        return np.diff(self.starts)


class Postings:
    """Rows of words, kept by token: most tokens stand in one or two of the rows."""

    def __init__(self, layout: Layout, weights: Scores) -> None:
        self._layout, self._weights = layout, weights[layout.order]

    @classmethod
    def of(cls, rows: Sequence[Words]) -> "Postings":
        """Return rows with the weights of their words."""
        weights = np.concatenate([np.zeros(0, np.float32), *(row.weights for row in rows)])
        return cls(Layout([row.keys for row in rows]), weights)

    def scores(self, text: Words) -> Scores:
        """Return the product of each row with the words of a text, shape (rows,)."""
        layout = self._layout
        places, known = layout.lexicon.find(text.keys)
        starts = layout.starts[places]
        spans = layout.starts[places + 1] - starts
        ends = np.cumsum(spans)
        at = np.repeat(starts - ends + spans, spans) + np.arange(ends[-1] if len(ends) else 0)
        worth = self._weights[at] * np.repeat(text.weights[known], spans)
        return np.bincount(layout.rows[at], worth, layout.size).astype(np.float32)


class Rarity:
    """How much each token tells, from how many statements of the whole base have it."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts, self._found = 0, Tally()
        self._count((), texts)

    def changed(self, gone: Iterable[str], new: Iterable[str]) -> "Rarity":
        """Return the rarity once some statements are gone and others are there."""
        other = copy(self)
        other._count(gone, new)
        return other

    def _count(self, gone: Iterable[str], new: Iterable[str]) -> None:
        less, more = list(gone), list(new)
        self._texts += len(more) - len(less)
        self._found = self._found.changed(_tokens_once(less), _tokens_once(more))

    def words(self, text: str) -> Words:
        """Return the tokens of a normalised text as a unit vector, each once."""
        counted = Counted.of([text])
        return Words(counted.keys, self.weights(counted))

    def weights(self, texts: "Counted") -> Scores:
        """Return what each token weighs in the unit vector of its text, in the order of the tokens."""
        found = self._found.of(texts.keys)
        raw = (1 + np.log(texts.times)) * np.log(1 + self._texts / (1 + found))
        lengths = np.sqrt(np.bincount(texts.owners, raw * raw, texts.size))
        lengths[lengths == 0] = 1.0
        return (raw / lengths[texts.owners]).astype(np.float32)


def _tokens_once(texts: Iterable[str]) -> Keys:
    """The tokens of each text, once a text."""
    found = [keys_of(set(lexical_tokens(text))) for text in texts]
    return np.concatenate([np.zeros(0, np.int64), *found])


@dataclass(frozen=True)
class Counted:
    """The tokens of some texts, each once a text, with how often it stands there and in which text."""

    rows: Sequence[Keys]
    keys: Keys
    times: NDArray[np.int64]
    owners: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Counted":
        """Return the tokens of normalised texts."""
        counted = [Counter(lexical_tokens(text)) for text in texts]
        lengths = [len(c) for c in counted]
        keys = keys_of([token for c in counted for token in c])
        times = np.fromiter((n for c in counted for n in c.values()), np.int64, len(keys))
        rows = np.split(keys, np.cumsum(lengths[:-1])) if texts else []
        return cls(rows, keys, times, np.repeat(np.arange(len(texts)), lengths))

    @property
    def size(self) -> int:
        """How many texts there are."""
        return len(self.rows)


@dataclass(frozen=True, eq=False)
class Text:
    """A normalised text as it is compared."""

    words: Words
    sense: Scores


class TextReader:
    """Reads texts of citizens; the case and each ask of one message are often the same text."""

    def __init__(self, rarity: Rarity, encoder: Encoder) -> None:
        self.rarity, self.encoder = rarity, encoder
        self._read: Kept[str, Text] = Kept(TEXTS_KEPT)

    def read(self, text: str) -> Text:
        """Return a normalised text as it is compared."""
        return self._read.of(
            text, lambda: Text(self.rarity.words(text), self.encoder.encode([text])[0])
        )


class Passages:
    """Some normalised texts, each once, as far as they are the same whatever else is published."""

    def __init__(self, texts: Iterable[str], encoder: Encoder) -> None:
        self.places = {text: at for at, text in enumerate(dict.fromkeys(texts))}
        self.counted = Counted.of(list(self.places))
        self.layout = Layout(self.counted.rows)
        self.senses = encoder.encode(list(self.places)) if self.places else None

    def speakers(self, pairs: Iterable[tuple[str, Collection[int]]], size: int) -> "Speakers":
        """Return which of the texts speak for which of so many things."""
        found = [(thing, self.places[text]) for text, things in pairs for thing in things]
        return Speakers(sorted(found), size)


class Texts:
    """Texts ready to be compared with what a citizen says, by how rare words are in one generation."""

    def __init__(self, passages: Passages, rarity: Rarity) -> None:
        self._passages = passages
        self._words = Postings(passages.layout, rarity.weights(passages.counted))
        self._near: Kept[Text, Scores] = Kept(NEARNESS_KEPT)

    def near(self, text: Text, without: str = "") -> Scores:
        """Return the cosine of words and of sense with each text, shape (2, texts); `without` is passed over."""
        found = self._near.of(text, lambda: self._compared(text))
        if without in self._passages.places:
            found = found.copy()
            found[:, self._passages.places[without]] = 0.0
        return found

    def _compared(self, text: Text) -> Scores:
        senses = self._passages.senses
        if senses is None:
            return np.zeros((2, 0), dtype=np.float32)
        return np.stack([self._words.scores(text.words), senses @ text.sense])


class Speakers:
    """Which texts speak for which of some things: pairs of a thing and a text, in order."""

    def __init__(self, pairs: Sequence[tuple[int, int]], size: int) -> None:
        things, self._texts = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        self._things, self._starts = np.unique(things, return_index=True)
        self._size = size

    def best(self, near: Scores) -> Scores:
        """Return for each thing the nearest of its texts by words and by sense, shape (2, things); nought without any."""
        found = np.zeros((len(near), self._size), dtype=np.float32)
        if len(self._texts):
            nearest = np.maximum.reduceat(near[:, self._texts], self._starts, axis=1)
            found[:, self._things] = np.maximum(nearest, 0.0)
        return found
