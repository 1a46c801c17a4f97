"""What sentences claim of who may come, by which way, and what was confirmed, against the fields that say so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge_base.inspection.rule import (
    ITEM_ELEMENTS,
    OWN,
    STANDARDISED,
    Context,
    Family,
    Found,
    Severity,
)
from knowledge_base.inspection.rules.records import PLACEHOLDER
from knowledge_base.model.guide import Guide, rows_of
from knowledge_base.model.situation import ALWAYS

SENTENCES = re.compile(r"[。；！？\n]")
OF_SOME = re.compile(
    r"如果|要是|的话|特殊|除外|除了|以外|有的|部分|也有|情况|未成年|外地|原则上|的，|的可以|的不|的要|的得|的须"
)
"""Words of a sentence that is not said of everybody."""
UNREAD = ("legal_basis", "redress", "endings", "sources")
family = Family()


@dataclass(frozen=True)
class Claim:
    """The words that say the opposite of a field, and how the field is told of."""

    against: re.Pattern[str]
    told: str


AGENT = {
    "不可以": Claim(re.compile(r"(?<![不没])(?:可以|能|可)(?:委托|由|请|让|找)?(?:他人|别人|家属|家人|亲属|代理人)?(?:代办|代理|代为办理|替[^，]{0,4}办)|委托(?:他人|别人|代理人)[^，]{0,6}(?:办|提交|申请)(?:就行|即可|也行|都行)?$"), "“代办”写的是不可以"),
    "可以": Claim(re.compile(r"(?:不能|不可以|不可|不得|不允许)(?:委托|由|请|让|找)?(?:他人|别人|家属|代理人)?(?:代办|代理|代为办理)|(?:^|[，：])(?:必须|只能|一定要)(?:由)?(?:申请人)?本人(?:亲自)?(?:到场|来|去|办理|到窗口)"), "“代办”写的是可以"),
}  # fmt: skip
ONLINE = {
    "不可网办": Claim(re.compile(r"(?<![不没])(?:可以|能|可|支持)(?:在)?(?:网上|线上|手机上?|全程网上)(?:直接)?(?:办|申请|申报|提交)|全程网办"), "“网上办理”写的是不可网办"),
    "全程网办": Claim(re.compile(r"(?:不能|不可以|不支持|没法|还不能)(?:在)?(?:网上|线上|手机上?)(?:办|申请|申报|提交)|(?:只能|必须)(?:到|去|来)(?:窗口|现场|大厅)"), "“网上办理”写的是全程网办"),
}  # fmt: skip
APPOINTMENT = {
    "不用预约": Claim(re.compile(r"(?:要|须|需要?|必须|得)(?:提前|先)(?:网上|电话)?预约|先(?:网上|打电话)?预约(?:再|后)"), "“预约”写的是不用预约"),
    "要先预约": Claim(re.compile(r"(?:不用|不必|无需|无须|不需要)(?:提前|先)?预约"), "“预约”写的是要先预约"),
}  # fmt: skip
BY_POST = Claim(re.compile(r"(?:不能|不可以|不支持|不提供|没法)(?:邮寄|寄|快递)|(?:只能|必须)(?:本人)?(?:到|去|来)?窗口(?:领|取)"), "“邮寄”写的是可以寄结果")  # fmt: skip
NOT_BY_POST = Claim(re.compile(r"(?<![不没])(?:可以|能|可)(?:选择)?(?:邮寄|寄|快递)(?:到家|给您|结果|证)"), "“结果怎么拿”里没有邮寄")  # fmt: skip


@family.rule(
    "agent-in-words", "代办说法不一", STANDARDISED, Severity.WARNING, "核对能不能代办，都改成一样；只对一部分人的写成“部分可以”"
)  # fmt: skip
def agent_in_words(guide: Guide, context: Context) -> Iterator[Found]:
    """No sentence says of everybody the opposite of who may act for another."""
    yield from _against(guide, context, AGENT.get(guide.agent.allowed))


@family.rule(
    "online-in-words", "网办说法不一", STANDARDISED, Severity.WARNING, "核对网上能办到哪一步，都改成一样"
)  # fmt: skip
def online_in_words(guide: Guide, context: Context) -> Iterator[Found]:
    """No sentence says the opposite of how far it can be done online."""
    yield from _against(guide, context, ONLINE.get(guide.online.depth))


@family.rule(
    "appointment-in-words", "预约说法不一", STANDARDISED, Severity.WARNING, "核对要不要预约，都改成一样"
)  # fmt: skip
def appointment_in_words(guide: Guide, context: Context) -> Iterator[Found]:
    """No sentence says the opposite of whether one makes an appointment."""
    yield from _against(guide, context, APPOINTMENT.get(guide.access.appointment))


@family.rule(
    "post-in-words", "邮寄说法不一", STANDARDISED, Severity.WARNING, "核对结果能不能寄，都改成一样"
)  # fmt: skip
def post_in_words(guide: Guide, context: Context) -> Iterator[Found]:
    """No sentence says the opposite of whether the result is sent by post."""
    outcome = guide.result
    is_sent = "寄结果" in outcome.post.ways or "邮寄送达" in outcome.serving
    if is_sent:
        yield from _against(guide, context, BY_POST)
    elif outcome.serving or outcome.post.ways:
        yield from _against(guide, context, NOT_BY_POST)


def _against(guide: Guide, context: Context, claim: Claim | None) -> Iterator[Found]:
    """Yield where a sentence that is said of everybody says the opposite."""
    of_cases = {row.id for _, row in rows_of(guide) if getattr(row, "when", ALWAYS).choices}
    for path, text in context.overview.texts_of(guide) if claim else ():
        if claim is None or path.startswith(UNREAD) or path.endswith((".basis", ".question")):
            continue
        if not of_cases.isdisjoint(path.split(".")):
            continue
        for part in SENTENCES.split(text):
            if (found := claim.against.search(part)) and not OF_SOME.search(part):
                yield Found(path, f"这里写“{found[0]}”，{claim.told}")


@family.rule(
    "verified-placeholder", "已核实却有待核实", OWN, Severity.ERROR, "核实那一处，或者先不勾“已核实”"
)  # fmt: skip
def verified_placeholder(guide: Guide, context: Context) -> Iterator[Found]:
    """What is marked as verified has nothing that waits to be."""
    if guide.verified:
        for path, text in context.overview.texts_of(guide):
            if PLACEHOLDER.search(text):
                yield Found(path, "整份标着已核实，这里还写着待核实")


@family.alone(
    "steps-over-limit", "各环节加起来超过时限", ITEM_ELEMENTS, Severity.WARNING, "核对每一步的时限和总时限"
)  # fmt: skip
def steps_over_limit(guide: Guide) -> Iterator[Found]:
    """Steps that everybody takes are done within the time of the whole."""
    whole = guide.time_limit.promised or guide.time_limit.statutory
    if whole is None or not whole.amount:
        return
    limits = [s.limit for s in guide.steps if s.limit is not None and not s.when.choices]
    total = sum(limit.amount for limit in limits if limit.unit == whole.unit)
    if total > whole.amount:
        told = f"各环节一共 {total} {whole.unit}，总时限是 {whole.amount} {whole.unit}"
        yield Found("steps", told)
