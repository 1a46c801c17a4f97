"""BM25 over the wordings of each subject, and how much of a question a subject explains."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge_base.model.qa import Subject
from knowledge_base.retrieval.comparison import Layout, Postings, Scores, Words
from knowledge_base.retrieval.features import lexical_tokens
from knowledge_base.retrieval.kept import Parts, worded
from knowledge_base.retrieval.lexicon import Lexicon, keys_of
from knowledge_base.retrieval.queries import Phrasings
from knowledge_base.retrieval.subject_words import Document, SubjectWords
from knowledge_base.text import normalise

MOST_TELLING = 3
"""A matter is named by a word or two; the rest of a long story must not add up."""

SHORTEST_NAME, LONG_NAME, LONGEST_NAME = 2, 6, 16
"""Characters of a name: shorter ones are no names, and from the second on a longer one is no surer."""

COMMON = 4
"""Elements in whose phrases a token stands that tells nothing of the matter."""

SATURATION, BY_LENGTH = 1.2, 0.3
"""BM25's k1 and b."""

SMOOTHING = 4.0
"""A token seen once may well be chance; it counts as if it had been seen four times anywhere."""


class LexicalIndex:
    """What the words of a question say about each subject."""

    def __init__(
        self,
        subjects: Sequence[Subject],
        phrasings: Phrasings,
        before: "LexicalIndex | None" = None,
    ) -> None:
        self.subjects = subjects
        self.words: Parts[SubjectWords] = Parts(
            subjects,
            lambda at: SubjectWords.of(subjects[at]),
            worded,
            before.words if before else None,
        )
        self.documents: Parts[Document] = Parts(
            subjects,
            self._document,
            lambda subject: (worded(subject), subject.body),
            before.documents if before else None,
        )
        self._words, documents = self.words.all, self.documents.all
        layout = Layout([d.tokens.keys for d in documents])
        self._bm25 = Postings(layout, _bm25(layout, documents))
        self._unknown = math.log(1 + len(subjects))
        rarity = np.log(1 + len(documents) / layout.held).astype(np.float32)
        self._holders = Postings(layout, _by_place(layout, rarity))
        self._tokens, self._beyond = layout.lexicon, rarity - np.float32(self._unknown)
        self._names = _names(self._words)
        self._openings = {name[:SHORTEST_NAME] for name in self._names}
        self._told, self._specificity = _specificity(self._words)
        self._cues, self._common = _cues(self._words, phrasings), _common(phrasings)

    def _document(self, at: int) -> Document:
        body = keys_of(lexical_tokens(normalise(self.subjects[at].body)))
        return self.words.all[at].pointing.with_body(body)

    def content(self, question: str) -> list[str]:
        """Return the tokens that say what a question is about, not what is asked of it (多少钱, 在哪办)."""
        return [t for t in lexical_tokens(question) if t not in self._cues]

    def content_beside(self, question: str, subject: int) -> int:
        """Return how many characters and words of a question are part of no name or hint of a subject and no cue."""
        single = (t for t in lexical_tokens(question) if len(t) == 1)
        beside = [t for t in single if t not in self._cues and t not in self._common]
        own, _ = self._words[subject].own.find(keys_of(beside))
        return len(beside) - len(own)

    def scores(self, questions: Sequence[str]) -> Scores:
        """Return BM25 divided by the number of tokens, shape (questions, subjects), for normalised questions."""
        contents = [Words.counted(self.content(q)) for q in questions]
        return np.stack([self._bm25.scores(c) / max(4, len(c.keys)) for c in contents])

    def explained(self, question: str) -> Scores:
        """Return for each subject the share of the content (weighed by rarity) that its wordings hold, 0 to 1."""
        content = Words.counted(self.content(question))
        places, _ = self._tokens.find(content.keys)
        total = len(content.keys) * self._unknown + float(self._beyond[places].sum())
        explained: Scores = self._holders.scores(content) / np.float32(total or 1.0)
        return explained

    def named(self, question: str) -> Scores:
        """Return for each subject how long a name of it stands in the question, 0 to 1 (LONG_NAME and more)."""
        found = np.zeros(len(self._words), dtype=np.float32)
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
        keys = keys_of(dict.fromkeys(lexical_tokens(question)))
        places, known = self._told.find(keys)
        worth = np.zeros(len(keys))
        worth[known] = self._specificity[places]
        order = np.argsort(-worth, kind="stable")
        keys, worth, documents = keys[order], worth[order], self.documents.all
        shared = {at: documents[at].tokens.find(keys)[1] for at in subjects}
        return {at: float(worth[held][:MOST_TELLING].sum()) for at, held in shared.items()}


