"""Compiled patterns whose time grows with the text alone."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import re2

from knowledge_base.patterns.beginnings import from_first
from knowledge_base.patterns.bounds import are_linear, is_linear
from knowledge_base.patterns.marks import (
    ANY_MARKS,
    Assertion,
    MarkedText,
    MarkingWriter,
    check_order,
    marked,
)
from knowledge_base.patterns.syntax import (
    Re2Writer,
    RelaxedWriter,
    Untranslatable,
    Writer,
    alternatives,
    has_assertion,
    parsed,
)

MEMORY = 16 << 20
"""Most bytes that RE2 keeps of one pattern; with less it reads the dearest ones without its tables, slower."""


class SlowPattern(ValueError):
    """It is not proved that the pattern cannot run long; the message says so to who wrote it."""

    def __init__(self, pattern: str) -> None:
        super().__init__(
            f"正则遇到长文字可能会卡住: {pattern!r}。环视 (?=…) (?!…) 里只写有上限的重复, 如 .{{0,6}} "
            "(开头的 .* 除外); 带 \\1 的写成单独一条, 不放进括号里重复"
        )


@dataclass(frozen=True)
class Match:
    """Where a pattern was found; as `re.Match`."""

    string: str
    spans: tuple[tuple[int, int], ...]
    names: dict[str, int]

    def span(self, group: int | str = 0) -> tuple[int, int]:
        """Return where a group begins and ends, (-1, -1) where it took no part."""
        return self.spans[self.names[group] if isinstance(group, str) else group]

    def start(self, group: int | str = 0) -> int:
        """Return where a group begins."""
        return self.span(group)[0]

    def end(self, group: int | str = 0) -> int:
        """Return where a group ends."""
        return self.span(group)[1]

    def group(self, group: int | str = 0) -> str | Any:
        """Return what a group read, None where it took no part."""
        start, end = self.span(group)
        return None if start < 0 else self.string[start:end]

    __getitem__ = group


@dataclass(frozen=True)
class Linear:
    """A pattern that RE2 runs; methods as those of `re.Pattern`.

    guard: what must be found before a text is marked; assertions: the lookarounds to mark.
    """

    pattern: str
    engine: Any = field(repr=False)
    guard: Any = field(default=None, repr=False)
    assertions: tuple[Assertion, ...] = field(default=(), repr=False)

    def search(self, text: str, pos: int = 0, endpos: int | None = None) -> Match | None:
        """Return the first match, None without one."""
        return next(self.finditer(text, pos, endpos), None)

    def match(self, text: str, pos: int = 0, endpos: int | None = None) -> Match | None:
        """Return the match that begins at `pos`, None without one."""
        return next(self._found("match", text, pos, endpos), None)

    def fullmatch(self, text: str, pos: int = 0, endpos: int | None = None) -> Match | None:
        """Return the match of the whole text, None without one."""
        return next(self._found("fullmatch", text, pos, endpos), None)

    def finditer(self, text: str, pos: int = 0, endpos: int | None = None) -> Iterator[Match]:
        """Yield the matches from left to right; none overlap."""
        return self._found("search", text, pos, endpos)

    def findall(self, text: str) -> list[str]:
        """Return what was matched: the only group of a pattern that has one, else all of it."""
        return [match.group(len(match.spans) - 1) for match in self.finditer(text)]

    def sub(self, new: str | Callable[[Match], str], text: str, count: int = 0) -> str:
        """Return the text with `new` (as it stands, or made from the match) in place of each match."""
        pieces, end = [], 0
        for number, match in enumerate(self.finditer(text), start=1):
            pieces += [text[end : match.start()], new if isinstance(new, str) else new(match)]
            end = match.end()
            if number == count:
                break
        return "".join([*pieces, text[end:]])

    def holds(self, text: str, encoded: bytes) -> bool:
        """Return whether it is found in a text, given also in UTF-8."""
        if not self.assertions:
            return self.engine.search(encoded) is not None
        if self.guard.search(encoded) is None:
            return False
        read = marked(text, self.assertions).marked
        return self.engine.search(as_utf8(read)) is not None

    def _found(self, how: str, text: str, pos: int, endpos: int | None) -> Iterator[Match]:
        read = as_utf8(text if endpos is None else text[:endpos]).decode()
        if self.guard and self.guard.search(read) is None:
            return
        places = marked(read, self.assertions) if self.assertions else MarkedText(read)
        while pos <= len(read):
            found = getattr(self.engine, how)(places.marked, places.index(pos))
            if not found:
                return
            match = Match(text, _spans(found, places), self.engine.groupindex)
            yield match
            pos = max(match.end(), match.start() + 1)


Pattern = re.Pattern[str] | Linear


@dataclass(frozen=True)
class AnyOf:
    """Several patterns of which one is to be found.

    proved: those for `re`; plain: those for RE2 without lookaround, as one; looking: those with, each;
    guard: what one of those for RE2 must find.
    """

    proved: tuple[re.Pattern[str], ...]
    plain: Linear | None
    looking: tuple[Linear, ...]
    guard: Any

    def search(self, text: str) -> bool:
        """Return whether one is found in the text."""
        for proved in self.proved:
            if proved.search(text):
                return True
        if self.guard is None:
            return False
        encoded = as_utf8(text)
        if self.guard.search(encoded) is None:
            return False
        if self.plain and self.plain.holds(text, encoded):
            return True
        return any(pattern.holds(text, encoded) for pattern in self.looking)


def as_utf8(text: str) -> bytes:
    """Return the text for RE2, a question mark for half a surrogate pair."""
    return text.encode("utf-8", "replace")


def compile_pattern(pattern: str) -> Pattern:
    """Return the pattern compiled: for `re` where it is proved linear there, else for RE2.

    Raises:
        SlowPattern: neither.
        re.error: it is no pattern.
    """
    return re.compile(pattern) if is_linear(pattern) else read_by_re2(pattern)


def any_of(patterns: Iterable[str]) -> AnyOf:
    """Return the patterns as one question to a text.

    Raises:
        SlowPattern: one of them could run long.
        re.error: one is no pattern.
    """
    pieces = [_pieces(pattern) for pattern in patterns]
    apart = [one for piece in pieces for one in piece.proved if re.compile(one).groups]
    proved = [one for piece in pieces for one in piece.proved if one not in apart]
    plain = [one for piece in pieces for one in piece.plain]
    looking = [one for piece in pieces for one in piece.looking]
    relaxed = [one for piece in pieces for one in piece.relaxed]
    return AnyOf(
        tuple(re.compile(one) for one in (*from_first(proved), *apart)),
        next((Linear(one, _engine(one)) for one in _joined(plain)), None),
        tuple(looking),
        next(map(_engine, _joined(plain + relaxed)), None),
    )


def _joined(patterns: list[str]) -> list[str]:
    return ["|".join(f"(?:{pattern})" for pattern in patterns)] if patterns else []


@dataclass(frozen=True)
class _Pieces:
    """The alternatives of a pattern by the engine that runs them; `relaxed`: the looking ones as if all lookarounds held."""

    proved: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    looking: tuple[Linear, ...] = ()
    relaxed: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def _pieces(pattern: str) -> _Pieces:
    tree = parsed(pattern)
    slow = [piece for piece in alternatives(tree) if not are_linear(piece)]
    if not slow:
        return _Pieces(proved=(pattern,))
    looking = [piece for piece in slow if has_assertion(piece)]
    try:
        return _Pieces(
            tuple(Writer().write(piece) for piece in alternatives(tree) if piece not in slow),
            tuple(Re2Writer(tree).write(piece) for piece in slow if piece not in looking),
            tuple(_looking(pattern, tree, piece) for piece in looking),
            tuple(RelaxedWriter(tree).write(piece) for piece in looking),
        )
    except Untranslatable as error:
        raise SlowPattern(pattern) from error


def fault_of(pattern: str) -> str:
    """Return what is wrong with a pattern that is looked for, in words for who wrote it; nothing if it is sound."""
    try:
        list(map(_engine, _joined(list(_pieces(pattern).plain))))
    except re.error as error:
        return f"正则写法有误: {error}"
    except (SlowPattern, Untranslatable) as error:
        return str(error)
    return ""


def read_by_re2(pattern: str) -> Linear:
    """Return the pattern compiled for RE2, whatever `re` would make of it.

    Raises:
        SlowPattern: RE2 does not know it, or one of its lookarounds could take long.
        re.error: it is no pattern.
    """
    tree = parsed(pattern)
    try:
        if has_assertion(tree):
            return _looking(pattern, tree, tree)
        return Linear(pattern, _engine(Re2Writer(tree).write(tree)))
    except Untranslatable as error:
        raise SlowPattern(pattern) from error


def _looking(pattern: str, tree: Any, pieces: Any) -> Linear:
    writer = MarkingWriter(tree)
    written = writer.write(pieces)
    check_order(pieces)
    guard = _engine(RelaxedWriter(tree).write(pieces))
    return Linear(pattern, _engine(f"(?:{written}){ANY_MARKS}"), guard, tuple(writer.assertions))


def _engine(written: str) -> Any:
    options = re2.Options()
    options.max_mem = MEMORY
    options.log_errors = False
    try:
        return re2.compile(written, options)
    except re2.error as error:
        raise Untranslatable(str(error)) from error


def _spans(found: Any, places: MarkedText) -> tuple[tuple[int, int], ...]:
    groups = (found.span(group) for group in range(found.re.groups + 1))
    return tuple((places.place(start), places.place(end)) for start, end in groups)
