"""Steps that must have run before serving; each is skipped while what it read has not changed."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from hall.running.errors import CannotRun
from hall.running.processes import BOT_MODEL, BOT_PYTHON
from hall.running.say import complain, say, tail
from hall.settings import Settings

GUIDE_FILES = ("knowledge_base",)
LINES_OF_FAILURE = 40
BOT_FILES = (
    "config.yml",
    "bot",
    "nlu_data",
    "knowledge_base/content",
)


@dataclass(frozen=True)
class Step:
    """One command, the files it reads and the one it leaves behind.

    `place` is part of what the step depends on: the same files in another database are not there yet.
    What a command with a `log` prints is shown only when it fails.
    """

    chinese: str
    english: str
    command: tuple[str, ...]
    sources: tuple[str, ...]
    made: Path | None
    stamp: Path
    place: str = ""
    log: Path | None = None


def seeding(settings: Settings) -> Step:
    """Return the step that makes the tables and publishes the shipped guides."""
    file = settings.database_url.partition("sqlite:///")[2]
    return Step(
        "建库并发布随附的办事指南",
        "making the database and publishing the guides",
        (sys.executable, "-m", "hall", "seed", "--if-empty"),
        GUIDE_FILES,
        Path(file) if file else None,
        settings.var_dir / "seeded.stamp",
        settings.database_url,
    )


def training(settings: Settings) -> Step:
    """Return the step that trains the encoder on what is published."""
    return Step(
        "检查检索模型，需要时训练（约一分钟）",
        "training the encoder where it is stale",
        (sys.executable, "-m", "hall", "train"),
        (*GUIDE_FILES, "requirements.txt", "requirements-torch.txt"),
        settings.index_dir / "encoder",
        settings.index_dir / "trained.stamp",
    )


def bot_training(settings: Settings, root: Path) -> Step:
    """Return the step that trains Rasa on its examples and rules; its libraries warn by the page."""
    return Step(
        "检查对话模型，需要时训练（约一分钟）",
        "training Rasa where it is stale",
        (str(root / BOT_PYTHON), "-m", "bot.train"),
        BOT_FILES,
        root / BOT_MODEL,
        root / BOT_MODEL.parent / "prepared.stamp",
        log=settings.var_dir / "log" / "bot-training.log",
    )


def take(step: Step, root: Path) -> bool:
    """Run the step unless its work stands, and return whether it ran.

    Raises:
        CannotRun: it failed; its own output, above, says why.
    """
    if _stands(step, root):
        return False
    with _turn(step):
        return not _stands(step, root) and _do(step, root)


@contextmanager
def _turn(step: Step) -> Iterator[None]:
    """Inside, no other process takes this step; one that does is waited for."""
    step.stamp.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(step.stamp.with_suffix(".lock"))
    try:
        lock.acquire(blocking=False)
    except Timeout:
        say(f"另一个进程正在做“{step.chinese}”，等它做完", "waiting for another process")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _do(step: Step, root: Path) -> bool:
    """Run the step, remember that its work stands, and return True."""
    say(step.chinese, step.english)
    if not _succeeds(step, root):
        raise CannotRun(f"“{step.chinese}”没有成功：原因见上面的输出（{step.english}: failed）。")
    step.stamp.write_text(_digest(step, root))
    return True


def _succeeds(step: Step, root: Path) -> bool:
    if step.log is None:
        return subprocess.run(step.command, cwd=root).returncode == 0
    step.log.parent.mkdir(parents=True, exist_ok=True)
    with step.log.open("w") as file:
        done = subprocess.run(step.command, cwd=root, stdout=file, stderr=subprocess.STDOUT)
    if done.returncode:
        complain(tail(step.log, LINES_OF_FAILURE))
    return done.returncode == 0


def _stands(step: Step, root: Path) -> bool:
    if step.made is not None and not step.made.exists():
        return False
    return step.stamp.is_file() and step.stamp.read_text() == _digest(step, root)


def _digest(step: Step, root: Path) -> str:
    total = hashlib.sha256(step.place.encode())
    for path in _files(step.sources, root):
        total.update(path.relative_to(root).as_posix().encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _files(sources: tuple[str, ...], root: Path) -> Iterator[Path]:
    for source in sources:
        path = root / source
        found = [path] if path.is_file() else sorted(path.rglob("*"))
        yield from (p for p in found if p.is_file() and "__pycache__" not in p.parts)
