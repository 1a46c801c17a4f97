"""`python -m bench live [--items 80] [--within 2] …`: publications while questions are asked at two halls.

Two processes answer and follow one database, a third publishes. An answer is stale when it is given more than
`--within` seconds after a newer generation was committed, and mixed when anything in it belongs to another generation
than the one it names. Questions come at a steady pace: halls that are asked without a pause measure how many
processors the machine has, not how long a publication takes.
"""

import argparse
import multiprocessing
import os
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.generated import grown
from bench.marked import Told, ask_once, delays, judged, marked
from hall.bootstrap import open_knowledge
from hall.running.following import start_following
from hall.running.processes import ONE_THREAD
from hall.settings import Settings, load_settings
from hall.web.metrics import Metrics
from knowledge_base.lifecycle.opening import prepare_tables
from knowledge_base.lifecycle.seeding import publish_files
from knowledge_base.loading import load_catalogue
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.retrieval.queries import read_phrasings
from knowledge_base.services import POLICY, KnowledgeBase
from knowledge_base.store.engine import connect
from knowledge_base.store.repository import GuideStore

ITEM, SEED = "232009001000-01", 20261130
HALLS, ASKERS = 2, 1
LOOKED_AT_SECONDS = 0.1
"""How often it is seen whether a hall has a new generation."""
PAUSE_SECONDS, ASKED_PER_SECOND = 2.0, 40
"""Between two publications, and how many questions each asker has a second."""


@dataclass
class Followed:
    """What one hall tells in the end: its answers, how long its builds took, its memory in MiB after each."""

    told: list[Told] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    mib: list[float] = field(default_factory=list)


def main(arguments: Sequence[str]) -> int:
    """Print the figures; return 1 when an answer was stale or mixed."""
    parser = argparse.ArgumentParser(prog="python -m bench live", description=__doc__)
    parser.add_argument("--items", type=int, default=80, help="how many guides are generated")
    parser.add_argument("--publications", type=int, default=50, help="how many")
    parser.add_argument("--answers", type=int, default=10_000, help="how many at least")
    parser.add_argument("--within", type=float, default=2.0, help="seconds from commit to answer")
    parser.add_argument("--database", default="", help="an empty one; SQLite in a folder if blank")
    given = parser.parse_args(arguments)
    with _database(given.database) as url:
        commits, halls = _measured(url, given)
    found = judged([one for hall in halls for one in hall.told], commits, given.within)
    _say(
        f"{given.items} guides more, {given.publications} publications, {found.answers} answers of {found.generations} "
        f"generations at {HALLS} halls: {found.stale} stale, {found.mixed} mixed"
    )
    for hall in halls:
        _say(_figures(hall, commits))
    return int(found.stale + found.mixed > 0)


def _say(text: str) -> None:
    print(f"live: {text}", flush=True)  # noqa: T201  # the command line speaks on standard output


def _figures(hall: Followed, commits: dict[int, float]) -> str:
    later = list(delays(hall.told, commits))
    waited = statistics.quantiles((t.given_at - t.asked_at for t in hall.told), n=20)
    return (
        f"commit to first answer p50 {statistics.median(later):.2f} s, most {max(later):.2f} s; built in "
        f"{statistics.median(hall.seconds):.2f} s, most {max(hall.seconds):.2f} s; an answer p50 "
        f"{waited[9] * 1000:.0f} ms, p95 {waited[18] * 1000:.0f} ms; memory {hall.mib[0]:.0f} MiB at first, "
        f"{hall.mib[len(hall.mib) // 2]:.0f} half-way, {hall.mib[-1]:.0f} at last"
    )


@contextmanager
def _database(url: str) -> Iterator[str]:
    if url:
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="onedoor-live-") as folder:
        yield f"sqlite:///{folder}/live.db"


def _measured(url: str, given: argparse.Namespace) -> tuple[dict[int, float], list[Followed]]:
    store = GuideStore(connect(url))
    prepare_tables(store.engine, datetime.now(UTC))
    phrases = read_phrasings(POLICY / "elements.yml").phrases
    catalogue = grown(load_catalogue(), given.items, phrases, SEED)
    commits = {_publish(store, catalogue, 1): 0.0}
    os.environ.update(ONE_THREAD)  # as `hall up` starts a hall
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager:
        stop, found = manager.Event(), manager.Queue()
        wanted = given.answers // (HALLS * ASKERS) + 1
        halls = [
            context.Process(target=_serve, args=(url, wanted, stop, found)) for _ in range(HALLS)
        ]
        for hall in halls:
            hall.start()
        for _ in halls:
            found.get()
        for number in range(2, given.publications + 2):
            time.sleep(PAUSE_SECONDS)
            generation = _publish(store, catalogue, number)
            commits[generation] = time.time()
        time.sleep(PAUSE_SECONDS)
        stop.set()
        followed = [found.get() for _ in halls]
        for hall in halls:
            hall.join()
    return commits, followed


def _publish(store: GuideStore, catalogue: Catalogue, number: int) -> int:
    return publish_files(store, marked(catalogue, ITEM, number), datetime.now(UTC)).generation


def _serve(url: str, wanted: int, stop: Any, found: Any) -> None:
    """Answer and follow until told to stop, then tell what came of it."""
    with tempfile.TemporaryDirectory(prefix="onedoor-live-index-") as folder:
        models = shutil.copytree(load_settings().index_dir, folder, dirs_exist_ok=True)
        _serve_with(Path(models), url, wanted, stop, found)


def _serve_with(models: Path, url: str, wanted: int, stop: Any, found: Any) -> None:
    engine = connect(url)
    kb = open_knowledge(Settings(index_dir=models, encoder=""), engine)
    kb.reload()
    kb.search("sfz")
    followed = Followed(mib=[_memory_mib()])
    found.put("ready")
    following = start_following(kb, Metrics())
    askers = [
        threading.Thread(target=_ask, args=(kb, followed, wanted, stop)) for _ in range(ASKERS)
    ]
    for asker in askers:
        asker.start()
    _watch(kb, followed, stop)
    for asker in askers:
        asker.join()
    following.set()
    engine.dispose()
    found.put(followed)


def _ask(kb: KnowledgeBase, followed: Followed, wanted: int, stop: Any) -> None:
    turn, due = 0, time.monotonic()
    while turn < wanted or not stop.is_set():
        followed.told.append(ask_once(kb, ITEM, turn))
        turn += 1
        due = max(due + 1 / ASKED_PER_SECOND, time.monotonic())
        time.sleep(max(0.0, due - time.monotonic()))


def _watch(kb: KnowledgeBase, followed: Followed, stop: Any) -> None:
    """Write down what each new generation took."""
    known = kb.snapshot().generation
    while not stop.wait(LOOKED_AT_SECONDS):
        now = kb.snapshot()
        if now.generation != known:
            known = now.generation
            followed.seconds.append(now.seconds)
            followed.mib.append(_memory_mib())


def _memory_mib() -> float:
    """Return the memory of this process (proc_pid_status(5))."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
