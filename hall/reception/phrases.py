"""What citizens say about tickets, read from `phrases.yml`."""

import re
from dataclasses import dataclass
from pathlib import Path

from knowledge_base.patterns import Pattern, compile_pattern
from knowledge_base.policy_file import read_policy
from knowledge_base.policy_patterns import alternatives
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

    agreement: Pattern
    refusal: Pattern
    complaint: Pattern
    own_ticket: Pattern

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


def _is_all(pattern: Pattern, text: str) -> bool:
    plain = normalise(without_faces(text))
    said = (_SIGNS.sub("", plain), _SIGNS.sub("", strip_fillers(plain)))
    return any(len(s) <= LONGEST_WORD and pattern.fullmatch(s) is not None for s in said)


def load_phrases(path: Path = FILE) -> Phrases:
    """Return the phrases of the file.

    Raises:
        GuideError: one of them is no pattern or could run long; with file and line.
    """
    data = read_policy(path)
    tails = f"(?:{alternatives(data, 'tails', path)})*"
    return Phrases(
        compile_pattern(rf"(?:(?:{alternatives(data, 'agrees', path)}){tails}){{1,3}}"),
        compile_pattern(rf"(?:(?:{alternatives(data, 'declines', path)}){tails}){{1,3}}"),
        compile_pattern(alternatives(data, "complains", path)),
        compile_pattern(alternatives(data, "own_ticket", path)),
    )
