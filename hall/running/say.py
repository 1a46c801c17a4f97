"""What a person at the terminal reads while an installation starts and stops."""

import sys
from pathlib import Path


def say(chinese: str, english: str) -> None:
    """Print one line of progress at once, in both languages."""
    line(f"▸ {chinese} / {english}")


def line(text: str) -> None:
    """Print one line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """Print one line about trouble at once."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def tail(log: Path, lines: int = 15) -> str:
    """Return the last lines of a log."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
