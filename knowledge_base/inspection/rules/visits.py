"""Trips to the counter, against steps, collection, online depth and who may come."""

import re
from collections.abc import Iterator

from knowledge_base.inspection.amounts import trips_in
from knowledge_base.inspection.rule import (
    ITEM_ELEMENTS,
    OWN,
    STANDARDISED,
    Context,
    Family,
    Found,
    Severity,
)
from knowledge_base.model.guide import Guide

ALL_ONLINE, NOT_ONLINE = "全程网办", "不可网办"
ELSEWISE = re.compile(
    r"邮寄|寄|网上|电子|下载|账户|银行卡|打到|线上|短信|系统|手机|当场|现场|不发|无须|无需|不用领|上门|发放|学校"
)
IN_PERSON = re.compile(
    r"^(?:[^，。；]{0,12})(?:必须|只能|一定要|需要?|须|要)(?:由)?(?:申请人)?(?:本人|双方|两个人)[^，。；]{0,8}(?:到场|来|去|办|到窗口)"
)
BY_OTHERS = re.compile(r"(?:可以|可|能)(?:委托|由|请|让)[^，。；]{1,12}(?:代|办)")
MORE = re.compile(r"(?:可能|还要|还得|得)(?:再|多|另)跑|要回[^，。；]{1,8}(?:开|办|取|盖)")
"""More trips for some."""
CASES = re.compile(
    r"网|手机|邮|12123|如果|要是|的话|的[，,到再需要]|已|窗口办|^窗口|[，,；]窗口跑|原|两头|来回|省内|跨省|之间|线上|打电话|打\d|不用先|可以不|愿意"
)
"""Words of a sentence that is not said of everybody."""
family = Family()
ERROR, WARNING = Severity.ERROR, Severity.WARNING


@family.alone(
    "trips-over-max", "情形次数超过最多次数", ITEM_ELEMENTS, ERROR, "改小这一行，或者改大最多次数"
)
def trips_over_max(guide: Guide) -> Iterator[Found]:
    """No situation takes more trips than the most."""
    for row in guide.visits.rows:
        if row.max > guide.visits.max:
            told = f"这种情形的次数比最多次数（{guide.visits.max}）还多"
            yield Found(f"visits.rows.{row.id}", told)


@family.alone("trips-case", "分情形次数没有情形", OWN, ERROR, "勾上哪种情形跑几次")
def trips_case(guide: Guide) -> Iterator[Found]:
    """Each row of trips says in which situation."""
    for row in guide.visits.rows:
        if not row.when.choices:
            yield Found(f"visits.rows.{row.id}", "每一行都要写情形：哪种情形跑几次")


@family.alone(
    "trips-max-unused", "最多次数没有一种情形用到", OWN, WARNING, "把最多次数改成各情形里最大的"
)
def trips_max_unused(guide: Guide) -> Iterator[Found]:
    """Where every option of a question has its trips, the most is one of them."""
    rows = guide.visits.rows
    for question in guide.situations:
        told = {o for r in rows for q, os in r.when.choices if q == question.id for o in os}
        mine = all(r.when.question_ids == (question.id,) for r in rows)
        if rows and mine and told >= {o.id for o in question.options}:
            if (most := max(r.max for r in rows)) < guide.visits.max:
                said = f"最多次数写 {guide.visits.max}，各种情形最多只要 {most} 次"
                yield Found("visits.max", said)


@family.alone("visit-reason", "现场办理没有原因", ITEM_ELEMENTS, WARNING, "写清为什么要到现场")
def visit_reason(guide: Guide) -> Iterator[Found]:
    """A trip has a reason."""
    reasons = [
        guide.visits.note,
        *(r.note for r in guide.visits.rows),
        *(w for r in guide.visits.rows for w in r.what),
    ]
    if guide.visits.max and not any(reasons):
        yield Found("visits.note", f"要到现场 {guide.visits.max} 次，没有写为什么要去")


@family.alone(
    "no-visit-way", "不用跑却没有别的办法", ITEM_ELEMENTS, WARNING, "写网上渠道，或者写可以邮寄"
)
def no_visit_way(guide: Guide) -> Iterator[Found]:
    """Who need not come can do it online or by post."""
    if guide.visits.max == 0 and not (guide.online.channels or guide.result.post.ways):
        yield Found("visits.max", "到现场 0 次，却没有网上渠道，也没有写能邮寄")


@family.alone(
    "all-online-visits",
    "全程网办与到场次数",
    ITEM_ELEMENTS,
    WARNING,
    "全程网办的最多次数写 0；要到现场的改网办深度，或者分情形写次数",
)
def all_online_visits(guide: Guide) -> Iterator[Found]:
    """What is done online from beginning to end takes no trip, unless a situation does."""
    visits = guide.visits
    if guide.online.depth == ALL_ONLINE and visits.max and not any(r.max == 0 for r in visits.rows):
        yield Found("visits.max", f"网办深度是全程网办，到现场却写 {visits.max} 次")


