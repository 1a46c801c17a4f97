"""The dictionary of field names: how departments and portals call the parts of a guide; data that staff extend."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace

from knowledge_base.importing.numbering import numbered, tidy

LONGEST_LABEL = 24
"""Signs; what is longer is a sentence and no name."""
BRACKETED = {"(": ")", "（": "）", "【": "】", "[": "]", "〔": "〕", "《": "》"}
LONGEST_QUESTION, LONGEST_WORD = 30, 8
SHORTEST_END = 4
"""Signs; a heading that ends with fewer may be about anything: 证明材料."""
AROUND = "：:。.、,，；; *★＊-—_　\t"
DIGITS = "0123456789."
"""Numbers of chapters stand right before a name in standards: 4.2申请材料."""
PARTS = "、/／和及与或&+"
REMARKS = "remarks"
"""What a guide says beside its parts; of a name that means a part as well only that counts.

A name that begins with such a word is a row: 其他证明材料.
"""
SECTIONS = {
    "conditions": "受理条件",
    "materials": "申请材料",
    "steps": "办理流程",
    "time_limit": "时限",
    "fee": "收费",
    "place": "地点",
    "legal_basis": "依据",
}
"""The parts that every guide must have, as reports call them."""


@dataclass(frozen=True)
class Dictionary:
    """What names mean.

    Attributes:
        words: word of a name → field.
        around: words that may stand beside those and mean nothing of their own.
        labels: field → how staff call it.
        sections: field → the field whose part of the guide it is in (a statutory limit → the limits).
        columns: kind of table → role of a column → its names.
        same, generic_titles, title_ends, notes_begin, frame_begins, are: see the file.
    """

    words: Mapping[str, str]
    around: frozenset[str]
    labels: Mapping[str, str]
    sections: Mapping[str, str]
    columns: Mapping[str, Mapping[str, frozenset[str]]]
    same: frozenset[str]
    generic_titles: frozenset[str]
    title_ends: tuple[str, ...]
    notes_begin: tuple[str, ...]
    frame_begins: tuple[str, ...]
    are: tuple[str, ...]
    _known: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    def fields_of(self, text: str) -> tuple[str, ...]:
        """Return the fields that a name means, in its order; none where it is no name that is known."""
        name = bare(text)
        if not name or len(name) > LONGEST_LABEL:
            return ()
        if name not in self._known:
            self._known[name] = self._parted(name)
        return self._known[name]

    def fields_at_end(self, text: str) -> tuple[str, ...]:
        """Return the fields that a heading ends with the name of: 户口簿补领所需材料; none where it is no heading of a part."""
        name = bare(text)
        if not len(name) <= LONGEST_LABEL:
            return ()
        for start in range(1, len(name) - SHORTEST_END + 1):
            if any(name[start:end] in self.around for end in range(start + 2, len(name))) and (
                fields := self.fields_of(name[start:])
            ):
                return fields
        return ()

    def fields_asked(self, text: str) -> tuple[str, ...]:
        """Return the field that a question asks for, by the longest word in it: 多长时间能办好？; none where it is no question."""
        if not text.endswith(("？", "?")) or len(text) > LONGEST_QUESTION:
            return ()
        pieces = {
            text[start : start + length]
            for start in range(len(text))
            for length in range(2, LONGEST_WORD + 1)
        }
        known = sorted((piece for piece in pieces if piece in self.words), key=len)
        return (self.words[known[-1]],) if known else ()

    def is_generic(self, title: str) -> bool:
        """Whether a title says nothing of its own: 办事指南, 公共服务事项服务指南."""
        name = bare(title)
        if name in self.generic_titles:
            return True
        ends = (end for end in self.title_ends if name.endswith(end))
        return any(self._is_made_of(name.removesuffix(end), self.around) for end in ends)

    def _is_made_of(self, name: str, words: Container[str]) -> bool:
        reached = {0}
        for end in range(1, len(name) + 1):
            if any(start in reached and name[start:end] in words for start in range(end)):
                reached.add(end)
        return len(name) in reached

    def _parted(self, name: str) -> tuple[str, ...]:
        """Return the fields of the way to part a name that needs the fewest words."""
        best: list[tuple[int, tuple[str, ...]] | None] = [None] * (len(name) + 1)
        best[0] = (0, ())
        for end in range(1, len(name) + 1):
            for start in range(end):
                before, word = best[start], name[start:end]
                if before is None or not self._is_word(word):
                    continue
                found = before[1] + ((self.words[word],) if word in self.words else ())
                way = (before[0] + 1, found)
                known = best[end]
                if known is None or (way[0], -len(found)) < (known[0], -len(known[1])):
                    best[end] = way
        whole = best[-1]
        fields = dict.fromkeys(whole[1]) if whole else {}
        if len(fields) > 1 and next(iter(fields)) == REMARKS:
            return ()
        return tuple(one for one in fields if one != REMARKS or len(fields) == 1)

    def _is_word(self, word: str) -> bool:
        return word in self.words or word in self.around or word in PARTS

    def role_of(self, kind: str, text: str) -> str:
        """Return what a column of a kind of table holds by its name, empty where it is not known."""
        name = bare(text, keep_brackets=True)
        short = bare(text)
        for role, names in self.columns[kind].items():
            if name in names or short in names:
                return role
        return ""

    def is_column(self, text: str) -> bool:
        """Whether a text is the name of a column of any kind of table."""
        return any(self.role_of(kind, text) for kind in self.columns)

    def with_names(self, names: Mapping[str, str]) -> "Dictionary":
        """Return the dictionary with further names, each with the field that it means."""
        known = {bare(name): one for name, one in names.items() if one in self.labels}
        return replace(self, words={**self.words, **known}, _known={})


def bare(text: str, *, keep_brackets: bool = False) -> str:
    """Return a name without its number, what stands in brackets behind it, and the signs around it."""
    _, name = numbered(tidy(text))
    name = name.strip(AROUND).replace(" ", "").replace("\n", "").lower().lstrip(DIGITS)
    if len(name) > 1 and BRACKETED.get(name[0]) == name[-1]:
        name = name[1:-1].strip(AROUND)
    if keep_brackets:
        return name.replace("（", "(").replace("）", ")")
    for opens, closes in (("(", ")"), ("（", "）")):
        if name.endswith(closes) and opens in name[1:]:
            name = name[: name.rindex(opens)].strip(AROUND)
    return name
