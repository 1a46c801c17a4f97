"""Which statements answer an ask, best first, and how probably."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge_base.model.asking import Ask, Asks
from knowledge_base.model.choice import Choice, Likely
from knowledge_base.model.element import Element
from knowledge_base.model.situation import Answers
from knowledge_base.model.statement import Statement, StatementKind
from knowledge_base.retrieval.calibration import Calibration
from knowledge_base.retrieval.comparison import Scores
from knowledge_base.retrieval.statements import PARTS, StatementEvidence

FITS = ("ask_overlap", "ask_sense", "ask_wording", "ask_asked_sense")
LOOKED_AT = ("first", "second", *FITS, "missing_kind")
"""What the probability of an answer looks at: the shares of the first two, how well the first fits by each match,
and how much the words sound like something that guides do not say."""
_COLUMNS = {part: at for at, part in enumerate(PARTS)}
LEAST_SHARE = 1e-4
HOW = (Element.OVERVIEW, Element.STEPS)


@dataclass(frozen=True)
class PlainTuning:
    """How a plain ask is answered: one that holds nothing beside the name and a question word (“居住证咋办”).

    Attributes:
        content: tokens beside names and question words up to which an ask is plain.
        score: what the score of a statement counts for then.
        element: what the log-odds of its element count for.
        faq: added for a FAQ, which answers something in particular.
        whole: added to the log-odds of what is made of several rows.
    """

    content: int = 2
    score: float = 0.3
    element: float = 2.0
    faq: float = -4.0
    whole: float = 1.5


PLAIN = PlainTuning()


@dataclass(frozen=True)
class StatementTuning:
    """Fitted weights by part, the calibration of a choice from LOOKED_AT, and how plain asks are answered."""

    weights: Mapping[str, float]
    answers: Calibration
    plain: PlainTuning = PLAIN


class StatementRanker:
    """Orders the statements of a guide for each ask."""

    def __init__(self, evidence: StatementEvidence, tuning: StatementTuning) -> None:
        self.evidence, self._answers, self.plain = evidence, tuning.answers, tuning.plain
        self._weights = np.array([tuning.weights.get(p, 0.0) for p in PARTS], dtype=np.float32)

    def choose(
        self, item_code: str, asking: Asks, told: Answers, content: Sequence[int] = ()
    ) -> tuple[Choice, ...]:
        """Return a choice for each ask, in the order asked.

        Args:
            item_code: an item.
            asking: what is asked.
            told: the case.
            content: how many tokens of each ask stand beside names and question words.
        """
        statements = self.evidence.statements(item_code)
        parts = self.evidence.of(item_code, asking, told)
        plain = [count <= self.plain.content for count in content] or [False] * len(parts)
        return tuple(
            self._plain_choice(ask, statements, found)
            if is_plain
            else self._choice(ask, statements, found)
            for ask, found, is_plain in zip(asking.asks, parts, plain, strict=True)
        )

    def added(self, item_code: str, asking: Asks, told: Answers) -> list[Scores]:
        """Return for each ask what each part adds to the score of each statement, shape (statements, PARTS)."""
        return [found * self._weights for found in self.evidence.of(item_code, asking, told)]

    def _choice(self, ask: Ask, statements: Sequence[Statement], parts: Scores) -> Choice:
        shares = shares_of(parts @ self._weights)
        order = np.argsort(-shares, kind="stable").tolist()
        probability = self._answers.probability(looked_at(parts, shares, order))
        return _ordered(ask, statements, shares, parts, probability)

    def _plain_choice(self, ask: Ask, statements: Sequence[Statement], parts: Scores) -> Choice:
        """The statements of the element that is asked for; the whole matter answers how to go about it as well."""
        log_odds = parts[:, _COLUMNS["ask_element"]].copy()
        how = [at for at, s in enumerate(statements) if s.element in HOW]
        whole = [at for at, s in enumerate(statements) if s.kind is StatementKind.WHOLE]
        log_odds[whole] = log_odds[how].max()
        log_odds += self.plain.whole * np.array([s.is_composed for s in statements])
        is_faq = np.array([s.kind is StatementKind.FAQ for s in statements])
        scores = self.plain.score * (parts @ self._weights)
        scores += self.plain.element * log_odds + self.plain.faq * is_faq
        elements = dict(zip((s.element for s in statements), log_odds.tolist(), strict=True))
        best = math.exp(log_odds[int(scores.argmax())])
        rest = sum(math.exp(odds) for odds in elements.values())
        return _ordered(ask, statements, shares_of(scores), parts, best / max(best, rest))


def _ordered(
    ask: Ask,
    statements: Sequence[Statement],
    shares: Scores,
    parts: Scores,
    probability: float,
) -> Choice:
    order = np.argsort(-shares, kind="stable").tolist()
    likely = tuple(Likely(statements[at], float(shares[at])) for at in order)
    asked = parts[:, _COLUMNS["ask_element"]].tolist()
    elements = {s.element: odds for s, odds in zip(statements, asked, strict=True)}
    return Choice(ask, likely, probability, elements)


def shares_of(scores: Scores) -> Scores:
    """Return scores as shares of one (softmax)."""
    raised = np.exp(scores - scores.max())
    shares: Scores = raised / raised.sum()
    return shares


def looked_at(parts: Scores, shares: Scores, order: Sequence[int]) -> list[float]:
    """Return what the probability of a choice is made of, in the order of LOOKED_AT."""
    first, second = order[0], order[min(1, len(order) - 1)]
    return [
        _log_odds(float(shares[first])),
        _log_odds(float(shares[second])),
        *(float(parts[first, _COLUMNS[part]]) for part in FITS),
        float(parts[0, _COLUMNS["missing_kind"]]),
    ]


def _log_odds(share: float) -> float:
    held = min(max(share, LEAST_SHARE), 1 - LEAST_SHARE)
    return math.log(held / (1 - held))
