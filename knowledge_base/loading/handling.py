"""The fields of a guide file about who decides, access, post, trips, endings, redress and who looks after the guide."""

from knowledge_base.loading.codes import implementing_code_fault
from knowledge_base.loading.rows import closed, notes, optional_day, some_of, when
from knowledge_base.loading.source import Reader
from knowledge_base.model.handling import (
    Access,
    Authority,
    Confirmed,
    Custody,
    Exclusion,
    Post,
    Redress,
    Remedy,
    Trips,
    Waiver,
)
from knowledge_base.model.situation import Ending

ENDINGS = ("not_needed", "not_eligible", "elsewhere")
WAIVERS = ("数据共享", "电子证照", "告知承诺", "容缺")
NATURES = ("法定机关", "授权组织", "受委托组织")
LEVELS = ("国家", "省", "市", "县", "乡镇（街道）", "村（社区）")
SCOPES = ("本县", "全市", "全省", "跨省", "全国")
APPOINTMENTS = ("不用预约", "可以预约", "要先预约")
POST_WAYS = ("寄材料", "寄结果")
TRIPS = ("交材料", "本人到场", "取结果")
REMEDIES = ("监督投诉", "行政复议", "行政诉讼", "信访复查复核", "仲裁", "民事诉讼")


def ending(r: Reader) -> Ending:
    """Return one row of `endings`."""
    if not r.has("when"):
        r.fault("when", "必填, 现在没有: 写明哪种情形到此为止")
    found = Ending(
        kind=r.one_of("kind", ENDINGS),
        text=r.text("text", required=True),
        when=when(r),
        basis=r.text("basis"),
        go_to=r.text("go_to"),
        id=r.text("id"),
    )
    return closed(r, found)


def trips(r: Reader) -> Trips:
    """Return one row of `visits.rows`."""
    found = Trips(
        r.integer("max"), some_of(r, "what", TRIPS), r.text("note"), when(r), r.text("id")
    )
    return closed(r, found)


def waiver(r: Reader) -> Waiver | None:
    """Return why a material need not be handed in, None where it has to be."""
    if not r.has("waived"):
        return None
    row = r.child("waived")
    later = row.integer("later_days", 0)
    found = Waiver(row.one_of("by", WAIVERS), row.text("note"), when(row), later)
    if later and found.by != "容缺":
        row.fault("later_days", "只有容缺才写补交期限")
    return closed(row, found)


def exclusion(r: Reader) -> Exclusion:
    """Return one row of `time_limit.excluded`."""
    found = Exclusion(r.text("name", required=True), r.text("text"), when(r), r.text("id"))
    return closed(r, found)


def authority(r: Reader) -> Authority:
    """Return who decides."""
    code = r.text("code")
    if what := code and implementing_code_fault(code):
        r.fault("code", what)
    found = Authority(
        body=r.text("body"),
        nature=r.one_of("nature", NATURES, required=False),
        level=r.one_of("level", LEVELS, required=False),
        entrusted=r.text("entrusted"),
        joint=r.texts("joint"),
        code=code,
        scope=r.one_of("scope", SCOPES, required=False),
    )
    return closed(r, found)


def access(r: Reader) -> Access:
    """Return what stands before the counter."""
    found = Access(
        appointment=r.one_of("appointment", APPOINTMENTS, required=False),
        appointment_note=r.text("appointment_note"),
        quota=r.text("quota"),
        intermediaries=notes(r, "intermediaries"),
    )
    return closed(r, found)


def post(r: Reader) -> Post:
    """Return what may go by post."""
    return closed(r, Post(some_of(r, "ways", POST_WAYS), r.text("note")))


def redress(r: Reader) -> Redress:
    """Return how one complains and what remedies there are."""
    remedies = tuple(_remedy(row) for row in r.mappings("remedies"))
    return closed(r, Redress(r.texts("lines"), remedies))


def _remedy(r: Reader) -> Remedy:
    found = Remedy(
        r.one_of("way", REMEDIES),
        r.text("text", required=True),
        r.text("basis"),
        when(r),
        r.text("id"),
    )
    return closed(r, found)


def custody(r: Reader) -> Custody:
    """Return who looks after the guide."""
    confirmed = tuple(_confirmed(row) for row in r.mappings("confirmed"))
    found = Custody(r.text("owner"), r.text("checker"), optional_day(r, "review_on"), confirmed)
    return closed(r, found)


def _confirmed(r: Reader) -> Confirmed:
    found = Confirmed(r.text("fact", required=True), r.day("on"), r.text("by", required=True))
    return closed(r, found)
