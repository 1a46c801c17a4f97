"""The console of those who write, check and approve what is published."""

from scripts.screens.places.ways import Place, staff
from scripts.screens.stage import CHECKER, ITEM, REVIEWER, WRITER


def _of_reviewer(name: str, title: str, purpose: str, address: str) -> Place:
    return Place(name, title, purpose, staff(REVIEWER, address), REVIEWER)


def _of_editor(name: str, title: str, purpose: str, address: str) -> Place:
    return Place(name, title, purpose, staff(WRITER, address), WRITER)


def _of_checker(name: str, title: str, purpose: str, address: str) -> Place:
    return Place(name, title, purpose, staff(CHECKER, address), CHECKER)


KNOWLEDGE = (
    _of_editor(
        "knowledge",
        "全部知识",
        "指南、材料、地点、部门、说法、提示语，按名称和部门找。",
        "/console/knowledge",
    ),
    _of_editor(
        "knowledge-edit",
        "修改一份指南",
        "按页面填，自动保存，旁边就是市民会看到的答复。",
        "/console/knowledge/drafts/{draft}",
    ),
    _of_editor(
        "knowledge-situations",
        "一份指南的情形",
        "每个选项让哪些行出现，选了没有分别的会标出来。",
        "/console/knowledge/drafts/{draft}/situations",
    ),
    _of_reviewer(
        "knowledge-waiting",
        "知识待办",
        "等我批准、核对、退回给我的，哪天生效，哪些超时。",
        "/console/knowledge/waiting",
    ),
    _of_reviewer(
        "knowledge-version",
        "一个版本",
        "市民会看到哪句变了，逐项对照，经过，现在能做什么。",
        "/console/knowledge/versions/{submitted}",
    ),
    _of_checker(
        "knowledge-check",
        "部门核对",
        "逐项选“对”或“不对”，发出就交回审核人员。",
        "/console/knowledge/versions/{checked}/check",
    ),
    _of_reviewer(
        "knowledge-history",
        "一条记录的所有版本",
        "谁写的、谁批准的，点开看改了什么。",
        f"/console/knowledge/records/guide/{ITEM}",
    ),
    _of_reviewer(
        "knowledge-review",
        "到期复查",
        "快到日子的指南，还对就点一下。",
        "/console/knowledge/review",
    ),
    _of_reviewer(
        "knowledge-publications",
        "发布情况",
        "批准以后每个渠道什么时候换成新的。",
        "/console/knowledge/publications",
    ),
)
