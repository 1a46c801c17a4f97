"""How far a stated probability can be trusted: reliability table, and AUGRC."""

from collections.abc import Sequence
from itertools import groupby

from hall.evaluation.reading import Row, share

BINS = 10


def reliability(probabilities: Sequence[float], right: Sequence[bool]) -> Row:
    """Return for each tenth of the scale how many fell into it, what was stated there, and what came true."""
    told = list(zip(probabilities, right, strict=True))
    return {
        f"{at / BINS:.1f}-{(at + 1) / BINS:.1f}": _row([p for p in told if _bin(p[0]) == at])
        for at in range(BINS)
    }


def _bin(probability: float) -> int:
    return min(int(probability * BINS), BINS - 1)


def _row(told: Sequence[tuple[float, bool]]) -> Row:
    stated = round(sum(p for p, _ in told) / len(told), 4) if told else None
    return {"n": len(told), "probability": stated, "right": share([r for _, r in told])}


def augrc(probabilities: Sequence[float], right: Sequence[bool]) -> float | None:
    """Return the area under the generalised risk coverage curve; less is better, None for nothing.

    The generalised risk at a coverage is the share of all questions that are both answered, when the surest
    are answered first, and wrong; the area is the mean risk of an undetected mistake. What is equally sure is
    answered together.

    Source: Traub et al., Overcoming Common Flaws in the Evaluation of Selective Classification Systems, NeurIPS 2024.
    """
    surest_first = sorted(zip(probabilities, right, strict=True), reverse=True)
    total, area, wrong = len(surest_first), 0.0, 0
    for _, alike in groupby(surest_first, key=lambda pair: pair[0]):
        mistakes = [not is_right for _, is_right in alike]
        area += len(mistakes) * (wrong + sum(mistakes) / 2)
        wrong += sum(mistakes)
    return round(area / total**2, 4) if total else None
