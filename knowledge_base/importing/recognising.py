"""Documents as guides: what is said under which name, where one guide ends and the next begins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from knowledge_base.importing.columns import OTHER
from knowledge_base.importing.dictionary import REMARKS, SECTIONS, Dictionary
from knowledge_base.importing.document import Document, Line, Table
from knowledge_base.importing.events import (
    Event,
    Fact,
    Item,
    Record,
    Title,
)
from knowledge_base.importing.found import FoundGuide, Read, Row
from knowledge_base.importing.gathering import OF_ITEM, Gathered
from knowledge_base.importing.grids import Grid
from knowledge_base.importing.laid_out import with_tables
from knowledge_base.importing.lines import Reader
from knowledge_base.importing.naming import best_title
from knowledge_base.importing.numbering import tidy
from knowledge_base.importing.rows import rows_of
from knowledge_base.importing.times import is_duration

LEAST_ASKED = 3
"""So many parts are asked for in a document that is made of questions."""
NAME = "name"
FILE_NAME = "文件名"
FILE_TITLE = "文件标题"
LIMITS = ("time_limit", "statutory", "promised")


@dataclass
class _Recogniser:
    """Reads the blocks of a document into guides."""

    dictionary: Dictionary
    guides: list[Gathered] = field(default_factory=lambda: [Gathered()])

    def read(self, document: Document) -> list[Gathered]:
        """Return the guides of a document."""
        for event in self._events(document):
            if isinstance(event, Item):
                self._item(event)
                continue
            if isinstance(event, Record) and (named := tidy(event.values.get(OF_ITEM, ""))):
                self._of_item(self._guide_of(named, event.origin), event)
                continue
            if self._begins(event):
                self.guides.append(Gathered())
            self.guides[-1].take(event)
        return self.guides

    def _events(self, document: Document) -> Iterator[Event]:
        blocks = tuple(with_tables(document.blocks, self.dictionary))
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

    def _of_item(self, guide: Gathered, record: Record) -> None:
        """Put a row of a list of materials into its guide, with what other columns say of the item itself."""
        values = dict(record.values)
        for role in [one for one in values if one.startswith(OTHER)]:
            if fields := self.dictionary.fields_of(role.removeprefix(OTHER)):
                value = values.pop(role)
                known = {said.text for name in fields for said in guide.said.get(name, ())}
                guide.take(
                    Fact(tuple(f for f in fields if value not in known), value, record.origin)
                )
        guide.take(Record(record.kind, values, record.origin))

    def _guide_of(self, named: str, origin: str) -> Gathered:
        """Return the guide of an item, a new one where it has not come yet."""
        for guide in self.guides:
            if named in (_name(guide), *(title.text for title in guide.titles)):
                return guide
        if self.guides[-1].fields:
            self.guides.append(Gathered())
        self.guides[-1].take(Fact((NAME,), named, origin))
        return self.guides[-1]

    def _item(self, item: Item) -> None:
        """Begin a guide of a row of a list, or go on with the last one where the row does not name it anew."""
        by_field = {name: value for names, value in item.values.items() for name in names}
        named = by_field.get(NAME, "")
        if self.guides[-1].fields and named and named != _name(self.guides[-1]):
            self.guides.append(Gathered())
        guide = self.guides[-1]
        for names, value in item.values.items():
            origin = item.origins[names]
            if names[0].startswith(OTHER):
                guide.lost.append(Row(f"{names[0].removeprefix(OTHER)}：{value}", origin))
            elif not (NAME in names and NAME in guide.said):
                guide.take(Fact(names, value, origin))


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


def _name(guide: Gathered) -> str:
    return next((one.text for one in guide.said.get(NAME, ())), "")


def _together(guides: Sequence[Gathered]) -> list[Gathered]:
    """Return the guides with what a heading parted from them: parts that say nothing a guide has said already."""
    found: list[Gathered] = []
    for guide in guides:
        before = found[-1] if found else None
        if before is not None and _is_part(before, guide):
            _add(before, guide)
        else:
            found.append(guide)
    return found


def _is_part(before: Gathered, guide: Gathered) -> bool:
    mine, its = ({*one.fields} - {REMARKS} for one in (guide, before))
    if not mine:
        return True
    if NAME in mine and NAME in its:
        return _name(before) == _name(guide)
    return not its or not mine & its


def _add(before: Gathered, guide: Gathered) -> None:
    for name, said in guide.said.items():
        before.said.setdefault(name, []).extend(said)
    for kind, rows in guide.records.items():
        before.records.setdefault(kind, []).extend(rows)
    if not ({*before.fields} - {REMARKS} - {*guide.fields}):
        before.titles += guide.titles
    before.before += guide.before
    before.lost += guide.lost


def _finished(
    guide: Gathered, document: Document, file_name: str, dictionary: Dictionary
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
