"""Outcomes that are not views of a guide: screened, routed, asked back, unknown."""

import re
from dataclasses import replace

from knowledge_base.answering.base import Base, Turn, Verdict
from knowledge_base.answering.compose import element_option, item_option
from knowledge_base.model.answer import Answer, AnswerStatus, Block, BlockItem, ItemRef, Option
from knowledge_base.model.catalogue import CatalogEntry
from knowledge_base.model.codec import to_plain
from knowledge_base.model.context import Context
from knowledge_base.model.element import Element
from knowledge_base.model.guide import Guide
from knowledge_base.model.qa import Subject

OFFERED, ELEMENTS_OFFERED = 4, 5
MOSTLY_ASKED = (
    Element.MATERIALS,
    Element.STEPS,
    Element.PLACE,
    Element.TIME_LIMIT,
    Element.FEE,
)
VAGUE = (Element.OVERVIEW, Element.FAQ)
WORTH_OFFERING = 0.1
"""P(element) from which an element is offered before those that people mostly ask."""
_FIGURE = re.compile(r"\d+(?:\.\d+)?")


def screened(verdict: Verdict, turn: Turn, base: Base) -> Answer:
    """Return the screening outcome; the item in talk stays known."""
    return Answer(
        status=verdict.status,
        text=verdict.text,
        item=item_in_talk(turn.context, base),
        element=turn.context.element or None,
    )


def with_safety_line(answer: Answer, line: str) -> Answer:
    """Return the answer with the line for danger that is only suspected in front, if there is one."""
    if not line:
        return answer
    blocks = (Block("text", items=(BlockItem(line),)), *answer.blocks) if answer.blocks else ()
    return replace(answer, text=f"{line}\n{answer.text}", blocks=blocks)


def item_in_talk(context: Context, base: Base) -> ItemRef | None:
    """Return the reference to the item the conversation is about."""
    guide = base.catalogue.guides.get(context.item_code)
    return base.item_ref(guide) if guide else None


def one_visit_list(base: Base) -> Answer:
    """Return the list of items that need at most one visit (“一次办”事项清单), counted by department."""
    words, catalogue = base.wording.one_visit_list, base.catalogue
    once = [g.item.department for g in catalogue.guides.values() if g.visits.max <= 1]
    counts = [(catalogue.departments[d].name, once.count(d)) for d in catalogue.departments]
    rows = [words["department"].format(department=d, n=n) for d, n in counts if n]
    lead = words["lead"].format(n=len(once))
    blocks = (
        Block("text", items=(BlockItem(lead),)),
        Block("list", words["title"], tuple(BlockItem(row) for row in rows)),
        Block("link", items=(BlockItem(words["address"], label=words["link"]),)),
    )
    text = "\n".join([lead, *rows])
    return Answer(AnswerStatus.ANSWERED_LIST, text, element=Element.ONE_VISIT, blocks=blocks)


def act(turn: Turn, base: Base) -> Answer | None:
    """Return the reply to a dialogue act that the dialogue engine read into words that name nothing."""
    hint = turn.context.hint
    if hint == "human":
        status, text = AnswerStatus.ROUTED_STAFF, base.wording.status["routed_staff"]
    elif hint in base.wording.act:
        status, text = AnswerStatus.SMALLTALK, base.wording.act[hint]
    else:
        return None
    in_talk = None if hint == "start_over" else item_in_talk(turn.context, base)
    return Answer(status=status, text=text, item=in_talk, element=turn.context.element or None)


def unknown(turn: Turn, base: Base) -> Answer:
    """Return that nothing fits, with the nearest items as a way out."""
    return Answer(
        status=AnswerStatus.UNANSWERED_UNKNOWN,
        text=base.wording.status["unanswered_unknown"],
        probability=turn.probability,
        alternatives=offered(turn, base),
    )


def confirm(turn: Turn, base: Base) -> Answer:
    """Return “您是否想问”: the best few, to be tapped."""
    assert turn.hit is not None
    return Answer(
        status=AnswerStatus.CLARIFY_CONFIRM,
        text=base.wording.status["clarify_confirm"],
        probability=turn.probability,
        item=_ref(turn.hit.subject, base),
        element=turn.hit.element,
        options=offered(turn, base),
    )


def which_item(turn: Turn, base: Base) -> Answer:
    """Return the question which item is meant, with those that people mostly ask about."""
    guides = [base.catalogue.guides.get(code) for code in base.wording.most_asked]
    return Answer(
        status=AnswerStatus.CLARIFY_ITEM,
        text=base.wording.status["clarify_item"],
        probability=turn.probability,
        options=tuple(item_option(guide) for guide in guides[:OFFERED] if guide),
    )