@family.alone(
    "not-online-visits", "网办深度与到场次数", ITEM_ELEMENTS, WARNING, "到现场 0 次的要能全程网办"
)
def not_online_visits(guide: Guide) -> Iterator[Found]:
    """What takes no trip can be done online."""
    if guide.visits.max == 0 and guide.online.depth != ALL_ONLINE:
        yield Found("online.depth", f"到现场 0 次，网办深度却是“{guide.online.depth}”")


@family.alone(
    "online-channels",
    "网办深度与渠道",
    ITEM_ELEMENTS,
    WARNING,
    "能网办的写渠道；不能网办的不写渠道，或者说明渠道只能查询",
)
def online_channels(guide: Guide) -> Iterator[Found]:
    """What can be done online says where."""
    online = guide.online
    if online.depth == ALL_ONLINE and not online.channels:
        yield Found("online.channels", "写了全程网办，没有写在哪里办")
    if online.depth == NOT_ONLINE:
        for channel in online.channels:
            if not channel.note:
                yield Found(
                    f"online.channels.{channel.id}", f"写了不可网办，又列了渠道“{channel.name}”"
                )


@family.alone(
    "collection-trip",
    "领取要再跑一次",
    STANDARDISED,
    WARNING,
    "最多次数加上领取那一次，或者写可以邮寄、网上领",
)
def collection_trip(guide: Guide) -> Iterator[Found]:
    """One trip is not enough where papers are handed in at the counter and fetched there on another day."""
    promised, statutory = guide.time_limit.promised, guide.time_limit.statutory
    waits = any(limit and limit.amount for limit in (promised, statutory))
    if (
        guide.visits.max != 1
        or guide.visits.rows
        or not waits
        or (promised and promised.unit == "即办")
    ):
        return
    delivery = guide.result.delivery
    if guide.online.depth != ALL_ONLINE and "窗口" in delivery and not ELSEWISE.search(delivery):
        if not guide.result.post.ways:
            told = f"材料交到窗口、结果“{delivery}”，又不是当场办好，跑 1 次不够"
            yield Found("visits.max", told)


@family.alone(
    "visits-own-note",
    "次数与自己的说明不符",
    STANDARDISED,
    WARNING,
    "核对哪个数对；只对一种情形的分情形写",
)
def visits_own_note(guide: Guide) -> Iterator[Found]:
    """The note says the number that stands beside it."""
    visits = guide.visits
    said = tuple(
        n for part in re.split(r"[。；]", visits.note) if _is_flat(part) for n in trips_in(part)
    )
    if said and max(said) > visits.max:
        yield Found("visits.note", f"最多次数写 {visits.max}，说明里却要跑 {max(said)} 次")
    elif said and not max(said) and visits.max and not visits.rows:
        yield Found("visits.note", f"最多次数写 {visits.max}，说明里却说不用跑")
    if not visits.rows and (more := MORE.search(visits.note)) and visits.max < 2:
        told = f"最多次数写 {visits.max}，说明里又说“{more[0]}”，没有分情形写"
        yield Found("visits.note", told)
    for row in visits.rows:
        said = trips_in(row.note)
        if said and max(said) > row.max:
            yield Found(
                f"visits.rows.{row.id}.note", f"次数写 {row.max}，说明里却要跑 {max(said)} 次"
            )


@family.rule(
    "visits-in-words", "别处写的次数不同", STANDARDISED, WARNING, "核对哪个数对，都改成一样"
)
def visits_in_words(guide: Guide, context: Context) -> Iterator[Found]:
    """What summary, steps and answers say of trips is not more than the most, nor none where there must be one."""
    least = min((row.max for row in guide.visits.rows), default=guide.visits.max)
    for path, text in context.overview.texts_of(guide):
        if path.startswith(("visits", "legal_basis")) or path.endswith(".basis"):
            continue
        parts = [part for part in re.split(r"[。；]", text) if _is_flat(part)]
        said = tuple(trips for part in parts for trips in trips_in(part))
        if said and max(said) > guide.visits.max:
            yield Found(path, f"这里说要跑 {max(said)} 次，最多次数写的是 {guide.visits.max}")
        elif said and not max(said) and least and path.startswith(("summary", "faq")):
            yield Found(path, f"这里说不用跑，最多次数写的是 {guide.visits.max}")


@family.alone(
    "agent-words",
    "代办与说明不符",
    STANDARDISED,
    WARNING,
    "核对能不能代办，两处改成一样；分人的选“部分可以”",
)
def agent_words(guide: Guide) -> Iterator[Found]:
    """The notes do not say the opposite of whether somebody else may come."""
    for note in guide.agent.notes:
        if note.when.choices:
            continue
        if (
            guide.agent.allowed == "不可以"
            and BY_OTHERS.search(note.text)
            and "不" not in note.text
        ):
            yield Found(f"agent.notes.{note.id}", f"写了不可以代办，这里又说“{note.text[:30]}”")
        if (
            guide.agent.allowed == "可以"
            and IN_PERSON.match(note.text)
            and not re.search(r"网|手机|委托|代", note.text)
        ):
            yield Found(f"agent.notes.{note.id}", f"写了可以代办，这里又说“{note.text[:30]}”")


def _is_flat(text: str) -> bool:
    """Whether a sentence says so of everybody, not of those who do it online or in some case."""
    return not CASES.search(text)
