"""A service item (业务办理项) and its guide (办事指南): every fact a citizen can be told.

Every row has an `id` of its own within the guide, written once (`python -m hall ids`) and kept through edits and
reordering: what cites a row or labels a question with it goes on meaning the same row.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from knowledge_base.model.handling import (
    Access,
    Authority,
    Custody,
    Exclusion,
    Post,
    Redress,
    Remedy,
    Trips,
    Waiver,
)
from knowledge_base.model.note import Note as Note
from knowledge_base.model.situation import ALWAYS, Ending, SituationQuestion, When


@dataclass(frozen=True)
class GuideMaterial:
    """A material (申请材料) a guide asks for; `material` is its id in the shared catalogue.

    form: 纸质, 电子 or 口头 where it is no paper to hand in. any_of: rows of the same group are alternatives (任选其一).
    """

    material: str
    original: int = 0
    copies: int = 0
    necessity: str = "必要"
    note: str = ""
    legal_basis: str = ""
    when: When = ALWAYS
    id: str = ""
    form: str = ""
    any_of: str = ""
    waived: Waiver | None = None

    @property
    def shared(self) -> bool:
        """Whether data sharing or an electronic licence replaces it."""
        return self.waived is not None and self.waived.by in ("数据共享", "电子证照")


@dataclass(frozen=True)
class TimeLimit:
    """A limit (办结时限): amount and unit (工作日, 自然日, 月, 小时, 即办)."""

    amount: int
    unit: str
    note: str = ""


@dataclass(frozen=True)
class Step:
    """A step (办理环节), with its own limit where it has one."""

    name: str
    detail: str
    when: When = ALWAYS
    id: str = ""
    limit: TimeLimit | None = None


@dataclass(frozen=True)
class TimeLimits:
    """Statutory (法定) and promised (承诺) limits; kind: 即办件 or 承诺件; `excluded` is what the clock leaves out."""

    statutory: TimeLimit | None = None
    promised: TimeLimit | None = None
    notes: tuple[Note, ...] = ()
    kind: str = ""
    excluded: tuple[Exclusion, ...] = ()


@dataclass(frozen=True)
class Fee:
    """One fee row (收费项目); `amount` is the published wording, such as 每证20元."""

    name: str
    amount: str
    basis: str = ""
    when: When = ALWAYS
    id: str = ""


@dataclass(frozen=True)
class Fees:
    """Whether the item costs anything, and what; payment: 缴费方式; `reductions` say who pays less or nothing (减免)."""

    charged: bool = False
    rows: tuple[Fee, ...] = ()
    notes: tuple[Note, ...] = ()
    payment: tuple[str, ...] = ()
    reductions: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where the item is handled: ids of venues (办理地点) and remarks."""

    venues: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Contact:
    """National hotlines beside the department's own placeholder number."""

    hotlines: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Channel:
    """A national online channel that really exists."""

    name: str
    note: str = ""
    id: str = ""


@dataclass(frozen=True)
class Online:
    """Online depth (网办深度) and channels."""

    depth: str = ""
    channels: tuple[Channel, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Agent:
    """Whether somebody else may do it (代办): 可以, 不可以 or 部分可以."""

    allowed: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What one gets (办理结果); serving: 送达方式; sample: the address of a specimen (结果样本)."""

    name: str = ""
    validity: str = ""
    delivery: str = ""
    notes: tuple[Note, ...] = ()
    serving: tuple[str, ...] = ()
    sample: str = ""
    post: Post = field(default_factory=Post)


@dataclass(frozen=True)
class Visits:
    """Number of trips to the counter (到办事现场次数) at most, and in which situation how many."""

    max: int
    note: str = ""
    rows: tuple[Trips, ...] = ()


@dataclass(frozen=True)
class LegalBasis:
    """A clause the item rests on (设定依据)."""

    law: str
    article: str
    text: str
    number: str = ""
    id: str = ""


@dataclass(frozen=True)
class Faq:
    """A hand-written question and answer of the guide."""

    id: str
    question: str
    variants: tuple[str, ...]
    answer: str
    element: str = "faq"
    basis: str = ""
    when: When = ALWAYS


ITEM_CODE = re.compile(r"[0-9A-Z]{12}-\d{2}")
"""The code of a row of the basic catalogue, and two digits (ADR 0001)."""


@dataclass(frozen=True)
class ServiceItem:
    """A handled item (业务办理项) under a catalogue entry."""

    code: str
    catalog_code: str
    name: str
    department: str
    audience: tuple[str, ...]
    type: str
    themes: tuple[str, ...]
    aliases: tuple[str, ...]
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guide:
    """One version of the guide of one item: the system of record for every answer about it."""

    item: ServiceItem
    version: int
    effective_from: date
    checked_on: date
    verified: bool
    sources: tuple[str, ...]
    summary: str
    visits: Visits
    situations: tuple[SituationQuestion, ...] = ()
    conditions: tuple[Note, ...] = ()
    materials: tuple[GuideMaterial, ...] = ()
    steps: tuple[Step, ...] = ()
    time_limit: TimeLimits = field(default_factory=TimeLimits)
    fee: Fees = field(default_factory=Fees)
    place: Place = field(default_factory=Place)
    hours: tuple[Note, ...] = ()
    contact: Contact = field(default_factory=Contact)
    online: Online = field(default_factory=Online)
    agent: Agent = field(default_factory=Agent)
    result: Outcome = field(default_factory=Outcome)
    legal_basis: tuple[LegalBasis, ...] = ()
    faq: tuple[Faq, ...] = ()
    endings: tuple[Ending, ...] = ()
    effective_until: date | None = None
    authority: Authority = field(default_factory=Authority)
    access: Access = field(default_factory=Access)
    redress: Redress = field(default_factory=Redress)
    custody: Custody = field(default_factory=Custody)

    @property
    def review_on(self) -> date | None:
        """The day on which it has to be looked through again, None where the usual time goes."""
        return self.custody.review_on


Row: TypeAlias = (
    Note
    | Ending
    | Trips
    | GuideMaterial
    | Step
    | Exclusion
    | Fee
    | Channel
    | LegalBasis
    | Remedy
    | Faq
)


def rows_of(guide: Guide) -> Iterator[tuple[str, Row]]:
    """Yield every row that has an id, with the name of the field it stands in."""
    groups: tuple[tuple[str, tuple[Row, ...]], ...] = (
        ("endings", guide.endings),
        ("visits", guide.visits.rows),
        ("conditions", guide.conditions),
        ("materials", guide.materials),
        ("steps", guide.steps),
        ("time_limit", (*guide.time_limit.notes, *guide.time_limit.excluded)),
        ("fee", (*guide.fee.rows, *guide.fee.notes, *guide.fee.reductions)),
        ("place", guide.place.notes),
        ("hours", guide.hours),
        ("contact", guide.contact.notes),
        ("online", (*guide.online.channels, *guide.online.notes)),
        ("agent", guide.agent.notes),
        ("result", guide.result.notes),
        ("access", guide.access.intermediaries),
        ("legal_basis", guide.legal_basis),
        ("redress", guide.redress.remedies),
        ("faq", guide.faq),
    )
    for name, rows in groups:
        yield from ((name, row) for row in rows)
