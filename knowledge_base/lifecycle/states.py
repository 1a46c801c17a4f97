"""The states of a version and the moves between them: one table says who may make which."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from knowledge_base.lifecycle.people import Duty


class State(StrEnum):
    """Where a version stands in its life; before it is submitted it is a draft, and no version yet."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHECKING = "checking"
    RETURNED = "returned"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    ARCHIVED = "archived"


LABELS: Mapping[State, str] = {
    State.DRAFT: "草稿",
    State.SUBMITTED: "待审核",
    State.CHECKING: "部门核对中",
    State.RETURNED: "退回修改",
    State.APPROVED: "已批准，待发布",
    State.SCHEDULED: "已批准，到日子生效",
    State.PUBLISHED: "现行",
    State.SUPERSEDED: "被新版替换",
    State.WITHDRAWN: "已下线",
    State.ARCHIVED: "已归档",
}

WAITING = frozenset({State.SUBMITTED, State.CHECKING, State.APPROVED, State.SCHEDULED})
"""On its way to being published."""


@dataclass(frozen=True)
class Rule:
    """Who may make a move.

    Attributes:
        duties: one of these.
        explained: whether the move needs words that say why.
        by_another: whether whoever wrote the version may not make it.
    """

    duties: frozenset[Duty]
    explained: bool = False
    by_another: bool = False


_EDIT, _CHECK, _PUBLISH, _TIME = (frozenset({duty}) for duty in Duty)

MOVES: Mapping[tuple[State, State], Rule] = {
    (State.DRAFT, State.SUBMITTED): Rule(_EDIT),
    (State.SUBMITTED, State.CHECKING): Rule(_PUBLISH | _EDIT),
    (State.CHECKING, State.SUBMITTED): Rule(_CHECK | _PUBLISH, explained=True),
    (State.SUBMITTED, State.RETURNED): Rule(_PUBLISH | _EDIT, explained=True),
    (State.CHECKING, State.RETURNED): Rule(_PUBLISH | _CHECK | _EDIT, explained=True),
    (State.SUBMITTED, State.APPROVED): Rule(_PUBLISH, by_another=True),
    (State.APPROVED, State.PUBLISHED): Rule(_PUBLISH, by_another=True),
    (State.APPROVED, State.SCHEDULED): Rule(_PUBLISH, by_another=True),
    (State.APPROVED, State.RETURNED): Rule(_PUBLISH, explained=True),
    (State.SCHEDULED, State.PUBLISHED): Rule(_TIME),
    (State.SCHEDULED, State.RETURNED): Rule(_PUBLISH, explained=True),
    (State.PUBLISHED, State.PUBLISHED): Rule(_EDIT | _CHECK | _PUBLISH),
    (State.PUBLISHED, State.SUPERSEDED): Rule(_PUBLISH | _TIME),
    (State.SCHEDULED, State.SUPERSEDED): Rule(_PUBLISH | _TIME),
    (State.PUBLISHED, State.WITHDRAWN): Rule(_PUBLISH | _TIME, explained=True),
    (State.RETURNED, State.ARCHIVED): Rule(_PUBLISH | _EDIT),
    (State.SUPERSEDED, State.ARCHIVED): Rule(_PUBLISH),
    (State.WITHDRAWN, State.ARCHIVED): Rule(_PUBLISH),
}
"""Every move there is. A withdrawn or superseded version comes back as a new one that is based on it.

From published to published: somebody looked through it again and it is still right.
"""
