"""The published guides as tables: one row an item, a paper, a step, a fee, a clause; the same for csv and xlsx."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from knowledge_base.exporting.edition import Edition
from knowledge_base.exporting.sheet import Cell, Column, Sheet
from knowledge_base.materials import counted, told
from knowledge_base.model.guide import Guide, TimeLimit

AUDIENCES = {"person": "个人", "enterprise": "企业和单位"}


@dataclass(frozen=True)
class Line:
    """A row of a guide beside its guide."""

    guide: Guide
    row: Any


def sheets(edition: Edition) -> Mapping[str, Sheet[Any]]:
    """Return every table, by the name of its file without an ending."""
    found, places = edition.catalogue, edition.catalogue.venues
    guides = sorted(found.guides.values(), key=lambda g: g.item.code)
    material = {id_: one.name for id_, one in found.materials.items()}
    return {
        "items": Sheet("事项", _items(edition), guides),
        "conditions": Sheet("受理条件", _CONDITIONS, _lines(guides, lambda g: g.conditions)),
        "materials": Sheet("申请材料", _papers(material), _lines(guides, lambda g: g.materials)),
        "steps": Sheet("办理流程", _STEPS, _lines(guides, lambda g: g.steps)),
        "fees": Sheet("收费", _FEES, _lines(guides, lambda g: g.fee.rows)),
        "legal_basis": Sheet("设定依据", _LAWS, _lines(guides, lambda g: g.legal_basis)),
        "faq": Sheet("常见问题", _FAQ, _lines(guides, lambda g: g.faq)),
        "venues": Sheet("办理地点", _VENUES, places.values()),
        "departments": Sheet("部门", _DEPARTMENTS, found.departments.values()),
        "paper_catalogue": Sheet("材料目录", _PAPERS, found.materials.values()),
    }


def _lines(guides: Iterable[Guide], rows: Callable[[Guide], Iterable[Any]]) -> Iterator[Line]:
    return (Line(guide, row) for guide in guides for row in rows(guide))


def _items(edition: Edition) -> tuple[Column[Guide], ...]:
    found = edition.catalogue
    return (
        Column("事项编码", lambda g: g.item.code, 20),
        Column("事项名称", lambda g: g.item.name, 32),
        Column("基本编码", lambda g: g.item.catalog_code),
        Column("实施编码", lambda g: g.authority.code, 32),
        Column("部门", lambda g: found.departments[g.item.department].name, 24),
        Column("事项类型", lambda g: g.item.type),
        Column("服务对象", lambda g: "、".join(AUDIENCES.get(a, a) for a in g.item.audience)),
        Column("主题", lambda g: "、".join(g.item.themes), 24),
        Column("简介", lambda g: g.summary, 48),
        Column("到现场次数", lambda g: g.visits.max, 10),
        Column("法定时限", lambda g: _limit(g.time_limit.statutory)),
        Column("承诺时限", lambda g: _limit(g.time_limit.promised)),
        Column("是否收费", lambda g: "收费" if g.fee.charged else "不收费", 10),
        Column("网办深度", lambda g: g.online.depth),
        Column("办理地点", lambda g: "、".join(found.venues[v].name for v in g.place.venues), 32),
        Column("办理结果", lambda g: g.result.name, 24),
        Column("版本", lambda g: g.version, 8),
        Column("开始执行", lambda g: g.effective_from.isoformat(), 12),
        Column("核对日期", lambda g: g.checked_on.isoformat(), 12),
        Column("是否核实", lambda g: "已核实" if g.verified else "样例，待核实", 14),
        Column("网页", lambda g: edition.page_of(g.item.code), 48),
    )


def _limit(limit: TimeLimit | None) -> Cell:
    if limit is None:
        return ""
    return f"{'' if limit.unit == '即办' else limit.amount}{limit.unit}"


def _case(line: Line) -> Cell:
    return told(line.guide, line.row.when) or "都适用"


_OF: tuple[Column[Line], ...] = (
    Column("事项编码", lambda x: x.guide.item.code, 20),
    Column("事项名称", lambda x: x.guide.item.name, 32),
    Column("行编号", lambda x: x.row.id, 8),
)
_CASE: Column[Line] = Column("哪种情况", _case, 32)
_CONDITIONS: tuple[Column[Line], ...] = (*_OF, Column("条件", lambda x: x.row.text, 64), _CASE)
_STEPS: tuple[Column[Line], ...] = (
    *_OF,
    Column("环节", lambda x: x.row.name, 20),
    Column("怎么办", lambda x: x.row.detail, 64),
    Column("时限", lambda x: _limit(x.row.limit)),
    _CASE,
)
_FEES: tuple[Column[Line], ...] = (
    *_OF,
    Column("项目", lambda x: x.row.name, 24),
    Column("金额", lambda x: x.row.amount, 32),
    Column("依据", lambda x: x.row.basis, 32),
    _CASE,
)
_LAWS: tuple[Column[Line], ...] = (
    *_OF,
    Column("法律法规", lambda x: x.row.law, 40),
    Column("文号", lambda x: x.row.number, 20),
    Column("条款", lambda x: x.row.article),
    Column("内容", lambda x: x.row.text, 64),
)
_FAQ: tuple[Column[Line], ...] = (
    *_OF,
    Column("问", lambda x: x.row.question, 40),
    Column("答", lambda x: x.row.answer, 64),
    Column("依据", lambda x: x.row.basis, 32),
    _CASE,
)
_VENUES: tuple[Column[Any], ...] = (
    Column("编号", lambda v: v.id),
    Column("地点", lambda v: v.name, 32),
    Column("地址", lambda v: v.address, 40),
    Column("窗口", lambda v: v.window, 24),
    Column("电话", lambda v: v.phone),
    Column("时间", lambda v: v.hours, 32),
)
_DEPARTMENTS: tuple[Column[Any], ...] = (
    Column("编号", lambda d: d.id),
    Column("部门", lambda d: d.name, 32),
    Column("简称", lambda d: d.short_name),
    Column("曾用名", lambda d: "、".join(d.former_names), 24),
    Column("热线", lambda d: d.hotline),
)
_PAPERS: tuple[Column[Any], ...] = (
    Column("材料编码", lambda m: m.code),
    Column("材料", lambda m: m.name, 32),
    Column("别名", lambda m: "、".join(m.aliases), 32),
    Column("类型", lambda m: m.kind),
    Column("出具单位", lambda m: m.issuer, 24),
    Column("怎么拿", lambda m: m.obtain, 40),
    Column("有效期", lambda m: m.validity, 24),
)


def _papers(names: Mapping[str, str]) -> tuple[Column[Line], ...]:
    return (
        *_OF,
        Column("材料", lambda x: names[x.row.material], 32),
        Column("份数", lambda x: counted(x.row)),
        Column("必要性", lambda x: x.row.necessity),
        Column("说明", lambda x: x.row.note, 40),
        Column("免交", lambda x: x.row.waived.by if x.row.waived else ""),
        Column("任选其一", lambda x: x.row.any_of),
        Column("依据", lambda x: x.row.legal_basis, 32),
        _CASE,
    )