def which_element(turn: Turn, base: Base) -> Answer:
    """Return the question which element of the item in talk is meant."""
    assert turn.guide is not None
    return Answer(
        status=AnswerStatus.CLARIFY_ELEMENT,
        text=base.wording.status["clarify_element"].format(name=turn.guide.item.name),
        probability=turn.probability,
        item=base.item_ref(turn.guide),
        situation=dict(turn.answers),
        options=tuple(element_option(turn.guide, e) for e in _likely_elements(turn)),
    )


def _likely_elements(turn: Turn) -> list[Element]:
    """The elements most probably meant, then what people mostly ask."""
    likely = turn.findings.elements if turn.findings else {}
    ranked = sorted(likely, key=lambda e: likely[e], reverse=True)
    probable = [Element(e) for e in ranked if likely[e] >= WORTH_OFFERING and e not in VAGUE]
    return list(dict.fromkeys((*probable, *MOSTLY_ASKED)))[:ELEMENTS_OFFERED]


def routed_entry(subject: Subject, turn: Turn, base: Base) -> Answer:
    """Return which department answers for a catalogue row that has no guide yet."""
    entry: CatalogEntry = base.catalogue.entries[subject.catalog_code]
    department = base.catalogue.departments[entry.department]
    text = base.wording.status["routed_department"].format(
        name=entry.name, department=department.name, hotline=department.hotline
    )
    return Answer(
        status=AnswerStatus.ROUTED_DEPARTMENT,
        text=text,
        probability=turn.probability,
        item=_ref(subject, base),
        element=turn.hit.element if turn.hit else None,
        alternatives=offered(turn, base, skip=1),
    )


def routed_not_covered(subject: Subject, turn: Turn, base: Base) -> Answer:
    """Return who answers for a real service that this base does not hold."""
    row = next(r for r in base.catalogue.not_covered if r.name == subject.key)
    text = base.wording.status["routed_not_covered"].format(
        name=row.name, department=row.route_to, hotline=row.hotline
    )
    return Answer(
        status=AnswerStatus.ROUTED_DEPARTMENT,
        text=text,
        probability=turn.probability,
        alternatives=offered(turn, base, skip=1),
    )


def internal_error(turn: Turn, base: Base) -> Answer:
    """Return that something failed on our side."""
    return Answer(
        status=AnswerStatus.ERROR_INTERNAL,
        text=base.wording.status["error_internal"],
        item=item_in_talk(turn.context, base),
    )


def offered(turn: Turn, base: Base, skip: int = 0) -> tuple[Option, ...]:
    """Return the best few subjects of the city as options, each asking for what was asked."""
    if turn.findings is None:
        return ()
    subjects = [h for h in turn.findings.hits[skip:] if h.subject.catalog_code][:OFFERED]
    return tuple(
        Option(
            id=h.subject.key,
            label=h.subject.name,
            send=h.subject.names[1] if len(h.subject.names) > 1 else h.subject.name,
            item_code=h.subject.key if h.subject.key in base.catalogue.guides else "",
            catalog_code=h.subject.catalog_code,
            element=h.element if h.element != Element.OVERVIEW else "",
        )
        for h in subjects
    )


def _ref(subject: Subject, base: Base) -> ItemRef | None:
    if not subject.catalog_code:
        return None
    guide = base.catalogue.guides.get(subject.key)
    if guide:
        return base.item_ref(guide)
    department = base.catalogue.departments[subject.department]
    return ItemRef("", subject.catalog_code, subject.name, department.name)


def unsupported_figures(answer: Answer, turn: Turn, base: Base) -> set[str]:
    """Return figures of a guide's answer that stand in none of the records it is made of."""
    if turn.guide is None or answer.status.family != "answered":
        return set()
    counted = {str(n) for n in range(1, 1 + max((len(b.items) for b in answer.blocks), default=0))}
    return set(_FIGURE.findall(answer.text)) - counted - published_figures(turn.guide, base)


def published_figures(guide: Guide, base: Base) -> frozenset[str]:
    """Every figure of a guide and of the records it refers to; kept on the base, which never changes."""
    found = base.figures.get(guide.item.code)
    if found is None:
        catalogue = base.catalogue
        department = catalogue.departments[guide.item.department]
        venues = [catalogue.venues[v] for v in (*guide.place.venues, department.venue)]
        materials = [catalogue.materials[m.material] for m in guide.materials]
        records = [guide, department, base.wording.part, *venues, *materials]
        found = frozenset(_FIGURE.findall(str([to_plain(r) for r in records])))
        base.figures[guide.item.code] = found
    return found
