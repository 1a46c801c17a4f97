"""Figures in plain words: the state of affairs in a sentence, and what stands on the tiles."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from hall.web.statistics import Line, Report
from service_desk.days import CHOICES, OWN
from service_desk.kinds import Kind
from service_desk.tickets import Outcome

NONE = "—"


class Addresses(Protocol):
    """Where the lists behind the figures are."""

    def questions(self, **cell: str) -> str:
        """Return the address of the questions of a cell."""

    def tickets(self, outcome: str = "", **cell: str) -> str:
        """Return the address of tickets of an outcome."""


@dataclass(frozen=True)
class Tile:
    """One figure: its name, how it is shown, what it was before, and where its list is."""

    name: str
    shown: str
    note: str
    address: str = ""
    is_bad: bool = False


def number(count: int) -> str:
    """Return a count as people read it: 1,204."""
    return f"{count:,}"


def percent(share: float | None) -> str:
    """Return a share in whole percents; a dash where there is none."""
    return NONE if share is None else f"{share:.0%}".replace("%", "\u00a0%")


def earlier(share: float | None) -> str:
    """Return what a share was in the days before, or that there is nothing to compare with."""
    return "上一时段没有数据" if share is None else f"上一时段 {percent(share)}"


def wait(length: timedelta | None) -> str:
    """Return how long somebody waited in office hours: 3 小时 20 分."""
    if length is None:
        return NONE
    hours, minutes = divmod(round(length.total_seconds() / 60), 60)
    if not hours:
        return f"{minutes} 分钟"
    return f"{hours} 小时 {minutes} 分" if minutes else f"{hours} 小时"


def span_name(choice: str, report: Report) -> str:
    """Return what the days are called: 最近 30 天, or 11月1日到11月30日."""
    if choice != OWN:
        return CHOICES[choice]
    first, last = report.days.first, report.days.last
    if first == last:
        return f"{first.year}年{first.month}月{first.day}日"
    return f"{first.year}年{first.month}月{first.day}日到{last.year}年{last.month}月{last.day}日"


def summary(choice: str, report: Report) -> str:
    """Return the state of affairs in a sentence or two."""
    total, name = report.total, span_name(choice, report)
    if not total.cell.questions and not report.figures.tickets.total.total():
        return f"{name}还没有人提问。{_standing(report)}"
    return f"{name}{_asked(total)}{_promised(total)}{_standing(report)}"


def _asked(total: Line) -> str:
    answered = percent(total.share("answered", "questions"))
    missed = total.cell.kinds[Kind.UNKNOWN]
    said = f"市民问了 {number(total.cell.questions)} 次，直接答上 {answered}"
    return f"{said}，没答上 {number(missed)} 次。" if missed else f"{said}，没有答不上来的。"


def _promised(total: Line) -> str:
    tickets = total.tickets
    if not tickets:
        return ""
    late = tickets[Outcome.LATE]
    said = f"转人工登记了 {number(tickets.total())} 件工单"
    if total.kept is None:
        return f"{said}，都还没到期。"
    return (
        f"{said}，{percent(total.kept)} 按时答复，{number(late)} 件超时。"
        if late
        else f"{said}，没有超时的。"
    )


def _standing(report: Report) -> str:
    tickets = report.figures.tickets
    if not tickets.open_now:
        return "现在没有等答复的工单。"
    late = f"，其中 {number(tickets.overdue_now)} 件已超时" if tickets.overdue_now else ""
    return f"现在有 {number(tickets.open_now)} 件工单在等答复{late}。"


def tiles(report: Report, links: Addresses) -> tuple[Tile, ...]:
    """Return the figures that stand on top, each with the one before and the way to its list."""
    return (*_of_questions(report, links), *_of_tickets(report, links))


def _of_questions(report: Report, links: Addresses) -> tuple[Tile, ...]:
    total, before = report.total, report.before
    kinds = (
        (Kind.ANSWERED, "直接答上"),
        (Kind.ASKED_BACK, "追问情况"),
        (Kind.ROUTED, "告知该找谁"),
        (Kind.UNKNOWN, "没答上"),
        (Kind.HANDED, "转人工、问工单"),
    )
    asked = Tile(
        "提问",
        f"{number(total.cell.questions)} 次",
        f"上一时段 {number(before.cell.questions)} 次",
        links.questions(),
    )
    return asked, *(
        Tile(
            name,
            f"{number(total.cell.kinds[kind])} 次",
            f"占 {percent(total.share(kind, 'questions'))}，{earlier(before.share(kind, 'questions'))}",
            links.questions(kind=kind.value),
        )
        for kind, name in kinds
    )


def _of_tickets(report: Report, links: Addresses) -> tuple[Tile, ...]:
    total, before, tickets = report.total, report.before, report.figures.tickets
    made: Counter[Outcome] = total.tickets or Counter()
    rated: Counter[bool] = total.ratings or Counter()
    late, useful, useless = made[Outcome.LATE], rated[True], rated[False]
    return (
        Tile(
            "按时答复",
            percent(total.kept),
            f"{number(made[Outcome.IN_TIME])} 件，{earlier(before.kept)}",
            links.tickets("in_time"),
        ),
        Tile(
            "超时",
            f"{number(late)} 件",
            f"这段时间登记的 {number(made.total())} 件工单里",
            links.tickets("late"),
            is_bad=bool(late),
        ),
        Tile(
            "等到首次答复",
            wait(tickets.half),
            f"一半市民不超过这个时间；九成不超过 {wait(tickets.most)}。只算上班时间",
            links.tickets(),
        ),
        Tile(
            "满意",
            percent(total.satisfied),
            f"{number(useful)} 次“有用”，{number(useless)} 次“没解决”，{earlier(before.satisfied)}",
            "#item",
        ),
    )
