"""Compose the answer from the guide: the direct line, what belongs to it, the rest folded, one next step."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from knowledge_base.answering import direct
from knowledge_base.answering.base import Ground, Turn
from knowledge_base.answering.direct import Said
from knowledge_base.answering.offering import (
    element_options,
    item_option,
    other_subjects,
    situation_options,
)
from knowledge_base.answering.views import View, conditional_rows
from knowledge_base.model.answer import Answer, AnswerStatus, Block, BlockItem, Citation, Option
from knowledge_base.model.choice import Choice
from knowledge_base.model.element import LABELS, Element
from knowledge_base.model.guide import Guide, rows_of
from knowledge_base.model.situation import (
    Answers,
    Conditional,
    SituationQuestion,
    open_questions,
    told_options,
)
from knowledge_base.model.statement import Statement, StatementKind
from knowledge_base.rendering import plain_blocks

NOT_ASKED = -20.0
"""Log-odds of an element of which the guide says nothing."""
SHOWN_WHOLE = frozenset({Element.MATERIALS, Element.STEPS, Element.ONE_VISIT})
"""Elements that are lists: who asks for one gets all of it, not folded."""


def compose(turn: Turn, base: Ground) -> Answer:
    """Return the answer about the linked item; the guide decides every word of it."""
    assert turn.guide is not None
    view = View(turn.guide, base.catalogue, turn.answers, base.wording)
    if turn.element is not None:
        return _tapped(turn.element, turn, view, base)
    choices = _answered(turn.choices, base)
    if view.ending is None and choices and _falls_short(choices[0], base.thresholds.perhaps):
        return _missing(choices[0], turn, view, base)
    said = _said(choices, view, base)
    doubtful = bool(choices) and _falls_short(choices[0], base.thresholds.say)
    lead = base.wording.direct["perhaps"] if doubtful else ""
    return _answer(turn, view, base, said or [direct.say_whole(view)], lead)


def _falls_short(choice: Choice, enough: float) -> bool:
    """Whether what was chosen is not sure enough; the whole matter always is."""
    return choice.first.kind is not StatementKind.WHOLE and choice.probability < enough


def _answered(choices: Sequence[Choice], base: Ground) -> list[Choice]:
    """Return the asks that are answered: the surest, and each other one that is sure."""
    surest = max(choices, key=lambda c: c.probability, default=None)
    return [c for c in choices if c is surest or c.probability >= base.thresholds.ask]


def _said(choices: Sequence[Choice], view: View, base: Ground) -> list[Said]:
    """Return what answers each ask, as far as one before it does not."""
    said: list[Said] = []
    for choice in choices:
        spoken = {statement for one in said for statement in one.statements}
        found = direct.say(choice, view, base.thresholds.beside, spoken)
        said += [found] if found else []
    return said


def _tapped(element: Element, turn: Turn, view: View, base: Ground) -> Answer:
    """Return the whole element, or that it says nothing in this case."""
    said = direct.say_element(element, view)
    return (
        _answer(turn, view, base, [said]) if said.line else _silent(element, (), turn, view, base)
    )


def _missing(choice: Choice, turn: Turn, view: View, base: Ground) -> Answer:
    """Return that the guide does not say it, and what it says that is nearest."""
    near = direct.say(choice, view, base.thresholds.beside)
    statements = near.statements[:1] if near else ()
    return _silent(choice.first.element, statements, turn, view, base)


def _silent(
    element: Element, near: Sequence[Statement], turn: Turn, view: View, base: Ground
) -> Answer:
    """Return that the guide does not say it, who knows, and what may be near."""
    words, guide = base.wording.direct, view.guide
    department = base.catalogue.departments[guide.item.department]
    line = words["missing"].format(
        name=guide.item.name, hotline=department.hotline, department=department.name
    )
    near = [statement for statement in near if statement.text]
    lines = [words["nearest"] + direct.sentence(statement, view) for statement in near]
    return Answer(
        status=AnswerStatus.UNANSWERED_ELEMENT,
        text="\n".join((line, *lines)),
        probability=turn.probability,
        blocks=(_paragraph(line), *map(_paragraph, lines)),
        item=base.item_ref(guide),
        element=element,
        situation=dict(turn.answers),
        options=element_options(guide, element),
        citations=tuple(_citation(guide, s) for s in near),
        notice=notice(guide, base),
    )


def _answer(turn: Turn, view: View, base: Ground, said: Sequence[Said], lead: str = "") -> Answer:
    first = said[0]
    element = _element(first, turn)
    question = _next_question(view, said)
    asked = _asking_back(question, base) if question else ""
    shown = (*_lines(turn, view, said, lead), *_lists(view, first, turn))
    closing = (_paragraph(asked),) if asked else ()
    options = situation_options(view.guide, question, element) if question else ()
    is_faq = first.statements[:1] and first.statements[0].kind is StatementKind.FAQ
    return Answer(
        status=AnswerStatus.ANSWERED_FAQ if is_faq else AnswerStatus.ANSWERED_GUIDE,
        text="\n".join(p for p in (plain_blocks(shown), asked) if p),
        probability=turn.probability,
        blocks=(*shown, *_folded(view, said, shown), *closing),
        item=base.item_ref(view.guide),
        element=element,
        situation=dict(turn.answers),
        options=options or _onward(view, element, base),
        alternatives=other_subjects(turn, base),
        citations=tuple(_citation(view.guide, s) for one in said for s in one.statements),
        notice=notice(
            view.guide, base, [s for one in said for s in (*one.statements, *one.beside)]
        ),
    )


def _onward(view: View, element: Element, base: Ground) -> tuple[Option, ...]:
    """Return what is asked next; where the matter has ended, the one that is done instead, if there is a guide to it."""
    if view.ending is None:
        return element_options(view.guide, element)
    instead = base.catalogue.guides.get(view.ending.go_to)
    return (item_option(instead),) if instead else ()


def _element(first: Said, turn: Turn) -> Element:
    """Of the elements that are spoken of, the one that is asked for; what to bring where only the case was told."""
    if turn.element is not None or not turn.choices:
        return first.element
    is_whole = first.element is Element.OVERVIEW
    if is_whole and turn.follows_up and turn.told:
        return Element.MATERIALS
    spoken = [s.element for s in (*first.statements, *first.beside)]
    spoken += [Element.OVERVIEW, Element.STEPS, Element.MATERIALS] if is_whole else []
    asked = turn.choices[0].elements
    return max((first.element, *spoken), key=lambda e: asked.get(e, NOT_ASKED))


def _lines(turn: Turn, view: View, said: Sequence[Said], lead: str) -> Iterable[Block]:
    """Yield the direct lines, a paragraph each, then what belongs to them."""
    told = _told_label(turn, view, said)
    lines = [f"{told if n == 0 else ''}{one.line}" for n, one in enumerate(said)]
    yield Block("text", items=tuple(BlockItem(line) for line in ([lead] if lead else []) + lines))
    spoken = {s.id for one in said for s in one.statements}
    beside = [s for one in said for s in one.beside if s.id not in spoken]
    items = tuple(BlockItem(direct.sentence(s, view)) for s in dict.fromkeys(beside))
    if items:
        yield Block("list", items=items)


def _told_label(turn: Turn, view: View, said: Sequence[Said]) -> str:
    """“按您说的情况（丢了补办）：”, with what of the case decides what is said, or what is left out of a list."""
    used = {q for one in said for row in _depending(view, one) for q in row.when.question_ids}
    labels = situation_labels(view.guide, {k: v for k, v in turn.answers.items() if k in used})
    return view.wording.part["situation_said"].format(labels=labels) if labels else ""


def _lists(view: View, first: Said, turn: Turn) -> tuple[Block, ...]:
    """The whole list where a list was asked for, as far as the direct line has not said it."""
    tapped = turn.element is first.element and turn.element in SHOWN_WHOLE
    asked = tapped or first.all_of is StatementKind.MATERIAL
    blocks = view.blocks(first.element) if asked else ()
    return tuple(b for b in blocks if b.kind == "materials" or not _is_said(b, first.line))


def _is_said(block: Block, line: str) -> bool:
    """Whether a line has every word of a block."""
    return all(item.text.rstrip("。") in line for item in block.items)


def _folded(view: View, said: Sequence[Said], shown: Sequence[Block]) -> tuple[Block, ...]:
    """The rest of the elements that were asked for, under their names."""
    found: list[Block] = []
    for part in dict.fromkeys(part for one in said for part in _parts(one.element)):
        rest = [b for b in view.blocks(part) if b not in shown]
        found += [replace(b, folded=True) for b in rest if b.title]
        found += _under_one_title([b for b in rest if not b.title], LABELS[part])
    return tuple(found)


def _parts(element: Element) -> tuple[Element, ...]:
    """The elements that are folded under one: of the whole matter what to bring and what happens."""
    return (Element.MATERIALS, Element.STEPS) if element is Element.OVERVIEW else (element,)


def _under_one_title(blocks: Sequence[Block], title: str) -> list[Block]:
    """Return blocks without a title as one, so that nobody opens “办理地点” twice."""
    if not blocks:
        return []
    kind = blocks[0].kind if len(blocks) == 1 else "facts"
    return [Block(kind, title, tuple(i for b in blocks for i in b.items), folded=True)]


def _paragraph(text: str) -> Block:
    return Block("text", items=(BlockItem(text),))


def _next_question(view: View, said: Sequence[Said]) -> SituationQuestion | None:
    """The next open situation question whose answer would change what was just said; none where the matter has ended."""
    if view.ending is not None:
        return None
    matters = {q for one in said for q in _open(view, one)}
    open_ = open_questions(view.guide.situations, view.answers)
    return next((q for q in open_ if q.id in matters), None)


def _open(view: View, said: Said) -> Iterable[str]:
    """Yield the questions on which what was said depends."""
    for row in _depending(view, said):
        if row.when.holds(view.answers) is None:
            yield from row.when.question_ids


def _depending(view: View, said: Said) -> Iterable[Conditional]:
    """The rows of which those that hold are said: all of a list, else the statements themselves."""
    by_element = conditional_rows(view.guide)
    if said.element in (Element.OVERVIEW, Element.ONE_VISIT):
        return (*by_element[Element.MATERIALS], *by_element[Element.FEE])
    return by_element.get(said.element, ()) if said.all_of else said.statements


def _asking_back(question: SituationQuestion, base: Ground) -> str:
    words = base.wording.part["next_ask"]
    return words.format(ask=question.ask, why=question.why.rstrip("。"))


def situation_labels(guide: Guide, answers: Answers) -> str:
    """Return the settled situation in words: 丢了补办，满16周岁."""
    return "，".join(option.label for option in told_options(guide.situations, answers))


def _citation(guide: Guide, statement: Statement) -> Citation:
    """Return which published statement an answer rests on."""
    basis = guide.legal_basis[0] if guide.legal_basis else None
    rows = (row for _, row in rows_of(guide) if row.id == statement.id)
    own = next((found for row in rows if (found := getattr(row, "basis", ""))), "")
    return Citation(
        item_code=guide.item.code,
        version=guide.version,
        field=statement.element,
        effective_from=guide.effective_from.isoformat(),
        source=guide.sources[0] if guide.sources else "",
        legal_basis=own or (f"《{basis.law}》{basis.article}" if basis else ""),
        statement=statement.id,
    )


def notice(guide: Guide, base: Ground, said: Sequence[Statement] = ()) -> str:
    """Return the source line: item, version, since when, what will change, and that sample data is sample data.

    said: what is told; where all of it was confirmed, it is no sample.
    """
    words = base.wording.notice
    source = words["source"].format(
        name=guide.item.name, version=guide.version, effective_from=guide.effective_from.isoformat()
    )
    confirmed = {one.fact for one in guide.custody.confirmed}
    verified = guide.verified or (bool(said) and all(s.id in confirmed for s in said))
    parts = (source, base.upcoming(guide, base.catalogue))
    lines = "".join(f"{part}。" for part in parts if part)
    return f"{lines}{words['verified' if verified else 'sample']}"
