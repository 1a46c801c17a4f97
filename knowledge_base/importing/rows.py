"""The lines said under a name as rows: lists with their numbers, rows that a mark closes, prose with numbers in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from knowledge_base.importing.dictionary import Dictionary
from knowledge_base.importing.events import Said
from knowledge_base.importing.found import Row
from knowledge_base.importing.numbering import narrowed, numbered, split_rows, tidy

MARK = re.compile(r"(?P<name>[^：:\s]{2,10})[：:]\s{0,3}(?P<value>[^：:]{0,60})")
COUNT = re.compile(
    r"(?P<name>原件|复印件|份数)[（(]?(?:份数?)?[）)]?\s{0,3}[：:]\s{0,3}(?P<count>\d{1,2})\s{0,3}份?"
)
BROKEN_OFF = "（(、，,《"
"""A line that ends so goes on in the next one."""
GOES_ON = "）)（(，,、。；;"
LONG_LINE = 24
SHORT_GROUP = 20
ENDED = "。；;！!？?"
LISTS = frozenset({"materials", "conditions", "steps", "legal_basis", "faq"})
"""Fields whose rows are told apart; of the others each line is one."""
ROW_ENDS = re.compile(r"[；;]")


@dataclass
class _List:
    """A list while it is read."""

    rows: list[Row] = field(default_factory=list)
    style: str = ""
    is_closed: bool = False

    def add(self, row: Row) -> None:
        """Put a row behind the others."""
        self.rows.append(row)
        self.is_closed = False

    def go_on(self, text: str) -> None:
        """Add words to the last row."""
        last = self.rows[-1]
        self.rows[-1] = replace(last, text=last.text + text)


def rows_of(kind: str, said: Sequence[Said], dictionary: Dictionary) -> tuple[Row, ...]:
    """Return what was said of a field, row by row."""
    if kind not in LISTS:
        return tuple(Row(one.text, one.origin) for one in said if one.text)
    lines = [piece for one in said for piece in _pieces(one)]
    if kind == "materials" and any(_marks(one.text, dictionary) for one in lines):
        lines = list(_without_labels(lines, dictionary))
        return tuple(_closed_by_marks(lines, dictionary))
    return tuple(_numbered(kind, lines, dictionary))


def _pieces(said: Said) -> Iterator[Said]:
    """Yield the rows that one paragraph numbers."""
    for line in said.text.split("\n"):
        parts = split_rows(line) if _is_run(line) else [line.strip()]
        if len(parts) < 2:
            yield replace(said, text=tidy(line))
            continue
        begins = numbered(line)[0] != ""
        for number, part in enumerate(parts):
            text = (
                part
                if number == 0 and not begins and not _is_first(line, part)
                else f"{number + 1}.{part}"
            )
            yield replace(said, text=tidy(text))


def _is_run(line: str) -> bool:
    return len(split_rows(line)) > 1


def _is_first(line: str, part: str) -> bool:
    """Whether a part is the first row, and not what stands before it."""
    return not narrowed(line).lstrip().startswith(part)


def _marks(text: str, dictionary: Dictionary) -> dict[str, str]:
    """Return what a line says of the row above it: 原件：1 复印件：1, 材料形式：纸质; nothing where it says more."""
    found = {}
    rest = tidy(text)
    for count in COUNT.finditer(rest):
        found[dictionary.role_of("materials", count["name"])] = count["count"]
    rest = COUNT.sub("", rest).strip("，,；;、 （）()")
    if not rest:
        return found
    named = MARK.fullmatch(rest)
    role = dictionary.role_of("materials", named["name"]) if named else ""
    if named is None or role in ("", "name", "number", "item"):
        return {}
    return {**found, role: named["value"].strip()}


def _without_labels(lines: Sequence[Said], dictionary: Dictionary) -> Iterator[Said]:
    """Yield the lines without those that only name columns."""
    for line in lines:
        named = MARK.fullmatch(line.text)
        if (
            named
            and dictionary.role_of("materials", named["name"]) == "name"
            and named["value"].strip()
        ):
            yield replace(line, text=named["value"].strip())
        elif not dictionary.role_of("materials", line.text):
            yield line


def _closed_by_marks(lines: Sequence[Said], dictionary: Dictionary) -> Iterator[Row]:
    """Yield rows of which each is closed by what is said of it (原件：1 / 复印件：1)."""
    open_: Row | None = None
    is_closed = False
    for line in lines:
        if marks := _marks(line.text, dictionary):
            if open_ is not None:
                open_ = replace(open_, values={**open_.values, **marks})
                is_closed = True
        elif _is_note(line.text, dictionary):
            yield Row(line.text, line.origin, is_note=True)
        elif open_ is None or is_closed:
            if open_ is not None:
                yield open_
            open_, is_closed = Row(numbered(line.text)[1], line.origin), False
        else:
            open_ = replace(open_, text=open_.text + line.text)
    if open_ is not None:
        yield open_


def _numbered(kind: str, lines: Sequence[Said], dictionary: Dictionary) -> Iterator[Row]:
    """Yield the rows of a list; lines without a number go on, or are notes, where others have one."""
    styles = [numbered(line.text)[0] or ("listed" if line.listed else "") for line in lines]
    if not any(styles):
        yield from _plain(kind, lines, dictionary)
        return
    found = _List()
    for place, (line, style) in enumerate(zip(lines, styles, strict=True)):
        _, text = numbered(line.text)
        below = styles[place + 1] if place + 1 < len(styles) else ""
        if not text:
            continue
        if style and _is_group(text, style, below):
            found.style = below
            found.add(Row(text.rstrip("：:"), line.origin, is_note=True))
        elif style and (style == found.style or not found.style or not _has_rows(found)):
            found.style = style
            found.add(Row(text, line.origin))
        elif style and kind == "materials" and _is_below_group(found):
            found.add(Row(text, line.origin))
        elif style and kind != "materials":
            found.go_on(text) if _has_rows(found) else found.add(Row(text, line.origin))
        elif style:
            found.add(Row(text, line.origin))
        elif _goes_on(found, text, dictionary):
            found.go_on(text)
        else:
            found.add(Row(text, line.origin, is_note=_is_aside(kind, text, found, dictionary)))
    yield from found.rows


def _has_rows(found: _List) -> bool:
    return bool(found.rows) and not found.rows[-1].is_note


def _is_below_group(found: _List) -> bool:
    return bool(found.rows) and found.rows[-1].is_note


def _is_group(text: str, style: str, below: str) -> bool:
    """Whether a line, such as （一）首次申领, names the rows that follow."""
    if not below or below == style:
        return False
    return text.endswith(("：", ":")) or (
        len(text) <= SHORT_GROUP and not text.endswith(tuple(ENDED))
    )


def _goes_on(found: _List, text: str, dictionary: Dictionary) -> bool:
    if not _has_rows(found) or _is_note(text, dictionary):
        return False
    last = found.rows[-1].text
    if text[0] in GOES_ON or last[-1] in BROKEN_OFF or last.count("（") > last.count("）"):
        return True
    return len(last) >= LONG_LINE and last[-1] not in f"{ENDED}："


def _is_note(text: str, dictionary: Dictionary) -> bool:
    return text.startswith(dictionary.notes_begin)


def _is_aside(kind: str, text: str, found: _List, dictionary: Dictionary) -> bool:
    """Whether a line without a number leads to the rows or says something about them."""
    if _is_note(text, dictionary) or text.endswith(("：", ":")):
        return True
    return kind == "materials" and (
        not found.rows or found.rows[-1].text[-1] in ENDED or text[-1] == "。"
    )


def _plain(kind: str, lines: Sequence[Said], dictionary: Dictionary) -> Iterator[Row]:
    """Yield rows without numbers: each line is one; of materials, what semicolons part."""
    found = _List()
    for line in lines:
        if not line.text:
            continue
        parts = ROW_ENDS.split(line.text) if kind == "materials" else [line.text]
        for part in (one.strip() for one in parts):
            if not part:
                continue
            if found.rows and _is_broken_off(found.rows[-1].text, part):
                found.go_on(part)
                continue
            leads = part.endswith(("：", ":")) or _is_note(part, dictionary)
            found.add(Row(part, line.origin, is_note=leads))
    yield from found.rows


def _is_broken_off(last: str, text: str) -> bool:
    return last[-1] in BROKEN_OFF or text[0] in "）)，,、。" or last.count("（") > last.count("）")
