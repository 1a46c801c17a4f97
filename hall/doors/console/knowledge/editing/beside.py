"""What stands beside the form: the answer for an element and a situation, as a citizen would read it."""

from collections.abc import Mapping
from typing import Any

from hall.bootstrap import Application
from hall.doors.console.knowledge.editing.preview import Preview, preview
from hall.doors.console.knowledge.editing.sheets import Sheet
from hall.doors.console.knowledge.in_force import catalogue_in_force, words_of
from knowledge_base.model.element import Element

ELEMENT, CASE = "element", "case."
"""What the preview is asked for, in the address and in the form: `case.reason`."""


def told(given: Mapping[str, str]) -> dict[str, Any]:
    """Return what an address or a form asks the preview for, to be kept in an address."""
    return {
        name: value[:100]
        for name, value in given.items()
        if value and (name == ELEMENT or name.startswith(CASE))
    }


def look(application: Application, sheet: Sheet, given: Mapping[str, str]) -> Preview | None:
    """Return the answer that was asked for; None where the record answers nothing, or not yet."""
    if sheet.guide is None:
        return None
    element = given.get(ELEMENT, "")
    case = {name.removeprefix(CASE): value for name, value in told(given).items()}
    catalogue = catalogue_in_force(application)
    return preview(
        sheet.guide,
        catalogue,
        words_of(catalogue),
        Element(element) if element in set(Element) else Element.OVERVIEW,
        case,
    )
