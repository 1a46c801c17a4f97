"""What citizens say about tickets, read from `phrases.yml`."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge_base.policy_file import read_policy, texts
from knowledge_base.text import normalise, strip_fillers, without_faces

FILE = Path(__file__).with_name("phrases.yml")
LONGEST_WORD = 12
"""Characters of a yes or no; with more of them something else is said as well."""
LONGEST_STATE_QUESTION = 30
"""Characters of a question about one's own ticket; in a longer one it stands beside a matter of its own."""
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Phrases:
    """Tells what a message says about a ticket."""

    agreement: re.Pattern[str]
    refusal: re.Pattern[str]
    complaint: re.Pattern[str]
    own_ticket: re.Pattern[str]

    def agree(self, text: str) -> bool:
        """Whether the message says yes and nothing else."""
        return _is_all(self.agreement, text)

    def decline(self, text: str) -> bool:
        """Whether the message says no and nothing else."""
        return _is_all(self.refusal, text)

    def complain(self, text: str) -> bool:
        """Whether the message complains about somebody's conduct."""
        return bool(self.complaint.search(normalise(text)))

    def ask_for_the_state(self, text: str) -> bool:
        """Whether the message asks how far one's own ticket is."""
        plain = strip_fillers(normalise(text))
        return len(plain) <= LONGEST_STATE_QUESTION and bool(self.own_ticket.search(plain))


def _is_all(pattern: re.Pattern[str], text: str) -> bool:
    plain = normalise(without_faces(text))
    said = (_SIGNS.sub("", plain), _SIGNS.sub("", strip_fillers(plain)))
    return any(len(s) <= LONGEST_WORD and pattern.fullmatch(s) is not None for s in said)


def load_phrases(path: Path = FILE) -> Phrases:
    """Return the phrases of the file."""
    data = read_policy(path)
    tails = f"(?:{data['tails']})*"
    return Phrases(
        re.compile(rf"(?:(?:{_any_of(data, 'agrees', path)}){tails}){{1,3}}"),
        re.compile(rf"(?:(?:{_any_of(data, 'declines', path)}){tails}){{1,3}}"),
        re.compile(_any_of(data, "complains", path)),
        re.compile(_any_of(data, "own_ticket", path)),
    )


def _any_of(data: Any, name: str, path: Path) -> str:
    return "|".join(texts(data[name], path, name))
