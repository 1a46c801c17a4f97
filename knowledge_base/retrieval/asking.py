"""Read a message as up to three asks (问点)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge_base.errors import GuideError
from knowledge_base.model.asking import Ask, Asks, AskType
from knowledge_base.patterns import Pattern, compile_pattern
from knowledge_base.policy_file import read_policy
from knowledge_base.policy_patterns import alternatives

MOST_ASKS = 3
SHORTEST_ASK = 4
"""With fewer characters an ask is read together with what was told before it: “户口迁过来，多久？”."""
SHORTEST_CUE = 2
"""A question word of one character asks nothing of its own after another one: “中午开门吗”."""
_CLAUSE = re.compile(r"[^，,。.？?！!；;\n ]+")


@dataclass(frozen=True)
class _Cue:
    """Where a question word stands in a clause, and its type."""

    start: int
    end: int
    type: AskType


class AskReader:
    """Finds asks by the question words of policy/asking.yml."""

    def __init__(self, patterns: Mapping[AskType, Pattern]) -> None:
        self._patterns = patterns

    @classmethod
    def load(cls, path: Path) -> "AskReader":
        """Return the reader of a policy file.

        Raises:
            GuideError: a type is missing or unknown, or a pattern is none; with file and line.
        """
        data = read_policy(path)
        wanted = [t for t in AskType if t is not AskType.OTHER]
        known = data if isinstance(data, dict) else {}
        faults = [f"{path}:1 {t}: 缺少这一类" for t in wanted if t not in known]
        faults += [f"{path}:1 {key}: 没有这一类问法" for key in known if key not in wanted]
        if faults:
            raise GuideError(faults)
        order = [AskType(key) for key in known]
        return cls({t: compile_pattern(alternatives(data, t, path)) for t in order})

    def read(self, plain: str) -> Asks:
        """Return what a normalised message asks; the whole of it is one ask where no question word stands."""
        asks = _merged([ask for clause in self._clauses(plain) for ask in self._asks_of(clause)])
        asked = [ask for ask in asks if ask.type is not AskType.OTHER]
        background = "，".join(ask.text for ask in asks if ask.type is AskType.OTHER)
        return Asks(plain, tuple(asked[:MOST_ASKS]) or (Ask(plain),), background)

    def _clauses(self, plain: str) -> list[str]:
        """Return the clauses; one that is too short to be understood alone comes with what was told before it."""
        clauses: list[str] = []
        for match in _CLAUSE.finditer(plain):
            is_short = len(match[0]) < SHORTEST_ASK
            if clauses and is_short and not self._cues(clauses[-1]):
                clauses[-1] = f"{clauses[-1]}{match[0]}"
            else:
                clauses.append(match[0])
        return clauses

    def _asks_of(self, clause: str) -> Iterator[Ask]:
        """Yield the asks of a clause; what stands before the first question word belongs to it."""
        cues = self._cues(clause)
        if not cues:
            yield Ask(clause)
            return
        starts = [0, *(cue.start for cue in cues[1:])]
        ends = [*starts[1:], len(clause)]
        for start, end, cue in zip(starts, ends, cues, strict=True):
            yield Ask(clause[start:end], cue.type)

    def _cues(self, clause: str) -> list[_Cue]:
        """Return question words that do not meet, each type once, in the order in which they stand."""
        found: list[_Cue] = []
        for kind, pattern in self._patterns.items():
            for match in pattern.finditer(clause):
                cue = _Cue(match.start(), match.end(), kind)
                if cue.end > cue.start and not any(_meet(cue, other) for other in found):
                    found.append(cue)
                    break
        found.sort(key=lambda cue: cue.start)
        return [*found[:1], *(c for c in found[1:] if c.end - c.start >= SHORTEST_CUE)]


def _meet(one: _Cue, other: _Cue) -> bool:
    return one.start < other.end and other.start < one.end


def _merged(asks: Sequence[Ask]) -> list[Ask]:
    """Join what follows an ask of the same type at once: “要户口本吗，要照片吗” stays two, “咋办，咋整” is one."""
    merged: list[Ask] = []
    for ask in asks:
        if merged and merged[-1].type is ask.type and ask.type in (AskType.HOW, AskType.OTHER):
            merged[-1] = Ask(f"{merged[-1].text}，{ask.text}", ask.type)
        else:
            merged.append(ask)
    return merged
