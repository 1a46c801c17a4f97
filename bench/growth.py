"""`python -m bench growth [--items 5000]`: what thousands of generated items beside the shipped ones cost.

Each base is seeded and trained in one process and opened in the next, as `up` does it, so that its memory is
that of a hall that answers.
"""

import argparse
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bench.asking import Asked, ask_all_once, light_knowledge
from bench.generated import grown
from hall.settings import load_settings
from knowledge_base.loading import load_catalogue
from knowledge_base.retrieval.queries import read_phrasings
from knowledge_base.services import POLICY

SEED = 20261129
"""The items are the same every time."""
MOST_LOST, MOST_P50_MS, MOST_GIB = 0.05, 20.0, 1.6
"""The bars: share of right services lost, milliseconds of half of the questions, memory of the process."""
_KIB_IN_GIB = 2**20

T = TypeVar("T")


@dataclass(frozen=True)
class Grown:
    """One base: how long its parts took to build, what it takes in memory, and how it answers."""

    seeded_s: float
    trained_s: float
    built_s: float
    gib: float
    most_gib: float
    asked: Asked

    def __str__(self) -> str:
        return (
            f"{self.asked}; seeded {self.seeded_s:.0f} s, trained {self.trained_s:.0f} s, index "
            f"{self.built_s:.0f} s; {self.gib:.2f} GiB in memory, {self.most_gib:.2f} at most"
        )


def main(arguments: Sequence[str]) -> int:
    """Print both bases and the bars; return 1 when one is not kept."""
    parser = argparse.ArgumentParser(prog="python -m bench growth", description=__doc__)
    parser.add_argument("--items", type=int, default=5000, help="how many are generated")
    given = parser.parse_args(arguments)
    before = _tell("shipped", measured(0, load_settings().index_dir))
    after = _tell(f"{given.items} more", measured(given.items))
    bars = (
        ("right services lost", before.asked.right - after.asked.right, MOST_LOST),
        ("p50 in ms", after.asked.p50_ms, MOST_P50_MS),
        ("memory in GiB", after.gib, MOST_GIB),
    )
    for what, got, bar in bars:
        _say(f"{what} {got:.3f}, {'within' if got <= bar else 'OVER'} {bar}")
    return int(any(got > bar for _, got, bar in bars))


def _tell(what: str, base: Grown) -> Grown:
    _say(f"{what}: {base}")
    return base


def _say(text: str) -> None:
    print(f"growth: {text}", flush=True)  # noqa: T201  # the command line speaks on standard output


def measured(items: int, models: Path | None = None) -> Grown:
    """Return the figures of a base with so many generated items; its models are trained unless they fit it."""
    with tempfile.TemporaryDirectory(prefix="onedoor-growth-") as folder:
        trained = models or Path(folder)
        seeded_s, trained_s = _alone(_make, Path(folder), trained, items)
        built_s, gib, most_gib, asked = _alone(_open, Path(folder), trained)
    return Grown(seeded_s, trained_s, built_s, gib, most_gib, asked)


def _alone(work: Callable[..., T], *arguments: object) -> T:
    """Run something in a fresh process, which leaves nothing behind in memory."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(work, *arguments).result()


def _make(folder: Path, models: Path, items: int) -> tuple[float, float]:
    phrases = read_phrasings(POLICY / "elements.yml").phrases
    catalogue = grown(load_catalogue(), items, phrases, SEED)
    with light_knowledge(folder, models) as kb:
        return (
            _seconds(lambda: kb.seed(catalogue)),
            _seconds(lambda: kb.train_if_stale(lambda _said: None)),
        )


def _open(folder: Path, models: Path) -> tuple[float, float, float, Asked]:
    with light_knowledge(folder, models) as kb:
        built = _seconds(kb.reload)
        asked = ask_all_once(kb)
    return built, _memory("VmRSS"), _memory("VmHWM"), asked


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _memory(which: str) -> float:
    """Return a figure of this process in GiB (proc_pid_status(5))."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(which)) / _KIB_IN_GIB
