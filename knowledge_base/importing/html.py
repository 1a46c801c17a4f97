"""Web pages (.html, .jsp): what a reader of the page sees, block by block."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from knowledge_base.importing.document import NO_HEADING, Block, Document, Line, Table
from knowledge_base.importing.encoding import decoded
from knowledge_base.importing.limits import MOST_BLOCKS, MOST_DEPTH
from knowledge_base.importing.refusing import DEEP, LONG, Refused
from knowledge_base.importing.tables import Piece, spread

SCRIPTLET = ("<%", "%>")
EXPRESSION = re.compile(r"[$#]\{[^{}]{0,300}\}")
"""What a JSP puts in when it is asked for: nothing of it stands in the file."""
UNSEEN = frozenset(
    "script style noscript template head iframe object svg canvas audio video select option map".split()
)
ASIDE = frozenset({"nav", "footer", "button"})
ASIDE_NAMES = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|breadcrumb|crumbs?|footer|foot|bottom|copyright|sidebar|menu)(?:$|[-_ ])"
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
CAPTION_LEVEL = 2
BOLD = frozenset({"b", "strong"})
BOLD_LEVEL = 7
"""A line that is bold from its beginning to its end is a heading below all others."""
INLINE = frozenset(
    "a abbr b bdi bdo big cite code em font i ins kbd label mark q s small span strike strong sub sup tt u var".split()
)
LINKS = re.compile(
    r"查看(?:详情|更多|样表|全部)?|点击(?:查看|下载)|(?:样表|表格|空白表)?下载|空白表格|示例样表|预览|展开|收起|更多|在线办理|立即办理|我要办|收藏|返回"
)
"""What links beside the words of a cell are called."""
PAIR_PARTS = frozenset({"span", "label", "em", "b", "strong", "i"})
LONGEST_NAME = 12
BLANKS = re.compile(r"[\s\u00a0\u3000\u200b\ufeff]+")
LEAST_TABLE = 2
"""A table with fewer columns only lays out the page."""


@dataclass
class _Open:
    """A line that is being put together."""

    words: list[str] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)


@dataclass(frozen=True)
class _Where:
    """Within what a text stands."""

    heading: int = NO_HEADING
    listed: bool = False
    aside: bool = False
    bold: bool = False


@dataclass
class _Walk:
    """The way through a page."""

    blocks: list[Block] = field(default_factory=list)
    line: _Open = field(default_factory=_Open)
    tables: int = 0

    def go(self, element: PageElement, where: _Where, depth: int = 0) -> None:
        """Read an element and all that stands in it."""
        if depth > MOST_DEPTH:
            raise Refused(DEEP)
        if isinstance(element, NavigableString):
            if not isinstance(element, PreformattedString):
                self._text(str(element), where)
            return
        if isinstance(element, Tag) and element.name not in UNSEEN:
            self._element(element, where, depth)

    def _element(self, tag: Tag, where: _Where, depth: int) -> None:
        if tag.name == "br":
            self._end(where)
        elif tag.name == "table" and _holds_data(tag):
            self._end(where)
            self._table(tag)
        elif tag.name in INLINE:
            self._children(tag, _within(tag, where), depth)
        elif pairs := _pairs(tag):
            self._end(where)
            self.tables += 1
            self.blocks.append(spread(f"第 {len(self.blocks) + 1} 段 ", [pairs]))
        else:
            self._end(where)
            inner = _within(tag, where)
            self._children(tag, inner, depth)
            self._end(inner)

    def _children(self, tag: Tag, where: _Where, depth: int) -> None:
        for child in tag.children:
            self.go(child, where, depth + 1)

    def _text(self, text: str, where: _Where) -> None:
        if words := BLANKS.sub(" ", text):
            self.line.words.append(words)
            self.line.bold += [where.bold] if words.strip() else []

    def _end(self, where: _Where) -> None:
        text = "".join(self.line.words).strip()
        is_bold = bool(self.line.bold) and all(self.line.bold)
        self.line = _Open()
        if not text:
            return
        if len(self.blocks) >= MOST_BLOCKS:
            raise Refused(LONG.format(what=f"超过 {MOST_BLOCKS} 段"))
        level = where.heading or (BOLD_LEVEL if is_bold else NO_HEADING)
        origin = f"第 {len(self.blocks) + 1} 段"
        self.blocks.append(Line(text, origin, level, where.listed, where.aside))

    def _table(self, tag: Tag) -> None:
        self.tables += 1
        if (caption := tag.find("caption")) is not None and (text := caption.get_text().strip()):
            self.blocks.append(
                Line(BLANKS.sub(" ", text), f"表 {self.tables} 的标题", CAPTION_LEVEL)
            )
        rows = [[_piece(cell) for cell in row.find_all(["td", "th"])] for row in tag.find_all("tr")]
        self.blocks.append(spread(f"表 {self.tables} ", rows))


def read(content: bytes) -> Document:
    """Return what a page says.

    Raises:
        Refused: it is nested too deeply, too long, or its encoding is not known.
    """
    source = EXPRESSION.sub("", _without_scriptlets(decoded(content)))
    try:
        page = BeautifulSoup(source, "lxml")
        walk, title = _Walk(), page.title
        walk.go(page.body or page, _Where())
        walk._end(_Where())
    except RecursionError as error:
        raise Refused(DEEP) from error
    name = BLANKS.sub(" ", title.get_text()).strip() if title else ""
    return Document(tuple(walk.blocks), name)


def _without_scriptlets(source: str) -> str:
    """Return a page without what a server would have run."""
    opens, closes = SCRIPTLET
    first, *others = source.split(opens)
    return first + "".join(one.partition(closes)[2] for one in others)


def _within(tag: Tag, where: _Where) -> _Where:
    return _Where(
        HEADINGS.get(tag.name, where.heading),
        where.listed or tag.name == "li",
        where.aside or tag.name in ASIDE or _is_frame(tag),
        where.bold or tag.name in BOLD,
    )


def _is_frame(tag: Tag) -> bool:
    names = [*_attribute(tag, "class"), *_attribute(tag, "id")]
    return any(ASIDE_NAMES.search(name.lower()) for name in names) and tag.name not in (
        "body",
        "html",
    )


def _attribute(tag: Tag, name: str) -> list[str]:
    value = tag.get(name)
    return [value] if isinstance(value, str) else list(value or ())


def _holds_data(tag: Tag) -> bool:
    """Whether a table is one to its readers, and not only how the page is laid out."""
    if tag.find("table") is not None:
        return False
    widths = (len(row.find_all(["td", "th"])) for row in tag.find_all("tr"))
    return max(widths, default=0) >= LEAST_TABLE


def _pairs(tag: Tag) -> list[Piece]:
    """Return names and values that stand side by side in one line; nothing where the line is anything else."""
    parts = [
        child
        for child in tag.children
        if not (isinstance(child, NavigableString) and not child.strip())
    ]
    tags = [part for part in parts if isinstance(part, Tag) and part.name in PAIR_PARTS]
    texts = [BLANKS.sub(" ", part.get_text()).strip() for part in tags]
    if len(tags) != len(parts) or len(texts) < LEAST_TABLE or len(texts) % 2:
        return []
    names = texts[::2]
    are_names = all(
        name and len(name) <= LONGEST_NAME and name[-1] not in "，。；、" for name in names
    )
    return [Piece(text) for text in texts] if are_names else []


def _piece(cell: Tag) -> Piece:
    return Piece(_cell_text(cell), _span(cell, "colspan"), _span(cell, "rowspan"))


def _cell_text(cell: Tag) -> str:
    """Return the lines of a cell."""
    walk = _Walk()
    for link in cell.find_all(["a", "button"]):
        if LINKS.fullmatch(link.get_text().strip()):
            link.decompose()
    for child in cell.children:
        walk.go(child, _Where())
    walk._end(_Where())
    return "\n".join(_lines(walk.blocks))


def _lines(blocks: list[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Line):
            yield block.text
        elif isinstance(block, Table):
            yield from ("　".join(cell.text for cell in row) for row in block.rows)


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name) or "1").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 1
