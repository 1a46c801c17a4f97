"""What must hold of alternatives, waivers, endings, trips and limits inside one guide."""

from collections.abc import Iterator

from knowledge_base.model.guide import Guide, GuideMaterial
from knowledge_base.stating import statement_ids

SOFTENING = (
    "不用交",
    "不用带",
    "不用自带",
    "不用自己交",
    "不用再交",
    "不用另",
    "不用单独交",
    "不用纸质",
    "可以不",
    "可不",
    "免交",
    "任选",
    "带一样",
    "代替",
    "也可以用",
    "也行",
    "才要",
    "的不用",
)
"""Words with which a note takes back that a material is needed; there are fields for all they may mean."""
NECESSARY, LATER = "必要", "容缺后补"
AT_ONCE, AT_ONCE_KIND = "即办", "即办件"


def handling_faults(guide: Guide) -> Iterator[tuple[str, str]]:
    """Yield what does not fit together, each with the field it stands in."""
    for row in guide.materials:
        yield from ((f"materials {row.id}", what) for what in _material_faults(row))
    yield from _group_faults(guide)
    yield from _trip_faults(guide)
    yield from _limit_faults(guide)
    yield from _ending_faults(guide)
    if guide.effective_until and guide.effective_until < guide.effective_from:
        yield "effective_until", "最后执行的日子早于开始执行的日子"
    known = statement_ids(guide)
    for one in guide.custody.confirmed:
        if one.fact not in known:
            yield "custody.confirmed", f"没有编号为 {one.fact!r} 的内容"


def _material_faults(row: GuideMaterial) -> Iterator[str]:
    softening = next((words for words in SOFTENING if words in row.note), "")
    if row.necessity == NECESSARY and softening:
        yield (
            f"写了必要, 说明里又写“{softening}”: 免交、后补写 waived, 任选写 any_of, "
            "有的人才交写 when 或者非必要"
        )
    if row.necessity != NECESSARY and not (row.note or row.when.choices or row.waived):
        yield f"{row.necessity}的材料要写 when 或 note, 说明谁用得上"
    if row.necessity == LATER and (row.waived is None or row.waived.by != "容缺"):
        yield "容缺后补的材料要写 waived, by 选容缺"
    if row.original + row.copies == 0 and not row.form and row.necessity == NECESSARY:
        yield "原件、复印件份数都是0: 写份数, 或者写 form: 纸质 / 电子 / 口头"


def _group_faults(guide: Guide) -> Iterator[tuple[str, str]]:
    groups: dict[str, list[GuideMaterial]] = {}
    for row in guide.materials:
        if row.any_of:
            groups.setdefault(row.any_of, []).append(row)
    for name, rows in groups.items():
        if len(rows) == 1:
            yield f"materials {rows[0].id}", f"any_of {name!r} 里只有一样材料, 任选要两样以上"
        if len({(row.when, row.necessity) for row in rows}) > 1:
            yield f"materials {rows[0].id}", f"any_of {name!r} 里各样的 when 和 necessity 要一样"


def _trip_faults(guide: Guide) -> Iterator[tuple[str, str]]:
    rows = guide.visits.rows
    for row in rows:
        if row.max > guide.visits.max:
            yield f"visits {row.id}", f"次数比 visits.max（{guide.visits.max}）还多"
        if not row.when.choices:
            yield f"visits {row.id}", "rows 里每一行都要写 when: 哪种情形跑几次"


def _limit_faults(guide: Guide) -> Iterator[tuple[str, str]]:
    limits = guide.time_limit
    promised = limits.promised
    if promised and (promised.unit == AT_ONCE) != (limits.kind == AT_ONCE_KIND) and limits.kind:
        yield "time_limit", f"承诺即办的是即办件, 其他是承诺件, 现为 {limits.kind!r}"
    if promised and limits.statutory and promised.unit == limits.statutory.unit:
        if promised.amount > limits.statutory.amount:
            yield "time_limit", "承诺时限比法定时限长"


def _ending_faults(guide: Guide) -> Iterator[tuple[str, str]]:
    for row in guide.endings:
        if row.go_to == guide.item.code:
            yield f"endings {row.id}", "go_to 指着本事项自己"
