"""The characters that a piece of a pattern reads."""

from re import _constants as op  # type: ignore[attr-defined]
from typing import Any

SINGLE = (op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY)
"""Pieces that read one character."""
REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
ENCLOSING = (*REPEATS, op.SUBPATTERN, op.ATOMIC_GROUP, op.ASSERT, op.ASSERT_NOT)


def inside(kind: Any, given: Any) -> Any:
    """Return the pieces in a repetition, group or lookaround."""
    if kind is op.ATOMIC_GROUP:
        return given
    return given[{op.SUBPATTERN: 3, op.ASSERT: 1, op.ASSERT_NOT: 1}.get(kind, 2)]


def reads(kind: Any, given: Any, char: str) -> bool:
    """Return whether a piece that reads one character reads this one."""
    if kind is op.ANY:
        return char != "\n"
    if kind is op.IN:
        negated = given[0][0] is op.NEGATE
        return negated != any(reads(part, of, char) for part, of in given[negated:])
    if kind is op.RANGE:
        return bool(given[0] <= ord(char) <= given[1])
    if kind is op.CATEGORY:
        return _in_category(str(given), char)
    return bool((ord(char) == given) == (kind is op.LITERAL))


def _in_category(name: str, char: str) -> bool:
    kinds = {
        "DIGIT": char.isdecimal(),
        "SPACE": char.isspace(),
        "WORD": char.isalnum() or char == "_",
    }
    return kinds[name.split("_")[-1]] != ("_NOT_" in name)


def named_codes(pieces: Any) -> set[int]:
    """Return the code points that a parsed pattern names, ranges by their ends and what stands beside these."""
    found: set[int] = set()
    for kind, given in pieces:
        if kind in (op.LITERAL, op.NOT_LITERAL):
            found.add(given)
        elif kind is op.RANGE:
            found |= {max(given[0] - 1, 0), *given, min(given[1] + 1, 0x10FFFF)}
        elif kind is op.IN:
            found |= named_codes(given)
        elif kind is op.BRANCH:
            found |= set().union(*map(named_codes, given[1]))
        elif kind in ENCLOSING:
            found |= named_codes(inside(kind, given))
    return found
