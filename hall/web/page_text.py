"""The words of a page, as somebody reads them: without what is hidden, typed or drawn."""

import re
from html.parser import HTMLParser

UNREAD = frozenset({"script", "style", "textarea", "svg"})
_VERSION = re.compile(r"第([0-9]{1,6})版，[0-9]{4}-[0-9]{2}-[0-9]{2}起执行")


class _Words(HTMLParser):
    """Collects the text inside the articles of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._articles = self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where an article, or what nobody reads, begins."""
        self._articles += tag == "article"
        self._unread += tag in UNREAD

    def handle_endtag(self, tag: str) -> None:
        """Note where it ends."""
        self._articles -= tag == "article"
        self._unread -= tag in UNREAD

    def handle_data(self, data: str) -> None:
        """Keep what is read."""
        if self._articles and not self._unread:
            self.found += data.split()


def words_of(page: str) -> str:
    """Return the words of the articles of a page, a blank between any two."""
    words = _Words()
    words.feed(page)
    return " ".join(words.found)


def version_in(text: str) -> int:
    """Return the number of the version that a text names with its first day, 0 where it names none."""
    found = _VERSION.search(text)
    return int(found[1]) if found else 0
