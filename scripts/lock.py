"""`python3 -m scripts.lock [--upgrade]`: write the lock files from the `.in` files (`make lock`).

Pinned names only: no addresses, no hashes (torch comes in each machine's own build), and none of the CUDA
packages that the registry's torch asks for.
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path

from scripts.setup.errors import SetupError
from scripts.setup.say import say
from scripts.setup.shell import run
from scripts.setup.uv import ensure_uv

ROOT = Path(__file__).parents[1]
CUDA = re.compile(r"(nvidia|cuda|triton)\b", re.IGNORECASE)
OPTIONS = ("--no-header", "--no-annotate", "--python-platform", "x86_64-unknown-linux-gnu")
FAILED = "锁定没有成功：请看上面 uv 的输出（uv pip compile failed）。"


def lock_all(root: Path, *, upgrade: bool) -> None:
    """Write the three lock files; without `upgrade` the pins that still fit are kept.

    Raises:
        SetupError: uv cannot be had, or the requirements contradict each other.
    """
    uv = ensure_uv(root)
    main, dev = root / "requirements.txt", root / "requirements-dev.txt"
    flags = ("--quiet", *OPTIONS, *["--upgrade"] * upgrade)
    compile_: list[str | Path] = [uv, "pip", "compile", *flags]
    run([*compile_, "--python-version=3.11", root / "requirements.in", "-o", main], FAILED)
    drop(main, is_cuda)
    development = root / "requirements-dev.in"
    run([*compile_, "--python-version=3.11", "-c", main, development, "-o", dev], FAILED)
    locked = set(main.read_text(encoding="utf-8").splitlines())
    drop(dev, lambda line: line in locked or is_cuda(line))
    bot = root / "bot"
    source, lock = bot / "requirements.in", bot / "requirements.txt"
    run([*compile_, "--python-version=3.10", source, "-o", lock], FAILED)


def is_cuda(line: str) -> bool:
    """Return whether a line pins a package that only a CUDA build of torch needs."""
    return CUDA.match(line) is not None


def drop(lock: Path, unwanted: Callable[[str], bool]) -> None:
    """Take lines out of a lock file."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    kept = [f"{line}\n" for line in lines if not unwanted(line)]
    lock.write_text("".join(kept), encoding="utf-8")


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
