"""The document of the pages says what the list of places says, and every picture is there."""

from scripts.screens.document import DOCUMENT, IMAGES, WIDTHS, document
from scripts.screens.places import PLACES


def test_the_document_is_that_of_the_places() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document()


def test_every_place_has_its_pictures_and_no_picture_is_left_over() -> None:
    wanted = {f"{place.name}-{width}.webp" for place in PLACES for width in WIDTHS}
    assert {picture.name for picture in IMAGES.iterdir()} == wanted
