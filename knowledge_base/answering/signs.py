"""The signs in a message (话语标记): what it does with what was said before, and how many matters it is about."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from knowledge_base.errors import GuideError
from knowledge_base.patterns import Match, Pattern, compile_pattern
from knowledge_base.policy_file import line_of, read_policy
from knowledge_base.policy_patterns import alternatives

FILE = Path(__file__).parents[1] / "policy" / "signs.yml"
GROUPS = {"not_but": "but", "but_not": "but", "ordinals": "number"}
"""What the patterns of a sign name."""


@dataclass(frozen=True)
class Signs:
    """The patterns of policy/signs.yml, where each is explained."""

    corrections: Pattern
    refusals: Pattern
    not_but: Pattern
    but_not: Pattern
    at_hand: Pattern
    ellipses: Pattern
    other_matter: Pattern
    ordinals: Pattern
    next_matter: Pattern
    joins: Pattern
    each: Pattern
    one_visit_list: Pattern


@cache
def signs() -> Signs:
    """Return the shipped signs, read on first use."""
    return read_signs(FILE)


def read_signs(path: Path) -> Signs:
    """Return the signs of a policy file.

    Raises:
        GuideError: a sign is missing or unknown, or a pattern is none; with file and line.
    """
    data = read_policy(path)
    wanted = [field.name for field in fields(Signs)]
    known = data if isinstance(data, dict) else {}
    faults = [f"{path}:1 {key}: 缺少这一种" for key in wanted if not known.get(key)]
    faults += [f"{path}:{line_of(key)} {key}: 没有这一种" for key in known if key not in wanted]
    faults += [] if faults else _ungrouped(known, path)
    if faults:
        raise GuideError(faults)
    return Signs(**{key: compile_pattern(alternatives(data, key, path)) for key in wanted})


def _ungrouped(data: Mapping[str, Any], path: Path) -> list[str]:
    """Return a fault for each sign that is not one pattern with the group that is read from it."""
    return [
        f"{path}:{line_of(data[key])} {key}: 需为一条带 (?P<{group}>…) 的正则"
        for key, group in GROUPS.items()
        if len(data[key]) != 1 or f"(?P<{group}>" not in data[key][0]
    ]


def cut(pattern: Pattern, text: str) -> list[str]:
    """Return the pieces of a text between what a pattern finds, without empty ones."""
    found: list[Match | Any] = list(pattern.finditer(text))
    ends = [0, *(match.end() for match in found)]
    starts = [*(match.start() for match in found), len(text)]
    return [text[end:start] for end, start in zip(ends, starts, strict=True) if start > end]
