"""What a message tells of the case: which option of each situation question, if any."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from knowledge_base.model.guide import Guide
from knowledge_base.model.qa import Subject
from knowledge_base.patterns import compile_pattern
from knowledge_base.retrieval.encoder import Encoder
from knowledge_base.retrieval.features import lexical_tokens
from knowledge_base.retrieval.index import clauses
from knowledge_base.retrieval.quantities import Quantity, quantities, ranges
from knowledge_base.retrieval.statements import (
    GUIDES_KEPT,
    Rarity,
    Rows,
    Scores,
    TextReader,
)
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
    """The options of the situation questions of one guide, ready to be compared."""

    def __init__(self, subject: Subject, guide: Guide, rarity: Rarity, encoder: Encoder) -> None:
        self.places = [(q.id, o.id) for q in guide.situations for o in q.options]
        options = [o for q in guide.situations for o in q.options]
        self.wordings = [[normalise(w) for w in o.wordings] for o in options]
        self.ranges = [[r for w in found for r in ranges(w)] for found in self.wordings]
        worded = [(w, [at]) for at, found in enumerate(self.wordings) for w in found]
        self.worded = Rows([w for w, _ in worded], [at for _, at in worded], rarity, encoder)
        questions = [(prepared(q.text), dict(q.situation)) for q in subject.questions]
        told = [(text, self._told(case)) for text, case in questions]
        self.asked = Rows([t for t, _ in told], [at for _, at in told], rarity, encoder)
        ids = [q.id for q in guide.situations]
        silent = [[n for n, q in enumerate(ids) if q not in case] for _, case in questions]
        self.silent = Rows([t for t, _ in questions], silent, rarity, encoder)
        self.questions = ids
        self.users = _Users([*worded, *told], len(self.places))
        self.silent_users = _Users(
            list(zip([t for t, _ in questions], silent, strict=True)), len(ids)
        )

    def telling(self, weights: Mapping[str, float], without: str) -> list[float]:
        """Return for each option what share of a message, by its words, tells that option rather than none."""
        told, silent = (users.rates(weights, without) for users in (self.users, self.silent_users))
        none = [silent[self.questions.index(question)] for question, _ in self.places]
        return [
            sum(
                w * w * o / (o + n + FEW) for w, o, n in zip(weights.values(), own, by, strict=True)
            )
            for own, by in zip(told, none, strict=True)
        ]

    def _told(self, case: Mapping[str, str]) -> list[int]:
        return [self.places.index(told) for told in case.items() if told in self.places]


class _Users:
    """How many of the texts of each group have a word."""

    def __init__(self, texts: Sequence[tuple[str, Sequence[int]]], groups: int) -> None:
        self._with: list[Counter[str]] = [Counter() for _ in range(groups)]
        self._texts = [0] * groups
        self._groups_of = {text: tuple(found) for text, found in texts}
        for text, found in texts:
            tokens = set(lexical_tokens(text))
            for at in found:
                self._with[at].update(tokens)
                self._texts[at] += 1

    def rates(self, tokens: Collection[str], without: str) -> list[list[float]]:
        """Return for each group the share of its texts that have each token; the text `without` is none of them."""
        hushed = self._groups_of.get(without, ()) if without else ()
        own = set(lexical_tokens(without)) if hushed else set()
        return [
            [
                (found[t] - (at in hushed and t in own)) / max(1, texts - (at in hushed))
                for t in tokens
            ]
            for at, (found, texts) in enumerate(zip(self._with, self._texts, strict=True))
        ]


class CaseEvidence:
    """Compares a message with the options of a guide. Read-only after building, safe for threads."""

    def __init__(
        self,
        subjects: Iterable[Subject],
        guides: Mapping[str, Guide],
        reader: TextReader,
    ) -> None:
        self._subjects = {s.key: s for s in subjects if s.key in guides}
        self._guides, self._reader = guides, reader
        self._options = lru_cache(maxsize=GUIDES_KEPT)(self._read)

    def _read(self, item_code: str) -> _Options:
        subject, guide = self._subjects[item_code], self._guides[item_code]
        return _Options(subject, guide, self._reader.rarity, self._reader.encoder)

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
        texts = [self._reader.read(text) for text in (plain, *clauses(plain))]
        near = [options.worded.scores(text, len(rows), "") for text in texts]
        rows[:, 2], rows[:, 3] = (np.max([pair[n] for pair in near], axis=0) for n in (0, 1))
        rows[:, 4], rows[:, 5] = options.asked.scores(texts[0], len(rows), without)
        rows[:, _TELLING] = options.telling(texts[0].weights, without)
        silent, _ = options.silent.scores(texts[0], len(options.questions), without)
        return {
            question: self._question(options, rows, question, asked, float(silent[n]))
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
