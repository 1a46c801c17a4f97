"""How near what a citizen says is to other texts: in words and in sense."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.encoder import TEXTS_KEPT, Encoder
from knowledge_base.retrieval.features import lexical_tokens
from knowledge_base.retrieval.lexicon import Keys, Lexicon, keys_of

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


class Postings:
    """Rows of words, kept by token: most tokens stand in one or two of the rows."""

    def __init__(self, rows: Sequence[Words]) -> None:
        keys = np.concatenate([np.zeros(0, np.int64), *(row.keys for row in rows)])
        weights = np.concatenate([np.zeros(0, np.float32), *(row.weights for row in rows)])
        owners = np.repeat(np.arange(len(rows), dtype=np.int32), [len(row.keys) for row in rows])
        order = np.argsort(keys, kind="stable")
        self._lexicon = Lexicon(keys)
        places, _ = self._lexicon.find(keys[order])
        self._starts = np.searchsorted(places, np.arange(len(self._lexicon) + 1))
        self._rows, self._weights, self._size = owners[order], weights[order], len(rows)

    def scores(self, text: Words) -> Scores:
        """Return the product of each row with the words of a text, shape (rows,)."""
        places, known = self._lexicon.find(text.keys)
        starts = self._starts[places]
        spans = self._starts[places + 1] - starts
        ends = np.cumsum(spans)
        at = np.repeat(starts - ends + spans, spans) + np.arange(ends[-1] if len(ends) else 0)
        worth = self._weights[at] * np.repeat(text.weights[known], spans)
        return np.bincount(self._rows[at], worth, self._size).astype(np.float32)


class Rarity:
    """How much each token tells, from how many statements of the whole base have it."""

    def __init__(self, texts: Iterable[str]) -> None:
        found: Counter[str] = Counter()
        self._texts = 0
        for text in texts:
            self._texts += 1
            found.update(set(lexical_tokens(text)))
        self._found = found

    def words(self, text: str) -> Words:
        """Return the tokens of a normalised text as a unit vector, each once."""
        counted = Counter(lexical_tokens(text))
        raw = [(1 + math.log(n)) * self._of(token) for token, n in counted.items()]
        length = math.sqrt(sum(w * w for w in raw)) or 1.0
        return Words(keys_of(counted), np.array(raw, dtype=np.float32) / np.float32(length))

    def _of(self, token: str) -> float:
        return math.log(1 + self._texts / (1 + self._found[token]))


@dataclass(frozen=True, eq=False)
class Text:
    """A normalised text as it is compared."""

    words: Words
    sense: Scores


class TextReader:
    """Reads texts of citizens; the case and each ask of one message are often the same text."""

    def __init__(self, rarity: Rarity, encoder: Encoder) -> None:
        self.rarity, self.encoder = rarity, encoder
        self.read = lru_cache(maxsize=TEXTS_KEPT)(self._read)

    def _read(self, text: str) -> Text:
        return Text(self.rarity.words(text), self.encoder.encode([text])[0])


class Texts:
    """Some normalised texts, each once, ready to be compared with what a citizen says."""

    def __init__(self, texts: Iterable[str], reader: TextReader) -> None:
        self._places = {text: at for at, text in enumerate(dict.fromkeys(texts))}
        self._words = Postings([reader.rarity.words(text) for text in self._places])
        self._senses = reader.encoder.encode(list(self._places)) if self._places else None
        self._near = lru_cache(maxsize=NEARNESS_KEPT)(self._compared)

    def near(self, text: Text, without: str = "") -> Scores:
        """Return the cosine of words and of sense with each text, shape (2, texts); `without` is passed over."""
        found = self._near(text)
        if without in self._places:
            found = found.copy()
            found[:, self._places[without]] = 0.0
        return found

    def _compared(self, text: Text) -> Scores:
        if self._senses is None:
            return np.zeros((2, 0), dtype=np.float32)
        return np.stack([self._words.scores(text.words), self._senses @ text.sense])

    def speakers(self, pairs: Iterable[tuple[str, Collection[int]]], size: int) -> "Speakers":
        """Return which of the texts speak for which of so many things."""
        found = [(thing, self._places[text]) for text, things in pairs for thing in things]
        return Speakers(sorted(found), size)


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
