"""What one case found: tried, figure, bar, and whether the bar was met."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One row of the table."""

    tried: str
    figure: str
    bar: str
    is_met: bool

    def row(self, name: str) -> str:
        """Return the row as it stands in docs/reliability.md."""
        command = f"`python -m bench faults --only {name}`"
        return f"| {self.tried} | {self.figure} | {self.bar} | {command} |"


def p95(seconds: Sequence[float]) -> float:
    """Return the time that 95 of 100 stay below; infinite where nothing was measured."""
    return statistics.quantiles(seconds, n=20)[18] if len(seconds) > 1 else float("inf")


def ms(seconds: float) -> str:
    """Return a time as it stands in the table."""
    return f"{seconds * 1000:.0f} ms"
