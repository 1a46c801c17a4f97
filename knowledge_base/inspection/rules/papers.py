"""The catalogue of materials: one name, one code, one source for each paper."""

import re
from collections.abc import Iterator

from knowledge_base.inspection.overview import squeezed
from knowledge_base.inspection.rule import (
    ITEM_ELEMENTS,
    OWN,
    STANDARDISED,
    Context,
    Family,
    Found,
    Severity,
)
from knowledge_base.model.material import Material

CODE = re.compile(r"CL-(\d{4,6})")
CATCH_ALL = re.compile(
    r"^(?:其他|相关|有关|必要的?)(?:证明)?(?:材料|资料|证件|文件|手续)|等(?:材料|资料|证明)?$"
)
VILLAGE = re.compile(r"村委会|村民委员会|居委会|居民委员会|社区")
NOT_THEIRS = re.compile(
    r"亲属关系|身份信息|婚姻状况|健在|死亡证明|疾病状况|残疾状况|婚育状况|就业状况|财产证明|遗失证明|违法犯罪|监护人?资格|养犬"
)
NOT_THEIRS_POLICY = "民发〔2020〕20号（不应由村（居）委会出具的证明）"
family = Family("material")
ERROR, WARNING = Severity.ERROR, Severity.WARNING


@family.rule(
    "material-names",
    "材料重名",
    STANDARDISED,
    ERROR,
    "同一份材料只留一条，不同的换个叫法",
    binding=True,
)
def material_names(material: Material, context: Context) -> Iterator[Found]:
    """No two materials share a name."""
    for name in dict.fromkeys(material.names):
        owner = context.overview.material_names[name]
        if owner != material.id:
            told = f"名称或别名“{name}”已属于“{owner}”，同一份材料只留一条，不同的要换个叫法"
            yield Found("name", told)


@family.rule(
    "material-code",
    "材料编码",
    STANDARDISED,
    ERROR,
    "保存时会自动编；文件运行 python -m hall ids",
    binding=True,
)
def material_code(material: Material, context: Context) -> Iterator[Found]:
    """Each material has a code of its own."""
    if not material.code:
        yield Found("code", "没有材料编码，运行 python -m hall ids 补上")
    elif not CODE.fullmatch(material.code):
        yield Found("code", f"材料编码要像 CL-0001，现为“{material.code}”")
    elif context.overview.material_codes[material.code] != material.id:
        owner = context.overview.material_codes[material.code]
        yield Found("code", f"材料编码{material.code} 已属于“{owner}”")


@family.rule(
    "material-service",
    "材料在哪办不存在",
    OWN,
    ERROR,
    "选一件有的事，或者留空",
    binding=True,
)
def material_service(material: Material, context: Context) -> Iterator[Found]:
    """What one gets a paper by is there."""
    code, catalogue = material.issued_through, context.catalogue
    row = code.partition("-")[0]
    if code and row not in catalogue.entries:
        yield Found("issued_through", f"“在哪办”：目录里没有“{code}”")
    elif row != code and row in catalogue.guides_by_entry and code not in catalogue.guides:
        yield Found("issued_through", f"“在哪办”：没有办理项“{code}”")


@family.rule(
    "material-alike", "两份材料像是同一份", STANDARDISED, WARNING, "核对后并成一条", kind="material"
)
def material_alike(material: Material, context: Context) -> Iterator[Found]:
    """No two materials are called alike but for signs."""
    for other in context.overview.alike_materials.get(squeezed(material.name), ()):
        if other.id != material.id and other.name != material.name:
            yield Found("name", f"和“{other.name}”像是同一份材料")


@family.rule(
    "material-catch-all",
    "材料名称是兜底条款",
    STANDARDISED,
    WARNING,
    "写出具体的材料名称",
)
def material_catch_all(material: Material, _context: Context) -> Iterator[Found]:
    """The name of a material says what it is."""
    if CATCH_ALL.search(material.name):
        yield Found("name", f"“{material.name}”没说清是什么材料")


@family.rule(
    "material-source",
    "材料来源",
    ITEM_ELEMENTS,
    WARNING,
    "写谁出具；申请人自己备的写“申请人自备”",
)
def material_source(material: Material, context: Context) -> Iterator[Found]:
    """Each material that is asked for says who issues it."""
    if not material.issuer.strip() and material.id in context.overview.asked_for:
        yield Found("issuer", "没有写由谁出具")


@family.rule(
    "village-proof",
    "不该村里社区出的证明",
    NOT_THEIRS_POLICY,
    WARNING,
    "改由主管部门查，或者用告知承诺",
)
def village_proof(material: Material, _context: Context) -> Iterator[Found]:
    """Villages and communities are not asked to certify what is not theirs to know."""
    if VILLAGE.search(material.issuer) and (found := NOT_THEIRS.search(material.name)):
        yield Found("issuer", f"“{found[0]}”一类证明不应由村（居）委会出具")


@family.rule(
    "material-sharing",
    "共享没有来源",
    STANDARDISED,
    WARNING,
    "写从哪个部门的哪项数据共享",
)
def material_sharing(material: Material, _context: Context) -> Iterator[Found]:
    """What can be shared says from where; an electronic licence says by which law."""
    if material.sharing.possible == "可以" and not material.sharing.source:
        yield Found("sharing.source", "写了可以共享，没有写从哪里共享")
    if material.e_certificate and not material.e_certificate.basis:
        yield Found("e_certificate.basis", "写了电子证照，没有写依据")
