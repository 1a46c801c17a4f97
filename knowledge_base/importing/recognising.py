"""Documents as guides: what is said under which name, where one guide ends and the next begins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from knowledge_base.importing.dictionary import REMARKS, SECTIONS, Dictionary
from knowledge_base.importing.document import Document, Line, Table
from knowledge_base.importing.events import (
    Event,
    Fact,
    Frame,
    Item,
    Named,
    Record,
    Said,
    Title,
    Unknown,
)
from knowledge_base.importing.found import FoundGuide, Read, Row
from knowledge_base.importing.grids import NAMES, Grid
from knowledge_base.importing.lines import Reader
from knowledge_base.importing.naming import best_title
from knowledge_base.importing.numbering import tidy
from knowledge_base.importing.rows import rows_of
from knowledge_base.importing.times import is_duration

LEAST_ASKED = 3
"""So many parts are asked for in a document that is made of questions."""
NAME, OF_ITEM = "name", "item"
FILE_NAME = "文件名"
FILE_TITLE = "文件标题"
LIMITS = ("time_limit", "statutory", "promised")


@dataclass
class _Guide:
    """A guide while it is read."""

    titles: list[Title] = field(default_factory=list)
    said: dict[str, list[Said]] = field(default_factory=dict)
    records: dict[str, list[Row]] = field(default_factory=dict)
    lost: list[Row] = field(default_factory=list)
    before: list[Row] = field(default_factory=list)
    now: tuple[str, ...] = ()

    @property
    def fields(self) -> set[str]:
        """The fields that something was said of."""
        return set(self.said) | set(self.records)

    def take(self, event: Event) -> None:
        """Put an event where it belongs."""
        if isinstance(event, Title):
            self._title(event)
        elif isinstance(event, Named):
            self.now = event.fields
            if event.fields == (REMARKS,):
                self.said.setdefault(REMARKS, []).append(Said(event.text, event.origin))
        elif isinstance(event, Unknown):
            self.now = ()
            self.lost.append(Row(event.text, event.origin))
        elif isinstance(event, Frame):
            self.lost.append(Row(event.text, event.origin))
        elif isinstance(event, Said):
            self._said(event)
        elif isinstance(event, Fact):
            for name in event.fields:
                self.said.setdefault(name, []).append(Said(event.text, event.origin))
        elif isinstance(event, Record):
            self._record(event)

    def _title(self, title: Title) -> None:
        if title.text:
            self.titles.append(title)
            self.before.append(Row(title.text, title.origin))

    def _said(self, said: Said) -> None:
        if not self.now:
            (self.lost if self.fields else self.before).append(Row(said.text, said.origin))
        for name in self.now:
            self.said.setdefault(name, []).append(said)

    def _record(self, record: Record) -> None:
        name = NAMES[record.kind]
        values = {
            role: value
            for role, value in record.values.items()
            if role not in ("number", name, OF_ITEM)
        }
        text = " ".join(record.values.get(name, "").split())
        if text:
            self.records.setdefault(record.kind, []).append(Row(tidy(text), record.origin, values))
        else:
            self.lost.append(Row("，".join(record.values.values()), record.origin))


@dataclass
class _Recogniser:
    """Reads the blocks of a document into guides."""

    dictionary: Dictionary
    guides: list[_Guide] = field(default_factory=lambda: [_Guide()])

    def read(self, document: Document) -> list[_Guide]:
        """Return the guides of a document."""
        for event in self._events(document):
            if isinstance(event, Item):
                self._item(event)
                continue
            if isinstance(event, Record) and (named := tidy(event.values.get(OF_ITEM, ""))):
                self._guide_of(named, event.origin).take(event)
                continue
            if self._begins(event):
                self.guides.append(_Guide())
            self.guides[-1].take(event)
        return self.guides

    def _events(self, document: Document) -> Iterator[Event]:
        blocks = document.blocks
        reader = Reader(self.dictionary, asks=self._is_made_of_questions(document))
        for place, block in enumerate(blocks):
            following = blocks[place + 1] if place + 1 < len(blocks) else None
            if isinstance(block, Table):
                yield from Grid(reader).read(block)
            else:
                yield from reader.read(block, _beginning(following))

    def _is_made_of_questions(self, document: Document) -> bool:
        """Whether questions stand where other documents have names: 要带什么, and so on."""
        lines = [block.text for block in document.blocks if isinstance(block, Line)]
        asked = {one for text in lines for one in self.dictionary.fields_asked(tidy(text))}
        named = {one for text in lines for one in self.dictionary.fields_of(text)}
        return len(asked) >= LEAST_ASKED and len(asked) > len(named)

    def _begins(self, event: Event) -> bool:
        """Whether a guide begins with an event: a title with which the names begin anew, or another name of an item."""
        guide = self.guides[-1]
        if isinstance(event, Title):
            return event.begins or (event.weight == 0 and bool(guide.fields))
        is_named_again = isinstance(event, Fact) and NAME in event.fields and NAME in guide.said
        return is_named_again and isinstance(event, Fact) and guide.said[NAME][0].text != event.text

    def _guide_of(self, named: str, origin: str) -> _Guide:
        """Return the guide of an item, a new one where it has not come yet."""
        for guide in self.guides:
            if named in (_name(guide), *(title.text for title in guide.titles)):
                return guide
        if self.guides[-1].fields:
            self.guides.append(_Guide())
        self.guides[-1].take(Fact((NAME,), named, origin))
        return self.guides[-1]

    def _item(self, item: Item) -> None:
        """Begin a guide of a row of a list, or go on with the last one where the row does not name it anew."""
        by_field = {name: value for names, value in item.values.items() for name in names}
        named = by_field.get(NAME, "")
        if self.guides[-1].fields and named and named != _name(self.guides[-1]):
            self.guides.append(_Guide())
        guide = self.guides[-1]
        for names, value in item.values.items():
            if names[0].startswith("+"):
                guide.lost.append(Row(f"{names[0][1:]}：{value}", item.origin))
            elif not (NAME in names and NAME in guide.said):
                guide.take(Fact(names, value, item.origin))


def read_guides(document: Document, file_name: str, dictionary: Dictionary) -> Read:
    """Return what is recognised in a document; what is not is told as it stands."""
    found = _Recogniser(dictionary).read(document)
    whole = _together(found)
    guides = tuple(_finished(one, document, file_name, dictionary) for one in whole)
    known = tuple(one for one in guides if set(one.fields) & {*SECTIONS, *LIMITS})
    others = [one for one in guides if one not in known]
    lost = tuple(row for one in others for row in (*_as_lost(one), *one.not_understood))
    return Read(known, lost, document.notes, document.scanned)


def _beginning(block: Line | Table | None) -> str:
    """Return the text with which a block begins."""
    if isinstance(block, Line):
        return block.text
    if block is None or not block.rows:
        return ""
    return next((cell.text for cell in block.rows[0] if cell.text), "")


def _name(guide: _Guide) -> str:
    return next((one.text for one in guide.said.get(NAME, ())), "")


def _together(guides: Sequence[_Guide]) -> list[_Guide]:
    """Return the guides with what a heading parted from them: parts that say nothing a guide has said already."""
    found: list[_Guide] = []
    for guide in guides:
        before = found[-1] if found else None
        if before is not None and _is_part(before, guide):
            _add(before, guide)
        else:
            found.append(guide)
    return found


def _is_part(before: _Guide, guide: _Guide) -> bool:
    mine, its = ({*one.fields} - {REMARKS} for one in (guide, before))
    if not mine:
        return True
    if NAME in mine and NAME in its:
        return _name(before) == _name(guide)
    return not its or not mine & its


def _add(before: _Guide, guide: _Guide) -> None:
    for name, said in guide.said.items():
        before.said.setdefault(name, []).extend(said)
    for kind, rows in guide.records.items():
        before.records.setdefault(kind, []).extend(rows)
    if not ({*before.fields} - {REMARKS} - {*guide.fields}):
        before.titles += guide.titles
    before.before += guide.before
    before.lost += guide.lost


def _finished(
    guide: _Guide, document: Document, file_name: str, dictionary: Dictionary
) -> FoundGuide:
    fields = {name: rows_of(name, said, dictionary) for name, said in guide.said.items()}
    for kind, rows in guide.records.items():
        fields[kind] = (*fields.get(kind, ()), *rows)
    fields = _with_limits(fields)
    title = best_title(fields.get(NAME, ()), guide.titles, document.title, file_name, dictionary)
    lost = [row for row in guide.before if row.text != title.text] + guide.lost
    remarks = [row for row in fields.pop(REMARKS, ()) if row.text]
    return FoundGuide(title.text, title.origin, fields, (*lost, *remarks))


def _with_limits(fields: dict[str, tuple[Row, ...]]) -> dict[str, tuple[Row, ...]]:
    """Return the fields with times of the counter that are limits put where they belong."""
    hours = fields.get("hours", ())
    if hours and all(is_duration(row.text) for row in hours):
        fields = {**fields, "time_limit": (*fields.get("time_limit", ()), *hours)}
        del fields["hours"]
    return {name: rows for name, rows in fields.items() if rows}


def _as_lost(guide: FoundGuide) -> Iterator[Row]:
    if guide.title_origin not in (FILE_NAME, FILE_TITLE):
        yield Row(guide.title, guide.title_origin)
    for rows in guide.fields.values():
        yield from rows
