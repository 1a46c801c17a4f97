"""`python3 -m scripts.lock [--upgrade]`: write the lock files from the `.in` files (`make lock`).

Pinned names with the digests of every file of their release: no addresses, and none of the CUDA packages that the
registry's torch asks for. torch itself comes in each machine's own build, so its pin stands by itself, without digests.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from scripts.setup.errors import SetupError
from scripts.setup.say import say
from scripts.setup.shell import run
from scripts.setup.uv import ensure_uv

ROOT = Path(__file__).parents[1]
CUDA = ("nvidia", "cuda", "triton")
OPTIONS = (
    *("--no-header", "--no-annotate", "--generate-hashes"),
    *("--python-platform", "x86_64-unknown-linux-gnu"),
)
FAILED = "锁定没有成功：请看上面 uv 的输出（uv pip compile failed）。"


class Locker:
    """Compiles lock files; without `upgrade` the pins that still fit are kept."""

    def __init__(self, root: Path, *, upgrade: bool) -> None:
        self._root = root
        self._command: list[str | Path] = [ensure_uv(root), "pip", "compile", "--quiet", *OPTIONS]
        self._command += ["--upgrade"] * upgrade

    def compile(self, source: str, lock: str, python: str, *more: str | Path) -> None:
        """Write one lock file.

        Raises:
            SetupError: the requirements contradict each other, or the registry cannot be reached.
        """
        files = (self._root / source, "-o", self._root / lock)
        run([*self._command, f"--python-version={python}", *more, *files], FAILED)


def lock_all(root: Path, *, upgrade: bool) -> None:
    """Write every lock file.

    Raises:
        SetupError: uv cannot be had, or the requirements contradict each other.
    """
    locker = Locker(root, upgrade=upgrade)
    main, dev = root / "requirements.txt", root / "requirements-dev.txt"
    locker.compile("requirements.in", main.name, "3.11")
    drop(main, is_cuda)
    locker.compile("requirements-dev.in", dev.name, "3.11", "-c", main)
    locked = set(pins(main))
    drop(dev, lambda pin: pin in locked or is_cuda(pin))
    part_with_torch(main, root / "requirements-torch.txt")
    excluded = ("--excludes", root / "bot" / "not_needed.txt")
    locker.compile("bot/requirements.in", "bot/requirements.txt", "3.10", *excluded)
    locker.compile("scripts/setup/uv.in", "scripts/setup/uv.txt", "3.11")


def is_cuda(pin: str) -> bool:
    """Return whether this is a package that only a CUDA build of torch needs."""
    return pin.partition("==")[0].partition("-")[0] in CUDA


def is_torch(pin: str) -> bool:
    """Return whether this is torch."""
    return pin.startswith("torch==")


def part_with_torch(main: Path, own: Path) -> None:
    """Move torch from the lock file into its own, without the digests of builds that this machine may not take."""
    own.write_text("".join(f"{pin}\n" for pin in pins(main) if is_torch(pin)), encoding="utf-8")
    drop(main, is_torch)


def pins(lock: Path) -> list[str]:
    """Return the pins of a lock file: `name==version`."""
    return [pin for pin, _ in _blocks(lock.read_text(encoding="utf-8").splitlines())]


def drop(lock: Path, unwanted: Callable[[str], bool]) -> None:
    """Take pins out of a lock file, with their digests."""
    blocks = list(_blocks(lock.read_text(encoding="utf-8").splitlines()))
    kept = [line for pin, lines in blocks if not unwanted(pin) for line in lines]
    lock.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")


def _blocks(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each pin with the lines that belong to it."""
    block: list[str] = []
    for line in lines:
        block.append(line)
        if not line.endswith("\\"):
            yield block[0].removesuffix("\\").strip(), block
            block = []


def main(arguments: list[str]) -> int:
    """Write the lock files and return the exit code."""
    say("锁定依赖版本", "locking the requirements")
    try:
        lock_all(ROOT, upgrade="--upgrade" in arguments)
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
