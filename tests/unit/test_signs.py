"""What a message does with what was said before is told by the signs of policy/signs.yml."""

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge_base.answering.signs import FILE, Signs, cut, read_signs, signs
from knowledge_base.errors import GuideError
from knowledge_base.patterns import Pattern

Sign = Callable[[Signs], Pattern]


@pytest.mark.parametrize(
    ("sign", "said", "found"),
    [
        (lambda s: s.corrections, "你理解错了，户口本", "你理解错了"),
        (lambda s: s.corrections, "不是本地户口能办吗", "不是"),
        (lambda s: s.refusals, "没让你办身份证", "没让你"),
        (lambda s: s.corrections, "哎呀不对，是到期了", "哎呀不对"),
        (lambda s: s.other_matter, "对了，还有个事", "对了"),
        (lambda s: s.other_matter, "另外驾照到期了咋换", "另外"),
        (lambda s: s.at_hand, "我都有了", "我都有了"),
        (lambda s: s.at_hand, "办下来了吗", "办下来了"),
    ],
)
def test_a_sign_stands_at_the_beginning(sign: Sign, said: str, found: str) -> None:
    read = sign(signs()).match(said)

    assert read is not None
    assert read[0] == found
    assert sign(signs()).match(f"我家{said}") is None


@pytest.mark.parametrize(
    ("sign", "said", "meant"),
    [
        (lambda s: s.not_but, "不是身份证，我要办户口本", "户口本"),
        (lambda s: s.not_but, "不是丢了是到期了", "到期了"),
        (lambda s: s.but_not, "我问的是户口本，不是身份证", "户口本"),
    ],
)
def test_what_is_meant_instead_is_read(sign: Sign, said: str, meant: str) -> None:
    read = sign(signs()).search(said)

    assert read is not None
    assert read["but"] == meant


@pytest.mark.parametrize(
    ("sign", "said", "is_found"),
    [
        (lambda s: s.ellipses, "那孩子的", True),
        (lambda s: s.ellipses, "户口本呢？", True),
        (lambda s: s.ellipses, "户口本在哪办", False),
        (lambda s: s.each, "各要多少钱", True),
        (lambda s: s.each, "各位好", False),
        (lambda s: s.one_visit_list, "哪些事最多跑一次", True),
        (lambda s: s.one_visit_list, "跑一次够不", False),
        (lambda s: s.one_visit_list, "一次办事项清单", True),
    ],
)
def test_a_sign_may_stand_anywhere(sign: Sign, said: str, is_found: bool) -> None:
    assert bool(sign(signs()).search(said)) is is_found


@pytest.mark.parametrize(
    ("sign", "said", "is_all"),
    [
        (lambda s: s.ordinals, "我选第二个", True),
        (lambda s: s.ordinals, "第二代身份证", False),
        (lambda s: s.joins, "还有我的", True),
        (lambda s: s.joins, "丢了，", False),
    ],
)
def test_a_sign_may_be_all_that_is_said(sign: Sign, said: str, is_all: bool) -> None:
    assert bool(sign(signs()).fullmatch(said)) is is_all


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("身份证丢了咋办？结婚证多少钱", ["身份证丢了咋办？", "结婚证多少钱"]),
        ("身份证多少钱，还有结婚证在哪办", ["身份证多少钱", "还有结婚证在哪办"]),
        ("身份证丢了，得带啥", ["身份证丢了，得带啥"]),
    ],
)
def test_a_message_is_cut_where_another_matter_may_begin(said: str, parts: list[str]) -> None:
    assert cut(signs().next_matter, said) == parts


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda text: text.replace("\neach:", "\neech:"), "each: 缺少这一种"),
        (lambda text: f"{text}\nelse:\n  - 咋\n", "else: 没有这一种"),
        (lambda text: text.replace("(?P<but>.{2,})", "(.{2,})"), "not_but: 需为一条带"),
        (
            lambda text: text.replace("  - 没让你|没问", "  - 没让你|(没问"),
            "refusals: 正则写法有误",
        ),
        (lambda _text: "- 不对\n", "corrections: 缺少这一种"),
    ],
    ids=["missing", "unknown", "without its group", "no pattern", "no mapping"],
)
def test_a_fault_names_the_sign_and_its_file(
    tmp_path: Path, change: Callable[[str], str], fault: str
) -> None:
    path = tmp_path / "signs.yml"
    path.write_text(change(FILE.read_text(encoding="utf-8")), encoding="utf-8")

    with pytest.raises(GuideError) as raised:
        read_signs(path)

    assert fault in str(raised.value)
    assert str(path) in str(raised.value)
