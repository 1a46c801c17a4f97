"""Limits: of which kind, how long, and whether the words beside them say the same."""

import re
from collections.abc import Iterator

from knowledge_base.inspection.amounts import limits_in, limits_of_handling
from knowledge_base.inspection.rule import (
    ITEM_ELEMENTS,
    PERMIT_LAW,
    STANDARDISED,
    Context,
    Family,
    Found,
    Severity,
)
from knowledge_base.model.guide import Guide, TimeLimit

AT_ONCE, AT_ONCE_KIND, PROMISED_KIND = "即办", "即办件", "承诺件"
HOURS = {"小时": 1, "自然日": 24, "工作日": 24, "月": 24 * 30, AT_ONCE: 0}
UNITS = tuple(HOURS)
LONGEST_DAYS = 366
OTHER_CASE = re.compile(r"延|最长|不超过|偏远|特殊|复杂|其他|另|再|前|后\d|公示|有效")
"""Words of a sentence about some other case, or about something else than handling."""
family = Family()
ERROR, WARNING = Severity.ERROR, Severity.WARNING


@family.alone(
    "limit-kind", "办件类型与承诺时限", ITEM_ELEMENTS, ERROR, "承诺即办的选即办件，其他选承诺件"
)
def limit_kind(guide: Guide) -> Iterator[Found]:
    """What is promised at once is 即办件, all else 承诺件."""
    limits = guide.time_limit
    if limits.promised and limits.kind:
        if (limits.promised.unit == AT_ONCE) != (limits.kind == AT_ONCE_KIND):
            told = f"承诺即办的是即办件，其他是承诺件，现为“{limits.kind}”"
            yield Found("time_limit.kind", told)


@family.alone(
    "limit-kind-other", "办件类型与法定时限", ITEM_ELEMENTS, WARNING, "核对办件类型和时限"
)
def limit_kind_other(guide: Guide) -> Iterator[Found]:
    """Without a promise, the kind fits the statutory limit; a kind without any limit promises nothing."""
    limits = guide.time_limit
    if limits.kind and not limits.promised and not limits.statutory:
        told = f"写了{limits.kind}，却没有法定时限，也没有承诺时限"
        yield Found("time_limit.kind", told)
    elif limits.promised and not limits.kind:
        yield Found("time_limit.kind", "写了承诺时限，没有选办件类型")
    elif limits.kind == PROMISED_KIND and _only(limits.promised, limits.statutory, AT_ONCE):
        yield Found("time_limit.kind", "时限是即办，办件类型却是承诺件")


@family.alone("promised-longer", "承诺比法定长", ITEM_ELEMENTS, ERROR, "承诺时限不能长于法定时限")
def promised_longer(guide: Guide) -> Iterator[Found]:
    """No promise is longer than the law."""
    promised, statutory = guide.time_limit.promised, guide.time_limit.statutory
    if promised and statutory and _longer(promised, statutory):
        said = f"（承诺 {_say(promised)}，法定 {_say(statutory)}）"
        yield Found("time_limit.promised", f"承诺时限比法定时限长{said}")


@family.alone("limit-amount", "时限数字", ITEM_ELEMENTS, WARNING, "核对数字和单位")
def limit_amount(guide: Guide) -> Iterator[Found]:
    """A limit is a number that can be: not 0, not more than a year, and of a unit there is."""
    for path, limit in _limits(guide):
        if limit.unit not in UNITS:
            yield Found(path, f"时限单位“{limit.unit}”不是工作日、自然日、月、小时、即办")
        elif (limit.unit == AT_ONCE) != (limit.amount == 0):
            yield Found(path, f"时限写成了 {limit.amount} {limit.unit}，数字和单位不符")
        elif limit.amount * HOURS[limit.unit] > LONGEST_DAYS * 24:
            yield Found(path, f"时限 {_say(limit)} 超过一年，像是写错了")


@family.alone(
    "limit-missing",
    "没有时限",
    ITEM_ELEMENTS,
    WARNING,
    "写法定时限或承诺时限；定不下来的在说明里写以什么为准",
)
def limit_missing(guide: Guide) -> Iterator[Found]:
    """A guide says how long it takes, if only in words."""
    limits = guide.time_limit
    if not (limits.promised or limits.statutory or limits.notes):
        yield Found("time_limit", "没有写多长时间办完")


@family.alone(
    "permit-limit",
    "许可没有时限",
    f"{PERMIT_LAW}第四十二条",
    Severity.HINT,
    "写法定时限：法律法规没有另外规定的是 20 个工作日",
)
def permit_limit(guide: Guide) -> Iterator[Found]:
    """A permit has a limit by law."""
    limits = guide.time_limit
    if guide.item.type == "行政许可" and not (limits.promised or limits.statutory):
        yield Found("time_limit", "行政许可没有写法定时限或承诺时限")


@family.alone(
    "permit-unit",
    "许可时限单位",
    f"{PERMIT_LAW}第八十二条",
    Severity.HINT,
    "行政许可的期限以工作日计算，不含法定节假日；另有规定的在说明里写依据",
)
def permit_unit(guide: Guide) -> Iterator[Found]:
    """The limit of a permit is in working days."""
    for path, limit in _limits(guide):
        if (
            guide.item.type == "行政许可"
            and limit.unit == "自然日"
            and path.startswith("time_limit")
        ):
            yield Found(path, f"行政许可的时限写了 {_say(limit)}，许可期限以工作日计算")


