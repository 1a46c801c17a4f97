"""One installation, one hall: marks in the folder of runtime data, each held by the process that runs."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from hall.running.errors import CannotRun

PROGRAMS = ("up", "serve")


class InstallationBusy(CannotRun):
    """This installation runs already; the message says in which process."""


@contextmanager
def alone(var_dir: Path, program: str) -> Iterator[None]:
    """Inside, no other process runs this program on this folder of runtime data.

    The mark belongs to this process and not to its children: it goes with the process, however that ends.

    Raises:
        InstallationBusy: another process does.
        CannotRun: the folder cannot be written to.
    """
    mark = _mark(var_dir, program)
    try:
        mark.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(mark, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CannotRun(
            f"VAR_DIR: 不能在 {mark.parent} 里写文件（{error.strerror}）。"
            "请检查这个目录的属主、权限和剩余空间（cannot write there）。"
        ) from error
    try:
        _hold(descriptor, var_dir)
        yield
    finally:
        os.close(descriptor)


def _hold(descriptor: int, var_dir: Path) -> None:
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise InstallationBusy(_busy(descriptor, var_dir)) from error
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)


def _busy(descriptor: int, var_dir: Path) -> str:
    pid = os.pread(descriptor, 20, 0).decode("ascii", "replace")
    return (
        f"一扇门已经在运行（进程 {pid}，数据目录 {var_dir}）：请先停掉它，"
        "要在同一台机器上再开一套，请给它另设 VAR_DIR、DATABASE_URL 和端口（already running）。"
    )


@contextmanager
def idle(var_dir: Path) -> Iterator[None]:
    """Inside, nothing of this installation runs or starts.

    Raises:
        InstallationBusy: something does.
    """
    with ExitStack() as stack:
        for program in PROGRAMS:
            stack.enter_context(alone(var_dir, program))
        yield


def _mark(var_dir: Path, program: str) -> Path:
    return var_dir / "run" / f"{program}.lock"
