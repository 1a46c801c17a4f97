"""Which statements answer an ask, best first, and how probably."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge_base.model.asking import Ask, Asking
from knowledge_base.model.choice import Choice, Likely
from knowledge_base.model.situation import Answers
from knowledge_base.model.statement import Statement
from knowledge_base.retrieval.calibration import Calibration
from knowledge_base.retrieval.statements import PARTS, Scores, StatementEvidence

FITS = ("ask_overlap", "ask_sense", "ask_wording", "ask_asked_sense")
LOOKED_AT = ("first", "second", *FITS, "missing_kind")
"""What the probability of an answer looks at: the shares of the first two, how well the first fits by each match,
and how much the words sound like something that guides do not say."""
_COLUMNS = {part: at for at, part in enumerate(PARTS)}
LEAST_SHARE = 1e-4


@dataclass(frozen=True)
class StatementTuning:
    """Fitted weights by part, and the calibration of a choice from LOOKED_AT (policy/decision.yml)."""

    weights: Mapping[str, float]
    answers: Calibration


class StatementRanker:
    """Orders the statements of a guide for each ask."""

    def __init__(self, evidence: StatementEvidence, tuning: StatementTuning) -> None:
        self.evidence, self._answers = evidence, tuning.answers
        self._weights = np.array([tuning.weights.get(p, 0.0) for p in PARTS], dtype=np.float32)

    def choose(self, item_code: str, asking: Asking, told: Answers) -> tuple[Choice, ...]:
        """Return a choice for each ask, in the order asked."""
        statements = self.evidence.statements(item_code)
        parts = self.evidence.of(item_code, asking, told)
        return tuple(
            self._choice(ask, statements, found)
            for ask, found in zip(asking.asks, parts, strict=True)
        )

    def added(self, item_code: str, asking: Asking, told: Answers) -> list[Scores]:
        """Return for each ask what each part adds to the score of each statement, shape (statements, PARTS)."""
        return [found * self._weights for found in self.evidence.of(item_code, asking, told)]

    def _choice(self, ask: Ask, statements: Sequence[Statement], parts: Scores) -> Choice:
        shares = shares_of(parts @ self._weights)
        order = np.argsort(-shares, kind="stable").tolist()
        probability = self._answers.probability(looked_at(parts, shares, order))
        return Choice(
            ask, tuple(Likely(statements[at], float(shares[at])) for at in order), probability
        )


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
