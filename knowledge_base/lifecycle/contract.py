"""The questions that a version of a guide carries (答复约定): what it must answer, taken from the guide itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain

from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.guide import Guide

MOST = 80
"""Questions of one item that are asked; more only where every element, case, FAQ and name would not have one."""


class Source(StrEnum):
    """Where in a guide a question comes from."""

    ADDED = "added"
    ELEMENT = "element"
    FAQ = "faq"
    SITUATION = "situation"
    NAME = "name"


@dataclass(frozen=True)
class ContractQuestion:
    """A question, and what is known of its right answer.

    Attributes:
        text: as a citizen would word it.
        item_code: the item it is about.
        source: where in the guide it comes from.
        covers: which parts of the guide are asked about by it: elements, options, FAQs, names.
        statement: the id of the statement that answers it; empty where that is not known.
    """

    text: str
    item_code: str
    source: Source
    covers: tuple[str, ...] = ()
    statement: str = ""


def questions_of(
    guide: Guide, catalogue: Catalogue, asked: Mapping[str, str], most: int = MOST
) -> tuple[ContractQuestion, ...]:
    """Return what is asked of one guide, always the same for the same guide.

    Every part of the guide is covered by one question at least; then further ones follow as far as there is room.

    Args:
        guide: the version.
        catalogue: with the questions that staff added.
        asked: how each element is asked for, with `{x}` for the item (policy/contract.yml).
        most: how many questions there may be.
    """
    found = chain(
        _added(guide, catalogue),
        _elements(guide, asked),
        _faqs(guide),
        _cases(guide, asked),
        _names(guide, asked),
    )
    once: dict[str, ContractQuestion] = {}
    for question in found:
        first = once.get(question.text)
        covers = (*first.covers, *question.covers) if first else question.covers
        once[question.text] = replace(first or question, covers=covers)
    return _chosen(tuple(once.values()), most)


def _chosen(questions: Sequence[ContractQuestion], most: int) -> tuple[ContractQuestion, ...]:
    """Return at most so many, in their order: first those that cover what no earlier one does."""
    covered: set[str] = set()
    first: list[int] = []
    further: list[int] = []
    for place, question in enumerate(questions):
        is_needed = question.source is Source.ADDED or not covered.issuperset(question.covers)
        (first if is_needed else further).append(place)
        covered.update(question.covers)
    kept = {*first, *_spread(further, most - len(first))}
    return tuple(question for place, question in enumerate(questions) if place in kept)


def _spread(places: Sequence[int], count: int) -> Iterable[int]:
    """Return so many of the places, evenly from all of them."""
    if count >= len(places):
        return places
    return (places[n * len(places) // count] for n in range(count)) if count > 0 else ()


def _added(guide: Guide, catalogue: Catalogue) -> Iterator[ContractQuestion]:
    code = guide.item.code
    rows = catalogue.questions[code].agreed if code in catalogue.questions else ()
    for row in rows:
        yield ContractQuestion(row.text, code, Source.ADDED, (), row.statement)


def _elements(guide: Guide, asked: Mapping[str, str]) -> Iterator[ContractQuestion]:
    for element, words in asked.items():
        text = words.replace("{x}", guide.item.name)
        yield ContractQuestion(text, guide.item.code, Source.ELEMENT, (element,))


def _cases(guide: Guide, asked: Mapping[str, str]) -> Iterator[ContractQuestion]:
    """Yield every case × element; each further element is asked in other words for the case."""
    short = min(guide.item.aliases or (guide.item.name,), key=len)
    options = [(q, option) for q in guide.situations for option in q.options]
    for turn in range(len(asked)):
        for number, (question, option) in enumerate(options):
            element, words = list(asked.items())[(turn + number) % len(asked)]
            said = (option.say or (option.label,))[turn % max(1, len(option.say))]
            case = said if short in said else short + said
            yield ContractQuestion(
                words.replace("{x}", case),
                guide.item.code,
                Source.SITUATION,
                (f"{question.id}={option.id}", f"case {element}"),
            )


def _faqs(guide: Guide) -> Iterator[ContractQuestion]:
    for faq in guide.faq:
        for text in (faq.question, *faq.variants):
            yield ContractQuestion(text, guide.item.code, Source.FAQ, (faq.id,), faq.id)


def _names(guide: Guide, asked: Mapping[str, str]) -> Iterator[ContractQuestion]:
    words = next(iter(asked.values()))
    for name in guide.item.aliases:
        text = words.replace("{x}", name)
        yield ContractQuestion(text, guide.item.code, Source.NAME, (f"name {name}",))
