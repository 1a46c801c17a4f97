"""Lines as events: names of fields, titles, and what is said under them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from knowledge_base.importing.dictionary import REMARKS, Dictionary
from knowledge_base.importing.document import NO_HEADING, Line
from knowledge_base.importing.events import Event, Frame, Named, Said, Title, Unknown
from knowledge_base.importing.numbering import NUMBER, numbered, tidy, value_of

LONGEST_TITLE = 60
LONGEST_HEADING = 20
LONGEST_NAME = 30
COLON = re.compile(r"[：:]")
BRACKETED_NAME = re.compile(r"[【\[〔](?P<name>[^】\]〕]{1,20})[】\]〕](?P<rest>.*)", re.DOTALL)
SENTENCE = "。；;，,！!？?：:"
NOT_A_TITLE = re.compile(
    r"当前位置|您的位置|您现在的位置|附件|发布时间|发布日期|来源|浏览|日期|编号|[^>》»]{0,60}[>»]|\d{4}年|[\d\-—–./ :]{1,60}$|http"
)
PLAIN, MARKED, CALLED_SO = 1, 2, 3
"""How far a line looks like the title: short and first; a heading; called a guide (…办事指南)."""
WEIGHS = 10
FIRST_LEVELS = 4
"""Headings of these levels may be titles of guides."""
NUMBERS_NAMES = frozenset({"han", "chapter", "decimal"})
"""Styles that number the parts of a document, hardly ever the rows of a list."""
LISTS = frozenset({"steps", "faq"})
"""Fields whose rows may be called like a field: 2.提交材料."""


@dataclass
class Reader:
    """Reads lines one after the other; remembers what the names of fields look like in this document.

    Attributes:
        styles: how names are numbered → the last number.
        levels: of the headings that are names.
        now, style, level: the fields that were named last, and what that name looked like.
        seen: the fields of this guide, in their order.
        is_first: whether the next line is the first one below a name.
        asks: whether questions are the names: 需要什么材料？
    """

    dictionary: Dictionary
    styles: dict[str, int] = field(default_factory=dict)
    levels: set[int] = field(default_factory=set)
    now: tuple[str, ...] = ()
    style: str = ""
    level: int = NO_HEADING
    seen: list[str] = field(default_factory=list)
    is_first: bool = False
    asks: bool = False

    def read(self, line: Line, following: str = "") -> Iterator[Event]:
        """Yield what a line says; `following` is the line right behind it."""
        text = tidy(line.text)
        is_first, self.is_first = self.is_first, False
        if line.aside or text.startswith(self.dictionary.frame_begins):
            yield Frame(text, line.origin)
        elif found := self._named(line, text):
            yield from found
        elif (title := self._title(line, text, following, is_first)) is not None:
            yield title
        elif self._is_unknown_name(line, text):
            self.now = ()
            yield Unknown(text, line.origin)
        else:
            yield Said(text, line.origin, line.listed)

    def saw(self, fields: Sequence[str]) -> None:
        """Remember that fields were named."""
        self.now = tuple(fields)
        self.seen += [one for one in fields if one not in self.seen]

    def begin(self) -> None:
        """Forget what belongs to the guide before."""
        self.styles, self.now, self.style, self.seen = {}, (), "", []

    def fields_named(self, text: str) -> tuple[str, ...]:
        """Return the fields that a line begins with the name of."""
        return self.dictionary.fields_of(self.split(tidy(text))[0])

    def split(self, text: str) -> tuple[str, str]:
        """Return the name of a line and what follows it: 申请材料：身份证, 【申请材料】身份证."""
        _, words = numbered(text)
        if found := BRACKETED_NAME.match(words):
            return found["name"], found["rest"].strip("：: ")
        parts = COLON.split(words, maxsplit=1)
        if len(parts) == 2 and len(parts[0]) <= LONGEST_NAME and self._names(parts[0]):
            return parts[0], parts[1].strip()
        for word in self.dictionary.are:
            name, _, rest = words.partition(word)
            if rest and self.dictionary.fields_of(name):
                return name, rest.strip("：: ")
        return words, ""

    def _names(self, text: str) -> bool:
        return bool(self.dictionary.fields_of(text) or self.dictionary.fields_at_end(text))

    def _named(self, line: Line, text: str) -> tuple[Event, ...]:
        """Return the name at the beginning of a line, and what stands behind it; nothing where there is none."""
        style, _ = numbered(text)
        name, rest = self.split(text)
        fields = self.dictionary.fields_of(name) or self._at_end(line, style, name, text)
        if not fields or self._is_row(line, style, text):
            return ()
        self.style, self.level = style, line.heading
        self.styles[style] = _value(text)
        self.levels |= {line.heading} - {NO_HEADING}
        self.saw(fields)
        self.is_first = not rest
        return (Named(fields, name, line.origin), *((Said(rest, line.origin),) if rest else ()))

    def _at_end(self, line: Line, style: str, name: str, text: str) -> tuple[str, ...]:
        """Return the fields that a heading ends with the name of; above the first name such a line is the title.

        What leads to rows of the part that goes on is no heading: 委托办理的，还要提交以下材料：
        """
        if self.asks and (asked := self.dictionary.fields_asked(text)):
            return asked
        is_lead = bool(COLON.search(text))
        if not is_lead and not (self.seen and (line.heading or (style and style in self.styles))):
            return ()
        fields = self.dictionary.fields_at_end(COLON.split(name)[0] if is_lead else name)
        return () if is_lead and fields == self.now else fields

    def _is_row(self, line: Line, style: str, text: str) -> bool:
        """Whether a line that looks like a name is a row of the list that goes on: “2.提交材料” among the steps."""
        if not self.now or self.now == (REMARKS,):
            return False
        if line.heading and (line.heading <= self.level or not self.level):
            return False
        if not style:
            return (line.listed or bool(line.heading)) and bool(LISTS.intersection(self.now))
        return not self._numbers_names(style, text)

    def _numbers_names(self, style: str, text: str) -> bool:
        """Whether the names of this document are numbered so."""
        if style in self.styles:
            return style in NUMBERS_NAMES or self.styles[style] + 1 == _value(text)
        return style in NUMBERS_NAMES and not NUMBERS_NAMES.intersection(self.styles)

    def _is_unknown_name(self, line: Line, text: str) -> bool:
        """Whether a line looks like the names of fields in this document, and is none that is known."""
        style, words = numbered(text)
        name = words.rstrip("：:")
        if not self.seen or not 0 < len(name) <= LONGEST_HEADING or name.endswith(tuple(SENTENCE)):
            return False
        if line.heading and line.heading in self.levels:
            return True
        if (
            not style
            or style != self.style
            or line.listed
            or self.styles[style] + 1 != _value(text)
        ):
            return False
        self.styles[style] += 1
        return True

    def _title(self, line: Line, text: str, following: str, is_first: bool) -> Title | None:
        """Return the title that a line may be: one above the first name, or one with which the names begin anew."""
        style, words = numbered(text)
        words = words.strip(" 《》")
        if (
            not 1 < len(words) <= LONGEST_TITLE
            or words.endswith(tuple(SENTENCE))
            or NOT_A_TITLE.match(words)
        ):
            return None
        is_called_so = words.endswith(self.dictionary.title_ends)
        may_begin = bool(self.seen) and (not is_first or bool(line.heading))
        begins = may_begin and self._begins_anew(line, style, following, is_called_so)
        if self.dictionary.is_generic(words) or (self.seen and not begins):
            return None
        if begins:
            self.begin()
        weight = CALLED_SO if is_called_so else MARKED if line.heading else PLAIN
        return Title(words, line.origin, weight * WEIGHS - min(line.heading or 9, 9), begins)

    def _begins_anew(self, line: Line, style: str, following: str, is_called_so: bool) -> bool:
        """Whether the next line names what the guide before began with."""
        first = [one for one in self.seen if one != REMARKS][:2]
        named = self.fields_named(following)
        if not any(one in first for one in named):
            return False
        if 0 < line.heading <= FIRST_LEVELS or is_called_so:
            return True
        is_plain = style in ("", "han", "chapter") and not line.listed
        return is_plain and len(self.seen) > 1 and first[0] in named


def _value(text: str) -> int:
    found = NUMBER.match(text)
    return value_of(found.group()) if found else 0
