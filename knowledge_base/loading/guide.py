"""One guide file → one `Guide`."""

from pathlib import Path

from knowledge_base.loading import handling
from knowledge_base.loading.rows import closed, notes, optional_day, some_of, time_limit, when
from knowledge_base.loading.source import Faults, Reader, open_mapping
from knowledge_base.model.element import Element
from knowledge_base.model.guide import (
    Agent,
    Channel,
    Contact,
    Faq,
    Fee,
    Fees,
    Guide,
    GuideMaterial,
    LegalBasis,
    Online,
    Outcome,
    Place,
    ServiceItem,
    Step,
    TimeLimits,
    Visits,
)
from knowledge_base.model.note import Note
from knowledge_base.model.situation import SituationOption, SituationQuestion

ITEM_TYPES = (
    "行政许可",
    "行政确认",
    "行政给付",
    "行政征收",
    "行政裁决",
    "行政奖励",
    "其他行政权力",
    "公共服务",
)
NECESSITIES = ("必要", "非必要", "容缺后补")
ONLINE_DEPTHS = ("全程网办", "网上申报", "网上预约", "不可网办")
FORMS = ("纸质", "电子", "口头")
HANDLING_KINDS = ("即办件", "承诺件")
PAYMENTS = ("现金", "刷卡", "手机支付", "网上缴费", "银行代收")
SERVINGS = ("当场送达", "窗口领取", "邮寄送达", "电子送达", "公告送达")
AGENT_RULES = ("可以", "不可以", "部分可以")


def load_guide(path: Path, shown: str, faults: Faults) -> Guide | None:
    """Return the guide of one file, or None after noting why there is none."""
    reader = open_mapping(path, shown, faults)
    if reader is None:
        return None
    before = len(faults.found)
    item, body = reader.child("item", required=True), reader.child("guide", required=True)
    reader.close()
    guide = _guide(_item(item), body)
    item.close()
    body.close()
    return guide if len(faults.found) == before else None


def _item(r: Reader) -> ServiceItem:
    return ServiceItem(
        code=r.text("code", required=True),
        catalog_code=r.text("catalog_code", required=True),
        name=r.text("name", required=True),
        department=r.text("department", required=True),
        audience=r.texts("audience"),
        type=r.one_of("type", ITEM_TYPES),
        themes=r.texts("themes"),
        aliases=r.texts("aliases"),
        keywords=r.texts("keywords"),
    )


def _guide(item: ServiceItem, r: Reader) -> Guide:
    return Guide(
        item=item,
        version=r.integer("version"),
        effective_from=r.day("effective_from"),
        checked_on=r.day("checked_on"),
        verified=r.flag("verified"),
        sources=r.texts("sources"),
        summary=r.text("summary", required=True),
        visits=_visits(r.child("visits", required=True)),
        situations=tuple(_question(row) for row in r.mappings("situations")),
        conditions=notes(r, "conditions"),
        materials=tuple(_material(row) for row in r.mappings("materials")),
        steps=tuple(_step(row) for row in r.mappings("steps")),
        time_limit=_time_limits(r.child("time_limit")),
        fee=_fees(r.child("fee")),
        place=_place(r.child("place")),
        hours=_hours(r.child("hours")),
        contact=_contact(r.child("contact")),
        online=_online(r.child("online")),
        agent=_agent(r.child("agent")),
        result=_outcome(r.child("result")),
        legal_basis=tuple(_legal_basis(row) for row in r.mappings("legal_basis")),
        faq=tuple(_faq(row) for row in r.mappings("faq")),
        endings=tuple(handling.ending(row) for row in r.mappings("endings")),
        effective_until=optional_day(r, "effective_until"),
        authority=handling.authority(r.child("authority")),
        access=handling.access(r.child("access")),
        redress=handling.redress(r.child("redress")),
        custody=handling.custody(r.child("custody")),
    )


def _visits(r: Reader) -> Visits:
    rows = tuple(handling.trips(row) for row in r.mappings("rows"))
    return closed(r, Visits(r.integer("max"), r.text("note"), rows))


