"""What must hold inside one guide, and between guides, materials, places and the catalogue."""

import re
from collections.abc import Iterator

from knowledge_base.loading.handling_checks import handling_faults
from knowledge_base.loading.source import Faults
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.guide import Guide, rows_of
from knowledge_base.model.situation import When

ALIASES_EXPECTED = range(3, 9)
FAQS_EXPECTED = 3
VARIANTS_EXPECTED = 2
OPTIONS_EXPECTED = range(2, 7)
ITEM_CODE = re.compile(r"[0-9A-Z]{12}-\d{2}")
NATIONAL_HOTLINES = frozenset(
    "110 119 120 122 12123 12305 12313 12315 12320 12328 12329 12333 12345 12348 12350 12356 12360"
    " 12366 12367 12369 12377 12379 12385 12388 12389 12393 12395 95598 96110".split()
)
"""Lines that are the same everywhere in China, so they may stand in a guide as they are."""


def check_guide(guide: Guide, folder: str, shown: str, faults: Faults) -> None:
    """Note what a single guide gets wrong by itself."""
    for what in _item_faults(guide, folder):
        faults.add(f"{shown} item", what)
    for what in _guide_faults(guide):
        faults.add(f"{shown} guide", what)
    for where, what in (*_situation_faults(guide), *handling_faults(guide)):
        faults.add(f"{shown} {where}", what)


def _item_faults(guide: Guide, folder: str) -> Iterator[str]:
    item = guide.item
    if not ITEM_CODE.fullmatch(item.code) or not item.code.startswith(item.catalog_code):
        yield f"code 需为 catalog_code 加两位序号, 如 {item.catalog_code}-01, 现为 {item.code!r}"
    if item.department != folder:
        yield f"department {item.department!r} 与所在文件夹 {folder!r} 不一致"
    if len(item.aliases) not in ALIASES_EXPECTED:
        yield f"aliases 需 {ALIASES_EXPECTED.start} 至 {ALIASES_EXPECTED.stop - 1} 个, 现有 {len(item.aliases)} 个"
    if not item.audience or set(item.audience) - {"person", "enterprise"}:
        yield f"audience 需为 person、enterprise, 现为 {list(item.audience)}"


def _guide_faults(guide: Guide) -> Iterator[str]:
    for name in ("conditions", "steps", "legal_basis", "sources"):
        if not getattr(guide, name):
            yield f"{name} 不能为空"
    if not guide.place.venues:
        yield "place.venues 不能为空"
    if not guide.online.depth or not guide.agent.allowed or not guide.result.name:
        yield "online.depth、agent.allowed、result.name 都要写"
    if guide.fee.charged != bool(guide.fee.rows):
        yield "fee: charged 为 true 时要有 rows, 为 false 时不能有"
    for name, numbers in (
        ("contact.hotlines", guide.contact.hotlines),
        ("redress.lines", guide.redress.lines),
    ):
        for number in set(numbers) - NATIONAL_HOTLINES:
            yield f"{name} 只能写全国统一号码, 现有 {number!r}"
    if len(guide.faq) < FAQS_EXPECTED:
        yield f"faq 至少 {FAQS_EXPECTED} 条, 现有 {len(guide.faq)} 条"
    yield from _id_faults(guide)
    for faq in guide.faq:
        if len(faq.variants) < VARIANTS_EXPECTED:
            yield f"faq {faq.question!r} 的 variants 至少 {VARIANTS_EXPECTED} 条"


def _id_faults(guide: Guide) -> Iterator[str]:
    ids = [row.id for _, row in rows_of(guide)]
    if missing := ids.count(""):
        yield f"有 {missing} 行没有 id, 运行 python -m hall ids 补上"
    if twice := sorted({i for i in ids if i and ids.count(i) > 1}):
        yield f"id 重复: {twice}"


