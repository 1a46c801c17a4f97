"""What a page about one item is asked to show: the door, the element, the situation."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request

from hall.doors.registration import Showing, showings
from hall.web import inputs
from knowledge_base.model.element import LABELS, Element

LONGEST = 200


@dataclass(frozen=True)
class AskedFor:
    """What was chosen; what makes no sense counts as not chosen.

    item: a code, a name, or a citizen's words.
    """

    item: str
    element: Element
    door: Showing
    situation: Mapping[str, str]


def read_asked_for(element: Element = Element.ONE_VISIT) -> AskedFor:
    """Return what the address of this request asks for; `element` where it names none."""
    given = request.args
    doors = showings()
    wanted = given.get("element", "")
    return AskedFor(
        item=inputs.clean(given.get("item", ""), "item").strip()[:LONGEST],
        element=Element(wanted) if wanted in set(Element) else element,
        door=doors.get(given.get("door", "")) or doors["counter"],
        situation={k.removeprefix("q-"): v for k, v in given.items() if k.startswith("q-") and v},
    )


def choices() -> dict[str, object]:
    """Return what may be chosen, for the templates of these pages."""
    return {"doors": showings(), "elements": LABELS}
