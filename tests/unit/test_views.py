"""Every shipped guide seen in every situation: what is shown, and that a record says it."""

import re
from collections.abc import Iterator

import pytest

from knowledge_base.answering import direct
from knowledge_base.answering.material_views import grouped
from knowledge_base.answering.offering import situation_options
from knowledge_base.answering.views import (
    ENDED,
    View,
    necessities,
    sheet_blocks,
    visits_text,
)
from knowledge_base.model.answer import Block
from knowledge_base.model.codec import to_plain
from knowledge_base.model.element import Element
from knowledge_base.model.guide import Guide
from knowledge_base.model.note import Note
from knowledge_base.model.situation import (
    Answers,
    Ending,
    SituationQuestion,
    ending_of,
    open_questions,
    replay,
)
from knowledge_base.rendering import plain_blocks
from tests.knowledge_kit import ID_CARD, shipped, wording

MAY_BE_SILENT = {Element.FEE, Element.CONDITIONS, Element.FAQ}
"""A situation may leave nothing of these to say: it is then said that the guide does not tell."""
FIGURE = re.compile(r"\d+(?:\.\d+)?")
NUMBERED = re.compile(r"^\d+\. ", re.MULTILINE)
"""The numbers of the lines themselves."""
TRUCKS, UNEMPLOYMENT, NEWBORN = "232018001000-01", "232014009000-01", "232009003000-01"
LICENCE_LOST, DISABILITY = "232009017000-02", "232061001000-01"
MATERIAL_NAMES = {material.name for material in shipped().materials.values()}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test for every shipped guide, or for every situation question of every guide."""
    guides = shipped().guides.values() if "guide" in metafunc.fixturenames else ()
    if "question" in metafunc.fixturenames:
        rows = [(guide, question) for guide in guides for question in guide.situations]
        ids = [f"{guide.item.code}-{question.id}" for guide, question in rows]
        metafunc.parametrize(("guide", "question"), rows, ids=ids)
    elif "guide" in metafunc.fixturenames:
        metafunc.parametrize("guide", guides, ids=[guide.item.code for guide in guides])


def view(guide: Guide, answers: Answers) -> View:
    """Return the guide seen in a situation."""
    return View(guide, shipped(), answers, wording())


def situations(guide: Guide) -> Iterator[dict[str, str]]:
    """Yield no situation, and each option of each question told alone."""
    yield {}
    for question in guide.situations:
        for option in question.options:
            yield {question.id: option.id}


def going_on(guide: Guide) -> Iterator[dict[str, str]]:
    """Yield the situations in which the matter has not ended."""
    yield from (a for a in situations(guide) if ending_of(guide.endings, a) is None)


def alternatives(text: str) -> list[str]:
    """Return the names on one line of a list of materials."""
    return text.split(wording().part["or"]) if text not in MATERIAL_NAMES else [text]


def settled_before(guide: Guide, wanted: SituationQuestion) -> dict[str, str]:
    """Return answers that make `wanted` the next open question."""
    answers: dict[str, str] = {}
    needed = dict(wanted.when.choices)
    for question in guide.situations:
        if question.id == wanted.id:
            break
        if question.when.holds(answers) is True:
            choices = needed.get(question.id) or (question.options[0].id,)
            answers[question.id] = choices[0]
    return answers


def records(guide: Guide) -> str:
    """Return everything the blocks of a guide may be made of, as one text."""
    department = shipped().departments[guide.item.department]
    venues = [shipped().venues[v] for v in (*guide.place.venues, department.venue)]
    materials = [shipped().materials[m.material] for m in guide.materials]
    return str([to_plain(r) for r in (guide, department, wording().part, *venues, *materials)])


def listed(blocks: tuple[Block, ...]) -> list[str]:
    """Return the names of the materials in the blocks."""
    return [item.text for block in blocks if block.kind == "materials" for item in block.items]


def test_every_element_says_something_while_no_situation_is_told(guide: Guide) -> None:
    silent = [e.value for e in Element if not plain_blocks(view(guide, {}).blocks(e)).strip()]

    assert silent == []


def test_what_to_bring_and_where_to_go_are_told_in_every_situation(guide: Guide) -> None:
    silent = [
        (element.value, answers)
        for answers in situations(guide)
        for element in set(Element) - MAY_BE_SILENT
        if not plain_blocks(view(guide, answers).blocks(element)).strip()
    ]

    assert silent == []


def test_every_figure_shown_stands_in_a_record(guide: Guide) -> None:
    published = set(FIGURE.findall(records(guide)))
    for answers in situations(guide):
        for element in Element:
            shown = NUMBERED.sub("", plain_blocks(view(guide, answers).blocks(element)))

            assert set(FIGURE.findall(shown)) <= published, (element, answers)


def test_a_material_waived_by_the_situation_is_not_listed(guide: Guide) -> None:
    for answers in situations(guide):
        waived = {m.material for m in guide.materials if m.when.holds(answers) is False}
        asked = {m.material for m in guide.materials if m.when.holds(answers) is not False}
        names = {shipped().materials[m].name for m in waived - asked}
        for element in (Element.OVERVIEW, Element.MATERIALS, Element.ONE_VISIT):
            assert not names & set(listed(view(guide, answers).blocks(element))), answers


def test_every_material_that_may_be_needed_is_listed_with_its_count(guide: Guide) -> None:
    for answers in going_on(guide):
        wanted = [m for m in guide.materials if view(guide, answers).holds(m.when) is not False]
        blocks = view(guide, answers).blocks(Element.MATERIALS)
        items = [i for b in blocks if b.kind == "materials" for i in b.items]
        names = [name for text in listed(blocks) for name in alternatives(text)]

        assert sorted(names) == sorted(shipped().materials[m.material].name for m in wanted)
        assert all(item.count for item in items)


def test_a_material_that_depends_carries_the_situation_it_depends_on(guide: Guide) -> None:
    for answers in going_on(guide):
        open_ = grouped(m for m in guide.materials if view(guide, answers).holds(m.when) is None)
        blocks = view(guide, answers).blocks(Element.MATERIALS)
        title = wording().part["materials_depends"]
        depends = [i for b in blocks if b.title == title for i in b.items]

        assert len(depends) == len(open_)
        assert all(item.label for item in depends), answers


def test_a_statement_or_step_that_depends_carries_its_situation(guide: Guide) -> None:
    seen = view(guide, {})
    rows: tuple[Note | Ending, ...] = (*guide.conditions, *guide.endings)
    open_conditions = [s for s in rows if s.when.holds({}) is None]
    open_steps = [s for s in guide.steps if s.when.holds({}) is None]

    conditions = [i for b in seen.blocks(Element.CONDITIONS) for i in b.items if i.label]
    steps = [i for b in seen.blocks(Element.STEPS) for i in b.items if i.note]

    assert [i.text for i in conditions] == [s.text for s in open_conditions]
    assert [i.text for i in steps] == [s.detail for s in open_steps]


def test_a_charge_of_another_situation_is_not_shown(guide: Guide) -> None:
    for answers in situations(guide):
        shown = plain_blocks(view(guide, answers).blocks(Element.FEE))
        for row in guide.fee.rows:
            if row.when.holds(answers) is False:
                assert f"{row.name}：{row.amount}" not in shown.split("\n"), answers


def test_each_answer_to_a_situation_question_leads_to_what_is_asked_next(
    guide: Guide, question: SituationQuestion
) -> None:
    before = settled_before(guide, question)
    assert open_questions(guide.situations, before)[0] == question

    for option in situation_options(guide, question, Element.MATERIALS):
        after = replay(guide.situations, {**before, option.question_id: option.option_id})
        following = open_questions(guide.situations, after)
        shown = view(guide, after)

        assert question not in following
        assert plain_blocks(shown.blocks(Element.MATERIALS)).strip()
        if following:
            labels = [o.label for o in situation_options(guide, following[0], Element.MATERIALS)]
            assert following[0].ask
            assert len(labels) == len(set(labels)) >= 2


def test_each_answer_to_a_situation_question_changes_something_for_someone(
    guide: Guide, question: SituationQuestion
) -> None:
    def whole(option_id: str) -> str:
        """Return all that is said once an option is chosen, open labels included."""
        seen = view(guide, {question.id: option_id})
        return "\n".join(plain_blocks(seen.blocks(e)) for e in Element)

    assert len({whole(option.id) for option in question.options}) >= 2


def test_the_charge_for_a_lost_id_card_is_the_only_one_shown() -> None:
    shown = plain_blocks(view(shipped().guides[ID_CARD], {"reason": "lost"}).blocks(Element.FEE))

    assert shown == "丢失补领、损坏换领：每证40元（发改价格〔2003〕2322号）"


def test_a_child_whose_card_is_lost_is_told_what_the_guardian_brings() -> None:
    answers = {"reason": "lost", "age": "minor", "hukou": "local"}

    blocks = view(shipped().guides[ID_CARD], answers).blocks(Element.MATERIALS)

    assert listed(blocks) == [
        shipped().materials[m].name
        for m in (
            "hukoubu",
            "jianhuren_shenfenzheng",
            "jianhu_guanxi",
            "shenfenzheng_shenling_biao",
        )
    ]
    assert [b.title for b in blocks] == [wording().part["materials_here"]]


def test_a_situation_that_needs_no_material_says_so(guide: Guide) -> None:
    for answers in going_on(guide):
        if all(m.when.holds(answers) is False for m in guide.materials):
            shown = plain_blocks(view(guide, answers).blocks(Element.MATERIALS))
            assert shown == wording().part["no_materials"], answers


def test_the_overview_has_no_materials_until_a_situation_is_told() -> None:
    guide = shipped().guides[ID_CARD]

    assert listed(view(guide, {}).blocks(Element.OVERVIEW)) == []
    assert listed(view(guide, {"reason": "lost"}).blocks(Element.OVERVIEW)) != []


def ended(guide: Guide) -> Iterator[tuple[dict[str, str], str]]:
    """Yield each situation that ends the matter, with what is said then."""
    for ending in guide.endings:
        yield {question: options[0] for question, options in ending.when.choices}, ending.text


def test_what_ends_the_matter_stands_in_the_place_of_papers_and_steps(guide: Guide) -> None:
    for answers, text in ended(guide):
        seen = view(guide, answers)

        assert {plain_blocks(seen.blocks(e)).split("\n")[-1] for e in ENDED} == {text}
        assert plain_blocks(seen.blocks(Element.CONDITIONS)).startswith(text)
        assert necessities(seen) == ()
        assert [i.text for b in sheet_blocks(seen) for i in b.items] == [text]


def test_the_papers_of_a_light_truck_are_not_listed_for_it_needs_no_licence() -> None:
    light = view(shipped().guides[TRUCKS], {"dunwei": "xiao"})

    assert plain_blocks(light.blocks(Element.MATERIALS)).startswith(
        "不用办：\n使用总质量4.5吨及以下"
    )


def test_papers_of_which_one_is_enough_stand_on_one_line() -> None:
    blocks = view(shipped().guides[UNEMPLOYMENT], {}).blocks(Element.MATERIALS)
    either = next(i for b in blocks for i in b.items if "或" in i.text)

    assert either.text == "居民身份证或社会保障卡"
    assert either.count == "任选一样，原件1份"


def test_a_paper_that_is_waived_in_this_situation_is_neither_missing_nor_in_the_direct_line() -> (
    None
):
    online = view(shipped().guides[LICENCE_LOST], {"channel": "online"})
    items = [i for b in online.blocks(Element.MATERIALS) for i in b.items]
    card = [i.text for i in items].index("居民身份证")

    assert necessities(online)[card] == "不用交"
    assert items[card].note.startswith("您这种情况不用交")
    assert direct.materials(online).startswith("要带驾驶证照片。")


def test_trips_are_told_for_the_situation_that_was_told() -> None:
    guide = shipped().guides[NEWBORN]

    assert visits_text(guide, wording(), {"case": "ordinary"}).startswith("最多跑1次（交材料）")
    assert visits_text(guide, wording(), {"case": "late"}).startswith("最多跑2次（交材料）")
    assert visits_text(guide, wording()).startswith("最多跑2次。")


def test_what_the_clock_leaves_out_is_named_under_the_limit() -> None:
    blocks = view(shipped().guides[DISABILITY], {}).blocks(Element.TIME_LIMIT)
    named = next(b for b in blocks if b.title == wording().part["excluded"])

    assert [i.text for i in named.items] == ["评残", "公示：5个工作日"]


def test_a_row_that_looks_at_a_question_that_no_longer_arises_does_not_apply() -> None:
    adopted = {"case": "adopted", "follow": "father"}
    seen = view(shipped().guides[NEWBORN], adopted)

    assert listed(seen.blocks(Element.MATERIALS))[:1] == ["居民户口簿"]
    assert not {"非婚生育说明", "亲子鉴定意见书"} & set(listed(seen.blocks(Element.MATERIALS)))
