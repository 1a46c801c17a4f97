"""How a matter is handled beside papers and steps: who may, how far, by appointment, by post, and what to do against it."""

from dataclasses import dataclass, field
from datetime import date

from knowledge_base.model.note import Note
from knowledge_base.model.situation import ALWAYS, When


@dataclass(frozen=True)
class Authority:
    """Who decides, and for whom; what is empty is the department's own.

    body: 实施主体 by its full name where it is not the department. nature: 法定机关, 授权组织 or 受委托组织.
    level: 行使层级. entrusted: 受委托机构. joint: 联办机构. code: 实施编码, 31 digits and letters.
    scope: 通办范围, how far away one may hand in.
    """

    body: str = ""
    nature: str = ""
    level: str = ""
    entrusted: str = ""
    joint: tuple[str, ...] = ()
    code: str = ""
    scope: str = ""


@dataclass(frozen=True)
class Access:
    """What stands before the counter: 预约 (appointment), 数量限制 (quota), 中介服务 (intermediaries)."""

    appointment: str = ""
    appointment_note: str = ""
    quota: str = ""
    intermediaries: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Post:
    """What may go by post: 寄材料 (papers), 寄结果 (the result)."""

    ways: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Waiver:
    """Why a material need not be handed in, or not yet (数据共享, 电子证照, 告知承诺, 容缺), and in which situation.

    later_days: with 容缺, the working days within which it has to follow; 0 where that is said at the counter.
    """

    by: str
    note: str = ""
    when: When = ALWAYS
    later_days: int = 0


@dataclass(frozen=True)
class Exclusion:
    """What the clock leaves out (不计入时限): 公示, 勘验, 鉴定, 补正 …; `text` says how long that takes, if it is known."""

    name: str
    text: str = ""
    when: When = ALWAYS
    id: str = ""


@dataclass(frozen=True)
class Trips:
    """Trips to the counter in one situation; `what` they are for: 交材料, 本人到场, 取结果."""

    max: int
    what: tuple[str, ...] = ()
    note: str = ""
    when: When = ALWAYS
    id: str = ""


@dataclass(frozen=True)
class Remedy:
    """What to do against a decision or a delay; way: 监督投诉, 行政复议, 行政诉讼 or another way of the law."""

    way: str
    text: str
    basis: str = ""
    when: When = ALWAYS
    id: str = ""


@dataclass(frozen=True)
class Redress:
    """How one complains (national lines) and what remedies there are (监督投诉、行政复议、行政诉讼)."""

    lines: tuple[str, ...] = ()
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True)
class Confirmed:
    """A local fact that somebody responsible has confirmed; `fact` is the id of the statement that says it."""

    fact: str
    on: date
    by: str


@dataclass(frozen=True)
class Custody:
    """Who looks after a guide: posts, never names.

    owner: the post in the department that answers for it. checker: the post that checked it last.
    review_on: when it has to be looked through again. confirmed: the local facts that were confirmed.
    """

    owner: str = ""
    checker: str = ""
    review_on: date | None = None
    confirmed: tuple[Confirmed, ...] = field(default=())
