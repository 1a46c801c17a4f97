"""What is offered to be tapped: the answers to a question, what is mostly asked next, other matters."""

from knowledge_base.answering.base import Ground, Turn
from knowledge_base.model.answer import Option
from knowledge_base.model.element import LABELS, Element
from knowledge_base.model.finding import Hit
from knowledge_base.model.guide import Guide
from knowledge_base.model.situation import SituationQuestion

NEXT_ELEMENTS = (
    Element.MATERIALS,
    Element.STEPS,
    Element.PLACE,
    Element.TIME_LIMIT,
    Element.FEE,
    Element.ONE_VISIT,
)
NEXT_SHOWN, OTHERS_SHOWN, OFFERED = 4, 3, 4


def situation_options(
    guide: Guide, question: SituationQuestion, element: Element
) -> tuple[Option, ...]:
    """Return one option an answer to the question."""
    return tuple(
        Option(
            id=f"{question.id}.{o.id}",
            label=o.label,
            send=o.label,
            item_code=guide.item.code,
            catalog_code=guide.item.catalog_code,
            element=element if element != Element.OVERVIEW else "",
            question_id=question.id,
            option_id=o.id,
        )
        for o in question.options
    )


def element_options(guide: Guide, element: Element) -> tuple[Option, ...]:
    """Return what people mostly ask next about an item."""
    chosen = [e for e in NEXT_ELEMENTS if e != element][:NEXT_SHOWN]
    return tuple(element_option(guide, e) for e in chosen)


def element_option(guide: Guide, element: Element) -> Option:
    """Return the option that asks for one element of an item."""
    return Option(
        id=f"{guide.item.code}.{element}",
        label=LABELS[element],
        send=f"{shortest_name(guide)}{LABELS[element]}",
        item_code=guide.item.code,
        catalog_code=guide.item.catalog_code,
        element=element,
    )


def item_option(guide: Guide) -> Option:
    """Return the option that asks about an item as a whole."""
    return Option(
        id=guide.item.code,
        label=shortest_name(guide),
        send=shortest_name(guide),
        item_code=guide.item.code,
        catalog_code=guide.item.catalog_code,
    )


def shortest_name(guide: Guide) -> str:
    """Return the name people would type."""
    return guide.item.aliases[0] if guide.item.aliases else guide.item.name


def other_subjects(turn: Turn, base: Ground) -> tuple[Option, ...]:
    """Return the next best subjects, in case the first was wrong."""
    if turn.findings is None or turn.follows_up:
        return ()
    others = [h for h in turn.findings.hits[1:] if h.subject.catalog_code]
    return tuple(subject_option(h, base) for h in others[:OTHERS_SHOWN])


def offered(turn: Turn, base: Ground, skip: int = 0) -> tuple[Option, ...]:
    """Return the best few subjects of the city as options."""
    found = turn.findings.hits[skip:] if turn.findings else ()
    return tuple(subject_option(h, base) for h in found if h.subject.catalog_code)[:OFFERED]


def subject_option(hit: Hit, base: Ground) -> Option:
    """Return the option that asks about a subject."""
    subject = hit.subject
    return Option(
        id=subject.key,
        label=subject.name,
        send=subject.names[1] if len(subject.names) > 1 else subject.name,
        item_code=subject.key if subject.key in base.catalogue.guides else "",
        catalog_code=subject.catalog_code,
    )
