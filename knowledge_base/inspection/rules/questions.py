"""Questions and answers: against their own guide, and against those of other items."""

import re
from collections.abc import Iterator

from knowledge_base.inspection.overview import squeezed
from knowledge_base.inspection.rule import OWN, STANDARDISED, Context, Family, Found, Severity
from knowledge_base.model.guide import Faq, Guide, GuideMaterial
from knowledge_base.model.situation import When
from knowledge_base.stating import statement_ids

NOT_NEEDED = (
    r"(?:不用|不必|无需|无须|不需要|免)(?:再|另外|自己|您|单独)?(?:交|带|提供|提交|出示|拿|准备)"
)
MUST_BRING = re.compile(r"(?:必须|一定要|还要|还得|都要|得)(?:带|交|提供|提交|拿)(?:上|着)?")
SAME_ANSWER = 0.5
LEAST_LETTERS = 6
SORTS = ("仲裁", "调解申请", "行政复议", "公证")
"""Words of names whose items are of one type everywhere."""
family = Family()
WARNING = Severity.WARNING


@family.alone(
    "faq-materials", "常见问题与材料不符", STANDARDISED, WARNING, "核对要不要这样材料，两处改成一样"
)
def faq_materials_alone(guide: Guide) -> Iterator[Found]:
    """Two answers of one guide to one question are one answer."""
    seen: dict[str, Faq] = {}
    for faq in guide.faq:
        for text in dict.fromkeys(map(squeezed, (faq.question, *faq.variants))):
            before = seen.setdefault(text, faq)
            if before is not faq and _overlap(before.when, faq.when):
                yield Found(
                    f"faq.{faq.id}",
                    f"“{faq.question}”和“{before.question}”问的是同一句，回答却是两样",
                )


@family.rule(
    "faq-not-needed",
    "常见问题说不用带的却是必要",
    STANDARDISED,
    WARNING,
    "核对要不要这样材料，两处改成一样",
)
def faq_not_needed(guide: Guide, context: Context) -> Iterator[Found]:
    """No answer says of a necessary paper that nobody needs it."""
    for row in guide.materials:
        material = context.catalogue.materials.get(row.material)
        if (
            material is None
            or row.necessity != "必要"
            or row.waived
            or row.any_of
            or row.when.choices
        ):
            continue
        for faq in guide.faq:
            if not faq.when.choices and _says_not(faq.answer, material.names):
                told = f"这里说不用带“{material.name}”，申请材料里却是必要的"
                yield Found(f"faq.{faq.id}.answer", told)


@family.rule(
    "faq-not-listed",
    "常见问题要的材料清单里没有",
    "只能要指南列明的材料（国发〔2022〕5号）",
    WARNING,
    "把材料加进清单，或者改回答",
)
def faq_not_listed(guide: Guide, context: Context) -> Iterator[Found]:
    """No answer demands a paper that the guide does not ask for."""
    listed = "".join(
        text for path, text in context.overview.texts_of(guide) if not path.startswith("faq")
    ) + "".join(name for row in guide.materials for name in _names(row, context))
    names = [n for n in context.overview.material_names if len(n) > 3]
    for faq in guide.faq:
        for found in MUST_BRING.finditer(faq.answer):
            rest = faq.answer[found.end() :]
            name = next((n for n in names if rest.startswith(n)), "")
            if name and name not in listed and not _is_conditional(faq.answer[: found.start()]):
                told = f"回答里要带“{name}”，申请材料里没有"
                yield Found(f"faq.{faq.id}.answer", told)


@family.rule(
    "two-answers",
    "同一问两处回答不同",
    STANDARDISED,
    WARNING,
    "核对后写成一样，或者把问法改得分得开",
)
def two_answers(guide: Guide, context: Context) -> Iterator[Found]:
    """One question has one answer in the whole base."""
    for faq in guide.faq:
        for text in dict.fromkeys(map(squeezed, (faq.question, *faq.variants))):
            for other in context.overview.questions[text]:
                if other.guide is guide or len(text) < LEAST_LETTERS:
                    continue
                if squeezed(other.faq.answer) != squeezed(faq.answer):
                    told = f"《{other.guide.item.name}》也回答“{faq.question}”这句问话，说的不一样"
                    yield Found(f"faq.{faq.id}", told)
                    break


