"""The options of the situation questions of a guide, by the words of people in that case."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge_base.model.guide import Guide
from knowledge_base.model.qa import Subject
from knowledge_base.retrieval.comparison import Passages, Scores, Words
from knowledge_base.retrieval.encoder import Encoder
from knowledge_base.retrieval.features import lexical_tokens
from knowledge_base.retrieval.lexicon import Keys, Lexicon, keys_of
from knowledge_base.retrieval.quantities import ranges
from knowledge_base.text import normalise, prepared

FEW = 0.02
"""Share of the questions of people in a case from which a word of theirs tells it."""


class Options:
    """The options of the situation questions of one guide, as far as they are the same whatever else is published.

    Its questions (`asked`) tell an option by the words of people in that case, and that none is told by those of
    people who say nothing of it: things are first the options and then, for none of them, the questions put.
    """

    def __init__(
        self, subject: Subject, guide: Guide, passages: Passages, encoder: Encoder
    ) -> None:
        self.places = [(q.id, o.id) for q in guide.situations for o in q.options]
        self.questions = [q.id for q in guide.situations]
        options = [o for q in guide.situations for o in q.options]
        self.wordings = [[normalise(w) for w in o.wordings] for o in options]
        self.ranges = [[r for w in found for r in ranges(w)] for found in self.wordings]
        size, things = len(self.places), len(self.places) + len(self.questions)
        worded = [(w, [at]) for at, found in enumerate(self.wordings) for w in found]
        self.worded_passages = Passages([w for w, _ in worded], encoder)
        self._by_wordings = self.worded_passages.speakers(worded, size)
        asked = [(prepared(q.text), self._told(dict(q.situation))) for q in subject.questions]
        self._by_questions = passages.speakers(asked, things)
        self._users = _Users([*worded, *asked], things)
        self._none = size + np.array([self.questions.index(q) for q, _ in self.places], np.int64)

    def worded(self, near: Iterable[Scores]) -> Scores:
        """Return for each option how near the nearest of some texts is to its wordings, shape (2, options)."""
        found = [self._by_wordings.best(one) for one in near]
        nearest: Scores = np.max(found, axis=0, initial=0.0)
        return nearest

    def asked(self, near: Scores) -> tuple[Scores, Scores]:
        """Return how near the questions of people in each case are, and of those who tell nothing: (2, options), (2, questions)."""
        near = self._by_questions.best(near)
        return near[:, : len(self.places)], near[:, len(self.places) :]

    def telling(self, words: Words, without: str) -> Scores:
        """Return for each option what share of a message, by its words, tells that option rather than none."""
        rates, known = self._users.rates(words.keys, without)
        told, none = rates[:, : len(self.places)], rates[:, self._none]
        shares: Scores = words.weights[known] ** 2 @ (told / (told + none + FEW))
        return shares

    def _told(self, case: Mapping[str, str]) -> list[int]:
        """The options that a case tells, and the questions of which it tells nothing."""
        told = [self.places.index(option) for option in case.items() if option in self.places]
        silent = (n for n, question in enumerate(self.questions) if question not in case)
        return [*told, *(len(self.places) + n for n in silent)]


class _Users:
    """How many of the texts that speak for each thing have a word."""

    def __init__(self, texts: Sequence[tuple[str, Sequence[int]]], size: int) -> None:
        keys = [np.unique(keys_of(lexical_tokens(text))) for text, _ in texts]
        self._lexicon = Lexicon(np.concatenate([np.zeros(0, np.int64), *keys]))
        self._with = np.zeros((len(self._lexicon), size), dtype=np.float32)
        self._texts = np.zeros(size, dtype=np.float32)
        self._things = dict(texts)
        for own, (_, things) in zip(keys, texts, strict=True):
            places, _ = self._lexicon.find(own)
            for thing in things:
                self._with[places, thing] += 1
                self._texts[thing] += 1

    def rates(self, keys: Keys, without: str) -> tuple[Scores, NDArray[np.bool_]]:
        """Return the share of the texts that have each known word, shape (words, things), and which words are known.

        The text `without` is none of them.
        """
        places, known = self._lexicon.find(keys)
        having, texts = self._with[places], self._texts.copy()
        for thing in self._things.get(without, ()):
            having[np.isin(keys[known], keys_of(lexical_tokens(without))), thing] -= 1
            texts[thing] -= 1
        return (having / np.maximum(1.0, texts)).astype(np.float32), known
