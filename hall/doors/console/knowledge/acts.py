"""What somebody may do with a version now: the buttons of its page, from the table of moves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask import request

from hall.bootstrap import Application
from hall.doors.console.knowledge import answers
from hall.doors.console.knowledge.words import short_day
from knowledge_base.lifecycle.errors import MoveRefused, UnknownVersion
from knowledge_base.lifecycle.moves import why_not
from knowledge_base.lifecycle.people import Duty, Person
from knowledge_base.lifecycle.states import MOVES, State
from knowledge_base.lifecycle.versions import Version

RECALLED = "作者自己撤回"
NOT_OFFERED = (
    "这一步现在不能由您来做：可能别人刚处理过，或者要由有权限的同事来做，请刷新页面看最新状态"
)
RESTORABLE = frozenset(
    {State.PUBLISHED, State.RETURNED, State.SUPERSEDED, State.WITHDRAWN, State.ARCHIVED}
)


@dataclass(frozen=True)
class Act:
    """A button of the page.

    Attributes:
        name: in its address.
        label: what the button is called; sure: what its confirmation is called.
        hint: what comes of it.
        words: how the field for words is called; empty where there is none.
        needs_words: whether it may not be left empty.
    """

    name: str
    label: str
    sure: str
    hint: str
    words: str = ""
    needs_words: bool = False


APPROVE = Act("approve", "批准发布", "确定批准", "批准后马上发布到各个渠道。", "批注（可以不写）")
RETURN = Act("return", "退回修改", "确定退回", "作者会看到原因，改好再提交。", "哪里要改", True)
CANCEL = Act(
    "cancel", "取消定时发布", "确定取消", "到那一天不会生效；现行版不变。", "为什么取消", True
)
RECALL = Act("recall", "撤回", "确定撤回", "撤回后可以接着改，再重新提交。", "原因（可以不写）")
ASK = Act("ask", "请部门核对", "发出", "会生成一个链接，发给那个部门的同事，登录后逐项核对。")
STOP = Act(
    "stop", "不等核对了", "确定不等", "这一版回到待审核，部门不用再答复。", "为什么不等", True
)
WITHDRAW = Act(
    "withdraw",
    "下线",
    "确定下线",
    "市民不再看到它。以后要恢复，在“全部知识”里看已下线的，改好重新提交。",
    "为什么下线",
    True,
)
STILL = Act(
    "still", "复查过，仍然正确", "记下仍然正确", "从今天起重新计算下一次复查。", "批注（可以不写）"
)
EDIT = Act("edit", "以这一版开始修改", "开始修改", "生成一份草稿，市民看到的不变。")
ARCHIVE = Act("archive", "归档", "确定归档", "不再列在待办里；内容和经过都保留。")
COMMENT = Act("comment", "写批注", "发出", "同事都看得到，市民看不到。", "批注", True)
ACTS = (APPROVE, ASK, STOP, RETURN, CANCEL, RECALL, STILL, EDIT, WITHDRAW, ARCHIVE, COMMENT)


def allowed(version: Version, by: Person, today: date) -> list[Act]:
    """Return what somebody may do with a version now, what is usual first."""
    found = [act for act in ACTS if _ALLOWED[act.name](version, by)]
    return [_scheduled(version, today) if act is APPROVE else act for act in found]


def own_work(version: Version, by: Person) -> str:
    """Return why a reviewer may not approve what waits; empty where that is not so."""
    if version.state is not State.SUBMITTED or Duty.PUBLISH not in by.duties:
        return ""
    rule = MOVES[State.SUBMITTED, State.APPROVED]
    return why_not(rule, by, version.department, version.authors)


def may(version: Version, to: State, by: Person) -> bool:
    """Whether somebody may move a version so, words apart."""
    rule = MOVES.get((version.state, to))
    return rule is not None and not why_not(rule, by, version.department, version.authors)


def _scheduled(version: Version, today: date) -> Act:
    """Return approval as it is for a version whose day is still to come."""
    day = version.effective_from
    if day is None or day <= today:
        return APPROVE
    said = short_day(day, today)
    hint = f"{said}起生效；在那以前，各个渠道会提前告诉市民。"
    return Act("approve", f"批准，{said}生效", APPROVE.sure, hint, APPROVE.words)


def _is_author(version: Version, by: Person) -> bool:
    return by.login in version.authors


def _publishes(by: Person) -> bool:
    return Duty.PUBLISH in by.duties


_ALLOWED: dict[str, Callable[[Version, Person], bool]] = {
    "approve": lambda v, by: v.state is State.SUBMITTED and may(v, State.APPROVED, by),
    "return": lambda v, by: (
        v.state is not State.SCHEDULED and _publishes(by) and may(v, State.RETURNED, by)
    ),
    "cancel": lambda v, by: v.state is State.SCHEDULED and may(v, State.RETURNED, by),
    "recall": lambda v, by: (
        v.state is State.SUBMITTED and _is_author(v, by) and may(v, State.RETURNED, by)
    ),
    "ask": lambda v, by: may(v, State.CHECKING, by),
    "stop": lambda v, by: (
        v.state is State.CHECKING and _publishes(by) and may(v, State.SUBMITTED, by)
    ),
    "withdraw": lambda v, by: may(v, State.WITHDRAWN, by),
    "still": lambda v, by: v.state is State.PUBLISHED and may(v, State.PUBLISHED, by),
    "edit": lambda v, by: (
        v.state in RESTORABLE and Duty.EDIT in by.duties and by.may_work_on(v.department)
    ),
    "archive": lambda v, by: (
        v.state in (State.RETURNED, State.WITHDRAWN) and may(v, State.ARCHIVED, by)
    ),
    "comment": lambda _v, by: bool(by.duties),
}


def perform(application: Application, act: str, version: Version, by: Person, words: str) -> str:
    """Do what a button says and return what to tell; a second click finds it done.

    Raises:
        MoveRefused, UnknownVersion, CannotPublish: as the use case says; nothing was changed.
    """
    try:
        if act in NARROWER and not _ALLOWED[act](version, by):
            raise MoveRefused(NOT_OFFERED)
        return _DO[act](application, version, by, words)
    except (MoveRefused, UnknownVersion):
        last = application.record.versions.moves(version.id)[-1]
        if last.actor == by.login and last.to_state in _DONE.get(act, ()):
            return "已经办好了，不用再点。"
        raise


NARROWER = frozenset({"return", "recall", "stop"})
"""Buttons that fewer people have than may make their move: an author recalls, a reviewer sends back."""

_DONE = {
    "approve": (State.PUBLISHED, State.SCHEDULED),
    "return": (State.RETURNED,),
    "cancel": (State.RETURNED,),
    "recall": (State.RETURNED,),
    "stop": (State.SUBMITTED,),
    "withdraw": (State.WITHDRAWN,),
    "archive": (State.ARCHIVED,),
}
"""Act → where a version is once it was done."""


def _approve(application: Application, version: Version, by: Person, words: str) -> str:
    answers.require_asked(application, version.id)
    seen = answers.seen(request.form)
    if application.record.publishing.approve(version.id, by, words, seen) is None:
        assert version.effective_from is not None
        return f"已批准，{short_day(version.effective_from, application.today)}起生效。"
    return "已批准并发布，各个渠道马上换成新的。"


def _withdraw(application: Application, version: Version, by: Person, words: str) -> str:
    application.record.publishing.withdraw(version.kind, version.key, by, words)
    return f"“{version.title}”已下线。"


def _send_back(application: Application, version: Version, by: Person, words: str) -> str:
    application.record.steps.send_back(version.id, by, words)
    return "已退回，作者会在待办里看到。"


def _recall(application: Application, version: Version, by: Person, words: str) -> str:
    application.record.steps.send_back(version.id, by, words.strip() or RECALLED)
    return "已撤回，可以接着改。"


def _stop(application: Application, version: Version, by: Person, words: str) -> str:
    application.record.steps.stop_waiting(version.id, by, words)
    return "不再等核对，这一版回到待审核。"


def _still(application: Application, version: Version, by: Person, words: str) -> str:
    application.record.steps.still_right(version.id, by, words)
    return f"已记下：“{version.title}”仍然正确。"


def _archive(application: Application, version: Version, by: Person, words: str) -> str:
    application.record.steps.archive(version.id, by, words)
    return "已归档。"


def _comment(application: Application, version: Version, by: Person, words: str) -> str:
    application.record.steps.comment(version.id, by, words)
    return "批注已发出。"


_DO: dict[str, Callable[[Application, Version, Person, str], str]] = {
    "approve": _approve,
    "return": _send_back,
    "cancel": _send_back,
    "recall": _recall,
    "stop": _stop,
    "withdraw": _withdraw,
    "still": _still,
    "archive": _archive,
    "comment": _comment,
}
DOABLE = frozenset(_DO)
"""Buttons that need no more than words."""