def _question(r: Reader) -> SituationQuestion:
    question = SituationQuestion(
        id=r.text("id", required=True),
        ask=r.text("ask", required=True),
        why=r.text("why"),
        options=tuple(_option(row) for row in r.mappings("options")),
        when=when(r),
    )
    return closed(r, question)


def _option(r: Reader) -> SituationOption:
    option = SituationOption(
        r.text("id", required=True), r.text("label", required=True), r.texts("say")
    )
    return closed(r, option)


def _material(r: Reader) -> GuideMaterial:
    material = GuideMaterial(
        material=r.text("material", required=True),
        original=r.integer("original", 0),
        copies=r.integer("copies", 0),
        necessity=r.one_of("necessity", NECESSITIES),
        note=r.text("note"),
        legal_basis=r.text("legal_basis"),
        when=when(r),
        id=r.text("id"),
        form=r.one_of("form", FORMS, required=False),
        any_of=r.text("any_of"),
        waived=handling.waiver(r),
    )
    return closed(r, material)


def _step(r: Reader) -> Step:
    step = Step(
        r.text("name", required=True),
        r.text("detail", required=True),
        when(r),
        r.text("id"),
        time_limit(r, "limit"),
    )
    return closed(r, step)


def _time_limits(r: Reader) -> TimeLimits:
    limits = TimeLimits(
        statutory=time_limit(r, "statutory"),
        promised=time_limit(r, "promised"),
        notes=notes(r, "notes"),
        kind=r.one_of("kind", HANDLING_KINDS, required=False),
        excluded=tuple(handling.exclusion(row) for row in r.mappings("excluded")),
    )
    return closed(r, limits)


def _fee(r: Reader) -> Fee:
    fee = Fee(
        r.text("name", required=True),
        r.text("amount", required=True),
        r.text("basis"),
        when(r),
        r.text("id"),
    )
    return closed(r, fee)


def _fees(r: Reader) -> Fees:
    rows = tuple(_fee(row) for row in r.mappings("rows"))
    fees = Fees(
        charged=r.flag("charged", False),
        rows=rows,
        notes=notes(r, "notes"),
        payment=some_of(r, "payment", PAYMENTS),
        reductions=notes(r, "reductions"),
    )
    return closed(r, fees)


def _place(r: Reader) -> Place:
    return closed(r, Place(r.texts("venues"), notes(r, "notes")))


def _hours(r: Reader) -> tuple[Note, ...]:
    return closed(r, notes(r, "notes"))


def _contact(r: Reader) -> Contact:
    return closed(r, Contact(r.texts("hotlines"), notes(r, "notes")))


def _channel(r: Reader) -> Channel:
    return closed(r, Channel(r.text("name", required=True), r.text("note"), r.text("id")))


def _online(r: Reader) -> Online:
    channels = tuple(_channel(row) for row in r.mappings("channels"))
    depth = r.one_of("depth", ONLINE_DEPTHS, required=False)
    return closed(r, Online(depth, channels, notes(r, "notes")))


def _agent(r: Reader) -> Agent:
    allowed = r.one_of("allowed", AGENT_RULES, required=False)
    return closed(r, Agent(allowed, notes(r, "notes")))


def _outcome(r: Reader) -> Outcome:
    outcome = Outcome(
        name=r.text("name"),
        validity=r.text("validity"),
        delivery=r.text("delivery"),
        notes=notes(r, "notes"),
        serving=some_of(r, "serving", SERVINGS),
        sample=r.text("sample"),
        post=handling.post(r.child("post")),
    )
    return closed(r, outcome)


def _legal_basis(r: Reader) -> LegalBasis:
    basis = LegalBasis(
        r.text("law", required=True),
        r.text("article"),
        r.text("text", required=True),
        r.text("number"),
        r.text("id"),
    )
    return closed(r, basis)


def _faq(r: Reader) -> Faq:
    faq = Faq(
        id=r.text("id"),
        question=r.text("question", required=True),
        variants=r.texts("variants"),
        answer=r.text("answer", required=True),
        element=r.one_of("element", tuple(Element)) or "faq",
        basis=r.text("basis"),
        when=when(r),
    )
    return closed(r, faq)
