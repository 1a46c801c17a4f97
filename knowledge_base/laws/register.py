"""Laws by their titles and numbers, as they are cited."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cached_property

from knowledge_base.model.law import Law

STATE = "中华人民共和国"
_BESIDE = re.compile(r"[（(][^（()）]{0,40}[）)]$")
"""What stands behind a title: （2018年修正）."""
_MARKS = re.compile(r"[\s《》〈〉“”\"'‘’]")
NUMBER = re.compile(r"[一-龥]{1,20}〔\d{4}〕\d{1,4}号")


def key_of(title: str) -> str:
    """Return a title as it is compared: without the name of the state, quotation marks and what stands behind it."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", title))
    return _BESIDE.sub("", plain).removeprefix(STATE)


class Register:
    """The laws of a catalogue, found by what a guide calls them."""

    def __init__(self, laws: Mapping[str, Law]) -> None:
        self.laws = laws

    def find(self, title: str) -> Law | None:
        """Return the law of this title, or of a 文号 that stands in its place."""
        found = self.laws.get(title) or self._by_title.get(key_of(title))
        if found is None and (number := NUMBER.search(title)):
            return self._by_number.get(number[0])
        return found

    @cached_property
    def _by_title(self) -> dict[str, Law]:
        return {key_of(law.name): law for law in self.laws.values()}

    @cached_property
    def _by_number(self) -> dict[str, Law]:
        return {law.number: law for law in self.laws.values() if law.number}
