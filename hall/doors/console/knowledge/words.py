"""How the pages about versions say things: parts of a record, states, days, people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from hall.doors.console.show import Badge
from knowledge_base.calendar.saying import day_text
from knowledge_base.lifecycle.differences import Change, Say, Step, What, naming
from knowledge_base.lifecycle.states import LABELS, State
from knowledge_base.model.catalogue import Catalogue

FIELDS = Path(__file__).parent / "editing" / "labels.yml"
WHAT = {What.NEW: "新增", What.GONE: "删去", What.CHANGED: "改了", What.MOVED: "换了位置"}
ORIGINS = {"file": "随附文件", "import": "导入", "staff": "工作人员"}
KINDS_OF_BADGE = {
    State.PUBLISHED: "answered",
    State.SCHEDULED: "soon",
    State.CHECKING: "soon",
    State.RETURNED: "soon",
    State.SUPERSEDED: "closed",
    State.WITHDRAWN: "closed",
    State.ARCHIVED: "closed",
}


@cache
def field_names() -> Mapping[str, str]:
    """Return what each field is called, by its name in the model (`Guide.fee`)."""
    read = yaml.safe_load(FIELDS.read_text(encoding="utf-8"))
    return {f"{owner}.{f}": said["label"] for owner, of in read.items() for f, said in of.items()}


def where(path: Iterable[Step]) -> str:
    """Return the way to a part in words: 收费 › 收费项目“工本费” › 多少钱."""
    names = field_names()
    steps = ((names.get(step.field, ""), step.row) for step in path)
    said = (f"{name}“{row}”" if row else name for name, row in steps)
    return " › ".join(text for text in said if text)


@dataclass(frozen=True)
class Shown:
    """A change as the page shows it."""

    where: str
    what: str
    change: Change


def shown(changes: Iterable[Change]) -> list[Shown]:
    """Return changes in words."""
    return [Shown(where(change.path), WHAT[change.what], change) for change in changes]


def say_with(catalogue: Catalogue, *values: Any) -> Say:
    """Return what says values with the names of this catalogue; the newest guide last."""
    names: dict[str, Mapping[str, str]] = {
        "GuideMaterial.material": {one.id: one.name for one in catalogue.materials.values()},
        "Place.venues": {one.id: one.name for one in catalogue.venues.values()},
    }
    departments = {one.id: one.name for one in catalogue.departments.values()}
    owners = ("ServiceItem.department", "CatalogEntry.department")
    return naming({**names, **dict.fromkeys(owners, departments)}, *values)


def state_badge(state: State) -> Badge:
    """Return where a version stands, as a mark."""
    return Badge(LABELS[state], KINDS_OF_BADGE.get(state, ""))


def short_day(day: date, today: date) -> str:
    """Return a day as one says it: without the year where it is this one."""
    return f"{day.month}月{day.day}日" if day.year == today.year else day_text(day)
