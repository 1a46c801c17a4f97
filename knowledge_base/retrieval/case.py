"""What a message tells of the case: which option of each situation question, if any."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge_base.model.guide import Guide
from knowledge_base.patterns import compile_pattern
from knowledge_base.retrieval.comparison import Scores, Texts
from knowledge_base.retrieval.guide_texts import GUIDES_KEPT, GuideTexts
from knowledge_base.retrieval.index import clauses
from knowledge_base.retrieval.kept import Kept
from knowledge_base.retrieval.options import Options
from knowledge_base.retrieval.quantities import Quantity, quantities

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
LONG = 4
"""Characters from which a longer wording is no surer."""
_DENIED = compile_pattern(r"(?:不是|没有|没|不|未|别|是不是|算不算|用不用)$")


@dataclass(frozen=True)
class CaseTuning:
    """Fitted weights by part, and the probabilities from which an option counts as told, and as told beyond doubt."""

    weights: Mapping[str, float]
    sure: float
    certain: float


class CaseEvidence:
    """Compares a message with the options of a guide. Read-only after building, safe for threads."""

    def __init__(
        self,
        guides: Mapping[str, Guide],
        texts: GuideTexts,
        before: "CaseEvidence | None" = None,
    ) -> None:
        self._guides, self._texts = guides, texts
        self._kept: Kept[str, Options] = (
            before._kept.those(lambda code: self._is_as_in(before, code))
            if before
            else Kept(GUIDES_KEPT)
        )
        self._worded: Kept[str, Texts] = Kept(GUIDES_KEPT)

    def _is_as_in(self, before: "CaseEvidence", item_code: str) -> bool:
        is_same = before._texts.has(self._texts.subjects.get(item_code))
        return is_same and before._guides[item_code] == self._guides[item_code]

    def _options(self, item_code: str) -> Options:
        texts = self._texts
        return self._kept.of(
            item_code,
            lambda: Options(
                texts.subjects[item_code],
                self._guides[item_code],
                texts.passages(item_code),
                texts.reader.encoder,
            ),
        )

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
        told, silent = options.asked(self._texts.of(item_code).near(texts[0], without))
        worded = self._worded.of(
            item_code, lambda: Texts(options.worded_passages, self._texts.reader.rarity)
        )
        rows[:, _WORDED], rows[:, _ASKED] = options.worded(map(worded.near, texts)).T, told.T
        rows[:, _TELLING] = options.telling(texts[0].words, without)
        return {
            question: self._question(options, rows, question, asked, float(silent[0, n]))
            for n, question in enumerate(options.questions)
        }

    def _question(
        self, options: Options, rows: Scores, question: str, asked: str, silent: float
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
