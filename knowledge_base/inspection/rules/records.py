"""Everything beside the guides: materials, places, departments, the catalogue, questions."""

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
from knowledge_base.model.catalogue import (
    CatalogEntry,
    Department,
    NotCovered,
    Phrasing,
    Questions,
    Venue,
)
from knowledge_base.model.material import Material
from knowledge_base.stating import statement_ids

CODE = re.compile(r"CL-(\d{4,6})")
PLACEHOLDER = re.compile(r"待主管部门核实|待核实|×{2,}|（样例）|\(样例\)")
CATCH_ALL = re.compile(
    r"^(?:其他|相关|有关|必要的?)(?:证明)?(?:材料|资料|证件|文件|手续)|等(?:材料|资料|证明)?$"
)
VILLAGE = re.compile(r"村委会|村民委员会|居委会|居民委员会|社区")
NOT_THEIRS = re.compile(
    r"亲属关系|身份信息|婚姻状况|健在|死亡证明|疾病状况|残疾状况|婚育状况|就业状况|财产证明|遗失证明|违法犯罪|监护人?资格|养犬"
)
NOT_THEIRS_POLICY = "民发〔2020〕20号（不应由村（居）委会出具的证明）"
family = Family()
ERROR, WARNING = Severity.ERROR, Severity.WARNING


@family.rule(
    "material-names",
    "材料重名",
    STANDARDISED,
    ERROR,
    "同一份材料只留一条，不同的换个叫法",
    kind="material",
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
    kind="material",
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
    kind="material",
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
    kind="material",
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
    kind="material",
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
    kind="material",
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
    kind="material",
)
def material_sharing(material: Material, _context: Context) -> Iterator[Found]:
    """What can be shared says from where; an electronic licence says by which law."""
    if material.sharing.possible == "可以" and not material.sharing.source:
        yield Found("sharing.source", "写了可以共享，没有写从哪里共享")
    if material.e_certificate and not material.e_certificate.basis:
        yield Found("e_certificate.basis", "写了电子证照，没有写依据")


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
