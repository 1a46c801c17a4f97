"""BM25 over the wordings of each subject, and how much of a question a subject explains."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import bm25s
import numpy as np
from numpy.typing import NDArray

from knowledge_base.model.qa import Subject
from knowledge_base.retrieval.features import lexical_tokens
from knowledge_base.retrieval.queries import Phrasings
from knowledge_base.text import initials, normalise

NAME_WEIGHT, HINT_WEIGHT, ENTRY_WEIGHT = 3, 2, 1
"""How often a wording counts: names identify, hints suggest, FAQ questions and materials support."""

MOST_TELLING = 3
"""A matter is named by a word or two; the rest of a long story must not add up."""

SHORTEST_NAME, LONG_NAME, LONGEST_NAME = 2, 6, 16
"""Characters of a name: shorter ones are no names, and from the second on a longer one is no surer."""

SMOOTHING = 4.0
"""A token seen once may well be chance; it counts as if it had been seen four times anywhere."""

Scores = NDArray[np.float32]


class LexicalIndex:
    """What the words of a question say about each subject."""

    def __init__(self, subjects: Sequence[Subject], phrasings: Phrasings) -> None:
        documents = [_document(s) for s in subjects]
        self._model: Any = bm25s.BM25(k1=1.2, b=0.3)
        self._model.index(documents, show_progress=False)
        self._tokens = [frozenset(d) for d in documents]
        self._names = _names(subjects)
        self._holders = _holders(self._tokens)
        self._specificity = _specificity(subjects)
        self._cues = _cues(subjects, phrasings)
        self._idf = _idf(self._tokens)
        self._unknown = math.log(1 + len(subjects))

    def content(self, question: str) -> list[str]:
        """Return the tokens that say what a question is about, not what is asked of it (多少钱, 在哪办)."""
        return [t for t in lexical_tokens(question) if t not in self._cues]

    def scores(self, question: str) -> Scores:
        """Return one score a subject for a normalised question, divided by its number of tokens."""
        content = self.content(question)
        asked = [t for t in content if t in self._idf]
        if not asked:
            return np.zeros(len(self._tokens), dtype=np.float32)
        found: Scores = self._model.get_scores(asked)
        return found / np.float32(max(4, len(content)))

    def explained(self, question: str, subjects: Iterable[int]) -> dict[int, float]:
        """Return, for each subject, the share of the content (weighed by rarity) its wordings hold."""
        content = self.content(question)
        weights = [(t, self._idf.get(t, self._unknown)) for t in content]
        total = sum(w for _, w in weights) or 1.0
        held = np.zeros(len(self._tokens))
        for token, weight in weights:
            if token in self._holders:
                held[self._holders[token]] += weight
        return {at: float(held[at]) / total for at in subjects}

    def named(self, question: str) -> Scores:
        """Return for each subject how long a name of it stands in the question, 0 to 1 (LONG_NAME and more)."""
        found = np.zeros(len(self._tokens), dtype=np.float32)
        for length in range(SHORTEST_NAME, min(LONGEST_NAME, len(question)) + 1):
            for at in range(len(question) - length + 1):
                for subject in self._names.get(question[at : at + length], ()):
                    found[subject] = length
        return np.minimum(found / LONG_NAME, 1.0).astype(np.float32)

    def telling(self, question: str, subjects: Iterable[int]) -> dict[int, float]:
        """Return, for each subject, how much the most telling tokens that it shares with the question tell.

        “得带啥” shares its tokens with a hundred subjects and tells nothing; “户口本” tells much.
        """
        tokens = sorted(set(lexical_tokens(question)), key=self._tells, reverse=True)
        return {at: sum(map(self._tells, self._shared(tokens, at))) for at in subjects}

    def _tells(self, token: str) -> float:
        return self._specificity.get(token, 0.0)

    def _shared(self, tokens: Sequence[str], at: int) -> list[str]:
        return [t for t in tokens if t in self._tokens[at]][:MOST_TELLING]


def _cues(subjects: Sequence[Subject], phrasings: Phrasings) -> frozenset[str]:
    """Tokens of the element phrases that are part of no name."""
    named = {t for s in subjects for name in s.names for t in lexical_tokens(normalise(name))}
    asked = (p.replace("{x}", " ") for phrases in phrasings.phrases.values() for p in phrases)
    return frozenset(t for p in asked for t in lexical_tokens(normalise(p))) - named


def _names(subjects: Sequence[Subject]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for at, subject in enumerate(subjects):
        for name in {normalise(name) for name in subject.names}:
            found[name].append(at)
    return found


def _holders(documents: Sequence[frozenset[str]]) -> dict[str, NDArray[np.int64]]:
    """Return for each token the documents that hold it."""
    found: dict[str, list[int]] = defaultdict(list)
    for at, document in enumerate(documents):
        for token in document:
            found[token].append(at)
    return {token: np.array(holders) for token, holders in found.items()}


def _specificity(subjects: Sequence[Subject]) -> dict[str, float]:
    """Return for each token how far it narrows down which subject is meant, in nats.

    Kullback-Leibler divergence of P(subject | token), smoothed, from P(subject): 0 where a token says nothing.
    """
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for at, subject in enumerate(subjects):
        for wording in _wordings(subject):
            for token in set(lexical_tokens(normalise(wording))):
                found[token][at] += 1
    sizes: Counter[int] = Counter()
    for counts in found.values():
        sizes.update(counts)
    total = sizes.total()
    prior = {at: size / total for at, size in sizes.items()}
    return {token: _divergence(counts, prior) for token, counts in found.items()}


def _divergence(counts: Counter[int], prior: Mapping[int, float]) -> float:
    seen = counts.total() + SMOOTHING
    elsewhere = 1.0 - sum(prior[at] for at in counts)
    rest = elsewhere * SMOOTHING / seen * math.log(SMOOTHING / seen)
    shares = ((prior[at], (n + SMOOTHING * prior[at]) / seen) for at, n in counts.items())
    return rest + sum(share * math.log(share / before) for before, share in shares)


def _wordings(subject: Subject) -> Iterator[str]:
    yield from (*subject.names, *subject.hints)
    yield from (text for _, text in subject.asked)
    for entry in subject.entries:
        if entry.faq_id:
            yield from (entry.question, *entry.variants)


def _idf(documents: Sequence[frozenset[str]]) -> dict[str, float]:
    counts = Counter(t for d in documents for t in d)
    return {t: math.log(1 + len(documents) / n) for t, n in counts.items()}


def _document(subject: Subject) -> list[str]:
    found: list[str] = []
    for wording in subject.names:
        plain = normalise(wording)
        found.extend(lexical_tokens(plain) * NAME_WEIGHT)
        found.append(initials(plain))
    for wording in subject.hints:
        found.extend(lexical_tokens(normalise(wording)) * HINT_WEIGHT)
    for _, wording in subject.asked:
        found.extend(lexical_tokens(normalise(wording)) * ENTRY_WEIGHT)
    for entry in subject.entries:
        if entry.faq_id:
            for wording in (entry.question, *entry.variants):
                found.extend(lexical_tokens(normalise(wording)) * ENTRY_WEIGHT)
    return found + lexical_tokens(normalise(subject.body))
