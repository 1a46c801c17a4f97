"""Give every row of a guide an id of its own: written into the file once, kept through edits and reordering.

An id is what citations, labelled questions and translations refer to, so it says nothing about position or content.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import yaml

ROWS = (
    ("endings",),
    ("visits", "rows"),
    ("conditions",),
    ("materials",),
    ("steps",),
    ("time_limit", "notes"),
    ("time_limit", "excluded"),
    ("fee", "rows"),
    ("fee", "notes"),
    ("fee", "reductions"),
    ("place", "notes"),
    ("hours", "notes"),
    ("contact", "notes"),
    ("online", "channels"),
    ("online", "notes"),
    ("agent", "notes"),
    ("result", "notes"),
    ("access", "intermediaries"),
    ("legal_basis",),
    ("redress", "remedies"),
    ("faq",),
)
"""Where the rows of a guide stand."""

FIRST, REST = "bcdfghjkmnpqrstvwxz", "bcdfghjkmnpqrstvwxz23456789"
"""Characters of an id: neither a word nor a number, in YAML or to the eye."""
LENGTH = 4
PLAIN_IN_FLOW = frozenset(",[]{}#:&*!|>'\"%@`")
"""Signs with which an unquoted text may not stand inside `{…}`."""


@dataclass(frozen=True)
class Edit:
    """A piece of a file to be replaced by `text`; nothing is removed where start and end are the same."""

    start: int
    end: int
    text: str


def write_missing_ids(path: Path) -> int:
    """Write an id into each row of a guide file that has none; return how many there were.

    Nothing else of the file changes.

    Raises:
        yaml.YAMLError: the file cannot be read.
    """
    source = path.read_text(encoding="utf-8")
    rows = list(_rows(yaml.compose(source, Loader=yaml.SafeLoader)))
    taken = {written for row in rows if (written := _written(row))}
    edits = []
    for row in rows:
        if not _written(row):
            made = drawn_id(source[row.start_mark.index : row.end_mark.index], taken)
            taken.add(made)
            edits.append(_edit(row, source, made))
    if edits:
        path.write_text(rewritten(source, edits), encoding="utf-8")
    return len(edits)


def rewritten(source: str, edits: Sequence[Edit]) -> str:
    """Return the text with every edit made; they stand in the order of the text."""
    for edit in reversed(edits):
        source = source[: edit.start] + edit.text + source[edit.end :]
    return source


def _rows(root: yaml.Node | None) -> Iterator[yaml.Node]:
    guide = child(root, "guide")
    for keys in ROWS:
        node = guide
        for key in keys:
            node = child(node, key)
        if isinstance(node, yaml.SequenceNode):
            yield from node.value


def child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    """Return what stands under a key of a mapping, None where it has none."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value for name, value in pairs if name.value == key), None)


def _written(row: yaml.Node) -> str:
    node = child(row, "id")
    return str(node.value) if node is not None else ""


def drawn_id(content: str, taken: Set[str]) -> str:
    """Return an id nobody has; drawn from the content only so that the same file always gets the same ids.

    Raises:
        ValueError: every id is taken.
    """
    for attempt in range(1000):
        number = int.from_bytes(hashlib.sha256(f"{content}{attempt}".encode()).digest()[:8])
        number, first = divmod(number, len(FIRST))
        letters = [FIRST[first]]
        for _ in range(LENGTH - 1):
            number, at = divmod(number, len(REST))
            letters.append(REST[at])
        if (made := "".join(letters)) not in taken:
            return made
    raise ValueError("no id is left")


def _edit(row: yaml.Node, source: str, made: str) -> Edit:
    start, end = row.start_mark.index, row.end_mark.index
    new_line = "\n" + " " * row.start_mark.column
    if isinstance(row, yaml.MappingNode) and row.flow_style:
        return Edit(start + 1, start + 1, f"id: {made}, ")
    if isinstance(row, yaml.MappingNode):
        return Edit(start, start, f"id: {made}{new_line}")
    written = source[start:end]
    if "\n" in written or not PLAIN_IN_FLOW.isdisjoint(written):
        return Edit(start, end, f"id: {made}{new_line}text: {_on_one_line(row.value)}")
    return Edit(start, end, f"{{id: {made}, text: {written}}}")


def _on_one_line(text: str) -> str:
    """Return a text quoted as YAML and JSON both write it."""
    return json.dumps(text, ensure_ascii=False)
