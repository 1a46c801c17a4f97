"""Compose the answer from the guide: what was asked, what differs by situation, what to ask next."""

from dataclasses import replace

from knowledge_base.answering.base import Base, Turn
from knowledge_base.answering.link import beside_the_name
from knowledge_base.answering.views import View, conditional_rows
from knowledge_base.model.answer import Answer, AnswerStatus, Block, BlockItem, Citation, Option
from knowledge_base.model.element import LABELS, Element
from knowledge_base.model.finding import Hit
from knowledge_base.model.guide import Faq, Guide
from knowledge_base.model.situation import Answers, SituationQuestion, open_questions
from knowledge_base.rendering import plain_blocks

NEXT_ELEMENTS = (
    Element.MATERIALS,
    Element.STEPS,
    Element.PLACE,
    Element.TIME_LIMIT,
    Element.FEE,
    Element.ONE_VISIT,
)
NEXT_SHOWN = 4
BARE = 6
"""Characters beside its name with which an item is still all that was said: 想问一下，办……的事."""

ALTERNATIVES_SHOWN = 3


def compose(turn: Turn, base: Base) -> Answer:
    """Return the answer about the linked item; the guide decides every word of it."""
    assert turn.guide is not None
    view = View(turn.guide, base.catalogue, turn.answers, base.wording)
    faq = _matching_faq(turn, base)
    if faq is not None:
        return _faq_answer(faq, turn, view, base)
    if turn.element is Element.FAQ:
        view = _nearest_faq_first(view, turn)
    if _only_an_item(turn):
        return _which_situation(turn, view, base)
    blocks = view.blocks(turn.element)
    if not blocks:
        return _element_missing(turn, view, base)
    question = _next_question(turn, view)
    return _answer(
        AnswerStatus.ANSWERED_GUIDE, turn, view, base, _lead(turn, view), blocks, question
    )


def _matching_faq(turn: Turn, base: Base) -> Faq | None:
    """The FAQ that was asked, if the wording is close enough and its situation does not contradict."""
    hit, guide = turn.hit, turn.guide
    if turn.chosen or hit is None or hit.faq is None or guide is None or _bare(turn):
        return None
    if hit.faq.when.holds(turn.answers) is False or hit.faq_score < _faq_cosine(turn, hit, base):
        return None
    return next((f for f in guide.faq if f.id == hit.faq.faq_id), None)


def _nearest_faq_first(view: View, turn: Turn) -> View:
    """The same view with the FAQ that is nearest to the question at the top of the list."""
    nearest = turn.hit.faq.faq_id if turn.hit and turn.hit.faq else ""
    ordered = sorted(view.guide.faq, key=lambda faq: faq.id != nearest)
    return replace(view, guide=replace(view.guide, faq=tuple(ordered)))


def _faq_cosine(turn: Turn, hit: Hit, base: Base) -> float:
    """How close a FAQ must be: closer than any standard question of the item, whose answer is whole.

    It must be closer still when it is about another element than the question is understood to ask for,
    and when only what happened was told: “身份证丢了” asks what to do and to bring.
    """
    limits = base.thresholds
    if turn.follows_up and not turn.element_said:
        return limits.followed_faq_cosine
    another = hit.faq is not None and hit.faq.element != turn.element
    what_happened = bool(turn.told) and turn.element in (Element.OVERVIEW, Element.FAQ)
    far = another or what_happened
    return max(hit.units, limits.other_faq_cosine if far else limits.faq_cosine)


def _only_an_item(turn: Turn) -> bool:
    """Nothing but an item was named, so the situation is asked for first."""
    assert turn.guide is not None
    if turn.element != Element.OVERVIEW or turn.answers:
        return False
    return _bare(turn) and bool(open_questions(turn.guide.situations, turn.answers))


def _bare(turn: Turn) -> bool:
    """Hardly a word but the name of the item was said."""
    beside = beside_the_name(turn.plain, turn.hit.subject) if turn.hit else 0
    return turn.element is Element.OVERVIEW and beside <= BARE


def _lead(turn: Turn, view: View) -> str:
    lead = view.wording.lead[turn.element].format(name=view.guide.item.name)
    labels = situation_labels(view.guide, turn.answers)
    return lead + (
        "\n" + view.wording.part["situation_said"].format(labels=labels) if labels else ""
    )


def situation_labels(guide: Guide, answers: Answers) -> str:
    """Return the settled situation in words: 丢了补办，满16周岁."""
    options = (q.option(answers.get(q.id, "")) for q in guide.situations)
    return "，".join(o.label for o in options if o)


def _faq_answer(faq: Faq, turn: Turn, view: View, base: Base) -> Answer:
    turn.element = Element(faq.element)
    blocks = (Block("text", items=(BlockItem(faq.answer),)),)
    answer = _answer(AnswerStatus.ANSWERED_FAQ, turn, view, base, "", blocks, None)
    cited = citation(view.guide, faq.id, faq.basis)
    return _with_citations(answer, (cited,))


