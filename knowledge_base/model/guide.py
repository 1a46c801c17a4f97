"""A service item (业务办理项) and its guide (办事指南): every fact a citizen can be told.

Every row has an `id` of its own within the guide, written once (`python -m hall ids`) and kept through edits and
reordering: what cites a row or labels a question with it goes on meaning the same row.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from knowledge_base.model.situation import ALWAYS, SituationQuestion, When


@dataclass(frozen=True)
class Note:
    """A sentence of a guide, and the situation in which it is true."""

    text: str
    when: When = ALWAYS
    id: str = ""


@dataclass(frozen=True)
class GuideMaterial:
    """A material (申请材料) a guide asks for; `material` is its id in the shared catalogue."""

    material: str
    original: int = 0
    copies: int = 0
    necessity: str = "必要"
    note: str = ""
    legal_basis: str = ""
    shared: bool = False
    when: When = ALWAYS
    id: str = ""


@dataclass(frozen=True)
class Step:
    """A step (办理环节)."""

    name: str
    detail: str
    when: When = ALWAYS
    id: str = ""


@dataclass(frozen=True)
class TimeLimit:
    """A limit (办结时限): amount and unit (工作日, 自然日, 月, 小时, 即办)."""

    amount: int
    unit: str
    note: str = ""


@dataclass(frozen=True)
class TimeLimits:
    """Statutory (法定) and promised (承诺) limits."""

    statutory: TimeLimit | None = None
    promised: TimeLimit | None = None
    notes: tuple[Note, ...] = ()


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
    """Whether the item costs anything, and what."""

    charged: bool = False
    rows: tuple[Fee, ...] = ()
    notes: tuple[Note, ...] = ()


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
    """What one gets (办理结果)."""

    name: str = ""
    validity: str = ""
    delivery: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Visits:
    """Number of trips to the counter (到办事现场次数)."""

    max: int
    note: str = ""


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


Row: TypeAlias = Note | GuideMaterial | Step | Fee | Channel | LegalBasis | Faq


def rows_of(guide: Guide) -> Iterator[tuple[str, Row]]:
    """Yield every row that has an id, with the name of the field it stands in."""
    groups: tuple[tuple[str, tuple[Row, ...]], ...] = (
        ("conditions", guide.conditions),
        ("materials", guide.materials),
        ("steps", guide.steps),
        ("time_limit", guide.time_limit.notes),
        ("fee", (*guide.fee.rows, *guide.fee.notes)),
        ("place", guide.place.notes),
        ("hours", guide.hours),
        ("contact", guide.contact.notes),
        ("online", (*guide.online.channels, *guide.online.notes)),
        ("agent", guide.agent.notes),
        ("result", guide.result.notes),
        ("legal_basis", guide.legal_basis),
        ("faq", guide.faq),
    )
    for name, rows in groups:
        yield from ((name, row) for row in rows)