def _situation_faults(guide: Guide) -> Iterator[tuple[str, str]]:
    options = {q.id: {o.id for o in q.options} for q in guide.situations}
    if len(options) != len(guide.situations):
        yield "situations", "情形问题 id 重复"
    for question in guide.situations:
        if len(question.options) not in OPTIONS_EXPECTED or len(options[question.id]) != len(
            question.options
        ):
            yield f"situations {question.id}", "选项需 2 至 6 个且 id 不重复"
    used: set[str] = set()
    for where, when in _conditions(guide):
        used.update(when.question_ids)
        yield from ((where, what) for what in _condition_faults(when, options))
    for question_id in options.keys() - used:
        yield f"situations {question_id}", "没有任何一行用到这个问题, 它不改变结果"


def _condition_faults(when: When, options: dict[str, set[str]]) -> Iterator[str]:
    for question_id, chosen in when.choices:
        if question_id not in options:
            yield f"when 用了不存在的情形问题 {question_id!r}"
        elif not chosen or set(chosen) - options[question_id]:
            yield f"when.{question_id} 用了不存在的选项 {sorted(set(chosen) - options[question_id])}"


def _conditions(guide: Guide) -> Iterator[tuple[str, When]]:
    """Yield every `when` of a guide with the name of the field it stands in."""
    yield from (("situations", question.when) for question in guide.situations)
    yield from ((name, row.when) for name, row in rows_of(guide) if hasattr(row, "when"))
    yield from (("materials", row.waived.when) for row in guide.materials if row.waived)


def check_together(catalogue: Catalogue, faults: Faults) -> None:
    """Note what does not fit together between the files."""
    check_references(catalogue, faults)
    without_guide = catalogue.entries.keys() - catalogue.guides_by_entry.keys()
    for code in catalogue.phrasings.keys() - catalogue.guides.keys() - without_guide:
        faults.add("phrasings", f"没有办理项 {code!r}, 也没有这样一条还没有指南的目录")


def check_references(catalogue: Catalogue, faults: Faults) -> None:
    """Note where something refers to what is not there, and names that two items answer to."""
    for guide in catalogue.guides.values():
        for what in _reference_faults(guide, catalogue):
            faults.add(f"{guide.item.department}/{guide.item.name}", what)
    for department in catalogue.departments.values():
        if department.venue not in catalogue.venues:
            faults.add(f"部门 {department.name}", f"没有办理地点 {department.venue!r}")
    for venue in catalogue.venues.values():
        if venue.department and venue.department not in catalogue.departments:
            faults.add(f"办理地点 {venue.name}", f"没有部门 {venue.department!r}")
    for entry in catalogue.entries.values():
        if entry.department not in catalogue.departments:
            faults.add(f"目录 {entry.catalog_code}", f"没有部门 {entry.department!r}")
    _check_aliases(catalogue, faults)


def _reference_faults(guide: Guide, catalogue: Catalogue) -> Iterator[str]:
    if guide.item.department not in catalogue.departments:
        yield f"没有部门 {guide.item.department!r}"
    if guide.item.catalog_code not in catalogue.entries:
        yield f"目录里没有 {guide.item.catalog_code!r}"
    for row in guide.materials:
        if row.material not in catalogue.materials:
            yield f"材料目录里没有 {row.material!r}"
    for ending in guide.endings:
        if ending.go_to and ending.go_to not in catalogue.guides:
            yield f"endings {ending.id}: 该办的那件事没有指南, 现为 {ending.go_to!r}"
    for venue in guide.place.venues:
        if venue not in catalogue.venues:
            yield f"没有办理地点 {venue!r}"


def _check_aliases(catalogue: Catalogue, faults: Faults) -> None:
    """An alias names one item only; two items under the same name would answer at random."""
    owner: dict[str, str] = {}
    for guide in catalogue.guides.values():
        for alias in dict.fromkeys((guide.item.name, *guide.item.aliases)):
            if alias in owner:
                faults.add(guide.item.name, f"别名 {alias!r} 已属于《{owner[alias]}》")
            owner.setdefault(alias, guide.item.name)