def _with_citations(answer: Answer, citations: tuple[Citation, ...]) -> Answer:
    return Answer(**{**answer.__dict__, "citations": citations})


def _which_situation(turn: Turn, view: View, base: Base) -> Answer:
    question = open_questions(view.guide.situations, turn.answers)[0]
    blocks = (Block("text", items=(BlockItem(view.guide.summary),)),)
    return _answer(
        AnswerStatus.CLARIFY_SITUATION, turn, view, base, _lead(turn, view), blocks, question
    )


def _element_missing(turn: Turn, view: View, base: Base) -> Answer:
    department = base.catalogue.departments[view.guide.item.department]
    text = base.wording.status["unanswered_element"].format(
        name=view.guide.item.name,
        label=LABELS[turn.element],
        department=department.name,
        hotline=department.hotline,
    )
    return _answer(AnswerStatus.UNANSWERED_ELEMENT, turn, view, base, text, (), None)


def _next_question(turn: Turn, view: View) -> SituationQuestion | None:
    """The next open situation question that still changes what was asked."""
    matters = {q for when in _open_conditions(view, turn.element) for q in when}
    open_ = open_questions(view.guide.situations, turn.answers)
    return next((q for q in open_ if q.id in matters), None)


def _open_conditions(view: View, element: Element) -> list[tuple[str, ...]]:
    rows = conditional_rows(view.guide)
    whole = (*rows[Element.MATERIALS], *rows[Element.FEE])
    shown = whole if element in (Element.OVERVIEW, Element.ONE_VISIT) else rows.get(element, ())
    return [r.when.question_ids for r in shown if r.when.holds(view.answers) is None]


def _answer(
    status: AnswerStatus,
    turn: Turn,
    view: View,
    base: Base,
    lead: str,
    blocks: tuple[Block, ...],
    question: SituationQuestion | None,
) -> Answer:
    words = view.wording.part
    asked = (
        words["next_ask"].format(ask=question.ask, why=question.why.rstrip("。"))
        if question
        else ""
    )
    parts = [lead, plain_blocks(blocks), asked]
    options = situation_options(view.guide, question, turn.element) if question else ()
    return Answer(
        status=status,
        text="\n".join(p for p in parts if p),
        probability=turn.probability,
        blocks=_laid_out(lead, blocks, asked),
        item=base.item_ref(view.guide),
        element=turn.element,
        situation=dict(turn.answers),
        options=options or next_elements(view.guide, turn.element),
        alternatives=_alternatives(turn, base),
        citations=(citation(view.guide, turn.element, _first_basis(view.guide)),),
        notice=notice(view.guide, base),
    )


def _laid_out(lead: str, blocks: tuple[Block, ...], asked: str) -> tuple[Block, ...]:
    """The lead and the question to the citizen stand as paragraphs around the blocks."""
    paragraphs = [Block("text", items=(BlockItem(t),)) if t else None for t in (lead, asked)]
    return tuple(b for b in (paragraphs[0], *blocks, paragraphs[1]) if b)


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


def next_elements(guide: Guide, element: Element) -> tuple[Option, ...]:
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


def _alternatives(turn: Turn, base: Base) -> tuple[Option, ...]:
    """The next best items, in case the first was wrong."""
    if turn.findings is None or turn.chosen or turn.follows_up:
        return ()
    others = [h.subject for h in turn.findings.hits[1:] if h.subject.catalog_code]
    return tuple(
        Option(
            id=s.key,
            label=s.name,
            send=s.names[1] if len(s.names) > 1 else s.name,
            item_code=s.key if s.key in base.catalogue.guides else "",
            catalog_code=s.catalog_code,
        )
        for s in others[:ALTERNATIVES_SHOWN]
    )


def citation(guide: Guide, field: str, basis: str) -> Citation:
    """Return which published field an answer rests on."""
    return Citation(
        item_code=guide.item.code,
        version=guide.version,
        field=field,
        effective_from=guide.effective_from.isoformat(),
        source=guide.sources[0] if guide.sources else "",
        legal_basis=basis,
    )


def _first_basis(guide: Guide) -> str:
    return (
        f"《{guide.legal_basis[0].law}》{guide.legal_basis[0].article}" if guide.legal_basis else ""
    )


def notice(guide: Guide, base: Base) -> str:
    """Return the source line: item, version, since when, and that sample data is sample data."""
    words = base.wording.notice
    source = words["source"].format(
        name=guide.item.name, version=guide.version, effective_from=guide.effective_from.isoformat()
    )
    return f"{source}。{words['verified' if guide.verified else 'sample']}"
