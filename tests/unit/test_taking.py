"""An option that stands open is taken by its id, its words, its number, or the case that it stands for."""

from dataclasses import replace

import pytest

from knowledge_base.answering import pipeline, taking
from knowledge_base.answering.base import Turn
from knowledge_base.model.answer import Option
from knowledge_base.model.context import Context, Pending, PendingKind
from knowledge_base.model.element import Element
from knowledge_base.text import mask
from tests.answering_kit import AGE, HUKOU, ID_CARD, REASON, base_of, talk

BASE = base_of()


def asking(question_id: str, option_id: str, label: str, element: str = "") -> Option:
    """Return an option that tells the case of the identity card."""
    id_, item = f"{question_id}.{option_id}", ID_CARD.item
    return Option(id_, label, label, item.code, item.catalog_code, element, question_id, option_id)


REASONS = tuple(asking(REASON.id, o.id, o.label) for o in REASON.options)
AGES = tuple(asking(AGE.id, o.id, o.label) for o in AGE.options)
MENU = tuple(
    Option(f"{ID_CARD.item.code}.{e}", label, f"身份证{label}", ID_CARD.item.code, element=e)
    for e, label in (("materials", "申请材料"), ("fee", "收费"), ("place", "办理地点"))
)


def offering(
    *options: Option,
    to: Context | None = None,
    kind: PendingKind = PendingKind.CHOICE,
    asked: str = "",
) -> Context:
    """Return a conversation in which options stand open."""
    return replace(to or Context(), pending=Pending(kind, options, asked))


def case_asked(*options: Option, to: Context) -> Context:
    """Return a conversation in which the case is asked for."""
    return offering(*options, to=to, kind=PendingKind.SITUATION)


def taken(said: str, context: Context, option_id: str = "") -> Turn:
    """Return the turn after looking for an option that stands open."""
    turn = Turn(said, context, option_id)
    pipeline.read(turn, BASE)
    taking.tapped(turn, BASE)
    taking.said(turn, BASE)
    return turn


@pytest.mark.parametrize(
    "said",
    [
        "2",
        "二",
        "第二个",
        "第2个",
        "选2",
        "我选第二个",
        "第二项吧",
        "就2",
        "2。",
        "收费",
        "身份证收费",
        "身份证，收费！",
    ],
)
def test_an_option_is_taken_by_number_ordinal_or_label(said: str) -> None:
    turn = taken(said, offering(*MENU))

    assert (turn.option, turn.guide, turn.element) == (MENU[1], ID_CARD, Element.FEE)
    assert turn.probability == 1.0


@pytest.mark.parametrize("said", ["4", "第九个", "0", "20", "22", "收费多少", "第二代身份证", "哦"])
def test_what_names_no_open_option_takes_none(said: str) -> None:
    assert taken(said, offering(*MENU)).option is None


def test_an_id_takes_its_option_whatever_the_words_say() -> None:
    turn = taken("申请材料", offering(*MENU), MENU[2].id)

    assert (turn.option, turn.element) == (MENU[2], Element.PLACE)


def test_an_id_that_stands_open_no_more_leaves_the_words() -> None:
    assert taken("收费", offering(*MENU), "reason.lost").option == MENU[1]
    assert taken("户口本", offering(*MENU), "reason.lost").option is None


@pytest.mark.parametrize(
    "send",
    [
        "不急",
        "表扬、感谢",
        "请问身份证要多少钱，谢谢",
        "麻烦了",
        "身份证 230881199003070019 收费",
        "谢谢",
        "您好",
    ],
)
def test_a_tap_means_its_option_whatever_else_its_words_mean(send: str) -> None:
    option = replace(MENU[1], label="那一项", send=send)
    for said in (send, f" {send}\n", mask(send)):
        turn = Turn(said, offering(MENU[0], option))
        taking.tapped(turn, BASE)
        assert (turn.option, turn.element) == (option, Element.FEE)


@pytest.mark.parametrize(
    ("send", "said"), [("不急", "不"), ("请问收费，谢谢", "收费"), ("表扬、感谢", "表扬")]
)
def test_words_are_compared_with_polite_ones_and_without(send: str, said: str) -> None:
    assert taken(said, offering(replace(MENU[1], label="那一项", send=send))).option is not None


