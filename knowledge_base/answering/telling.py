"""What is said of one element of a guide, whoever asks: nothing has to be found for it."""

from collections.abc import Mapping
from dataclasses import replace

from knowledge_base.answering.base import Ground, Turn
from knowledge_base.answering.compose import compose
from knowledge_base.answering.outcomes import internal_error, unsupported_figures
from knowledge_base.answering.views import View
from knowledge_base.answering.wording import shipped_wording
from knowledge_base.errors import UnknownItem
from knowledge_base.model.answer import Answer
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.context import Context
from knowledge_base.model.element import Element
from knowledge_base.model.situation import replay


def ground_of(catalogue: Catalogue, generation: int) -> Ground:
    """Return what answers about the guides of a catalogue are made of."""
    return Ground(catalogue, shipped_wording().with_texts(catalogue.texts), generation)


def view_of(ground: Ground, item_code: str, situation: Mapping[str, str]) -> View:
    """Return a guide seen in a situation; answers that do not fit the guide are dropped.

    Raises:
        UnknownItem: the catalogue has no guide with this code.
    """
    guide = ground.catalogue.guides.get(item_code)
    if guide is None:
        raise UnknownItem(f"没有编码为 {item_code!r} 的事项")
    return View(guide, ground.catalogue, replay(guide.situations, situation), ground.wording)


def tell(view: View, element: Element, ground: Ground) -> Answer:
    """Return the answer to who taps an element of the item; for the overview, to who names the item alone."""
    asked = None if element is Element.OVERVIEW else element
    turn = Turn("", Context(), guide=view.guide, answers=view.answers, element=asked)
    answer = replace(compose(turn, ground), generation=ground.generation, probability=1.0)
    return internal_error(turn, ground) if unsupported_figures(answer, turn, ground) else answer
