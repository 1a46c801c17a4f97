"""A question is linked to item, element and situation, with what was settled before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pytest

from knowledge_base.answering import link
from knowledge_base.answering.base import Base, Turn
from knowledge_base.answering.wording import Wording
from knowledge_base.model.answer import Option
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.context import Context
from knowledge_base.model.element import Element
from knowledge_base.model.finding import Findings, Hit
from knowledge_base.model.guide import Guide, GuideMaterial, ServiceItem, Visits
from knowledge_base.model.qa import Subject, SubjectKind
from knowledge_base.model.situation import SituationOption, SituationQuestion, When
from knowledge_base.text import mask

DAY = date(2026, 11, 23)
REASON = SituationQuestion(
    "reason",
    "您是哪种情况？",
    "材料不一样",
    (
        SituationOption("lost", "丢了补办", ("丢了", "找不着了")),
        SituationOption("expired", "到期换新", ("过期了", "到期")),
    ),
)
AGE = SituationQuestion(
    "age",
    "满16周岁了吗？",
    "要监护人陪",
    (
        SituationOption("adult", "满16周岁", ("大人",)),
        SituationOption("minor", "未满16周岁", ("孩子",)),
    ),
    when=When((("reason", ("lost",)),)),
)


def guide(code: str, name: str, aliases: tuple[str, ...], lost: str) -> Guide:
    """Return a guide with two situation questions and one material that depends."""
    item = ServiceItem(code, code[:12], name, "gongan", ("person",), "行政确认", (), aliases)
    material = GuideMaterial(lost, 1, when=When((("reason", ("lost",)),)))
    return Guide(
        item,
        1,
        DAY,
        DAY,
        False,
        (),
        name,
        Visits(1),
        situations=(REASON, AGE),
        materials=(material,),
    )


ID_CARD = guide("232009001000-01", "居民身份证补领", ("身份证",), "hukoubu")
HUKOU = guide("232009002000-01", "居民户口簿补发", ("户口本", "户口簿"), "shenfenzheng")


class Nothing:
    """Finds nothing and screens nothing: linking is given its findings."""

    def start(self, question: str, *, limit: int, keep: tuple[str, ...] = ()) -> None:
        """Nothing takes long here."""

    def find(self, question: str, *, limit: int, keep: tuple[str, ...] = ()) -> Findings:
        """Return no hit."""
        return Findings((), (), {}, 0.0)

    def screen(self, text: str) -> None:
        """Return that this is an ordinary question."""


BASE = Base(
    Catalogue({}, {}, {}, {}, {g.item.code: g for g in (ID_CARD, HUKOU)}),
    Nothing(),
    Nothing(),
    Wording({}, {}, {}, {}, {}, {}, "", ()),
    generation=1,
)


def subject(of: Guide) -> Subject:
    """Return what retrieval finds for a guide."""
    item = of.item
    names = (item.name, *item.aliases)
    return Subject(
        item.code, SubjectKind.ITEM, item.catalog_code, item.name, item.department, names
    )


@dataclass(frozen=True)
class Found:
    """What retrieval says to a question."""

    first: Guide
    element: Element = Element.OVERVIEW
    probability: float = 0.9
    sure_of_element: float = 0.9


def linked(plain: str, found: Found, context: Context | None = None) -> Turn:
    """Return the turn after linking `plain` to what was found, the item in talk kept beside it."""
    turn = Turn(plain, context or Context(), masked=plain, plain=plain)
    hits = {g.item.code: hit(g, found.element) for g in (found.first, ID_CARD, HUKOU)}
    turn.findings = Findings(
        hits=tuple(hits.values()),
        kept=tuple(h for code, h in hits.items() if code == turn.context.item_code),
        elements={e.value: found.sure_of_element if e == found.element else 0.0 for e in Element},
        probability=found.probability,
    )
    link.link(turn, BASE)
    return turn


def hit(of: Guide, element: Element) -> Hit:
    """Return a hit on a guide."""
    return Hit(subject(of), element, score=1.0, lexical=0.0, names=0.0, faqs=0.0, units=0.0)


def talk(of: Guide = ID_CARD, element: str = "materials", **situation: str) -> Context:
    """Return a conversation about an item."""
    return Context(of.item.code, element, situation)


def offered(*labels: str) -> tuple[Option, ...]:
    """Return one option an element of the identity card."""
    elements = ("materials", "fee", "place")
    return tuple(
        Option(
            id=label,
            label=label,
            send=f"身份证{label}",
            item_code=ID_CARD.item.code,
            element=element,
        )
        for label, element in zip(labels, elements, strict=True)
    )


MENU = offered("申请材料", "收费", "办理地点")


def chosen(plain: str, context: Context) -> Turn:
    """Return the turn after looking for an offered option."""
    turn = Turn(plain, context, masked=plain, plain=plain)
    link.choose(turn, BASE)
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
def test_an_offered_option_is_taken_by_number_ordinal_or_label(said: str) -> None:
    turn = chosen(said, Context(options=MENU))

    assert (turn.chosen, turn.guide, turn.element) == (True, ID_CARD, Element.FEE)
    assert turn.probability == 1.0


@pytest.mark.parametrize("said", ["4", "第九个", "0", "20", "22", "收费多少", "第二代身份证", ""])
def test_what_names_no_offered_option_is_no_choice(said: str) -> None:
    assert not chosen(said, Context(options=MENU)).chosen


def with_words(send: str) -> Context:
    """Return a conversation in which an option that sends these words was offered."""
    return Context(options=(*MENU[:1], replace(MENU[1], label="那一项", send=send)))


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
    for said in (send, f" {send}\n", mask(send)):
        turn = Turn(said, with_words(send))
        link.tapped(turn, BASE)
        assert (turn.chosen, turn.guide, turn.element) == (True, ID_CARD, Element.FEE)


@pytest.mark.parametrize(
    ("send", "said"), [("不急", "不"), ("请问收费，谢谢", "收费"), ("表扬、感谢", "表扬")]
)
def test_words_are_compared_with_polite_ones_and_without(send: str, said: str) -> None:
    assert chosen(said, with_words(send)).chosen


def test_what_was_not_offered_is_no_tap() -> None:
    turn = Turn("不急", Context(options=MENU))
    link.tapped(turn, BASE)
    assert not turn.chosen


def test_a_number_chooses_nothing_when_nothing_was_offered() -> None:
    assert not chosen("2", talk()).chosen


def test_an_option_without_a_guide_is_left_to_retrieval() -> None:
    entry = Option(id="row", label="养犬登记", send="养犬登记", catalog_code="232009099000")

    assert not chosen("1", Context(options=(entry,))).chosen


def test_a_chosen_situation_is_added_to_what_was_settled() -> None:
    option = Option(
        "age.minor", "未满16周岁", "未满16周岁", ID_CARD.item.code, "", "materials", "age", "minor"
    )

    turn = chosen("未满16周岁", replace(talk(reason="lost"), options=(option,)))

    assert turn.answers == {"reason": "lost", "age": "minor"}
    assert turn.element is Element.MATERIALS


def test_a_chosen_situation_that_changes_an_earlier_answer_drops_what_hung_on_it() -> None:
    option = Option(
        "reason.expired", "到期换新", "到期换新", ID_CARD.item.code, "", "", "reason", "expired"
    )

    turn = chosen("1", replace(talk(reason="lost", age="minor"), options=(option,)))

    assert turn.answers == {"reason": "expired"}


def test_an_option_of_another_item_starts_without_a_situation() -> None:
    turn = chosen("第一个", replace(talk(HUKOU, reason="lost"), options=MENU))

    assert (turn.guide, dict(turn.answers)) == (ID_CARD, {})


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("不是身份证，是户口本", "户口本"),
        ("不是身份证,是户口本", "户口本"),
        ("没让你办身份证，我要办户口本", "户口本"),
        ("不是问身份证，我问的是户口本", "户口本"),
        ("不对，户口本", "户口本"),
        ("说错了，户口本丢了", "户口本丢了"),
        ("你理解错了，户口本", "户口本"),
    ],
)
def test_after_a_correction_only_what_is_meant_is_looked_for(said: str, wanted: str) -> None:
    assert link.wanted(Turn(said, talk(), plain=said)) == wanted


@pytest.mark.parametrize("said", ["不是本地户口能办吗", "不是身份证，是户口本"])
def test_nothing_is_a_correction_before_anything_was_understood(said: str) -> None:
    assert link.wanted(Turn(said, Context(), plain=said)) == said


def test_a_bare_correction_is_looked_for_as_it_is() -> None:
    assert link.wanted(Turn("不对", talk(), plain="不对")) == "不对"


def test_a_correction_leaves_the_item_in_talk() -> None:
    turn = linked("不是身份证，是户口本", Found(HUKOU), talk(reason="lost"))

    assert (turn.guide, turn.follows_up, dict(turn.answers)) == (HUKOU, False, {})


def test_a_correction_that_tells_another_situation_stays_with_the_item() -> None:
    turn = linked("说错了，是过期了", Found(HUKOU, probability=0.5), talk(reason="lost"))

    assert (turn.guide, turn.answers) == (ID_CARD, {"reason": "expired"})


@pytest.mark.parametrize(
    ("said", "options"),
    [
        ("身份证丢了", {"reason": "lost"}),
        ("孩子身份证找不着了", {"reason": "lost", "age": "minor"}),
        ("未满16周岁", {"age": "minor"}),
        ("满16周岁", {"age": "adult"}),
        ("身份证多少钱", {}),
        ("丢了还是到期", {}),
    ],
)
def test_options_told_in_ones_own_words_are_read(said: str, options: Mapping[str, str]) -> None:
    assert link.said_options(said, ID_CARD) == options


def test_the_longer_of_two_wordings_decides() -> None:
    assert link.said_options("丢了，其实是过期了", ID_CARD) == {"reason": "expired"}


def test_an_option_told_before_its_question_applies_is_not_kept() -> None:
    turn = linked("孩子身份证过期了", Found(ID_CARD))

    assert turn.answers == {"reason": "expired"}
    assert turn.told == ("reason", "age")


@pytest.mark.parametrize(
    ("said", "length"), [("户口本丢了", 3), ("居民户口簿补发要啥", 7), ("结婚证丢了", 0)]
)
def test_the_longest_name_that_is_said_counts(said: str, length: int) -> None:
    assert link.mention_length(said, subject(HUKOU)) == length
    assert link.mentions(said, subject(HUKOU)) is (length > 0)


@pytest.mark.parametrize("said", ["多少钱", "那在哪办", "得几天呢"])
def test_a_follow_up_stays_with_the_item_in_talk(said: str) -> None:
    turn = linked(said, Found(HUKOU, Element.FEE, probability=0.4), talk(reason="lost"))

    assert (turn.guide, turn.follows_up) == (ID_CARD, True)
    assert turn.answers == {"reason": "lost"}


def test_another_item_that_is_named_is_the_new_topic() -> None:
    turn = linked("户口本丢了咋办", Found(HUKOU, probability=0.7), talk(reason="expired"))

    assert (turn.guide, turn.follows_up) == (HUKOU, False)
    assert turn.answers == {"reason": "lost"}


def test_another_item_found_for_sure_is_the_new_topic_even_unnamed() -> None:
    assert linked("本本没了得补一个", Found(HUKOU, probability=0.9), talk()).guide == HUKOU
    assert linked("本本没了得补一个", Found(HUKOU, probability=0.6), talk()).guide == ID_CARD


def test_naming_the_item_in_talk_stays_with_it() -> None:
    turn = linked("身份证上户口地址咋改", Found(HUKOU, probability=0.99), talk())

    assert (turn.guide, turn.follows_up) == (ID_CARD, True)


def test_a_reply_to_the_situation_question_stays_with_the_item() -> None:
    asked = Option(
        "reason.lost", "丢了补办", "丢了补办", ID_CARD.item.code, "", "", "reason", "lost"
    )

    turn = linked("找不着了", Found(HUKOU, probability=0.99), replace(talk(), options=(asked,)))

    assert (turn.guide, turn.answers) == (ID_CARD, {"reason": "lost"})


def test_a_situation_alone_keeps_the_element_it_changes() -> None:
    turn = linked("丢了", Found(ID_CARD, sure_of_element=0.0), talk(element="materials"))

    assert (turn.element, turn.element_said) == (Element.MATERIALS, True)


def test_a_situation_that_leaves_the_element_alone_moves_to_what_it_changes() -> None:
    turn = linked("丢了", Found(ID_CARD, sure_of_element=0.0), talk(element="fee"))

    assert turn.element is Element.MATERIALS


def test_a_hint_fills_in_only_where_the_words_say_nothing() -> None:
    hinted = replace(talk(), hint="place")

    assert linked("那这个呢", Found(ID_CARD), hinted).element is Element.PLACE
    assert linked("多少钱", Found(ID_CARD, Element.FEE), hinted).element is Element.FEE


def test_an_act_as_hint_is_no_element() -> None:
    turn = linked("那这个呢", Found(ID_CARD), replace(talk(), hint="affirm"))

    assert (turn.element, turn.element_said) == (Element.OVERVIEW, False)


def test_without_a_hit_nothing_is_linked() -> None:
    turn = Turn("啊", Context(), plain="啊", findings=Findings((), (), {}, 0.0))

    link.link(turn, BASE)

    assert (turn.hit, turn.guide) == (None, None)


def test_what_the_citizen_already_had_is_not_asked_about() -> None:
    assert link.mention_length("户口本有，身份证没办过", subject(HUKOU)) == 0
