"""Situations: questions that change something, rows that can be reached, endings that end."""

import re
from collections.abc import Iterator, Mapping
from itertools import combinations

from knowledge_base.inspection.rule import OWN, STANDARDISED, Context, Family, Found, Severity
from knowledge_base.model.guide import Guide, rows_of
from knowledge_base.model.situation import When

OPTIONS_EXPECTED = range(2, 7)
ENDS = re.compile(
    r"(?:^|[，：])[^，。；：]{0,24}(?:(?<!能)不能办|(?<!能)不能领|(?<!能)不能报(?!停)|不能申请|不予|不用办|不需要办|不用申请|不用取得|不受理|"
    r"不在[^，。；：]{1,10}办|报不了|办不了|领不了|不符合条件|没有资格)"
)
"""A condition or an option that says there is nothing to be done here."""
BUT = re.compile(r"除外|直接办|一般|可能|先由|等待|期内|但[^。；]{0,20}(?:可以|才能|能申请)")
family = Family()
ERROR = Severity.ERROR


@family.alone("question-ids", "情形问题重复", OWN, ERROR, "每个情形问题用自己的编号")
def question_ids(guide: Guide) -> Iterator[Found]:
    """No two questions have one id."""
    if len({q.id for q in guide.situations}) != len(guide.situations):
        yield Found("situations", "情形问题 id 重复")


@family.alone("question-options", "情形选项", OWN, ERROR, "一个问题写 2 至 6 个选项，编号不重复")
def question_options(guide: Guide) -> Iterator[Found]:
    """Each question has some options, not too many, of different ids."""
    for question in guide.situations:
        ids = {option.id for option in question.options}
        if len(question.options) not in OPTIONS_EXPECTED or len(ids) != len(question.options):
            yield Found(f"situations.{question.id}", "选项要 2 至 6 个，编号不重复")


@family.alone("condition-known", "情形条件指向", OWN, ERROR, "去掉已经删掉的情形问题或选项")
def condition_known(guide: Guide) -> Iterator[Found]:
    """A condition looks at questions and options that there are."""
    options = {q.id: {o.id for o in q.options} for q in guide.situations}
    for path, when in conditions_of(guide):
        for question_id, chosen in when.choices:
            if question_id not in options:
                yield Found(f"{path}.when", f"用了不存在的情形问题“{question_id}”")
            elif not chosen or set(chosen) - options[question_id]:
                gone = "、".join(sorted(set(chosen) - options[question_id]))
                yield Found(f"{path}.when", f"情形问题“{question_id}”用了不存在的选项“{gone}”")


@family.alone(
    "question-used", "情形不起作用", STANDARDISED, ERROR, "给用得上的行勾上情形，或者删掉这个问题"
)
def question_used(guide: Guide) -> Iterator[Found]:
    """Every question changes some row."""
    used = {q for _, when in conditions_of(guide) for q in when.question_ids}
    for question in guide.situations:
        if question.id not in used:
            told = f"没有任何一行用到“{question.ask}”，它不改变结果，白问了"
            yield Found(f"situations.{question.id}", told)


@family.alone(
    "options-alike", "选项结果相同", STANDARDISED, Severity.HINT, "把结果一样的选项并成一个"
)
def options_alike(guide: Guide) -> Iterator[Found]:
    """Two options of one question lead to different rows."""
    for question in guide.situations:
        rows = [frozenset(_rows_under(guide, question.id, o.id)) for o in question.options]
        for (a, mine), (b, theirs) in combinations(zip(question.options, rows, strict=True), 2):
            if mine == theirs and any(rows):
                told = f"“{question.ask}”选“{a.label}”和选“{b.label}”结果一样"
                yield Found(f"situations.{question.id}.options.{b.id}", told)


@family.alone(
    "question-no-material",
    "情形不改变材料",
    STANDARDISED,
    Severity.HINT,
    "核对不同情形的材料、流程、费用是不是真的一样",
)
def question_no_material(guide: Guide) -> Iterator[Found]:
    """A question changes papers, steps, money, trips, or ends the matter."""
    weighty = {"materials", "steps", "fee", "visits", "endings", "situations", "time_limit"}
    used = {
        q
        for path, w in conditions_of(guide)
        if path.partition(".")[0] in weighty
        for q in w.question_ids
    }
    for question in guide.situations:
        if question.id not in used:
            told = f"“{question.ask}”不改变材料、流程、时限、费用，只换了说明"
            yield Found(f"situations.{question.id}", told)


@family.alone(
    "never-true", "永远用不上的行", OWN, Severity.WARNING, "核对这一行的情形：两个条件碰不到一起"
)
def never_true(guide: Guide) -> Iterator[Found]:
    """The situation of a row can come about."""
    questions = {q.id: q for q in guide.situations}
    for path, when in conditions_of(guide):
        chosen = dict(when.choices)
        for question_id in chosen.keys() & questions.keys():
            for needed, options in questions[question_id].when.choices:
                if needed in chosen and not set(chosen[needed]) & set(options):
                    ask = questions[question_id].ask
                    told = f"这一行永远用不上：“{ask}”在它要的情形里根本不会问"
                    yield Found(f"{path}.when", told)


