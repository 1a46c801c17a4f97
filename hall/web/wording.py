"""The hall's own sentences, read from `wording.yml` once at start."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from knowledge_base.policy_file import read_policy
from knowledge_base.policy_texts import HALL, Overlaid, Texts, no_texts

DEFAULT_FILE = Path(__file__).with_name("wording.yml")


class Wording:
    """Sentences by name; a name that is not in the file is a KeyError at once."""

    def __init__(self, sentences: Mapping[str, Any]) -> None:
        self._sentences = sentences

    def say(self, name: str, **values: object) -> str:
        """Return the sentence with its blanks filled."""
        return str(self._sentences[name]).format(**values)

    def error(self, code: str, **values: object) -> str:
        """Return what is said about a wrong request."""
        return str(self._sentences["errors"][code]).format(**values)


def load_wording(path: Path = DEFAULT_FILE, texts: Callable[[], Texts] = no_texts) -> Wording:
    """Return the sentences of the file, each as the city has written it where it has."""
    return Wording(Overlaid(HALL, read_policy(path), texts))
