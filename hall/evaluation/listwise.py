"""Fit weights that make the right ones of several candidates most probable (listwise softmax)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

IMPOSSIBLE = -1e9
"""Score of what fills up a shorter list."""
LEAST_SPREAD = 1e-6
"""Added to the spread of a part, that one which is the same everywhere can be divided by it."""


@dataclass(frozen=True)
class Case:
    """One question: the parts of the score of each candidate, shape (candidates, parts), and which are right."""

    parts: NDArray[np.float32]
    right: NDArray[np.bool_]


@dataclass(frozen=True)
class Descent:
    """How weights are sought, by Adam over all cases at once.

    pull: how strongly each weight is pulled towards its start; few questions must not move them far.
    scaled: whether parts are brought to the same spread first, so that the pull means the same for each.
    positive: whether weights stay at nought or above it.
    """

    steps: int
    rate: float
    pull: float
    scaled: bool = False
    positive: bool = False


def fit_weights(
    cases: Sequence[Case], start: Sequence[float] | NDArray[np.float64], descent: Descent
) -> NDArray[np.float32]:
    """Return the weights of the parts; every case has a right candidate."""
    import torch

    torch.set_num_threads(1)  # the sums, and so the figures, are the same on any machine
    parts, right, real = _padded(cases)
    scale = _spread(parts[real]) if descent.scaled else np.ones(parts.shape[2], dtype=np.float32)
    inputs, wanted, known = torch.tensor(parts / scale), torch.tensor(right), torch.tensor(real)
    origin = torch.tensor(np.asarray(start) * scale, dtype=torch.float32)
    weights = origin.clone().requires_grad_()
    optimiser = torch.optim.Adam([weights], lr=descent.rate)
    for _ in range(descent.steps):
        optimiser.zero_grad()
        scores = (inputs @ weights).masked_fill(~known, IMPOSSIBLE)
        chosen = scores.masked_fill(~wanted, IMPOSSIBLE)
        losses = torch.logsumexp(scores, 1) - torch.logsumexp(chosen, 1)
        loss = losses.mean() + descent.pull * ((weights - origin) ** 2).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        if descent.positive:
            with torch.no_grad():
                weights.clamp_(min=0)
    found: NDArray[np.float32] = (weights.detach().numpy() / scale).astype(np.float32)
    return found


def _spread(parts: NDArray[np.float32]) -> Any:
    return parts.std(axis=0) + LEAST_SPREAD


def _padded(cases: Sequence[Case]) -> tuple[Any, Any, Any]:
    """All cases as arrays of one size: parts, which candidates are right, which are real."""
    size, width = max(len(case.right) for case in cases), cases[0].parts.shape[1]
    parts = np.zeros((len(cases), size, width), dtype=np.float32)
    right, real = (np.zeros((len(cases), size), dtype=bool) for _ in range(2))
    for n, case in enumerate(cases):
        parts[n, : len(case.right)] = case.parts
        right[n, : len(case.right)] = case.right
        real[n, : len(case.right)] = True
    return parts, right, real
