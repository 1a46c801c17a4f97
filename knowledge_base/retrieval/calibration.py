"""From features to a probability."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Calibration:
    """Logistic coefficients from features to a probability."""

    intercept: float
    coefficients: tuple[float, ...]

    def probability(self, looked_at: Sequence[float]) -> float:
        """Return what the features say."""
        pairs = zip(self.coefficients, looked_at, strict=True)
        logit = self.intercept + sum(c * f for c, f in pairs)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
