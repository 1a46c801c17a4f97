"""`python -m bench inspection_faults [--each 5] [--seed 11] [--list]`: what the inspection finds of planted faults.

Faults of every kind are planted in the city's content, one at a time, and so are harmless edits. A fault is found
when the inspection says something new of its record, above a hint; of a harmless edit that is a false alarm.
"""

import argparse
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from importlib import import_module

from bench.seeded.judging import Inspect, Judged, Tally, judged, tallied
from bench.seeded.planting import Planted, planted
from bench.seeded.site import FAULTS, HARMLESS
from knowledge_base.loading import load_catalogue

SEED = 11
LEAST_FOUND, MOST_ALARMS = 0.95, 0.05
EACH_FAULT, EACH_HARMLESS = 5, 8
INSPECT = "knowledge_base.inspection"


def main(arguments: Sequence[str]) -> int:
    """Print what was found of each kind; return 1 when too little was, or too much."""
    parser = argparse.ArgumentParser(prog="python -m bench inspection_faults", description=__doc__)
    parser.add_argument("--each", type=int, default=EACH_FAULT, help="faults of each kind")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed plants elsewhere")
    parser.add_argument("--list", action="store_true", help="print each that was judged wrongly")
    given = parser.parse_args(arguments)
    catalogue, on = load_catalogue(), date.today()
    inspect: Inspect = import_module(INSPECT).inspect
    faults = planted(catalogue, FAULTS, each=given.each, seed=given.seed, on=on)
    edits = planted(catalogue, HARMLESS, each=EACH_HARMLESS, seed=given.seed, on=on)
    found = list(judged(inspect, catalogue, faults, on, worded=True))
    alarms = list(judged(inspect, catalogue, edits, on, worded=False))
    _print("faults", found)
    _print("harmless edits", alarms)
    if given.list:
        _print_wrong(one for one in found if not one.noticed)
        _print_wrong(one for one in alarms if one.noticed)
    share, false = _share(found), _share(alarms)
    print(f"found {share:.1%} of {len(found)}, at least {LEAST_FOUND:.0%}")  # noqa: T201  # the command line speaks
    print(f"false alarms {false:.1%} of {len(alarms)}, at most {MOST_ALARMS:.0%}")  # noqa: T201
    return int(share < LEAST_FOUND or false > MOST_ALARMS)


def _share(found: Sequence[Judged]) -> float:
    return sum(one.noticed for one in found) / len(found)


def _print(title: str, found: Iterable[Judged]) -> None:
    rows: Mapping[str, Tally] = tallied(found)
    for name, row in rows.items():
        by = "、".join(row.rules)
        print(f"{title}: {name} {row.noticed}/{row.total} {row.label} {by}", flush=True)  # noqa: T201


def _print_wrong(found: Iterable[Judged]) -> None:
    for one in found:
        change: Planted = one.planted
        print(f"  {change.kind.name} {change.kind.of} {change.key} {change.path} {one.rules}")  # noqa: T201
