"""From a citizen's words to one answer, on the shipped guides and the trained models."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from knowledge_base.answering.context import context_after
from knowledge_base.answering.offering import element_option
from knowledge_base.answering.pipeline import MAX_QUESTION, ask
from knowledge_base.errors import BadQuestion, UnknownItem
from knowledge_base.model.answer import Answer, AnswerStatus
from knowledge_base.model.context import Context, Frame, Pending, PendingKind
from knowledge_base.model.element import Element
from knowledge_base.rendering import plain_blocks
from knowledge_base.retrieval.finder import HybridFinder
from knowledge_base.retrieval.index import Evidence
from knowledge_base.services import KnowledgeBase
from knowledge_base.stating import statement_ids
from tests.knowledge_kit import ID_CARD, MARRIAGE, wording

LOST = "身份证丢了咋整"


def talk(kb: KnowledgeBase, *turns: str) -> list[Answer]:
    """Return the answers of one conversation."""
    context, answers = Context(), list[Answer]()
    for text in turns:
        answers.append(kb.ask(text, context))
        context = context_after(context, answers[-1:], text)
    return answers


def code(answer: Answer) -> str:
    """Return the item an answer is about."""
    return answer.item.item_code if answer.item else ""


def in_talk(code: str, asked: str = "") -> Context:
    """Return a conversation about an item."""
    return Context((Frame(code, asked=asked),))


def statements(answer: Answer) -> list[str]:
    """Return the statements that an answer cites."""
    return [citation.statement for citation in answer.citations]


def names(answer: Answer) -> list[str]:
    """Return the materials an answer lists."""
    return [i.text for b in answer.blocks if b.kind == "materials" for i in b.items]


def test_the_whole_of_a_lost_identity_card_is_told_in_a_sentence(knowledge: KnowledgeBase) -> None:
    answer = knowledge.ask(LOST)

    assert answer.status is AnswerStatus.ANSWERED_GUIDE
    assert (code(answer), answer.situation) == (ID_CARD, {"reason": "lost"})
    for told in ("居民户口簿", "派出所", "每证40元"):
        assert told in answer.text
    assert "每证20元" not in answer.text


@pytest.mark.parametrize("thing", ["身份证", "结婚登记", "居住证", "低保"])
def test_who_asks_for_the_materials_gets_the_list(knowledge: KnowledgeBase, thing: str) -> None:
    answer = knowledge.ask(f"{thing}要带什么材料")

    assert (answer.status, answer.element) == (AnswerStatus.ANSWERED_GUIDE, "materials")
    assert len(names(answer)) > 1


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("身份证丢了补一个多少钱", "40元"),
        ("护照工本费多少钱", "120元"),
        ("身份证能不能让别人代领", "代领人"),
        ("身份证在哪办", "派出所"),
        ("办身份证自己带照片吗", "现场照相"),
        ("身份证几天能下来", "60天"),
    ],
)
def test_what_stands_in_the_guide_is_the_first_thing_that_is_said(
    knowledge: KnowledgeBase, question: str, told: str
) -> None:
    answer = knowledge.ask(question)
    line = "\n".join(item.text for item in answer.blocks[0].items)

    assert answer.status.family == "answered"
    assert answer.blocks[0].kind == "text"
    assert told in line
    assert answer.text.startswith(line)


def test_two_things_asked_at_once_are_both_answered_in_the_order_asked(
    knowledge: KnowledgeBase,
) -> None:
    answer = knowledge.ask("身份证丢了，补一个要多少钱，得几天能拿着？")
    fee, limit = answer.blocks[0].items

    assert "40元" in fee.text
    assert "60天" in limit.text


def test_a_case_that_was_told_is_named_and_one_that_was_not_is_not(
    knowledge: KnowledgeBase,
) -> None:
    assert "丢了补办" in knowledge.ask("身份证丢了补一个多少钱").text.split("：")[0]
    assert "按您说的情况" not in knowledge.ask("身份证多少钱").text


def test_fees_of_cases_that_were_not_told_are_all_told(knowledge: KnowledgeBase) -> None:
    answer = knowledge.ask("身份证多少钱")

    assert all(row.amount in answer.text for row in knowledge.guide(ID_CARD).fee.rows)
    assert {option.question_id for option in answer.options} == {"reason"}


def test_the_rest_of_an_element_is_folded_and_not_in_the_text(knowledge: KnowledgeBase) -> None:
    answer = knowledge.ask("身份证能不能让别人代领")
    folded = [block for block in answer.blocks if block.folded]

    assert folded
    assert all(block.title for block in folded)
    assert plain_blocks(answer.blocks) == answer.text


@pytest.mark.parametrize("question", ["sfz丢了咋整", "身份證丟了怎麼辦", "shenfenzheng丢了怎么补"])
def test_other_spellings_reach_the_same_item(knowledge: KnowledgeBase, question: str) -> None:
    answer = knowledge.ask(question)

    assert (code(answer), answer.situation) == (ID_CARD, {"reason": "lost"})


def test_follow_ups_keep_item_and_situation(knowledge: KnowledgeBase) -> None:
    _, fee, place = talk(knowledge, LOST, "多少钱", "那在哪办")

    assert [code(fee), code(place)] == [ID_CARD, ID_CARD]
    assert [fee.element, place.element] == ["fee", "place"]
    assert [fee.situation, place.situation] == [{"reason": "lost"}] * 2


def test_a_situation_is_told_by_tapping_and_the_next_one_is_asked_of_the_same_question(
    knowledge: KnowledgeBase,
) -> None:
    _, second, third = talk(knowledge, "身份证要带什么材料", "丢了补办", "2")

    assert second.situation == {"reason": "lost"}
    assert {o.question_id for o in second.options} == {"age"}
    assert third.situation == {"reason": "lost", "age": "minor"}
    assert [second.element, third.element] == ["materials", "materials"]
    assert any("监护人" in name for name in names(third))


def test_a_situation_can_be_changed_and_what_was_asked_is_answered_for_it(
    knowledge: KnowledgeBase,
) -> None:
    answers = talk(knowledge, "身份证要带什么材料", "丢了", "说错了，是过期了")

    assert [a.situation.get("reason") for a in answers] == [None, "lost", "expired"]
    assert {code(a) for a in answers} == {ID_CARD}
    assert "原居民身份证" in names(answers[-1])


@pytest.mark.parametrize("said", ["哎呀不对，找着了，不是丢了是到期了", "那到期了换一个得多少钱"])
def test_another_case_takes_the_place_of_the_one_that_was_told(
    knowledge: KnowledgeBase, said: str
) -> None:
    first, second = talk(knowledge, "身份证丢了咋整", said)

    assert first.situation["reason"] == "lost"
    assert second.situation["reason"] == "expired"


def test_no_case_is_read_into_a_question_that_tells_none(knowledge: KnowledgeBase) -> None:
    assert talk(knowledge, "结婚登记都需要什么")[0].situation == {}


def test_another_matter_that_is_announced_leaves_the_one_in_talk(knowledge: KnowledgeBase) -> None:
    said = "还有我那个架驶证去年到七了没换，现在还能不能开车"
    first, second = talk(knowledge, "老年证怎么办", said)

    assert first.item is not None and second.item is not None
    assert (first.item.name, second.item.name) == ("老年人优待证", "机动车驾驶证换证")


def test_who_handles_a_matter_without_a_guide_is_told_once_in_full(
    knowledge: KnowledgeBase,
) -> None:
    first, second = talk(knowledge, "宅基地用不用重新批", "就在原来的地方盖，不往外扩")

    assert first.status == second.status == AnswerStatus.ROUTED_DEPARTMENT
    assert second.text.startswith("这个也要问同江市农业农村局")


def test_a_tap_is_its_option_whatever_its_words_are(knowledge: KnowledgeBase) -> None:
    first = knowledge.ask("身份证要带什么材料")
    context = context_after(Context(), (first,), "身份证要带什么材料")

    tapped = knowledge.ask("就这个", context, option="reason.expired")

    assert tapped.situation == {"reason": "expired"}


def test_an_element_that_is_tapped_is_told_once(knowledge: KnowledgeBase) -> None:
    guide = knowledge.guide(ID_CARD)
    for element in (Element.STEPS, Element.ONE_VISIT):
        option = element_option(guide, element)
        context = Context(pending=Pending(PendingKind.CHOICE, (option,)))

        text = knowledge.ask(option.send, context, option=option.id).text

        told = [step.detail for step in guide.steps] if element is Element.STEPS else ["最多跑1次"]
        assert [text.count(detail.rstrip("。")) for detail in told] == [1] * len(told)


def test_another_service_is_a_new_topic_without_the_old_situation(
    knowledge: KnowledgeBase,
) -> None:
    answer = talk(knowledge, LOST, "结婚登记要带什么材料")[1]

    assert code(answer) == MARRIAGE
    assert "reason" not in answer.situation


def test_every_answer_of_a_guide_cites_the_version_in_force(knowledge: KnowledgeBase) -> None:
    for answer in talk(knowledge, LOST, "多少钱", "身份证过期了会罚款吗"):
        guide = knowledge.guide(ID_CARD)

        assert {(c.item_code, c.version) for c in answer.citations} == {(ID_CARD, guide.version)}
        assert answer.citations[0].effective_from == guide.effective_from.isoformat()
        assert set(statements(answer)) <= statement_ids(guide)
        assert f"第{guide.version}版" in answer.notice
        assert "样例数据" in answer.notice
        assert answer.generation == knowledge.generation


def test_a_reviewed_question_is_answered_with_its_own_words(knowledge: KnowledgeBase) -> None:
    answer = knowledge.ask("身份证丢了怕被人冒用怎么办")

    assert answer.status is AnswerStatus.ANSWERED_FAQ
    assert "申报丢失" in answer.text


def test_a_row_without_a_guide_goes_to_its_department(knowledge: KnowledgeBase) -> None:
    without = [
        entry
        for code, entry in knowledge.catalogue.entries.items()
        if code not in knowledge.catalogue.guides_by_entry
    ]
    answers = {entry.catalog_code: knowledge.ask(f"{entry.name}怎么办") for entry in without}

    routed = [
        entry
        for entry in without
        if answers[entry.catalog_code].status is AnswerStatus.ROUTED_DEPARTMENT
        and (item := answers[entry.catalog_code].item)
        and item.catalog_code == entry.catalog_code
    ]
    assert len(routed) >= 0.9 * len(without)
    for entry in routed:
        answer = answers[entry.catalog_code]
        department = knowledge.catalogue.departments[entry.department]
        assert answer.item is not None
        assert (answer.item.item_code, answer.item.department) == ("", department.name)
        assert department.hotline in answer.text
        assert answer.citations == ()


def test_a_service_that_is_not_covered_is_told_who_answers_for_it(
    knowledge: KnowledgeBase,
) -> None:
    rows = knowledge.catalogue.not_covered
    answers = [knowledge.ask(f"{row.name}怎么办理") for row in rows]

    routed = [
        (row, answer)
        for row, answer in zip(rows, answers, strict=True)
        if answer.status is AnswerStatus.ROUTED_DEPARTMENT
        and answer.item is not None
        and answer.item.key == row.name
    ]
    assert len(routed) >= 0.8 * len(rows)
    assert [r.name for r, a in routed if r.route_to not in a.text or r.hotline not in a.text] == []


def test_two_matters_in_one_message_get_two_answers(knowledge: KnowledgeBase) -> None:
    answers = knowledge.answer_turn("身份证丢了怎么补？还有结婚登记要带什么材料？")

    assert [code(a) for a in answers] == [ID_CARD, MARRIAGE]


@pytest.mark.parametrize("text", ["身份证丢了，要带什么材料？", "您好！身份证丢了要带什么材料"])
def test_one_matter_gets_one_answer(knowledge: KnowledgeBase, text: str) -> None:
    assert [code(a) for a in knowledge.answer_turn(text)] == [ID_CARD]


@pytest.mark.parametrize(
    ("question", "reason"),
    [("", "blank"), (" \n\u3000", "blank"), ("证" * (MAX_QUESTION + 1), "too_long")],
)
def test_what_is_no_question_is_refused(
    knowledge: KnowledgeBase, question: str, reason: str
) -> None:
    for asked in (knowledge.ask, knowledge.answer_turn, knowledge.search):
        with pytest.raises(BadQuestion) as raised:
            asked(question)
        assert raised.value.code == reason


def test_the_longest_question_is_answered(knowledge: KnowledgeBase) -> None:
    question = ("身份证丢了要带什么材料，" * 100)[:MAX_QUESTION]

    assert code(knowledge.ask(question)) == ID_CARD


@pytest.mark.parametrize("secret", ["230881199001011234", "13845412345", "6222021234567890128"])
def test_personal_data_of_a_question_never_comes_back(
    knowledge: KnowledgeBase, secret: str
) -> None:
    question = f"我叫张三，号码是{secret}，身份证丢了要带什么材料"

    answers = knowledge.answer_turn(question)
    report = knowledge.search(question)

    assert code(answers[0]) == ID_CARD
    assert secret not in json.dumps([a.to_dict() for a in answers])
    assert secret not in json.dumps(report)


@pytest.mark.parametrize(
    "question", [LOST, "结婚登记在哪办", "嗯", "身份证", "我想查别人的低保", "着火了快来人"]
)
def test_an_answer_survives_its_way_through_json(knowledge: KnowledgeBase, question: str) -> None:
    answer = knowledge.ask(question)

    assert Answer.from_dict(json.loads(json.dumps(answer.to_dict()))) == answer


@pytest.mark.parametrize("question", [LOST, "低保", "养狗证"])
def test_every_door_gets_the_same_answer(knowledge: KnowledgeBase, question: str) -> None:
    said = [knowledge.ask(question, door=door) for door in ("chat", "counter", "wechat", "api")]

    assert said == [said[0]] * 4


def test_an_unknown_item_is_named(knowledge: KnowledgeBase) -> None:
    with pytest.raises(UnknownItem, match="000000000000-01"):
        knowledge.guide("000000000000-01")


@pytest.mark.parametrize("typed", [ID_CARD, "sfz"])
def test_search_finds_an_item_by_code_and_by_initials(knowledge: KnowledgeBase, typed: str) -> None:
    assert knowledge.search(typed)["results"][0]["item_code"] == ID_CARD


@pytest.mark.parametrize("said", ["得带啥", "在哪办", "多少钱", "几天能下来"])
def test_who_names_nothing_is_asked_which_item_and_makes_no_ticket(
    knowledge: KnowledgeBase, said: str
) -> None:
    answer = knowledge.ask(said)

    assert answer.status is AnswerStatus.CLARIFY_ITEM
    assert answer.item is None
    assert answer.options


@pytest.mark.parametrize("item_code", ["", ID_CARD])
def test_what_was_looked_for_ahead_is_not_looked_for_again(
    knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, item_code: str
) -> None:
    finder = knowledge.base.finder
    assert isinstance(finder, HybridFinder)
    looked: list[str] = []
    evidence = finder.index.evidence

    def counted(question: str, keep: Sequence[int] = ()) -> Evidence:
        looked.append(question)
        return evidence(question, keep)

    monkeypatch.setattr(finder.index, "evidence", counted)
    context = in_talk(item_code) if item_code else Context()
    knowledge.look_ahead(LOST, context)
    first, again = knowledge.ask(LOST, context), knowledge.ask(LOST, context)

    assert first.text == again.text
    assert len(looked) == 2


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ({"say": 0.0, "perhaps": 0.0}, (AnswerStatus.ANSWERED_GUIDE, False)),
        ({"say": 1.0, "perhaps": 0.0}, (AnswerStatus.ANSWERED_GUIDE, True)),
        ({"say": 1.0, "perhaps": 1.0}, (AnswerStatus.UNANSWERED_ELEMENT, False)),
    ],
)
def test_how_sure_a_statement_must_be_decides_whether_it_is_said_offered_or_missing(
    knowledge: KnowledgeBase, limit: dict[str, Any], expected: tuple[AnswerStatus, bool]
) -> None:
    limits = replace(knowledge.base.thresholds, **limit)

    answer = ask("身份证能不能让别人代领", Context(), replace(knowledge.base, thresholds=limits))

    offered = answer.text.startswith(wording().direct["perhaps"])
    assert (answer.status, offered) == expected
    assert code(answer) == ID_CARD


def test_what_the_guide_lacks_is_said_with_who_knows(knowledge: KnowledgeBase) -> None:
    limits = replace(knowledge.base.thresholds, say=1.0, perhaps=1.0)

    answer = ask("身份证能不能让别人代领", Context(), replace(knowledge.base, thresholds=limits))

    department = knowledge.catalogue.departments[knowledge.guide(ID_CARD).item.department]
    assert department.name in answer.text
    assert department.hotline in answer.text
    assert {option.item_code for option in answer.options} == {ID_CARD}


@pytest.mark.parametrize(
    "said", ["得带啥", "那多少钱", "几天能拿着", "我爸能替我去取不", "手机上能整不"]
)
def test_a_follow_up_that_names_nothing_stays_with_the_item_in_talk(
    knowledge: KnowledgeBase, said: str
) -> None:
    answer = knowledge.ask(said, in_talk("232009012000-01", "护照怎么办"))

    assert answer.item is not None
    assert answer.item.item_code == "232009012000-01"


def test_the_name_of_an_item_outweighs_what_is_asked_about_its_neighbours(
    knowledge: KnowledgeBase,
) -> None:
    answer = knowledge.ask("身份证多少钱")

    assert answer.item is not None
    assert (answer.item.catalog_code, answer.element) == ("232009001000", "fee")


@pytest.mark.parametrize("said", ["我家地里挖出个铁箱子归谁管", "路灯不亮了归谁管"])
def test_what_has_nothing_to_do_with_the_item_in_talk_is_not_answered_from_it(
    knowledge: KnowledgeBase, said: str
) -> None:
    answer = knowledge.ask(said, in_talk(ID_CARD, "身份证要带什么材料"))

    assert code(answer) != ID_CARD


def test_every_option_of_a_situation_is_understood_when_it_is_tapped(
    knowledge: KnowledgeBase,
) -> None:
    missed = []
    for guide in knowledge.catalogue.guides.values():
        said = f"{guide.item.name}要带什么材料"
        context = context_after(Context(), (knowledge.ask(said),), said)
        for option in (o for o in context.options if o.question_id):
            told = knowledge.ask(option.send, context, option=option.id)
            if (code(told), told.situation.get(option.question_id)) != (
                option.item_code,
                option.option_id,
            ):
                missed.append((guide.item.name, option.send, told.status))
    assert missed == []


def test_whatever_a_guides_own_questions_ask_no_figure_is_said_that_nobody_published(
    knowledge: KnowledgeBase,
) -> None:
    """An answer with another figure is held back as an error."""
    for guide in knowledge.catalogue.guides.values():
        for faq in guide.faq[:1]:
            answer = knowledge.ask(f"{guide.item.name}，{faq.question}")

            assert answer.status is not AnswerStatus.ERROR_INTERNAL, (guide.item.name, faq.id)
            if code(answer) == guide.item.code:
                assert set(statements(answer)) <= statement_ids(guide)


LIGHT_TRUCK = "轻卡跑货运要带什么材料"


def test_who_needs_no_licence_reads_that_first_and_no_papers(knowledge: KnowledgeBase) -> None:
    answer = knowledge.ask(LIGHT_TRUCK)

    assert answer.text.startswith("按您说的情况（4.5吨及以下普通货车）：使用总质量4.5吨及以下")
    assert names(answer) == []
    assert (statements(answer), answer.options) == (["djvc"], ())
    assert answer.citations[0].legal_basis == "道路运输条例第二十二条、第二十四条"


def test_a_matter_that_ended_goes_on_when_the_case_is_corrected(knowledge: KnowledgeBase) -> None:
    first, second = talk(knowledge, LIGHT_TRUCK, "不是轻卡，是大货车")

    assert (first.situation["dunwei"], second.situation["dunwei"]) == ("xiao", "da")
    assert "道路货物运输经营申请表" in names(second)


def test_what_is_done_instead_is_offered(knowledge: KnowledgeBase) -> None:
    answer = knowledge.ask("散装瓜子备案要什么材料")

    assert "要办食品经营许可证" in answer.text
    assert [option.item_code for option in answer.options] == ["232031003000-01"]


def test_a_question_that_may_end_the_matter_is_asked(knowledge: KnowledgeBase) -> None:
    answer = knowledge.ask("失业金要带啥")

    assert "居民身份证或社会保障卡" in names(answer)
    assert {option.question_id for option in answer.options} == {"reason"}


def test_what_the_clock_leaves_out_is_told_to_who_asks_for_it(knowledge: KnowledgeBase) -> None:
    answer = knowledge.ask("办残疾人证多少天，公示算在里面吗")

    assert "评残、公示的时间不算在内" in answer.text