def test_a_number_takes_nothing_when_nothing_stands_open() -> None:
    assert taken("2", talk()).option is None


def test_an_option_without_a_guide_is_left_to_searching() -> None:
    row = Option(id="row", label="养犬登记", send="养犬登记", catalog_code="232009099000")

    assert taken("1", offering(row)).option is None


def test_a_told_case_is_added_to_what_was_settled() -> None:
    turn = taken("未满16周岁", case_asked(*AGES, to=talk(reason="lost")))

    assert turn.answers == {"reason": "lost", "age": "minor"}
    assert (turn.told, turn.follows_up) == ({"age": "minor"}, True)


def test_a_case_that_changes_an_earlier_one_drops_what_hung_on_it() -> None:
    turn = taken("2", case_asked(*REASONS, to=talk(reason="lost", age="minor")))

    assert turn.answers == {"reason": "expired"}


def test_a_reply_to_the_case_repeats_what_was_asked() -> None:
    turn = taken("丢了补办", case_asked(*REASONS, to=talk(asked="身份证多少钱")), "reason.lost")

    assert [ask.text for ask in turn.asking.asks] == ["身份证多少钱"]
    assert turn.element is None


def test_a_case_that_comes_with_an_element_and_was_not_asked_about_answers_the_element() -> None:
    option = asking(REASON.id, "lost", "丢了补办", element="materials")

    turn = taken("1", case_asked(option, to=talk(asked="")))

    assert (turn.element, turn.asking.asks) == (Element.MATERIALS, ())


@pytest.mark.parametrize("said", ["找不着了", "是丢了", "包让人偷了，丢了"])
def test_the_case_told_in_ones_own_words_takes_the_option(said: str) -> None:
    turn = taken(said, case_asked(*REASONS, to=talk()))

    assert turn.option == REASONS[0]


@pytest.mark.parametrize("said", ["说错了，丢了", "不对，是丢了"])
def test_what_takes_back_is_no_reply(said: str) -> None:
    assert taken(said, case_asked(*REASONS, to=talk())).option is None


@pytest.mark.parametrize(
    "said", ["丢了在哪补", "丢了多少钱", "丢了以后又找着了，现在两个都在我手里", "户口本"]
)
def test_a_question_or_a_long_story_is_no_reply(said: str) -> None:
    assert taken(said, case_asked(*REASONS, to=talk())).option is None


def test_a_case_is_read_only_into_an_open_question_about_it() -> None:
    assert taken("丢了", offering(*MENU, to=talk())).option is None


def test_an_option_of_another_item_starts_without_a_case() -> None:
    turn = taken("第一个", offering(*MENU, to=talk(HUKOU, reason="lost")))

    assert (turn.guide, dict(turn.answers), turn.follows_up) == (ID_CARD, {}, False)


def test_the_matter_that_was_meant_is_asked_what_was_asked() -> None:
    hukou = Option(HUKOU.item.code, "户口本", "户口本", HUKOU.item.code)

    turn = taken("户口本", offering(hukou, kind=PendingKind.ITEM, asked="补一个多少钱"))

    assert turn.guide == HUKOU
    assert [ask.text for ask in turn.asking.asks] == ["补一个多少钱"]


def test_asking_again_settles_the_last_question_in_its_case() -> None:
    context = replace(talk(asked="身份证多少钱", reason="lost"), hint="repeat")
    turn = Turn("再说一遍", context)
    pipeline.read(turn, BASE)
    pipeline.repeat(turn, BASE)

    assert (turn.guide, turn.answers) == (ID_CARD, {"reason": "lost"})
    assert [ask.text for ask in turn.asking.asks] == ["身份证多少钱"]


@pytest.mark.parametrize(("said", "expected"), [("收费", "fee"), ("3", "place"), ("转人工", None)])
def test_a_door_can_ask_which_of_some_options_is_chosen(said: str, expected: str | None) -> None:
    option = taking.chosen_option(said, MENU)

    assert (option.element if option else None) == expected
