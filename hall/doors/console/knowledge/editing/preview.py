"""What a citizen would read of a guide that is being edited; nothing is published for it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from knowledge_base.answering.direct import say_element, whole
from knowledge_base.answering.views import View
from knowledge_base.answering.wording import Wording
from knowledge_base.model.answer import Block
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.element import LABELS, Element
from knowledge_base.model.guide import Guide
from knowledge_base.model.situation import SituationQuestion, replay

ELEMENTS = tuple(element for element in LABELS if element is not Element.ONE_VISIT)
"""What may be asked for, in the order of the list."""


@dataclass(frozen=True)
class Preview:
    """An answer about one element in one situation.

    asked: the situation questions that are open or settled now, with the chosen option (empty: not yet).
    line: said first. left_out: how many rows are missing because they name a record that is not published.
    """

    name: str
    element: Element
    asked: tuple[tuple[SituationQuestion, str], ...]
    line: str
    blocks: tuple[Block, ...]
    left_out: int


def preview(
    guide: Guide,
    catalogue: Catalogue,
    wording: Wording,
    element: Element,
    situation: Mapping[str, str],
) -> Preview | None:
    """Return the answer that the guide would give; None while its department is not known."""
    if guide.item.department not in catalogue.departments:
        return None
    shown, left_out = _answerable(guide, catalogue)
    view = View(shown, catalogue, replay(shown.situations, situation), wording)
    line = whole(view) if element is Element.OVERVIEW else say_element(element, view).line
    asked = (q for q in shown.situations if q.when.holds(view.answers) is True)
    return Preview(
        name=guide.item.name,
        element=element,
        asked=tuple((q, view.answers.get(q.id, "")) for q in asked),
        line=line,
        blocks=view.blocks(element),
        left_out=left_out,
    )


def _answerable(guide: Guide, catalogue: Catalogue) -> tuple[Guide, int]:
    """Return the guide without rows that name what is not published or look at a question that is gone."""
    materials = tuple(row for row in guide.materials if row.material in catalogue.materials)
    venues = tuple(venue for venue in guide.place.venues if venue in catalogue.venues)
    left_out = len(guide.materials) - len(materials) + len(guide.place.venues) - len(venues)
    return replace(guide, materials=materials, place=replace(guide.place, venues=venues)), left_out
