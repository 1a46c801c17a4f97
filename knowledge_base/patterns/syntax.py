r"""Write a parsed pattern for the engine that runs it: RE2, which knows no lookaround and ASCII classes only, or `re`.

RE2 is given what Python means: `\w`, `\d` and `\s` of every script, `.` without the line end. `$` is the end of the
text for both here, also where Python would match before a last line end as well.
"""

from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

UNBOUNDED = int(op.MAXREPEAT)
BOUNDARIES = {op.AT_BOUNDARY: r"\b", op.AT_NON_BOUNDARY: r"\B"}
BEGINNINGS = (op.AT_BEGINNING, op.AT_BEGINNING_STRING)
ENDS = (op.AT_END, op.AT_END_STRING)
SPACE = (
    r"\x{9}-\x{d}\x{1c}-\x{20}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}"
)


class Untranslatable(Exception):
    """The pattern has something in it that this engine does not know."""


def parsed(pattern: str) -> Any:
    """Return the pieces of a pattern.

    Raises:
        re.error: it is no pattern.
    """
    return _parser.parse(pattern)


def is_assertion(kind: Any, given: Any) -> bool:
    """Return whether a piece looks at what stands beside it."""
    looks = kind in (op.ASSERT, op.ASSERT_NOT) and not is_failure(kind, given)
    return looks or (kind is op.AT and given in BOUNDARIES)


def is_failure(kind: Any, given: Any) -> bool:
    """Return whether a piece never matches, as `(?!)`."""
    return kind is op.FAILURE or (kind is op.ASSERT_NOT and len(given[1]) == 0)


def has_assertion(pieces: Any) -> bool:
    """Return whether a lookaround or word boundary stands anywhere in the pieces."""
    return any(is_assertion(*piece) or any(map(has_assertion, parts(*piece))) for piece in pieces)


def parts(kind: Any, given: Any) -> list[Any]:
    """Return the sequences of which a piece is made; none for a character, a place, a lookaround."""
    if kind is op.BRANCH:
        return list(given[1])
    if kind is op.SUBPATTERN:
        return [given[3]]
    if kind is op.ATOMIC_GROUP:
        return [given]
    repeats = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
    return [given[2]] if kind in repeats else []


def alternatives(pieces: Any) -> list[Any]:
    """Return the sequences of which one must match."""
    if len(pieces) == 1 and pieces[0][0] is op.BRANCH:
        return [found for branch in pieces[0][1][1] for found in alternatives(branch)]
    return [pieces]


class Writer:
    """Writes for `re`; what is not written here is refused."""

    def write(self, pieces: Any) -> str:
        """Return the pieces as a pattern.

        Raises:
            Untranslatable: the engine does not know one of them.
        """
        return "".join(self._piece(kind, given) for kind, given in pieces)

    def _piece(self, kind: Any, given: Any) -> str:
        if kind is op.LITERAL:
            return self._consumed(self._char(given))
        if kind is op.NOT_LITERAL:
            return self._consumed(f"[^{self._char(given)}{self._never()}]")
        if kind is op.ANY:
            return self._consumed(rf"[^\n{self._never()}]")
        if kind is op.IN:
            return self._consumed(self._set(given))
        if is_assertion(kind, given):
            return self._assertion(kind, given)
        if kind is op.AT:
            return self._place(given)
        return self._compound(kind, given)

    def _compound(self, kind: Any, given: Any) -> str:
        if kind is op.BRANCH:
            return f"(?:{'|'.join(map(self.write, given[1]))})"
        if kind is op.SUBPATTERN and not given[1] and not given[2]:
            return self._group(given[0], self.write(given[3]))
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
            least, most, body = given
            times = f"{{{least},{'' if most is op.MAXREPEAT else most}}}"
            return f"(?:{self.write(body)}){times}{'?' if kind is op.MIN_REPEAT else ''}"
        if is_failure(kind, given):
            return self._nothing()
        raise Untranslatable(str(kind))

    def _group(self, _number: int | None, written: str) -> str:
        return f"(?:{written})"

    def _char(self, code: int) -> str:
        return f"\\U{code:08x}"

    def _set(self, given: Any) -> str:
        negated = given[0][0] is op.NEGATE
        inside = "".join(self._member(*part) for part in given[negated:])
        return f"[{'^' if negated else ''}{inside}]"

    def _member(self, kind: Any, given: Any) -> str:
        if kind is op.RANGE:
            return f"{self._char(given[0])}-{self._char(given[1])}"
        return self._category(given) if kind is op.CATEGORY else self._char(given)

    def _category(self, name: Any) -> str:
        letter = str(name).split("_")[-1][0]
        return f"\\{letter if '_NOT_' in str(name) else letter.lower()}"

    def _assertion(self, kind: Any, given: Any) -> str:
        if kind is op.AT:
            return BOUNDARIES[given]
        behind = "<" if given[0] < 0 else ""
        return f"(?{behind}{'=' if kind is op.ASSERT else '!'}{self.write(given[1])})"

    def _place(self, given: Any) -> str:
        if given in BEGINNINGS:
            return r"\A"
        if given in ENDS:
            return self._end()
        raise Untranslatable(str(given))

    def _end(self) -> str:
        return r"\Z"

    def _nothing(self) -> str:
        return "(?!)"

    def _consumed(self, written: str) -> str:
        """What reads a character; a hook for texts with something between the characters."""
        return written

    def _never(self) -> str:
        """What no set of characters holds."""
        return ""


class Re2Writer(Writer):
    """Writes for RE2; a lookaround is refused."""

    def __init__(self, tree: Any) -> None:
        self.names = {number: name for name, number in tree.state.groupdict.items()}

    def _group(self, number: int | None, written: str) -> str:
        if number is None:
            return f"(?:{written})"
        return f"(?P<{self.names[number]}>{written})" if number in self.names else f"({written})"

    def _char(self, code: int) -> str:
        return f"\\x{{{code:x}}}"

    def _set(self, given: Any) -> str:
        negated = given[0][0] is op.NEGATE
        others = [part for part in given[negated:] if "_NOT_" in str(part[1])]
        inside = "".join(self._member(*part) for part in given[negated:] if part not in others)
        if negated and others:
            raise Untranslatable("a set without what is in no class")
        if negated:
            return f"[^{inside}{self._never()}]"
        sets = [f"[^{self._category(name)}{self._never()}]" for _, name in others]
        return f"(?:{'|'.join([*sets, *([f'[{inside}]'] if inside else [])])})"

    def _category(self, name: Any) -> str:
        letter = str(name).split("_")[-1]
        return {"DIGIT": r"\p{Nd}", "SPACE": SPACE + r"\x{3000}", "WORD": r"\p{L}\p{N}_"}[letter]

    def _assertion(self, kind: Any, given: Any) -> str:
        raise Untranslatable(str(kind))

    def _end(self) -> str:
        return r"\z"

    def _nothing(self) -> str:
        return r"[^\x{0}-\x{10ffff}]"


class RelaxedWriter(Re2Writer):
    """Writes for RE2 as if every lookaround held: what this does not find, the pattern does not find either."""

    def _assertion(self, kind: Any, given: Any) -> str:
        return ""
