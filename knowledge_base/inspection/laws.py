"""What the inspection asks about laws: whether one still holds, and how many articles it has."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol

from knowledge_base.policy_file import plain, read_policy

FILE = Path(__file__).parent.parent / "policy" / "laws.yml"
STATE = "中华人民共和国"


class Laws(Protocol):
    """A list of laws, whoever keeps it."""

    def repealed(self, name: str) -> str:
        """Return why a law no longer holds, empty where it does or is not known."""
        ...

    def articles(self, name: str) -> int | None:
        """Return how many articles a law has, None where that is not known."""
        ...

    def text(self, name: str, article: str) -> str:
        """Return what an article says, empty where that is not known."""
        ...


@dataclass(frozen=True)
class NationalLaws:
    """Laws of the whole country, by name without 中华人民共和国; texts by name and article as it is cited."""

    gone: Mapping[str, str] = field(default_factory=dict)
    lengths: Mapping[str, int] = field(default_factory=dict)
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def repealed(self, name: str) -> str:
        """Return why a law no longer holds."""
        return self.gone.get(short_name(name), "")

    def articles(self, name: str) -> int | None:
        """Return how many articles a law has."""
        return self.lengths.get(short_name(name))

    def text(self, name: str, article: str) -> str:
        """Return what an article says."""
        return self.texts.get((short_name(name), article), "")


def short_name(name: str) -> str:
    """Return the name of a law as people cite it."""
    return name.strip("《》").partition("（")[0].removeprefix(STATE)


@cache
def national_laws() -> NationalLaws:
    """Return the laws of policy/laws.yml."""
    given = plain(read_policy(FILE))
    lengths = {name: int(number) for name, number in given["articles"].items()}
    return NationalLaws(given["repealed"], lengths)
