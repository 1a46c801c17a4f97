"""发布情况: what was published, who approved it, and when each door showed it."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.console.knowledge.in_force import names_of_staff
from hall.doors.console.login import current_clerk
from hall.doors.registration import proofs
from knowledge_base.lifecycle.publications import Lateness
from service_desk.staff import Right

PER_PAGE = 20
LAST_PAGE = 100_000
COUNTED = 100
"""Of so many publications it is told how many were late."""


@dataclass(frozen=True)
class Figures:
    """Of the last publications: how many there are, how many were late, and by how long the latest, in words."""

    counted: int
    late: int
    longest: str


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the page of publications, and the line of the front list."""
    publications, calendar = application.record.publications, application.desk.calendar
    labels = {proof.name: proof.label for proof in proofs(application.settings)}
    doors = tuple(labels)

    @blueprint.get("/knowledge/publications")
    def publications_list() -> ResponseReturnValue:
        page = min(max(request.args.get("page", default=1, type=int), 1), LAST_PAGE)
        now = application.clock()
        return render_template(
            "console/knowledge/publications.html",
            publications=publications.listed(doors, calendar, PER_PAGE, (page - 1) * PER_PAGE),
            lateness=publications.lateness(doors, calendar),
            overdue=publications.overdue(application.today),
            figures=figures(),
            names=names_of_staff(application),
            labels=labels,
            now=now,
            page=page,
            pages=max(1, -(-publications.counted() // PER_PAGE)),
        )

    def figures() -> Figures:
        """Return how many of the last publications were late."""
        now, lately = application.clock(), publications.listed(doors, calendar, COUNTED)
        late = [(one.live_at or now) - one.due_at for one in lately if one.is_late(now)]
        return Figures(len(lately), len(late), longest(late))

    def late_publications() -> Lateness | None:
        """Return what is late, for those who can mend it; None where nothing is."""
        found = publications.lateness(doors, calendar) if may_mend() else None
        return found if found and found.late else None

    def overdue_versions() -> int:
        """Return how many versions could not be published or withdrawn on their day, for those who can mend it."""
        found = publications.overdue(application.today) if may_mend() else ()
        return sum(bool(one.why) for one in found)

    @blueprint.app_context_processor
    def offer() -> dict[str, object]:
        return {
            "late_publications": late_publications,
            "overdue_versions": overdue_versions,
            "publication_figures": figures,
        }


def may_mend() -> bool:
    """Whether whoever is logged in publishes, or runs the hall."""
    may = current_clerk().may
    return may(Right.PUBLISH) or may(Right.ADMINISTER)


def longest(spans: list[timedelta]) -> str:
    """Return the longest of some spans in words; empty where there is none."""
    if not spans:
        return ""
    hours = int(max(spans).total_seconds() // 3600)
    return f"{hours // 24} 天 {hours % 24} 小时" if hours >= 24 else f"{hours} 小时"
