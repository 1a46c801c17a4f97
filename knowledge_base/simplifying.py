"""Traditional characters become Simplified ones."""

from functools import cache
from importlib.resources import files
from typing import Any


def simplified(text: str) -> str:
    """Return a text of some hundred characters at most in Simplified characters."""
    return text if _convertible().isdisjoint(text) else str(_converter().convert(text))


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


@cache
def _convertible() -> frozenset[str]:
    """The characters that the converter may change, and the first ones of phrases without any of them (沈船).

    Hardly a text of ours holds one, and looking for them takes a hundredth of what converting does.
    """
    folder = files("opencc") / "dictionary"
    characters, phrases = (
        [line.split("\t") for line in (folder / name).read_text("utf-8").splitlines() if line]
        for name in ("TSCharacters.txt", "TSPhrases.txt")
    )
    known = {row[0] for row in characters}
    beside = {row[0][0] for row in phrases if row[0] != row[1] and known.isdisjoint(row[0])}
    return frozenset(known | beside)
