"""What a door says of an item: now, in a draft, on a day to come, or as it was said then."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hall.doors.registration import Showing, Shown, Telling, showings
from knowledge_base.answering.base import Ground
from knowledge_base.answering.telling import ground_of, tell, view_of
from knowledge_base.model.answer import Answer
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.element import Element
from knowledge_base.model.guide import Guide
from knowledge_base.model.situation import SituationQuestion


@dataclass(frozen=True)
class Said:
    """What one door says of one element of an item in one situation.

    asked: the situation questions that count in this situation, with the chosen option (empty: not yet).
    """

    guide: Guide
    element: Element
    door: Showing
    situation: Mapping[str, str]
    asked: tuple[tuple[SituationQuestion, str], ...]
    answer: Answer
    shown: Shown


def said(
    catalogue: Catalogue,
    item_code: str,
    situation: Mapping[str, str],
    element: Element,
    door: str,
    *,
    generation: int = 0,
    public_url: str = "",
) -> Said:
    """Return what a door says of an item, as it would say it if this catalogue were what is published.

    Args:
        catalogue: what is published, was published, or would be.
        item_code: of the guide.
        situation: chosen option by question; what does not fit the guide is dropped.
        element: of which element; for the overview, of the item as a whole.
        door: the name of a showing of the registration.
        generation: the number that the answer names.
        public_url: before addresses that the door names.

    Raises:
        UnknownItem: the catalogue has no guide with this code.
    """
    ground = ground_of(catalogue, generation)
    view = view_of(ground, item_code, situation)
    telling = Telling(view, element, tell(view, element, ground), public_url)
    return _said(telling, showings()[door])


def said_in_answer(answer: Answer, door: str, ground: Ground, public_url: str = "") -> Said | None:
    """Return how a door shows an answer to a citizen's own words; None where it is about no guide."""
    if answer.item is None or answer.item.item_code not in ground.catalogue.guides:
        return None
    view = view_of(ground, answer.item.item_code, answer.situation)
    element = Element(answer.element or Element.OVERVIEW)
    return _said(Telling(view, element, answer, public_url), showings()[door])


def _said(telling: Telling, door: Showing) -> Said:
    view = telling.view
    return Said(
        guide=view.guide,
        element=telling.element,
        door=door,
        situation=view.answers,
        asked=tuple(_asked(view.guide.situations, view.answers)),
        answer=telling.answer,
        shown=door.show(telling),
    )


def _asked(
    questions: Iterable[SituationQuestion], answers: Mapping[str, str]
) -> Iterable[tuple[SituationQuestion, str]]:
    for question in questions:
        if question.when.holds(answers) is True:
            yield question, answers.get(question.id, "")
