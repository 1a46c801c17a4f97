"""`python -m hall fit-screens`: from which probability screening hears what resembles its examples."""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import yaml

from hall.evaluation.reading import share
from knowledge_base.answering.examples import ExampleFile
from knowledge_base.answering.families import load_families, reading_by
from knowledge_base.answering.resemblance import Judged, judged
from knowledge_base.answering.screen import DANGER, EXAMPLES, THRESHOLDS
from knowledge_base.city import city_folder
from knowledge_base.services import POLICY

FALSE_SHARE = {
    "certain": (0.01, 0.003),
    DANGER: (0.07, 0.04),
    "person": (0.01, 0.004),
    "injection": (0.003, 0.001),
    "place": (0.05, 0.02),
}
"""How many of the calm lines, most of them look-alikes, and of everyday questions may be heard falsely."""
ABOVE = 0.0005
"""What rounding may take off."""
HEADING = "# Written by `python -m hall fit-screens --write` from screening_examples.yml; see docs/adr/0007.\n"


def add_fit_screens(parser: argparse.ArgumentParser) -> None:
    """Describe `fit-screens`."""
    parser.add_argument("--write", action="store_true", help=f"write policy/{THRESHOLDS}")


def fit_screens(arguments: argparse.Namespace) -> int:
    """Print the thresholds with what they hear in cross validation; write them if asked to."""
    families, words = load_families(POLICY)
    file = ExampleFile(city_folder() / EXAMPLES, words)
    thresholds: dict[str, float] = {}
    for name, seen in judged(file, reading_by(families)):
        thresholds[name] = _threshold(seen, FALSE_SHARE[name])
        _report(name, seen, thresholds[name])
        if name == DANGER:
            both = replace(seen, probability=seen.probability * seen.found)
            thresholds["certain"] = _threshold(both, FALSE_SHARE["certain"])
            _report("certain", both, thresholds["certain"])
    if arguments.write:
        _write(POLICY / THRESHOLDS, thresholds)
    return 0


def _threshold(seen: Judged, false_shares: tuple[float, float]) -> float:
    """The lowest probability at which no greater shares of calm lines and of everyday questions are heard."""
    rows = zip((seen.calm, seen.asked), false_shares, strict=True)
    least = max(float(np.quantile(seen.probability[kind], 1 - most)) for kind, most in rows)
    return round(least + ABOVE, 3)


def _report(name: str, seen: Judged, threshold: float) -> None:
    heard = seen.probability >= threshold
    shares = [share(list(heard[rows])) for rows in (seen.belongs, seen.calm, seen.asked)]
    print(f"{name:10}{threshold:7.3f}  heard {shares[0]}, calm {shares[1]}, asked {shares[2]}")


def _write(path: Path, thresholds: dict[str, float]) -> None:
    path.write_text(HEADING + yaml.safe_dump(thresholds, sort_keys=False), encoding="utf-8")