def _by_place(layout: Layout, values: Scores) -> Scores:
    """Return a value of each token for every word, in the order in which the words were given."""
    found = np.empty(len(layout.order), np.float32)
    found[layout.order] = np.repeat(values, layout.held)
    return found


def _bm25(layout: Layout, documents: Sequence[Document]) -> Scores:
    """Return what each word adds to the score of its document, as Lucene has it (Kamphuis et al. 2020)."""
    times = np.concatenate([np.zeros(0, np.float32), *(d.times for d in documents)])
    lengths = np.array([d.length for d in documents], dtype=np.float64)
    others = len(documents) - layout.held
    rare = np.log(1 + (others + 0.5) / (layout.held + 0.5)).astype(np.float32)
    mean = lengths.mean() if documents else 1.0
    norms = SATURATION * (1 - BY_LENGTH + BY_LENGTH * lengths / mean)
    norms = np.repeat(norms, [len(d.times) for d in documents]).astype(np.float32)
    weights: Scores = _by_place(layout, rare) * times / (norms + times)
    return weights


def _cues(words: Sequence[SubjectWords], phrasings: Phrasings) -> frozenset[str]:
    """Tokens of the element phrases that are part of no name."""
    asked = (p.replace("{x}", " ") for phrases in phrasings.phrases.values() for p in phrases)
    cues = {t for p in asked for t in lexical_tokens(normalise(p))}
    return frozenset(cues.difference(*(w.naming for w in words)))


def _common(phrasings: Phrasings) -> frozenset[str]:
    """Tokens with which several elements are asked for, whatever they name elsewhere: 能, 下, 来, 多."""
    asked: Counter[str] = Counter()
    for phrases in phrasings.phrases.values():
        asked.update({t for p in phrases for t in lexical_tokens(normalise(p.replace("{x}", " ")))})
    return frozenset(token for token, elements in asked.items() if elements >= COMMON)


def _names(words: Sequence[SubjectWords]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for at, own in enumerate(words):
        for name in own.names:
            found[name].append(at)
    return found


def _specificity(words: Sequence[SubjectWords]) -> tuple[Lexicon, NDArray[np.float64]]:
    """Return all tokens of wordings, and for each how far it narrows down which subject is meant, in nats.

    Kullback-Leibler divergence of P(subject | token), smoothed, from P(subject): 0 where a token says nothing.
    """
    layout = Layout([w.told for w in words])
    sizes = np.array([w.told_times.sum() for w in words], dtype=np.float64)
    before = (sizes / max(1.0, sizes.sum()))[layout.rows]
    seen = np.concatenate([np.zeros(0, np.int64), *(w.told_times for w in words)])[layout.order]
    token = np.repeat(np.arange(len(layout.lexicon)), layout.held)
    times = np.bincount(token, seen, len(layout.lexicon)) + SMOOTHING
    share = (seen + SMOOTHING * before) / times[token]
    told = np.bincount(token, share * np.log(share / before), len(times))
    elsewhere = 1.0 - np.bincount(token, before, len(times))
    rest = SMOOTHING / times
    return layout.lexicon, elsewhere * rest * np.log(rest) + told
