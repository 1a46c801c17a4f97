"""Which of the lines that may be the title of a guide is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from knowledge_base.importing.dictionary import Dictionary
from knowledge_base.importing.events import Title
from knowledge_base.importing.found import Row
from knowledge_base.importing.numbering import numbered, tidy

SITE = re.compile(r"\s{0,4}[-_|—–]{1,4}\s{0,4}")
"""What parts the title of a page from the name of its site."""
OF_FILE, OF_NAME = "文件标题", "文件名"


@dataclass(frozen=True)
class Called:
    """A title and where it stands."""

    text: str
    origin: str


def best_title(
    names: Sequence[Row],
    titles: Sequence[Title],
    of_file: str,
    file_name: str,
    dictionary: Dictionary,
) -> Called:
    """Return the title: the name of the item, a line that looks like a title, what the file calls itself, its name."""
    for row in names:
        if row.text.strip():
            return Called(_clean(row.text), row.origin)
    if titles:
        best = max(titles, key=lambda one: one.weight)
        return Called(_clean(best.text), best.origin)
    for part in SITE.split(tidy(of_file)):
        if part and not dictionary.is_generic(part):
            return Called(_clean(part), OF_FILE)
    return Called(tidy(PurePath(file_name).stem), OF_NAME)


def item_name(title: str, dictionary: Dictionary) -> str:
    """Return what the item is called by the title of its guide: 残疾人证办理服务指南 → 残疾人证办理."""
    ends = sorted(dictionary.title_ends, key=len, reverse=True)
    end = next((one for one in ends if title.endswith(one) and len(title) > len(one) + 1), "")
    return title.removesuffix(end).strip('《》“”" —-_的（(')


def _clean(text: str) -> str:
    line = " ".join(text.split("\n"))
    return numbered(tidy(line))[1].strip("《》 ")