@family.alone(
    "limit-own-note", "时限与自己的说明不符", STANDARDISED, WARNING, "核对哪个数对，两处改成一样"
)
def limit_own_note(guide: Guide) -> Iterator[Found]:
    """The note of a limit says the number that stands beside it."""
    for path, limit in _limits(guide):
        flat = "；".join(p for p in re.split(r"[。；，]", limit.note) if not OTHER_CASE.search(p))
        said = [one for one in limits_in(flat) if one[1] == limit.unit]
        done = list(limits_of_handling(flat))
        mine = (limit.amount, limit.unit)
        if done and mine not in done and not _same_days(mine, done):
            yield Found(f"{path}.note", f"时限写 {_say(limit)}，说明里却是 {_say_all(done)}")
        elif not done and said and mine not in said:
            yield Found(f"{path}.note", f"时限写 {_say(limit)}，说明里却是 {_say_all(said)}")


@family.rule(
    "limit-in-words",
    "别处写的时限不同",
    STANDARDISED,
    WARNING,
    "核对哪个数对，都改成一样；只对一种情形的勾上情形",
)
def limit_in_words(guide: Guide, context: Context) -> Iterator[Found]:
    """What the summary, notes and answers say of the time it takes is the limit or one of its steps'."""
    known = {(limit.amount, limit.unit) for _, limit in _limits(guide)}
    known |= {s for p, t in _own_words(guide) for s in limits_in(t)}
    if not known or not (guide.time_limit.promised or guide.time_limit.statutory):
        return
    sections = ("summary", "time_limit.notes", "faq", "online", "steps")
    for path, text in context.overview.texts_of(guide):
        if not path.startswith(sections) or path.endswith((".basis", ".limit.note")):
            continue
        if path.startswith("faq") and _element(guide, path) not in ("time_limit", "faq"):
            continue
        for said in limits_of_handling(text):
            if said not in known and not _same_days(said, known):
                told = f"这里写 {said[0]} {said[1]}办好，时限那里是 {_say_all(_main(guide))}"
                yield Found(path, told)


@family.alone("at-once-words", "即办却要等", STANDARDISED, WARNING, "核对是不是当场能办好")
def at_once_words(guide: Guide) -> Iterator[Found]:
    """What is done at once has no step or note with days of its own."""
    promised = guide.time_limit.promised
    if promised is None or promised.unit != AT_ONCE:
        return
    for note in guide.time_limit.notes:
        if note.when.choices:
            continue
        for amount, unit in limits_of_handling(note.text):
            if unit != "小时":
                told = f"承诺即办，说明里却要 {amount} {unit}"
                yield Found(f"time_limit.notes.{note.id}", told)


def _limits(guide: Guide) -> Iterator[tuple[str, TimeLimit]]:
    limits = guide.time_limit
    if limits.statutory:
        yield "time_limit.statutory", limits.statutory
    if limits.promised:
        yield "time_limit.promised", limits.promised
    for step in guide.steps:
        if step.limit:
            yield f"steps.{step.id}.limit", step.limit


def _main(guide: Guide) -> list[tuple[int, str]]:
    both = (guide.time_limit.promised, guide.time_limit.statutory)
    return [(limit.amount, limit.unit) for limit in both if limit]


def _own_words(guide: Guide) -> Iterator[tuple[str, str]]:
    """Yield words that belong to the limit itself, or to what the clock leaves out."""
    for path, limit in _limits(guide):
        yield path, limit.note
    for row in guide.time_limit.excluded:
        yield row.name, row.text
    for note in guide.time_limit.notes:
        if note.when.choices:
            yield note.id, note.text


def _element(guide: Guide, path: str) -> str:
    id_ = path.split(".")[1]
    return next((faq.element for faq in guide.faq if faq.id == id_), "")


def _only(promised: TimeLimit | None, statutory: TimeLimit | None, unit: str) -> bool:
    limit = promised or statutory
    return limit is not None and limit.unit == unit


def _longer(one: TimeLimit, other: TimeLimit) -> bool:
    if one.unit == other.unit:
        return one.amount > other.amount
    if one.unit not in HOURS or other.unit not in HOURS:
        return False
    return one.amount * HOURS[one.unit] > other.amount * HOURS[other.unit]


def _same_days(said: tuple[int, str], known: object) -> bool:
    """Whether a number of days is among the known ones, for people say 天 for a working day."""
    amount, unit = said
    days = ("自然日", "工作日")
    return unit in days and any((amount, other) in known for other in days)  # type: ignore[operator]


def _say(limit: TimeLimit) -> str:
    return AT_ONCE if limit.unit == AT_ONCE else f"{limit.amount} {limit.unit}"


def _say_all(said: list[tuple[int, str]]) -> str:
    return "、".join(AT_ONCE if unit == AT_ONCE else f"{amount} {unit}" for amount, unit in said)
