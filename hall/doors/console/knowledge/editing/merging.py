"""Two people wrote on the same draft: what only one of them changed is taken, what both did is asked about."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from hall.doors.console.knowledge.editing.building import References
from hall.doors.console.knowledge.editing.shapes import Field, Kind, Path, Plain, Shape, place
from hall.doors.console.knowledge.editing.situations import QUESTIONS

NOTHING, GONE = "（空着）", "（删掉了）"
MINE, THEIRS = "mine", "theirs"
APART = "、"


@dataclass(frozen=True)
class Clash:
    """What both changed: its name in the form of choices, its place in words, and both values in words."""

    name: str
    where: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Merged:
    """What comes of both, with what was chosen where both changed the same; theirs where nothing was chosen."""

    plain: Plain
    clashes: tuple[Clash, ...]


def merge(
    shape: Shape,
    base: Plain,
    mine: Plain,
    theirs: Plain,
    names: References,
    chosen: Mapping[str, str],
) -> Merged:
    """Return both changes in one record.

    base: what both began with. chosen: MINE or THEIRS by the name of a clash.
    """
    options = {"": {**_options(theirs), **_options(mine)}}
    merging = _Merging({**names, **options}, chosen, [], shape)
    plain = merging.group(shape, base, mine, theirs, ())
    return Merged(plain, tuple(merging.clashes))


@dataclass(frozen=True)
class _Merging:
    names: References
    chosen: Mapping[str, str]
    clashes: list[Clash]
    whole: Shape

    def group(self, shape: Shape, base: Any, mine: Any, theirs: Any, path: Path) -> Plain:
        found: Plain = {}
        for field in shape.fields:
            was, here, there = (_part(one, field) for one in (base, mine, theirs))
            found[field.name] = self.value(field, was, here, there, (*path, field.name))
        return found

    def value(self, field: Field, base: Any, mine: Any, theirs: Any, path: Path) -> Any:
        if mine == theirs or mine == base:
            return deepcopy(theirs)
        if theirs == base:
            return deepcopy(mine)
        if field.kind is Kind.GROUP and None not in (mine, theirs):
            return self.group(field.within, base, mine, theirs, path)
        if field.kind is Kind.ROWS and _have_ids(field):
            return self.rows(field, base, mine, theirs, path)
        return self.asked(field, mine, theirs, path)

    def asked(self, field: Field, mine: Any, theirs: Any, path: Path) -> Any:
        name = ".".join(map(str, path))
        is_row = isinstance(path[-1], int)
        said = [
            GONE if is_row and one is None else _in_words(field, one, self.names)
            for one in (mine, theirs)
        ]
        self.clashes.append(Clash(name, place(self.whole, path), *said))
        return deepcopy(mine if self.chosen.get(name) == MINE else theirs)

    def rows(self, field: Field, base: Any, mine: Any, theirs: Any, path: Path) -> list[Plain]:
        """Return their rows in their order, mine that are new after the row that they followed."""
        by_id = [{row["id"]: row for row in rows or []} for rows in (base, mine, theirs)]
        found: list[Plain] = []
        for number, row_id in enumerate(_order(*by_id)):
            row = self._row(field, row_id, by_id, (*path, number))
            found += [row] if row is not None else []
        return found

    def _row(self, field: Field, row_id: str, by_id: list[dict[str, Plain]], path: Path) -> Any:
        before, mine, theirs = (rows.get(row_id) for rows in by_id)
        if mine is not None and theirs is not None:
            return self.group(field.within, before, mine, theirs, path)
        left = mine if theirs is None else theirs
        if before is None:
            return deepcopy(left)
        return None if left == before else self.asked(field, mine, theirs, path)


def _part(given: Any, field: Field) -> Any:
    return given.get(field.name, field.empty) if isinstance(given, dict) else field.empty


def _options(plain: Plain) -> dict[str, str]:
    """Return the labels of the situation options by id."""
    rows = plain.get(QUESTIONS) or []
    return {o["id"]: str(o.get("label")) for q in rows for o in q.get("options") or []}


def _have_ids(field: Field) -> bool:
    return any(one.kind is Kind.ROW_ID for one in field.within.fields)


def _order(
    base: Mapping[str, Plain], mine: Mapping[str, Plain], theirs: Mapping[str, Plain]
) -> list[str]:
    """Return every row once, in the order of who moved any; each of the other alone after the row that it follows."""
    shared = [row_id for row_id in base if row_id in mine and row_id in theirs]
    moved = [row_id for row_id in theirs if row_id in shared] != shared
    lead, others = (theirs, mine) if moved else (mine, theirs)
    order, last = list(lead), -1
    for row_id in others:
        if row_id in order:
            last = order.index(row_id)
        else:
            last += 1
            order.insert(last, row_id)
    return order


def _in_words(field: Field, value: Any, names: References) -> str:
    """Return a value as it can be read beside another one."""
    if value in (None, "", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return "勾上" if value else "没勾"
    if isinstance(value, dict):
        return "；".join(_parts(field, value, names)) or NOTHING
    if isinstance(value, list):
        return APART.join(_in_words(field, one, names) for one in value)
    named = names.get(field.refers_to, {}) if field.refers_to else {}
    labels = {**named, **dict(field.choices)}
    return labels.get(str(value), str(value))


def _parts(field: Field, value: Plain, names: References) -> Iterator[str]:
    if field.kind is Kind.WHEN:
        chosen = value.get("choices", ())
        labels = names.get("", {})
        yield APART.join(labels.get(one, one) for _, options in chosen for one in options)
    elif field.part is not None:
        for one in field.part.fields:
            if one.kind is not Kind.ROW_ID and value.get(one.name) not in (None, "", [], {}, False):
                yield f"{one.label}：{_in_words(one, value[one.name], names)}"
