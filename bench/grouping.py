"""How well and how fast a week of questions without an answer is grouped: `python -m bench grouping`."""

import time
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from bench.unanswered import made
from hall.settings import load_settings
from knowledge_base.grouping import Wording, grouped
from knowledge_base.retrieval.encoder import open_encoder

QUESTIONS, KINDS, SEEDS = 2000, 300, (7, 8, 9)


@dataclass(frozen=True)
class Quality:
    """How groups agree with what was really asked.

    pure: share of groups that hold one thing alone; shared: the same of groups of several questions.
    together: share of questions that lie in the largest group of what they ask; whole: share of things in one group.
    """

    groups: int
    pure: float
    shared: float
    together: float
    whole: float


def quality(asks: Sequence[Hashable], groups: Sequence[Sequence[int]]) -> Quality:
    """Return how good groups of places are; `asks` is what each question asks."""
    kinds = [{asks[place] for place in group} for group in groups]
    several = [kind for kind, group in zip(kinds, groups, strict=True) if len(group) > 1]
    spread: dict[Hashable, Counter[int]] = defaultdict(Counter)
    for number, group in enumerate(groups):
        for place in group:
            spread[asks[place]][number] += 1
    largest = sum(max(found.values()) for found in spread.values())
    return Quality(
        groups=len(groups),
        pure=_share([len(kind) == 1 for kind in kinds]),
        shared=_share([len(kind) == 1 for kind in several]),
        together=largest / len(asks),
        whole=_share([len(found) == 1 for found in spread.values()]),
    )


def _share(held: Sequence[bool]) -> float:
    return sum(held) / len(held) if held else float("nan")


def measure(_url: str) -> list[str]:
    """Return what came of each seed."""
    return list(_measured())


def _measured() -> Iterator[str]:
    encoder = open_encoder(str(load_settings().index_dir / "encoder"))
    for seed in SEEDS:
        questions = made(QUESTIONS, KINDS, seed)
        started = time.perf_counter()
        found = grouped([Wording(one.text) for one in questions], encode=encoder.encode)
        seconds = time.perf_counter() - started
        came = quality([one.source for one in questions], [places for _, places in found])
        yield (
            f"seed {seed}: {QUESTIONS} questions that ask {KINDS} things in {seconds:.1f} s, {came.groups} groups; "
            f"pure {came.pure:.1%} (of those with several questions {came.shared:.1%}); "
            f"{came.together:.1%} of the questions lie with their like, {came.whole:.1%} of the things in one group"
        )
