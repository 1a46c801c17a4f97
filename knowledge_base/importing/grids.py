"""Tables as events: pairs of name and value, rows under named columns, lists of guides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge_base.importing.columns import (
    ITEM,
    LEAST_COLUMNS,
    LONGEST_NAME,
    NAMES,
    OTHER,
    Columns,
    Headings,
    Place,
    covers,
    distinct,
    has_gap,
)
from knowledge_base.importing.dictionary import Dictionary, bare
from knowledge_base.importing.document import Cell, Line, Table
from knowledge_base.importing.events import Event, Fact, Item, Named, Record, Said, Title, Unknown
from knowledge_base.importing.lines import Reader
from knowledge_base.importing.numbering import numbered, tidy

OWN_SHEETS = ("sheet", "工作表")


@dataclass
class Grid:
    """Reads a table row by row."""

    reader: Reader
    columns: Columns | None = None

    @property
    def dictionary(self) -> Dictionary:
        """What names mean."""
        return self.reader.dictionary

    @property
    def _headings(self) -> Headings:
        return Headings(self.dictionary)

    def read(self, table: Table) -> Iterator[Event]:
        """Yield what a table says."""
        if table.name and not table.name.lower().startswith(OWN_SHEETS):
            yield Title(tidy(table.name), table.origin, 0)
        for number, row in enumerate(table.rows):
            places = distinct(row)
            if not places:
                continue
            below = distinct(table.rows[number + 1]) if number + 1 < len(table.rows) else []
            yield from self._row(number, row, places, below)
        yield from self._close()

    def _row(
        self, number: int, row: Sequence[Cell], places: list[Place], below: list[Place]
    ) -> Iterator[Event]:
        if self.columns and self._is_heading_again(places):
            return
        label, rest = self._label_beside(places, below)
        if (
            label is not None
            and rest
            and (columns := self._headings.read(rest, self.dictionary.fields_of(label.text)))
        ):
            yield from self._close()
            yield self._name(label)
            self.columns = columns
        elif columns := self._headings.read(places, self.reader.now, below):
            yield from self._close()
            self.columns = columns
        elif self.columns and not self._leaves(number, row, places):
            yield from self._record(row, places)
        elif len(places) == 1 and (len(row) == 1 or covers(row)):
            yield from self._close()
            self.columns = None
            yield from self._lone(places[0][1], below)
        else:
            yield from self._close()
            self.columns = None
            yield from self._pairs(row, places)

    def _is_heading_again(self, places: list[Place]) -> bool:
        assert self.columns is not None
        texts = {bare(cell.text, keep_brackets=True) for _, cell in places}
        return len(texts) > 1 and texts <= self.columns.names

    def _label_beside(
        self, places: list[Place], below: Sequence[Place]
    ) -> tuple[Cell | None, list[Place]]:
        """Return the name at the left of several rows, and the cells beside it."""
        first = places[0][1]
        is_alone = not below or below[0][0] > places[0][0] or below[0][1].anchor == first.anchor
        if len(places) > LEAST_COLUMNS and is_alone and self.dictionary.fields_of(first.text):
            return first, places[1:]
        return None, places

    def _name(self, cell: Cell) -> Named:
        fields = self.dictionary.fields_of(cell.text)
        self.reader.saw(fields)
        return Named(fields, tidy(cell.text), cell.origin)

    def _leaves(self, number: int, row: Sequence[Cell], places: list[Place]) -> bool:
        """Whether a row is none of the columns: it covers the whole width, or begins with the name of a field."""
        first = places[0][1]
        assert self.columns is not None
        if len(places) == 1 and len(row) > 1 and covers(row):
            return True
        if (
            self.columns.kind == ITEM
            or first.anchor[0] != number
            or not self.dictionary.fields_of(first.text)
        ):
            return False
        names_another = any(self.dictionary.fields_of(cell.text) for _, cell in places[2:])
        return (
            len(places) <= LEAST_COLUMNS or places[0][0] not in self.columns.roles or names_another
        )

    def _record(self, row: Sequence[Cell], places: list[Place]) -> Iterator[Event]:
        """Yield the row before, once this one does not go on with it."""
        assert self.columns is not None
        columns = self.columns
        values = {
            role: self._value(role, row[column].text)
            for column, role in columns.roles.items()
            if column < len(row)
        }
        named = {
            column for column, role in columns.roles.items() if role == NAMES.get(columns.kind)
        }
        origin = next(
            (cell.origin for column, cell in places if column in named), places[0][1].origin
        )
        if columns.kind == ITEM:
            places_of = {
                columns.fields[column] or (f"{OTHER}{role}",): column
                for column, role in columns.roles.items()
                if values.get(role) and self.dictionary.role_of("materials", role) != "number"
            }
            said = {names: values[columns.roles[column]] for names, column in places_of.items()}
            origins = {names: row[column].origin for names, column in places_of.items()}
            yield Item(said, origins, origin)
            return
        record = Record(
            columns.kind, {role: value for role, value in values.items() if value}, origin
        )
        if columns.open_ is not None and self._goes_on(columns, record):
            columns.open_ = _joined(columns.open_, record)
            return
        if columns.open_ is not None:
            yield columns.open_
        columns.open_ = record

    def _value(self, role: str, text: str) -> str:
        assert self.columns is not None
        value = "\n".join(tidy(line) for line in text.split("\n"))
        if bare(value) in self.dictionary.same or value in self.dictionary.same:
            return self.columns.last.get(role, "")
        if value:
            self.columns.last[role] = value
        return value

    def _goes_on(self, columns: Columns, record: Record) -> bool:
        """Whether a row only holds the rest of the row above, as where a page ended."""
        assert columns.open_ is not None
        name, above = NAMES[columns.kind], columns.open_.values
        if "number" in columns.roles.values():
            return (
                "number" in above and "number" not in record.values and not _is_whole(record, name)
            )
        return name not in record.values or (
            len(record.values) == 1 < len(above) and _is_open(above.get(name, ""))
        )

    def _close(self) -> Iterator[Event]:
        if self.columns and self.columns.open_:
            yield self.columns.open_
            self.columns.open_ = None

    def _lone(self, cell: Cell, below: Sequence[Place]) -> Iterator[Event]:
        lines = [line for line in cell.text.split("\n") if line.strip()]
        after = [below[0][1].text] if below else [""]
        for line, following in zip(lines, lines[1:] + after, strict=True):
            yield from self.reader.read(Line(line, cell.origin), following)

    def _pairs(self, row: Sequence[Cell], places: list[Place]) -> Iterator[Event]:
        """Yield names with the values beside them."""
        waiting: tuple[str, ...] = ()
        is_open = False
        for place, (_, cell) in enumerate(places):
            text = "\n".join(tidy(line) for line in cell.text.split("\n") if line.strip())
            fields = self.dictionary.fields_of(text)
            after = places[place + 1][1].text if place + 1 < len(places) else ""
            if (
                fields
                and is_open
                and (not after or self.dictionary.fields_of(after))
                and not has_gap(row, places, place)
            ):
                yield Fact(waiting, text, cell.origin)
                is_open = False
            elif fields:
                waiting, is_open = fields, True
                self.reader.saw(fields)
                if not after:
                    yield Named(fields, text, cell.origin)
            elif waiting:
                is_open = False
                yield Fact(waiting, text, cell.origin)
            elif self._is_name(text, place, places):
                yield Unknown(f"{text}：{tidy(after)}", cell.origin)
                return
            elif not self.dictionary.fields_of(after):
                yield from self._said(text, cell)

    def _is_name(self, text: str, place: int, places: list[Place]) -> bool:
        return (
            place == 0
            and len(places) == LEAST_COLUMNS
            and len(text) <= LONGEST_NAME
            and not numbered(text)[0]
        )

    def _said(self, text: str, cell: Cell) -> Iterator[Event]:
        name, rest = self.reader.split(text)
        fields = self.dictionary.fields_of(name) if rest else ()
        if fields:
            self.reader.saw(fields)
            yield Fact(fields, rest, cell.origin)
        else:
            yield Said(text, cell.origin)


def _is_whole(record: Record, name: str) -> bool:
    return name in record.values and len(record.values) > 1


def _is_open(text: str) -> bool:
    return text.count("（") > text.count("）") or text.endswith(("、", "，", "（"))


def _joined(above: Record, record: Record) -> Record:
    values = dict(above.values)
    for role, value in record.values.items():
        values[role] = values.get(role, "") + value if values.get(role) != value else value
    return Record(above.kind, values, above.origin)
