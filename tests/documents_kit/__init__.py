"""Documents as offices write them, with what stands in them: for trying the importer."""

from collections.abc import Iterator

from tests.documents_kit.data import data
from tests.documents_kit.made import Made
from tests.documents_kit.pages import pages
from tests.documents_kit.prints import FONT, prints, scans
from tests.documents_kit.sheets import sheets
from tests.documents_kit.words import words


def documents() -> Iterator[Made]:
    """Yield a document of each kind; scanned ones where there is a font to write them with."""
    for kind in (pages, words, sheets, prints, data):
        yield from kind()
    if FONT.exists():
        yield from scans()
