"""Ages, spans of time, amounts and counts are read as numbers, in digits and in Chinese."""

import math

import pytest

from knowledge_base.retrieval.quantities import Quantity, number, quantities, ranges


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("72", 72),
        ("2.5", 2.5),
        ("5万", 50_000),
        ("十", 10),
        ("十六", 16),
        ("八十", 80),
        ("一百二十", 120),
        ("两千五百", 2500),
        ("一万五千", 15_000),
        ("俩", 2),
    ],
)
def test_a_number_is_read_in_digits_and_in_chinese(written: str, value: float) -> None:
    assert number(written) == value


def test_what_is_no_number_has_no_value() -> None:
    assert number("好些") is None


@pytest.mark.parametrize(
    ("said", "value", "unit"),
    [
        ("我妈72岁了", 72, "age"),
        ("孩子十六岁半", 16, "age"),
        ("老人八十多岁", 80, "age"),
        ("超了三年多", 3, "year"),
        ("还有两个月到期", 2, "month"),
        ("都30天了", 30, "day"),
        ("收了一百二十块", 120, "money"),
        ("贷5万元", 50_000, "money"),
        ("2.5吨的货车", 2.5, "ton"),
        ("家里五口人", 5, "person"),
        ("7座车", 7, "seat"),
    ],
)
def test_what_a_message_states_is_a_number_with_its_unit(
    said: str, value: float, unit: str
) -> None:
    assert quantities(said) == [Quantity(value, value, unit)]


def test_a_message_may_state_several_quantities() -> None:
    assert [(q.low, q.unit) for q in quantities("我72岁，孙子3岁，交了20元")] == [
        (72, "age"),
        (3, "age"),
        (20, "money"),
    ]


@pytest.mark.parametrize("said", ["身份证丢了", "住在三村镇", "一直没办", "第二个"])
def test_a_number_without_a_unit_states_nothing(said: str) -> None:
    assert quantities(said) == []


@pytest.mark.parametrize(
    ("label", "within", "beyond"),
    [
        ("未满16周岁", "15岁", "16岁"),
        ("不满一年", "0年", "一年"),
        ("满16周岁", "16岁", "15岁"),
        ("60岁以上", "60岁", "59岁"),
        ("80周岁及以上", "80岁", "79岁"),
        ("超过30日", "31天", "30天"),
        ("一年以内", "1年", "2年"),
        ("7座及以下", "7座", "8座"),
        ("5万元以下", "5万元", "6万元"),
        ("4.5吨以上", "5吨", "4吨"),
        ("16至25周岁", "25岁", "26岁"),
        ("三十至五十岁", "30岁", "29岁"),
    ],
)
def test_a_label_names_a_range_with_its_bounds(label: str, within: str, beyond: str) -> None:
    """以上, 以下 and 以内 include the number they name, 未满, 不满 and 超过 do not (Civil Code, article 1259)."""
    (named,) = ranges(label)

    assert named.holds(quantities(within)[0])
    assert not named.holds(quantities(beyond)[0])


def test_a_label_without_a_bound_names_no_range() -> None:
    assert ranges("丢了补办") == []


def test_quantities_of_other_units_are_not_compared() -> None:
    assert not Quantity(0, math.inf, "year").holds(Quantity(3, 3, "age"))
