"""`python3 -m scripts.setup run|test|main`: prepare this working copy; stops with one sentence when it cannot."""

import argparse
import sys
from pathlib import Path

from scripts.setup.bot_env import ensure_bot_env
from scripts.setup.debian import ensure_browser
from scripts.setup.errors import SetupError
from scripts.setup.main_env import ensure_main_env
from scripts.setup.widget import ensure_widget_packages

ROOT = Path(__file__).parents[2]


def main(arguments: list[str] | None = None) -> int:
    """Prepare what is asked for and return the exit code."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts.setup", description=__doc__)
    parser.add_argument("what", choices=["main", "dev", "run", "test"])
    what = parser.parse_args(arguments).what
    try:
        prepare(what, ROOT)
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\n已中断，再次运行会接着做（interrupted）。\n")
        return 130
    return 0


def prepare(what: str, root: Path) -> None:
    """Prepare the main environment, and what running or testing needs beside it.

    Raises:
        SetupError: something cannot be had.
    """
    ensure_main_env(root, dev=what in ("dev", "test"))
    if what in ("run", "test"):
        ensure_bot_env(root)
    if what == "test":
        ensure_browser()
        ensure_widget_packages(root)


if __name__ == "__main__":
    sys.exit(main())
