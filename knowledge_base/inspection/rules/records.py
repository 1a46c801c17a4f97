"""Everything beside guides and materials: places, departments, the catalogue, questions."""

import re
from collections.abc import Iterator

from knowledge_base.inspection.rule import (
    ITEM_ELEMENTS,
    OWN,
    Context,
    Family,
    Found,
    Severity,
)
from knowledge_base.model.catalogue import (
    CatalogEntry,
    Department,
    NotCovered,
    Phrasing,
    Questions,
    Venue,
)
from knowledge_base.stating import statement_ids

PLACEHOLDER = re.compile(r"待主管部门核实|待核实|×{2,}|（样例）|\(样例\)")
family = Family()
ERROR, WARNING = Severity.ERROR, Severity.WARNING


@family.rule(
    "venue-verify",
    "办理地点待核实",
    OWN,
    Severity.TO_VERIFY,
    "实地或电话核实后，写地址、窗口、电话、时间",
    kind="venue",
)
def venue_verify(venue: Venue, _context: Context) -> Iterator[Found]:
    """What is not confirmed of a place is known as such."""
    for field in ("name", "address", "window", "phone", "hours"):
        value = getattr(venue, field)
        if PLACEHOLDER.search(value):
            yield Found(field, f"还没有核实：{value}")


@family.rule(
    "venue-empty",
    "办理地点不全",
    ITEM_ELEMENTS,
    WARNING,
    "补上地址、窗口、电话、时间",
    kind="venue",
)
def venue_empty(venue: Venue, _context: Context) -> Iterator[Found]:
    """A place says where, which window, which number, when."""
    for field, label in (
        ("address", "地址"),
        ("window", "窗口"),
        ("phone", "电话"),
        ("hours", "办公时间"),
    ):
        if not getattr(venue, field).strip():
            yield Found(field, f"没有写{label}")


@family.rule(
    "venue-owner", "地点的部门不存在", OWN, ERROR, "选现有的部门", kind="venue", binding=True
)
def venue_owner(venue: Venue, context: Context) -> Iterator[Found]:
    """A place is kept by a department, or by the centre."""
    if venue.department and venue.department not in context.catalogue.departments:
        yield Found("department", f"没有部门“{venue.department}”")


@family.rule(
    "department-venue",
    "部门的地点不存在",
    OWN,
    ERROR,
    "选现有的办理地点",
    kind="department",
    binding=True,
)
def department_venue(department: Department, context: Context) -> Iterator[Found]:
    """A department is somewhere."""
    if department.venue not in context.catalogue.venues:
        yield Found("venue", f"没有办理地点“{department.venue}”")


@family.rule(
    "department-line", "部门没有电话", ITEM_ELEMENTS, WARNING, "写打得通的号码", kind="department"
)
def department_line(department: Department, _context: Context) -> Iterator[Found]:
    """A department can be rung."""
    if not department.hotline.strip():
        yield Found("hotline", "没有写电话")


@family.rule(
    "entry-owner", "目录条目的部门不存在", OWN, ERROR, "选现有的部门", kind="entry", binding=True
)
def entry_owner(entry: CatalogEntry, context: Context) -> Iterator[Found]:
    """A row of the catalogue belongs to a department."""
    if entry.department not in context.catalogue.departments:
        yield Found("department", f"没有部门“{entry.department}”")


@family.rule(
    "not-covered-taken",
    "本地不办的事却有指南",
    OWN,
    WARNING,
    "有指南了就从“本地不办”里拿掉",
    kind="not_covered",
)
def not_covered_taken(row: NotCovered, context: Context) -> Iterator[Found]:
    """Nothing is said not to be done here that has a guide."""
    for name in (row.name, *row.aliases):
        if code := context.overview.names.get(name):
            told = f"“{name}”是《{context.catalogue.guides[code].item.name}》，已经有指南"
            yield Found("name", told)


@family.rule(
    "phrasing-item",
    "说法指向",
    OWN,
    ERROR,
    "删掉，或者改到现有的事项",
    kind="phrasing",
    binding=True,
)
def phrasing_item(phrasing: Phrasing, context: Context) -> Iterator[Found]:
    """What people say is said of an item, or of a row without a guide."""
    without = context.catalogue.entries.keys() - context.catalogue.guides_by_entry.keys()
    if phrasing.code not in context.catalogue.guides and phrasing.code not in without:
        yield Found("code", f"没有办理项“{phrasing.code}”，也没有这样一条还没有指南的目录")


@family.rule(
    "question-labels",
    "约定问题指向",
    OWN,
    ERROR,
    "改标到现有的内容",
    kind="questions",
    binding=True,
)
def question_labels(questions: Questions, context: Context) -> Iterator[Found]:
    """A label names a statement or option that there is."""
    guide = context.catalogue.guides.get(questions.code)
    if guide is None:
        yield Found("code", f"没有办理项“{questions.code}”")
        return
    known = statement_ids(guide)
    options = {(q.id, o.id) for q in guide.situations for o in q.options}
    for number, question in enumerate(questions.labelled):
        unknown = sorted({i for ids in question.asks for i in ids} - known)
        unknown += sorted(
            f"{q}={o}" for q, o in question.situation.items() if (q, o) not in options
        )
        if unknown:
            yield Found(f"labelled.{number}", f"“{question.text}”标了没有的编号 {unknown}")
    for number, agreed in enumerate(questions.agreed):
        if agreed.statement and agreed.statement not in known:
            yield Found(f"agreed.{number}", f"“{agreed.text}”标了没有的编号 {[agreed.statement]}")
