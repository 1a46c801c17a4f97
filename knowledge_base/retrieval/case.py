"""What a message tells of the case: which option of each situation question, if any."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from knowledge_base.model.guide import Guide
from knowledge_base.model.qa import Subject
from knowledge_base.patterns import compile_pattern
from knowledge_base.retrieval.comparison import Scores, Text, TextReader, Texts, Words
from knowledge_base.retrieval.features import lexical_tokens
from knowledge_base.retrieval.index import clauses
from knowledge_base.retrieval.lexicon import Keys, Lexicon, keys_of
from knowledge_base.retrieval.quantities import Quantity, quantities, ranges
from knowledge_base.retrieval.statements import GUIDES_KEPT, GuideTexts
from knowledge_base.text import normalise, prepared

PARTS = (
    "stands",
    "denied",
    "words",
    "sense",
    "asked",
    "asked_sense",
    "telling",
    "within",
    "beyond",
    "open",
    "none",
    "none_asked",
)
"""What speaks for an option: its longest wording stands in the message, and is not denied there; how near the nearest
clause is to its wordings and to questions of people in that case; how many of its words are rather theirs than of
people who tell nothing; a quantity lies within its range, or beyond it; the question was put just now. The last two
speak for that the message tells none of the options."""
_STANDS, _TELLING, _WITHIN = (PARTS.index(p) for p in ("stands", "telling", "within"))
_WORDED = [PARTS.index("words"), PARTS.index("sense")]
_ASKED = [PARTS.index("asked"), PARTS.index("asked_sense")]
FEW = 0.02
"""Share of the questions of people in a case from which a word of theirs tells it."""
LONG = 4
"""Characters from which a longer wording is no surer."""
_DENIED = compile_pattern(r"(?:不是|没有|没|不|未|别|是不是|算不算|用不用)$")


@dataclass(frozen=True)
class CaseTuning:
    """Fitted weights by part, and the probabilities from which an option counts as told, and as told beyond doubt."""

    weights: Mapping[str, float]
    sure: float
    certain: float


class _Options:
    """The options of the situation questions of one guide, ready to be compared.

    Its questions (`asked`) tell an option by the words of people in that case, and that none is told by those of
    people who say nothing of it: things are first the options and then, for none of them, the questions put.
    """

    def __init__(self, subject: Subject, guide: Guide, texts: Texts, reader: TextReader) -> None:
        self.places = [(q.id, o.id) for q in guide.situations for o in q.options]
        self.questions = [q.id for q in guide.situations]
        options = [o for q in guide.situations for o in q.options]
        self.wordings = [[normalise(w) for w in o.wordings] for o in options]
        self.ranges = [[r for w in found for r in ranges(w)] for found in self.wordings]
        size, things = len(self.places), len(self.places) + len(self.questions)
        worded = [(w, [at]) for at, found in enumerate(self.wordings) for w in found]
        self._worded = Texts([w for w, _ in worded], reader)
        self._by_wordings = self._worded.speakers(worded, size)
        asked = [(prepared(q.text), self._told(dict(q.situation))) for q in subject.questions]
        self._asked, self._by_questions = texts, texts.speakers(asked, things)
        self._users = _Users([*worded, *asked], things)
        self._none = size + np.array([self.questions.index(q) for q, _ in self.places], np.int64)

    def worded(self, texts: Iterable[Text]) -> Scores:
        """Return for each option how near the nearest of the texts is to its wordings, shape (2, options)."""
        found = [self._by_wordings.best(self._worded.near(text)) for text in texts]
        nearest: Scores = np.max(found, axis=0, initial=0.0)
        return nearest

    def asked(self, text: Text, without: str) -> tuple[Scores, Scores]:
        """Return how near the questions of people in each case are, and of those who tell nothing: (2, options), (2, questions)."""
        near = self._by_questions.best(self._asked.near(text, without))
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


class CaseEvidence:
    """Compares a message with the options of a guide. Read-only after building, safe for threads."""

    def __init__(self, guides: Mapping[str, Guide], texts: GuideTexts) -> None:
        self._guides, self._texts = guides, texts
        self._options = lru_cache(maxsize=GUIDES_KEPT)(self._read)

    def _read(self, item_code: str) -> _Options:
        subject, texts = self._texts.subjects[item_code], self._texts.of(item_code)
        return _Options(subject, self._guides[item_code], texts, self._texts.reader)

    def of(
        self, item_code: str, plain: str, asked: str = "", *, without: str = ""
    ) -> dict[str, tuple[list[str], Scores]]:
        """Return for each situation question its options, the empty one last, with their parts.

        Args:
            item_code: an item.
            plain: the message, normalised.
            asked: the question that was put just now.
            without: a labelled question that must not speak for itself.
        """
        options = self._options(item_code)
        if not options.places:
            return {}
        rows = np.zeros((len(options.places), len(PARTS)), dtype=np.float32)
        stated = quantities(plain)
        for row, wordings, within in zip(rows, options.wordings, options.ranges, strict=True):
            row[:2] = _stands(plain, wordings)
            row[_WITHIN : _WITHIN + 2] = _within(stated, within)
        texts = [self._texts.reader.read(text) for text in (plain, *clauses(plain))]
        told, silent = options.asked(texts[0], without)
        rows[:, _WORDED], rows[:, _ASKED] = options.worded(texts).T, told.T
        rows[:, _TELLING] = options.telling(texts[0].words, without)
        return {
            question: self._question(options, rows, question, asked, float(silent[0, n]))
            for n, question in enumerate(options.questions)
        }

    def _question(
        self, options: _Options, rows: Scores, question: str, asked: str, silent: float
    ) -> tuple[list[str], Scores]:
        own = [at for at, (q, _) in enumerate(options.places) if q == question]
        found = rows[own]
        found[:, PARTS.index("open")] = float(question == asked)
        none = np.zeros((1, len(PARTS)), dtype=np.float32)
        none[0, PARTS.index("none")], none[0, PARTS.index("none_asked")] = 1.0, silent
        return [*(options.places[at][1] for at in own), ""], np.vstack([found, none])


def _stands(plain: str, wordings: Sequence[str]) -> tuple[float, float]:
    """Return how long the longest wording in the message is, once where it is told and once where it is denied."""
    told = denied = 0.0
    for wording in wordings:
        at = plain.find(wording) if wording else -1
        if at < 0:
            continue
        length = min(len(wording), LONG) / LONG
        if _DENIED.search(plain[max(0, at - LONG) : at]):
            denied = max(denied, length)
        else:
            told = max(told, length)
    return told, denied


def _within(stated: Sequence[Quantity], wanted: Sequence[Quantity]) -> tuple[float, float]:
    comparable = [(r, q) for r in wanted for q in stated if r.unit == q.unit]
    inside = any(r.holds(q) for r, q in comparable)
    return float(inside), float(bool(comparable) and not inside)


class CaseReader:
    """Reads what a message tells of the case."""

    def __init__(self, evidence: CaseEvidence, tuning: CaseTuning) -> None:
        self.evidence, self._tuning = evidence, tuning
        self._weights = np.array([tuning.weights.get(p, 0.0) for p in PARTS], dtype=np.float32)

    def read(
        self, guide: Guide, plain: str, asked: str = "", *, stated: Collection[str] = ()
    ) -> dict[str, str]:
        """Return the option told for each situation question of the guide that the message says something about.

        Args:
            guide: whose situation questions.
            plain: the message, normalised.
            asked: the question that was put just now.
            stated: questions of which only options count that are told beyond doubt, or whose words stand in the message.
        """
        told: dict[str, str] = {}
        for question, (options, parts) in self.evidence.of(guide.item.code, plain, asked).items():
            scores = parts @ self._weights
            shares = np.exp(scores - scores.max())
            best = int(shares.argmax())
            share = shares[best] / shares.sum()
            is_plain = question not in stated or parts[best, _STANDS] > 0
            if options[best] and share >= (self._tuning.sure if is_plain else self._tuning.certain):
                told[question] = options[best]
        return told
