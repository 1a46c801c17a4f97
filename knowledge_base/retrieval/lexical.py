"""BM25 over the wordings of each subject, and how much of a question a subject explains."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import bm25s
import numpy as np
from scipy.sparse import csr_array

from knowledge_base.model.qa import Subject
from knowledge_base.retrieval.comparison import Postings, Scores, Words
from knowledge_base.retrieval.features import lexical_tokens
from knowledge_base.retrieval.lexicon import Lexicon, keys_of
from knowledge_base.retrieval.queries import Phrasings
from knowledge_base.text import initials, normalise

NAME_WEIGHT, HINT_WEIGHT, ENTRY_WEIGHT = 3, 2, 1
"""How often a wording counts: names identify, hints suggest, FAQ questions and materials support."""

MOST_TELLING = 3
"""A matter is named by a word or two; the rest of a long story must not add up."""

SHORTEST_NAME, LONG_NAME, LONGEST_NAME = 2, 6, 16
"""Characters of a name: shorter ones are no names, and from the second on a longer one is no surer."""

COMMON = 4
"""Elements in whose phrases a token stands that tells nothing of the matter."""

SMOOTHING = 4.0
"""A token seen once may well be chance; it counts as if it had been seen four times anywhere."""


class LexicalIndex:
    """What the words of a question say about each subject."""

    def __init__(self, subjects: Sequence[Subject], phrasings: Phrasings) -> None:
        documents = [_document(s) for s in subjects]
        self._tokens = [Lexicon(keys_of(d)) for d in documents]
        self._bm25 = Postings(list(_bm25(documents)))
        self._unknown = math.log(1 + len(subjects))
        self._holders = Postings(_rarity(documents, self._unknown))
        self._names = _names(subjects)
        self._own = [
            Lexicon(
                keys_of([t for w in (*s.names, *s.hints) for t in lexical_tokens(normalise(w))])
            )
            for s in subjects
        ]
        self._openings = {name[:SHORTEST_NAME] for name in self._names}
        self._specificity = _specificity(subjects)
        self._cues, self._common = _cues(subjects, phrasings), _common(phrasings)

    def content(self, question: str) -> list[str]:
        """Return the tokens that say what a question is about, not what is asked of it (多少钱, 在哪办)."""
        return [t for t in lexical_tokens(question) if t not in self._cues]

    def content_beside(self, question: str, subject: int) -> int:
        """Return how many characters and words of a question are part of no name or hint of a subject and no cue."""
        single = (t for t in lexical_tokens(question) if len(t) == 1)
        beside = [t for t in single if t not in self._cues and t not in self._common]
        own, _ = self._own[subject].find(keys_of(beside))
        return len(beside) - len(own)

    def scores(self, questions: Sequence[str]) -> Scores:
        """Return BM25 divided by the number of tokens, shape (questions, subjects), for normalised questions."""
        contents = [Words.counted(self.content(q)) for q in questions]
        return np.stack([self._bm25.scores(c) / max(4, len(c.keys)) for c in contents])

    def explained(self, question: str) -> Scores:
        """Return for each subject the share of the content (weighed by rarity) that its wordings hold, 0 to 1."""
        content = Words.counted(self.content(question))
        held = self._holders.scores(content)
        total = len(content.keys) * self._unknown + float(held[-1])
        explained: Scores = held[:-1] / np.float32(total or 1.0)
        return explained

    def named(self, question: str) -> Scores:
        """Return for each subject how long a name of it stands in the question, 0 to 1 (LONG_NAME and more)."""
        found = np.zeros(len(self._tokens), dtype=np.float32)
        for start, end, subject in self._standing(question):
            found[subject] = max(found[subject], end - start)
        return np.minimum(found / LONG_NAME, 1.0).astype(np.float32)

    def mentions(self, question: str) -> list[tuple[int, int, int]]:
        """Return (start, end, subject) of each name in the question, the longest first."""
        return sorted(self._standing(question), key=lambda m: (m[0] - m[1], m[0]))

    def _standing(self, question: str) -> Iterator[tuple[int, int, int]]:
        for at in range(len(question)):
            if question[at : at + SHORTEST_NAME] not in self._openings:
                continue
            for end in range(at + SHORTEST_NAME, min(at + LONGEST_NAME, len(question)) + 1):
                yield from ((at, end, subject) for subject in self._names.get(question[at:end], ()))

    def telling(self, question: str, subjects: Iterable[int]) -> dict[int, float]:
        """Return, for each subject, how much the most telling tokens that it shares with the question tell.

        “得带啥” shares its tokens with a hundred subjects and tells nothing; “户口本” tells much.
        """
        told = {t: self._specificity.get(t, 0.0) for t in lexical_tokens(question)}
        tokens = sorted(told, key=lambda token: told[token], reverse=True)
        keys, worth = keys_of(tokens), np.array([told[t] for t in tokens])
        shared = {at: self._tokens[at].find(keys)[1] for at in subjects}
        return {at: float(worth[held][:MOST_TELLING].sum()) for at, held in shared.items()}


def _bm25(documents: Sequence[Sequence[str]]) -> Iterator[Words]:
    """Yield what each token adds to the score of each document."""
    model: Any = bm25s.BM25(k1=1.2, b=0.3)
    model.index(documents, show_progress=False)
    ends = model.scores["indptr"]
    keys = keys_of([token for token, at in model.vocab_dict.items() if at < len(ends) - 1])
    parts = (model.scores["data"], model.scores["indices"], ends)
    by_document = csr_array(parts, shape=(len(ends) - 1, len(documents))).T.tocsr()
    for start, end in pairwise(by_document.indptr):
        yield Words(keys[by_document.indices[start:end]], by_document.data[start:end])


def _rarity(documents: Sequence[Sequence[str]], unknown: float) -> list[Words]:
    """Return how rare each token of a document is, and last of all tokens how much less rare than an unknown one."""
    found = Counter(token for document in documents for token in set(document))
    rarity = {token: math.log(1 + len(documents) / n) for token, n in found.items()}
    beyond = {token: rare - unknown for token, rare in rarity.items()}
    return [*(_weighed(set(d), rarity) for d in documents), _weighed(beyond, beyond)]


def _weighed(tokens: Collection[str], weights: Mapping[str, float]) -> Words:
    return Words(keys_of(tokens), np.array([weights[t] for t in tokens], dtype=np.float32))


def _cues(subjects: Sequence[Subject], phrasings: Phrasings) -> frozenset[str]:
    """Tokens of the element phrases that are part of no name."""
    named = {t for s in subjects for name in s.names for t in lexical_tokens(normalise(name))}
    asked = (p.replace("{x}", " ") for phrases in phrasings.phrases.values() for p in phrases)
    return frozenset(t for p in asked for t in lexical_tokens(normalise(p))) - named


def _common(phrasings: Phrasings) -> frozenset[str]:
    """Tokens with which several elements are asked for, whatever they name elsewhere: 能, 下, 来, 多."""
    asked: Counter[str] = Counter()
    for phrases in phrasings.phrases.values():
        asked.update({t for p in phrases for t in lexical_tokens(normalise(p.replace("{x}", " ")))})
    return frozenset(token for token, elements in asked.items() if elements >= COMMON)


def _names(subjects: Sequence[Subject]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for at, subject in enumerate(subjects):
        for name in {normalise(name) for name in subject.names}:
            found[name].append(at)
    return found


def _specificity(subjects: Sequence[Subject]) -> dict[str, float]:
    """Return for each token how far it narrows down which subject is meant, in nats.

    Kullback-Leibler divergence of P(subject | token), smoothed, from P(subject): 0 where a token says nothing.
    """
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for at, subject in enumerate(subjects):
        for wording, _ in subject.wordings:
            for token in set(lexical_tokens(normalise(wording))):
                found[token][at] += 1
    sizes: Counter[int] = Counter()
    for seen in found.values():
        sizes.update(seen)
    total = sizes.total()
    prior = {at: size / total for at, size in sizes.items()}
    return {token: _divergence(seen, prior) for token, seen in found.items()}


def _divergence(seen: Counter[int], prior: Mapping[int, float]) -> float:
    times = seen.total() + SMOOTHING
    elsewhere = 1.0 - sum(prior[at] for at in seen)
    rest = elsewhere * SMOOTHING / times * math.log(SMOOTHING / times)
    shares = ((prior[at], (n + SMOOTHING * prior[at]) / times) for at, n in seen.items())
    return rest + sum(share * math.log(share / before) for before, share in shares)


def _document(subject: Subject) -> list[str]:
    found: list[str] = []
    for wording in subject.names:
        plain = normalise(wording)
        found.extend(lexical_tokens(plain) * NAME_WEIGHT)
        found.append(initials(plain))
    for wording in subject.hints:
        found.extend(lexical_tokens(normalise(wording)) * HINT_WEIGHT)
    asked = [*(text for _, text in subject.asked), *(q.text for q in subject.questions)]
    for wording in (*asked, *(w for entry in subject.entries for w in entry.wordings)):
        found.extend(lexical_tokens(normalise(wording)) * ENTRY_WEIGHT)
    return found + lexical_tokens(normalise(subject.body))
