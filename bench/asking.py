"""`ask()` in one process, the light path: how long a question takes, how many a second, how many services are right."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hall.bootstrap import open_knowledge
from hall.evaluation.questions import KEYS, said_codes
from hall.evaluation.reading import Row, accepted_codes, read_rows
from hall.settings import Settings, load_settings
from knowledge_base.loading import load_catalogue
from knowledge_base.services import KnowledgeBase
from knowledge_base.store.engine import connect

QUESTIONS = Path(__file__).parents[1] / "tests" / "evaluation" / "seen" / "blind.jsonl"


@dataclass(frozen=True)
class Asked:
    """What came of asking every question once, one after the other."""

    questions: int
    right: float
    p50_ms: float
    p95_ms: float
    p50_cpu_ms: float
    a_second: float

    def __str__(self) -> str:
        return (
            f"{self.questions} questions, right service {self.right:.3f}, p50 {self.p50_ms:.1f} ms, "
            f"p95 {self.p95_ms:.1f} ms (p50 of the processor alone {self.p50_cpu_ms:.1f} ms), {self.a_second:.0f} a second"
        )


def measure(_url: str = "") -> list[str]:
    """Return the figures of the shipped base, in a database of its own."""
    with tempfile.TemporaryDirectory(prefix="onedoor-asking-") as folder:
        with light_knowledge(Path(folder), load_settings().index_dir) as kb:
            kb.seed(load_catalogue())
            kb.train_if_stale(lambda _said: None)
            kb.reload()
            return [str(ask_all_once(kb))]


@contextmanager
def light_knowledge(folder: Path, models: Path) -> Iterator[KnowledgeBase]:
    """A knowledge base over a database in the folder, without any other encoder than our own."""
    engine = connect(f"sqlite:///{folder}/knowledge.db")
    try:
        yield open_knowledge(Settings(index_dir=models, encoder=""), engine)
    finally:
        engine.dispose()


def ask_all_once(kb: KnowledgeBase) -> Asked:
    """Ask every question, each for the first time."""
    rows = read_rows(QUESTIONS, KEYS)
    right, waited, worked = zip(*(_asked(kb, row) for row in rows), strict=True)
    cuts = statistics.quantiles(waited, n=20)
    return Asked(
        questions=len(rows),
        right=statistics.fmean(right),
        p50_ms=cuts[9] * 1000,
        p95_ms=cuts[18] * 1000,
        p50_cpu_ms=statistics.median(worked) * 1000,
        a_second=len(rows) / sum(waited),
    )


def _asked(kb: KnowledgeBase, row: Row) -> tuple[bool, float, float]:
    """Return whether the service was right, the seconds that passed and those of this thread's work."""
    started, work = time.perf_counter(), time.thread_time()
    said = said_codes(kb.ask(row["query"]))
    waited, worked = time.perf_counter() - started, time.thread_time() - work
    return any(code in accepted_codes(row) for code in said[:1]), waited, worked
