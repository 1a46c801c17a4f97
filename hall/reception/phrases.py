"""What citizens say about tickets, read from `phrases.yml`."""

import re
from dataclasses import dataclass
from pathlib import Path

from knowledge_base.patterns import Pattern, compile_pattern
from knowledge_base.policy_file import read_policy
from knowledge_base.policy_patterns import alternatives
from knowledge_base.text import normalise, prepared, strip_fillers, without_faces

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
    grumble: Pattern
    own_ticket: Pattern
    news: Pattern
    beside: Pattern

    def agree(self, text: str) -> bool:
        """Whether the message says yes and nothing else."""
        return _is_all(self.agreement, text)

    def decline(self, text: str) -> bool:
        """Whether the message says no and nothing else."""
        return _is_all(self.refusal, text)

    def complain(self, text: str) -> bool:
        """Whether the message complains about somebody's conduct."""
        return bool(self.complaint.search(normalise(text)))

    def grumble_about(self, text: str) -> bool:
        """Whether the message tells of a vain errand, be it a complaint or a question."""
        return bool(self.grumble.search(normalise(text)))

    def ask_for_the_state(self, text: str) -> bool:
        """Whether the message asks how far one's own ticket is, and can mean nothing else."""
        return self.is_short(text) and bool(self.own_ticket.search(_bare(text)))

    def ask_for_news(self, text: str) -> bool:
        """Whether the message asks how far something is, and does not say what."""
        return bool(self.news.search(_bare(text)))

    def only_gives(self, rest: str) -> bool:
        """Whether what stands beside a contact asks nothing: 打我电话就行."""
        return self.beside.fullmatch(normalise(rest)) is not None

    def is_short(self, text: str) -> bool:
        """Whether there is no room for a matter of its own beside a question about a ticket."""
        return len(_bare(text)) <= LONGEST_STATE_QUESTION


def is_a_word(text: str) -> bool:
    """Whether a message is short enough to be nothing but a yes or a no."""
    return len(_SIGNS.sub("", _bare(text))) <= LONGEST_WORD


def _bare(text: str) -> str:
    return prepared(text).rstrip("?？!！。.~ ")


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
        compile_pattern(alternatives(data, "grumbles", path)),
        compile_pattern(alternatives(data, "own_ticket", path)),
        compile_pattern(alternatives(data, "news", path)),
        compile_pattern(rf"(?:{alternatives(data, 'beside_a_contact', path)}|[\W_])*"),
    )