@family.rule("stolen-wording", "问法抢了别的事项", OWN, WARNING, "换一个只说这件事的问法")
def stolen_wording(guide: Guide, context: Context) -> Iterator[Found]:
    """No name, keyword or way to ask is that of another item."""
    code = guide.item.code
    given = [
        *((f"item.aliases.{n}", text) for n, text in enumerate(guide.item.aliases)),
        *((f"item.keywords.{n}", text) for n, text in enumerate(guide.item.keywords)),
        *((f"faq.{f.id}.variants", text) for f in guide.faq for text in (f.question, *f.variants)),
    ]
    for path, text in given:
        others = context.overview.wordings.get(squeezed(text), frozenset()) - {code}
        others = frozenset(o for o in others if o in context.catalogue.guides)
        if others:
            name = context.catalogue.guides[min(others)].item.name
            yield Found(path, f"“{text}”已经是《{name}》的说法，问的人会被带错")


@family.rule("alias-taken", "常用叫法已被占用", OWN, Severity.ERROR, "换一个别名", binding=True)
def alias_taken(guide: Guide, context: Context) -> Iterator[Found]:
    """A name belongs to one item."""
    for alias in dict.fromkeys((guide.item.name, *guide.item.aliases)):
        owner = context.overview.names[alias]
        if context.catalogue.guides[owner] is not guide:
            name = context.catalogue.guides[owner].item.name
            yield Found("item.aliases", f"常用叫法“{alias}”已属于《{name}》")


@family.rule(
    "type-across",
    "同类事项类型不一",
    "国发〔2022〕5号（同一事项类型统一）",
    Severity.HINT,
    "核对事项类型，同一类的写成一样",
)
def type_across(guide: Guide, context: Context) -> Iterator[Found]:
    """Items of one sort, as their names say, have one type."""
    for sort in SORTS:
        if sort not in guide.item.name:
            continue
        for other in context.catalogue.guides.values():
            if sort in other.item.name and other.item.type != guide.item.type:
                told = f"这里写“{guide.item.type}”，《{other.item.name}》写的是“{other.item.type}”"
                yield Found("item.type", told)
                break


@family.rule(
    "remedy-across",
    "救济途径说法不一",
    "行政复议法、行政诉讼法",
    Severity.HINT,
    "核对期限和依据，各事项写成一样",
)
def remedy_across(guide: Guide, context: Context) -> Iterator[Found]:
    """A way of redress that nearly every guide tells in one way is told so here."""
    for row in guide.redress.remedies:
        said = context.overview.remedies[row.way]
        usual = max(said.values())
        mine = said[squeezed(row.text)]
        if mine == 1 and usual > len(context.catalogue.guides) // 2:
            yield Found(f"redress.remedies.{row.id}", f"“{row.way}”的说法和别的事项都不一样")


@family.alone(
    "confirmed-known", "核实记录指向", OWN, Severity.ERROR, "删掉这条核实记录，或者重新核实"
)
def confirmed_known(guide: Guide) -> Iterator[Found]:
    """What was confirmed is something that the guide says."""
    known = statement_ids(guide)
    for one in guide.custody.confirmed:
        if one.fact not in known:
            yield Found("custody.confirmed", f"没有编号为“{one.fact}”的内容")


def _names(row: GuideMaterial, context: Context) -> tuple[str, ...]:
    material = context.catalogue.materials.get(row.material)
    return (*material.wordings, row.note) if material else (row.note,)


def _says_not(answer: str, names: tuple[str, ...]) -> bool:
    for sentence in re.split(r"[，。；]", answer):
        for name in names:
            if len(name) > 1 and re.search(
                f"^{NOT_NEEDED}{re.escape(name)}(?:了|原件)?$", sentence
            ):
                return True
    return False


def _is_conditional(before: str) -> bool:
    """Whether what comes before says for whom."""
    return bool(re.search(r"的[，]?[^，。；]{0,6}$|如果|要是|时", re.split(r"[。；]", before)[-1]))


def _overlap(one: When, other: When) -> bool:
    theirs = dict(other.choices)
    return all(set(options) & set(theirs.get(q, options)) for q, options in one.choices)
