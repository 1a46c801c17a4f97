"""Outcomes that are not views of a guide: screened, routed, asked back, unknown."""

import re
from dataclasses import replace

from knowledge_base.answering.base import Base, Ground, Turn, Verdict
from knowledge_base.answering.offering import OFFERED, element_options, item_option, offered
from knowledge_base.model.answer import Answer, AnswerStatus, Block, BlockItem, ItemRef, Option
from knowledge_base.model.catalogue import CatalogEntry
from knowledge_base.model.codec import to_plain
from knowledge_base.model.context import Context
from knowledge_base.model.element import Element
from knowledge_base.model.guide import Guide
from knowledge_base.model.qa import Subject

IN_DANGER, NO_DANGER = "danger.yes", "danger.no"
"""The options to a suspicion: whether somebody is in danger."""
_FIGURE = re.compile(r"\d+(?:\.\d+)?")


def screened(verdict: Verdict, turn: Turn, base: Base) -> Answer:
    """Return the screening outcome; the matter in talk stays known."""
    return Answer(verdict.status, verdict.text, item=item_in_talk(turn.context, base))


def with_safety_line(answer: Answer, suspicion: Verdict | None) -> Answer:
    """Return the answer with the line for danger that is only suspected in front, and what may be tapped to it."""
    if suspicion is None:
        return answer
    line = Block("text", items=(BlockItem(suspicion.line),))
    blocks = (line, *(answer.blocks or (Block("text", items=(BlockItem(answer.text),)),)))
    asked = tuple(
        Option(name, label, label)
        for name, label in zip((IN_DANGER, NO_DANGER), suspicion.options, strict=True)
    )
    text = f"{suspicion.line}\n{answer.text}"
    return replace(answer, text=text, blocks=blocks, options=(*asked, *answer.options))


def item_in_talk(context: Context, base: Ground) -> ItemRef | None:
    """Return the reference to what the conversation is about."""
    return item_ref(context.frame.key, base) if context.frame else None


def item_ref(key: str, base: Ground) -> ItemRef | None:
    """Return the reference to the subject with this key, None where it is published no more."""
    catalogue = base.catalogue
    if key in catalogue.guides:
        return base.item_ref(catalogue.guides[key])
    if key in catalogue.entries:
        row = catalogue.entries[key]
        return ItemRef("", key, row.name, catalogue.departments[row.department].name)
    found = next((r for r in catalogue.not_covered if r.name == key), None)
    return ItemRef("", "", found.name, found.route_to) if found else None


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
    return Answer(status=status, text=text, item=in_talk)


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
    assert turn.subject is not None
    return Answer(
        status=AnswerStatus.CLARIFY_CONFIRM,
        text=base.wording.status["clarify_confirm"],
        probability=turn.probability,
        item=item_ref(turn.subject.key, base),
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


def which_element(guide: Guide, turn: Turn, base: Base) -> Answer:
    """Return what of the matter in talk is wanted, asked of who said too little to tell."""
    return Answer(
        status=AnswerStatus.CLARIFY_ELEMENT,
        text=base.wording.status["clarify_element"].format(name=guide.item.name),
        probability=turn.probability,
        item=base.item_ref(guide),
        situation=dict(turn.context.frame.situation) if turn.context.frame else {},
        options=element_options(guide, Element.OVERVIEW),
    )


def routed_entry(subject: Subject, turn: Turn, base: Base) -> Answer:
    """Return who handles a catalogue row that has no guide yet."""
    row: CatalogEntry = base.catalogue.entries[subject.key]
    department = base.catalogue.departments[row.department]
    text = base.wording.status[_routed_wording(turn, "routed_department")].format(
        name=row.name, department=department.name, hotline=department.hotline
    )
    return _routed(text, subject, turn, base)


def routed_not_covered(subject: Subject, turn: Turn, base: Base) -> Answer:
    """Return who answers for a real service that this base does not hold."""
    row = next(r for r in base.catalogue.not_covered if r.name == subject.key)
    text = base.wording.status[_routed_wording(turn, "routed_not_covered")].format(
        name=row.name, department=row.route_to, hotline=row.hotline
    )
    return _routed(text, subject, turn, base)


def _routed_wording(turn: Turn, first: str) -> str:
    """Who goes on about a matter was told before that there is no guide to it."""
    return "routed_again" if turn.follows_up else first


def _routed(text: str, subject: Subject, turn: Turn, base: Base) -> Answer:
    likely = turn.findings.elements if turn.findings else {}
    return Answer(
        status=AnswerStatus.ROUTED_DEPARTMENT,
        text=text,
        probability=turn.probability,
        item=item_ref(subject.key, base),
        element=max(likely, key=lambda e: likely[e]) if likely else None,
        alternatives=() if turn.follows_up else offered(turn, base, skip=1),
    )


def internal_error(turn: Turn, base: Ground) -> Answer:
    """Return that something failed on our side."""
    return Answer(
        status=AnswerStatus.ERROR_INTERNAL,
        text=base.wording.status["error_internal"],
        item=item_in_talk(turn.context, base),
    )


def unsupported_figures(answer: Answer, turn: Turn, base: Ground) -> set[str]:
    """Return figures of a guide's answer that stand in none of the records it is made of."""
    if turn.guide is None or answer.status.family != "answered":
        return set()
    longest = max((len(b.items) for b in answer.blocks), default=0)
    counted = {str(n) for n in range(1, 1 + max(longest, len(turn.guide.materials)))}
    return set(_FIGURE.findall(answer.text)) - counted - published_figures(turn.guide, base)


def published_figures(guide: Guide, base: Ground) -> frozenset[str]:
    """Every figure of a guide and of the records it refers to; kept on the base, which never changes."""
    found = base.figures.get(guide.item.code)
    if found is None:
        catalogue = base.catalogue
        department = catalogue.departments[guide.item.department]
        venues = [catalogue.venues[v] for v in (*guide.place.venues, department.venue)]
        materials = [catalogue.materials[m.material] for m in guide.materials]
        words = (base.wording.part, base.wording.statement, base.wording.direct)
        records = [guide, department, *words, *venues, *materials]
        found = frozenset(_FIGURE.findall(str([to_plain(r) for r in records])))
        base.figures[guide.item.code] = found
    return found
