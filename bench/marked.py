"""Publications whose every generation can be told from its words, and answers judged by them."""

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge_base.model.catalogue import Catalogue
from knowledge_base.services import KnowledgeBase

FIRST = 1000
"""The mark of a generation is its number and this."""
_MARK = re.compile(r"（样(\d+)号）")
WAYS = ("{x}要带什么材料", "{x}咋办", "{x}", "{x}去哪个部门", "{x}多少钱", "办{x}要跑几次")


def marked(catalogue: Catalogue, code: str, number: int) -> Catalogue:
    """Return the catalogue as generation `number` has it: the mark stands in a guide, a question of it, and records it refers to."""
    guide, mark = catalogue.guides[code], f"（样{FIRST + number}号）"
    department = catalogue.departments[guide.item.department]
    material = catalogue.materials[guide.materials[0].material]
    faq = replace(guide.faq[0], variants=(*guide.faq[0].variants, f"{guide.item.name}{mark}"))
    told = replace(guide, summary=f"{guide.summary}{mark}", faq=(faq, *guide.faq[1:]))
    return replace(
        catalogue,
        guides={**catalogue.guides, code: told},
        departments={
            **catalogue.departments,
            department.id: replace(department, name=f"{department.name}{mark}"),
        },
        materials={**catalogue.materials, material.id: replace(material, name=f"{material.name}{mark}")},
    )  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One answer: when it was asked for and given, of which generation, and whether all of it was of that one."""

    asked_at: float
    given_at: float
    generation: int
    is_whole: bool


def ask_once(kb: KnowledgeBase, code: str, turn: int) -> Told:
    """Ask what a page asks for: an answer, its guide and the records it refers to, in one block."""
    asked_at = time.time()
    with kb.bound():
        guide = kb.guide(code)
        answer = kb.ask(WAYS[turn % len(WAYS)].replace("{x}", guide.item.name))
        department = kb.catalogue.departments[guide.item.department].name
        said = (json.dumps(answer.to_dict(), ensure_ascii=False), guide.summary, department)
    marks = [{int(mark) for mark in _MARK.findall(text)} for text in said]
    own = {FIRST + answer.generation}
    return Told(asked_at, time.time(), answer.generation, all(found == own for found in marks))


@dataclass(frozen=True)
class Judged:
    """Answers, those that were stale, those that were mixed, and the generations that were told of."""

    answers: int
    stale: int
    mixed: int
    generations: int


def judged(told: Sequence[Told], commits: Mapping[int, float], within: float) -> Judged:
    """Return the answers counted; `commits` is when each generation was committed.

    An answer from an older generation may be given `within` seconds after the commit of a newer one.
    """
    return Judged(
        answers=len(told),
        stale=sum(_is_stale(one, commits, within) for one in told),
        mixed=sum(not one.is_whole for one in told),
        generations=len({one.generation for one in told}),
    )


def _is_stale(told: Told, commits: Mapping[int, float], within: float) -> bool:
    newer = (at for number, at in commits.items() if number > told.generation)
    return told.given_at > min(newer, default=told.given_at) + within


def delays(told: Sequence[Told], commits: Mapping[int, float]) -> Iterator[float]:
    """Yield for each generation how many seconds after its commit the first answer was asked for that is of it."""
    first: dict[int, float] = {}
    for one in told:
        first[one.generation] = min(one.asked_at, first.get(one.generation, one.asked_at))
    yield from (max(0.0, first[number] - commits[number]) for number in first if commits[number])