@family.alone(
    "rows-after-ending",
    "不用办了还列材料",
    STANDARDISED,
    Severity.WARNING,
    "删掉只在这种情形才有的材料、流程、费用，或者取消这个结局",
)
def rows_after_ending(guide: Guide) -> Iterator[Found]:
    """What ends the matter has no papers, steps or fees of its own."""
    for path, when in conditions_of(guide):
        if path.partition(".")[0] not in ("materials", "fee") or path.endswith("waived"):
            continue
        for ending in guide.endings:
            if _within(when, ending.when):
                told = f"“{ending.text}”，这件事到此为止，这一行却只在这种情形才列出来"
                yield Found(path, told)


@family.alone(
    "ending-missing",
    "不能办的情形没有结局",
    STANDARDISED,
    Severity.WARNING,
    "给这种情形写“到此为止”的说明，不再列材料和流程",
)
def ending_missing(guide: Guide) -> Iterator[Found]:
    """An option for which the guide says that it cannot or need not be done is an ending."""
    for path, text, when in _said(guide):
        if (
            not ENDS.search(text)
            or BUT.search(text)
            or any(_within(when, e.when) for e in guide.endings)
        ):
            continue
        question = next((q for q in guide.situations if q.id == when.choices[0][0]), None)
        if len(when.choices) == 1 and question and _is_bare(guide, when):
            told = f"“{text[:40]}”，可是选了这种情形，材料和流程照样列出来"
            yield Found(path, told)


@family.alone("ending-always", "怎么选都不用办", OWN, ERROR, "给结局勾上具体的情形，留下能办的选项")
def ending_always(guide: Guide) -> Iterator[Found]:
    """The endings leave some situation in which the matter goes on."""
    for ending in guide.endings:
        if not ending.when.choices:
            yield Found(f"endings.{ending.id}.when", "这个结局没有勾情形，谁来办都会被挡住")
    for question in guide.situations:
        ended = {
            o
            for e in guide.endings
            if e.when.question_ids == (question.id,)
            for o in e.when.choices[0][1]
        }
        if ended and ended >= {o.id for o in question.options} and not question.when.choices:
            told = f"“{question.ask}”不管怎么选都到此为止，这件事没有人能办"
            yield Found(f"situations.{question.id}", told)


@family.alone("ending-self", "结局指着自己", OWN, ERROR, "换成该去办的那件事")
def ending_self(guide: Guide) -> Iterator[Found]:
    """An ending leads to another item."""
    for row in guide.endings:
        if row.go_to == guide.item.code:
            yield Found(f"endings.{row.id}.go_to", "该办的那件事指着本事项自己")


@family.rule(
    "ending-target", "结局指向的事项", OWN, ERROR, "选一件有指南的事，或者留空", binding=True
)
def ending_target(guide: Guide, context: Context) -> Iterator[Found]:
    """What an ending leads to has a guide."""
    for row in guide.endings:
        if row.go_to and row.go_to not in context.catalogue.guides:
            yield Found(f"endings.{row.id}.go_to", f"该办的那件事没有指南，现为“{row.go_to}”")


def conditions_of(guide: Guide) -> Iterator[tuple[str, When]]:
    """Yield every `when` of a guide with the place of what it stands in."""
    yield from ((f"situations.{q.id}", q.when) for q in guide.situations)
    yield from ((f"{n}.{row.id}", row.when) for n, row in rows_of(guide) if hasattr(row, "when"))
    yield from ((f"materials.{r.id}.waived", r.waived.when) for r in guide.materials if r.waived)


def _rows_under(guide: Guide, question_id: str, option_id: str) -> Iterator[str]:
    for path, when in conditions_of(guide):
        chosen: Mapping[str, tuple[str, ...]] = dict(when.choices)
        if option_id in chosen.get(question_id, ()):
            yield path


def _within(when: When, ending: When) -> bool:
    """Whether a condition holds only where the ending does."""
    chosen = dict(when.choices)
    return bool(ending.choices) and all(
        question in chosen and chosen[question] and set(chosen[question]) <= set(options)
        for question, options in ending.choices
    )


def _said(guide: Guide) -> Iterator[tuple[str, str, When]]:
    for row in guide.conditions:
        if row.when.choices:
            yield f"conditions.{row.id}", row.text, row.when
    for question in guide.situations:
        for option in question.options:
            when = When(((question.id, (option.id,)),))
            yield f"situations.{question.id}.options.{option.id}", option.label, when


def _is_bare(guide: Guide, when: When) -> bool:
    """Whether nothing but words belongs to a situation alone: no paper or fee of its own."""
    rows = (w for path, w in conditions_of(guide) if path.startswith(("materials", "fee")))
    return not any(_within(one, when) for one in rows)
