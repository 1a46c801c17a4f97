"""Progress, where the person who waits can see it."""

import sys


def say(chinese: str, english: str) -> None:
    """Print one line of progress at once, in both languages."""
    sys.stdout.write(f"▸ {chinese} / {english}\n")
    sys.stdout.flush()


def warn(chinese: str, english: str) -> None:
    """Print one line about what is missing but can be done without."""
    sys.stderr.write(f"! {chinese} / {english}\n")
    sys.stderr.flush()
