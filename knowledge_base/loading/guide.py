"""One guide file → one `Guide`."""

from pathlib import Path
from typing import TypeVar

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
    Note,
    Online,
    Outcome,
    Place,
    ServiceItem,
    Step,
    TimeLimit,
    TimeLimits,
    Visits,
)
from knowledge_base.model.situation import ALWAYS, SituationOption, SituationQuestion, When

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
TIME_UNITS = ("工作日", "自然日", "月", "小时", "即办")
ONLINE_DEPTHS = ("全程网办", "网上申报", "网上预约", "不可网办")
AGENT_RULES = ("可以", "不可以", "部分可以")

T = TypeVar("T")


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
        conditions=_notes(r, "conditions"),
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
    )


def _notes(r: Reader, key: str) -> tuple[Note, ...]:
    return tuple(
        _closed(row, Note(row.text("text", required=True), _when(row), row.text("id")))
        for row in r.mappings(key)
    )


def _closed(r: Reader, value: T) -> T:
    r.close()
    return value


def _when(r: Reader) -> When:
    if not r.has("when"):
        return ALWAYS
    condition = r.child("when")
    choices = tuple((key, condition.texts(key)) for key in condition.keys())
    return _closed(condition, When(choices))


def _visits(r: Reader) -> Visits:
    return _closed(r, Visits(r.integer("max"), r.text("note")))


def _question(r: Reader) -> SituationQuestion:
    question = SituationQuestion(
        id=r.text("id", required=True),
        ask=r.text("ask", required=True),
        why=r.text("why"),
        options=tuple(_option(row) for row in r.mappings("options")),
        when=_when(r),
    )
    return _closed(r, question)


def _option(r: Reader) -> SituationOption:
    option = SituationOption(
        r.text("id", required=True), r.text("label", required=True), r.texts("say")
    )
    return _closed(r, option)


def _material(r: Reader) -> GuideMaterial:
    material = GuideMaterial(
        material=r.text("material", required=True),
        original=r.integer("original", 0),
        copies=r.integer("copies", 0),
        necessity=r.one_of("necessity", NECESSITIES),
        note=r.text("note"),
        legal_basis=r.text("legal_basis"),
        shared=r.flag("shared", False),
        when=_when(r),
        id=r.text("id"),
    )
    return _closed(r, material)


def _step(r: Reader) -> Step:
    step = Step(
        r.text("name", required=True), r.text("detail", required=True), _when(r), r.text("id")
    )
    return _closed(r, step)


def _time_limit(r: Reader, key: str) -> TimeLimit | None:
    if not r.has(key):
        return None
    limit = r.child(key)
    return _closed(
        limit,
        TimeLimit(limit.integer("amount"), limit.one_of("unit", TIME_UNITS), limit.text("note")),
    )


def _time_limits(r: Reader) -> TimeLimits:
    limits = TimeLimits(_time_limit(r, "statutory"), _time_limit(r, "promised"), _notes(r, "notes"))
    return _closed(r, limits)


def _fee(r: Reader) -> Fee:
    fee = Fee(
        r.text("name", required=True),
        r.text("amount", required=True),
        r.text("basis"),
        _when(r),
        r.text("id"),
    )
    return _closed(r, fee)


def _fees(r: Reader) -> Fees:
    rows = tuple(_fee(row) for row in r.mappings("rows"))
    return _closed(r, Fees(r.flag("charged", False), rows, _notes(r, "notes")))


def _place(r: Reader) -> Place:
    return _closed(r, Place(r.texts("venues"), _notes(r, "notes")))


def _hours(r: Reader) -> tuple[Note, ...]:
    return _closed(r, _notes(r, "notes"))


def _contact(r: Reader) -> Contact:
    return _closed(r, Contact(r.texts("hotlines"), _notes(r, "notes")))


def _channel(r: Reader) -> Channel:
    return _closed(r, Channel(r.text("name", required=True), r.text("note"), r.text("id")))


def _online(r: Reader) -> Online:
    channels = tuple(_channel(row) for row in r.mappings("channels"))
    depth = r.one_of("depth", ONLINE_DEPTHS, required=False)
    return _closed(r, Online(depth, channels, _notes(r, "notes")))


def _agent(r: Reader) -> Agent:
    allowed = r.one_of("allowed", AGENT_RULES, required=False)
    return _closed(r, Agent(allowed, _notes(r, "notes")))


def _outcome(r: Reader) -> Outcome:
    outcome = Outcome(r.text("name"), r.text("validity"), r.text("delivery"), _notes(r, "notes"))
    return _closed(r, outcome)


def _legal_basis(r: Reader) -> LegalBasis:
    basis = LegalBasis(
        r.text("law", required=True),
        r.text("article"),
        r.text("text", required=True),
        r.text("number"),
        r.text("id"),
    )
    return _closed(r, basis)


def _faq(r: Reader) -> Faq:
    faq = Faq(
        id=r.text("id"),
        question=r.text("question", required=True),
        variants=r.texts("variants"),
        answer=r.text("answer", required=True),
        element=r.one_of("element", tuple(Element)) or "faq",
        basis=r.text("basis"),
        when=_when(r),
    )
    return _closed(r, faq)
