"""Texts that make patterns work hard: what a pattern reads, again and again, and cut short before it matches."""

import random
from collections.abc import Iterator
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

KNOWN = (
    "m", "em", "hm", "6", "66", "好哦啊", "喂", "哦", "急", "嗯", "谢谢您", "我", "的", " ", ",", "，", "1", "a", "a.", "a@a.",
    "1 ", "不是", "一二", ". ", "？", "\u200b", "😀", "\n", "http://", "{{", "人工", "孩子", "工单",
)  # fmt: skip
"""What has made patterns run long, here or elsewhere, and what fills a text."""
ENDS = ("", "怎么办理x")
TRIES = 6
"""Texts made from each pattern."""


def everyday(length: int) -> Iterator[str]:
    """Yield the known pieces, each repeated to the length, alone and before what makes a match fail."""
    for piece in KNOWN:
        for end in ENDS:
            yield repeated(piece, length - len(end)) + end


def of_pattern(pattern: str, length: int, chance: random.Random) -> Iterator[str]:
    """Yield what the pattern reads, whole or cut short, repeated to the length."""
    tree = _whole(_parser.parse(pattern))
    for number in range(TRIES):
        read = _read(tree, chance)
        cut = read[: chance.randint(1, len(read))] if read else "a"
        yield repeated(cut, length - number % 2) + "x" * (number % 2)


def mixed(pieces: list[str], length: int, chance: random.Random) -> str:
    """Return a text of that length made of pieces taken by chance."""
    return "".join(chance.choices(pieces, k=length))[:length]


def repeated(piece: str, length: int) -> str:
    """Return the piece again and again up to the length."""
    return (piece * (length // len(piece) + 1))[:length]


def _whole(tree: Any) -> Any:
    """What is looked for by a pattern written so that it begins with a set (`patterns/beginnings.py`)."""
    nothing: Any = (None, ())
    looks = len(tree) == 2 and tree[-1][0] is op.ASSERT
    inner = next(iter(tree[-1][1][1]), nothing) if looks else nothing
    return inner[1][1] if inner[0] is op.ASSERT else tree


def _read(pieces: Any, chance: random.Random) -> str:
    return "".join(_read_one(kind, given, chance) for kind, given in pieces)


def _read_one(kind: Any, given: Any, chance: random.Random) -> str:
    if kind is op.LITERAL:
        return chr(given)
    if kind is op.IN:
        named = [chr(code) for part, code in given if part is op.LITERAL]
        return chance.choice([*named, "的", "a", "1", " "])
    if kind is op.BRANCH:
        return _read(chance.choice(given[1]), chance)
    if kind is op.SUBPATTERN:
        return _read(given[3], chance)
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        times = chance.randint(given[0], min(int(given[1]), given[0] + 2))
        return "".join(_read(given[2], chance) for _ in range(times))
    return "的" if kind in (op.ANY, op.NOT_LITERAL) else ""
