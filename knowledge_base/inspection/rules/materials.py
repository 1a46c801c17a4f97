"""What a guide asks people to bring."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from knowledge_base.inspection.rule import (
    ITEM_ELEMENTS,
    OWN,
    STANDARDISED,
    Context,
    Family,
    Found,
    Severity,
)
from knowledge_base.model.guide import Guide, GuideMaterial
from knowledge_base.model.material import IMPOSSIBLE
from knowledge_base.model.situation import When

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
NECESSITIES = (NECESSARY := "必要", "非必要", LATER := "容缺后补")
ANY_OF = re.compile(r"任选|任一|二选一|三选一|其中(?:之)?一|(?:哪|随便)一样(?:都|也)|有一样就")
CATCH_ALL = re.compile(
    r"其他(?:有关|相关|需要|必要|证明)?的?(?:材料|资料|证件|文件|手续)|(?:有关|相关)(?:的)?(?:材料|资料|证件|文件|手续|证明)"
    r"|等(?:材料|资料|证件|文件|手续|证明)$|等$"
)
IN_NOTE = re.compile(
    r"(?:带|交|提供|提交|以及|和|及|、|要求的|需要的)(?:其他|其它|相关|有关|必要)(?:有关|相关|必要)?(?:证明)?的?(?:材料|资料|证件|文件|手续)|等(?:相关|有关)?(?:材料|资料|手续)"
)
MOST_COPIES = 5
family = Family()
ERROR, WARNING = Severity.ERROR, Severity.WARNING
POLICY = "国办发〔2018〕47号、国发〔2022〕5号（材料要件不设兜底条款）"


@family.alone(
    "necessary-softened",
    "必要却又免交",
    ITEM_ELEMENTS,
    ERROR,
    "免交、后补填“免交方式”，任选填“任选组”，有的人才交的勾情形或者改成非必要",
)
def necessary_softened(guide: Guide) -> Iterator[Found]:
    """The note of a necessary material does not take it back."""
    for row in guide.materials:
        softening = next((words for words in SOFTENING if words in row.note), "")
        if row.necessity == NECESSARY and softening:
            yield Found(
                f"materials.{row.id}.note",
                f"写了必要，说明里又写“{softening}”：免交、后补填“免交方式”，任选填“任选组”，"
                "有的人才交的勾情形或者写非必要",
            )


@family.alone(
    "optional-case", "非必要没有情形", ITEM_ELEMENTS, ERROR, "勾上情形，或者在说明里写谁用得上"
)
def optional_case(guide: Guide) -> Iterator[Found]:
    """A material that not everybody needs says who does."""
    for row in guide.materials:
        if row.necessity != NECESSARY and not (row.note or row.when.choices or row.waived):
            told = f"{row.necessity}的材料要勾情形或写说明，说清谁用得上"
            yield Found(f"materials.{row.id}.note", told)


@family.alone("necessity-known", "必要性", ITEM_ELEMENTS, ERROR, "选必要、非必要或者容缺后补")
def necessity_known(guide: Guide) -> Iterator[Found]:
    """Each material says whether it is needed."""
    for row in guide.materials:
        if row.necessity not in NECESSITIES:
            yield Found(f"materials.{row.id}.necessity", "必要性要选必要、非必要或者容缺后补")


@family.alone(
    "later-waiver",
    "容缺后补没有写容缺",
    STANDARDISED,
    ERROR,
    "“免交方式”选容缺，写清几个工作日内补上",
)
def later_waiver(guide: Guide) -> Iterator[Found]:
    """What may follow later says how."""
    for row in guide.materials:
        if row.necessity == LATER and (row.waived is None or row.waived.by != "容缺"):
            yield Found(f"materials.{row.id}.waived", "容缺后补的材料要写“免交方式”，选容缺")


@family.alone(
    "no-copies", "必要却零份", ITEM_ELEMENTS, ERROR, "写份数；不用纸的选形式：电子或者口头"
)
def no_copies(guide: Guide) -> Iterator[Found]:
    """A necessary material says how many of it, or in which form."""
    for row in guide.materials:
        if row.original + row.copies == 0 and not row.form and row.necessity == NECESSARY:
            told = "原件、复印件份数都是0：写份数，或者写形式：纸质、电子、口头"
            yield Found(f"materials.{row.id}.original", told)


@family.alone("many-copies", "份数过多", STANDARDISED, WARNING, "核对份数，能共享、能复用的不多要")
def many_copies(guide: Guide) -> Iterator[Found]:
    """Nobody is asked for heaps of one paper."""
    for row in guide.materials:
        if max(row.original, row.copies) > MOST_COPIES:
            told = f"原件 {row.original} 份、复印件 {row.copies} 份，太多了"
            yield Found(f"materials.{row.id}.copies", told)


@family.alone("form-copies", "形式与份数不符", ITEM_ELEMENTS, WARNING, "口头、电子的不写纸质份数")
def form_copies(guide: Guide) -> Iterator[Found]:
    """What is told or sent electronically has no paper copies."""
    for row in guide.materials:
        if row.form in ("口头", "电子") and row.original + row.copies:
            yield Found(f"materials.{row.id}.form", f"形式是{row.form}，又写了纸质份数")


@family.alone(
    "any-of-alone", "任选组只有一样", OWN, ERROR, "把可以任选的都放进同一组，或者去掉任选组"
)
def any_of_alone(guide: Guide) -> Iterator[Found]:
    """Alternatives are at least two."""
    for name, rows in _groups(guide).items():
        if len(rows) == 1:
            told = f"任选组“{name}”里只有一样材料，任选要两样以上"
            yield Found(f"materials.{rows[0].id}.any_of", told)


@family.alone("any-of-mixed", "任选组条件不同", OWN, ERROR, "同一组的必要性和情形写成一样")
def any_of_mixed(guide: Guide) -> Iterator[Found]:
    """Alternatives hold in the same situation and are needed alike."""
    for name, rows in _groups(guide).items():
        if len({(row.when, row.necessity) for row in rows}) > 1:
            told = f"任选组“{name}”里各样的情形和必要性要一样"
            yield Found(f"materials.{rows[0].id}.any_of", told)


@family.alone(
    "any-of-in-note", "任选写在说明里", ITEM_ELEMENTS, WARNING, "把几样各写一行，放进同一个任选组"
)
def any_of_in_note(guide: Guide) -> Iterator[Found]:
    """Alternatives are rows of a group, not words in a note."""
    for row in guide.materials:
        if (found := ANY_OF.search(row.note)) and not row.any_of:
            told = f"说明里写了“{found[0]}”，系统不知道可以任选，还会全部列出来"
            yield Found(f"materials.{row.id}.note", told)


@family.rule(
    "same-material",
    "同一材料要两次",
    STANDARDISED,
    WARNING,
    "合成一行，写总份数；情形不同的各勾各的",
)
def same_material(guide: Guide, context: Context) -> Iterator[Found]:
    """No situation asks for one paper in two rows."""
    for one, other in combinations(guide.materials, 2):
        if one.material == other.material and _holds_with(one.when, other.when):
            name = _name(context, one)
            yield Found(f"materials.{other.id}", f"“{name}”在同一种情形里列了两次")


@family.rule(
    "material-known",
    "材料目录没有",
    STANDARDISED,
    ERROR,
    "在材料目录里选，没有的先加进目录",
    binding=True,
)
def material_known(guide: Guide, context: Context) -> Iterator[Found]:
    """What is asked for stands in the catalogue of materials."""
    for row in guide.materials:
        if row.material not in context.catalogue.materials:
            yield Found(f"materials.{row.id}.material", f"材料目录里没有“{row.material}”")


@family.rule("catch-all", "材料兜底条款", POLICY, WARNING, "写出具体是哪几样；说不出来的删掉")
def catch_all(guide: Guide, context: Context) -> Iterator[Found]:
    """Nothing is asked for that is not named."""
    for row in guide.materials:
        if CATCH_ALL.search(_name(context, row)):
            yield Found(f"materials.{row.id}.material", f"“{_name(context, row)}”没说清是什么材料")
        if found := IN_NOTE.search(row.note):
            yield Found(f"materials.{row.id}.note", f"说明里“{found[0]}”没说清是什么材料")


@family.rule(
    "waiver-shared",
    "免交与目录不符",
    STANDARDISED,
    WARNING,
    "核对材料目录里能不能共享、有没有电子证照",
)
def waiver_shared(guide: Guide, context: Context) -> Iterator[Found]:
    """A paper is waived by what the catalogue of materials says there is."""
    for row in guide.materials:
        material = context.catalogue.materials.get(row.material)
        if material is None or row.waived is None:
            continue
        if row.waived.by == "电子证照" and material.e_certificate is None:
            yield Found(
                f"materials.{row.id}.waived",
                f"写了电子证照免交，目录里“{material.name}”没有电子证照",
            )
        if row.waived.by == "数据共享" and material.sharing.possible == IMPOSSIBLE:
            yield Found(
                f"materials.{row.id}.waived", f"写了数据共享免交，目录里“{material.name}”不能共享"
            )


def _groups(guide: Guide) -> dict[str, list[GuideMaterial]]:
    groups: dict[str, list[GuideMaterial]] = defaultdict(list)
    for row in guide.materials:
        if row.any_of:
            groups[row.any_of].append(row)
    return groups


def _holds_with(one: When, other: When) -> bool:
    """Whether one of two conditions holds wherever the other does."""
    return _implies(one, other) or _implies(other, one)


def _implies(one: When, other: When) -> bool:
    mine = dict(one.choices)
    return all(q in mine and set(mine[q]) <= set(options) for q, options in other.choices)


def _name(context: Context, row: GuideMaterial) -> str:
    material = context.catalogue.materials.get(row.material)
    return material.name if material else row.material
