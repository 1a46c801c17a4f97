"""Text of citizens becomes comparable."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base import text as text_module
from knowledge_base.errors import GuideError
from knowledge_base.text import (
    A_FACE,
    initials,
    latin_runs,
    normalise,
    strip_fillers,
    syllables,
    tokens,
    units,
    without_faces,
    words,
)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("身份證遺失怎麼辦", "身份证遗失怎么办"),
        ("ＨＵＫＯＵ本　补办", "hukou本 补办"),
        ("护照\u200b过\u200d期", "护照过期"),
        ("低保\U000e0041\U000e0042怎么申请", "低保怎么申请"),
        ("咋办？？？？", "咋办?"),
        ("急！ ！ ！", "急!"),
        ("😂😂😂🤣", "😂🤣"),
        ("身 份 证 丢 了", "身份证丢了"),
        ("护照 材料", "护照 材料"),
        ("  结婚\n\n登记  ", "结婚 登记"),
    ],
)
def test_normalise_makes_spellings_alike(raw: str, expected: str) -> None:
    assert normalise(raw) == expected


@pytest.mark.parametrize(
    ("raw", "rest"),
    [
        ("谢谢[玫瑰]", "谢谢"),
        ("[玫瑰]谢谢[OK][强]", "谢谢"),
        ("谢谢/:rose/:rose", "谢谢"),
        ("身份证/::)丢了", "身份证丢了"),
        ("太慢了[破涕为笑][捂脸]", "太慢了"),
        ("[Smile]", A_FACE),
        ("/:rose", A_FACE),
        ("【收到不支持的消息类型，暂无法显示】", A_FACE),
        ("【收到不支援的訊息類型，無法顯示】", A_FACE),
        ("[Unsupported Message]", A_FACE),
        ("[身份证]丢了", "[身份证]丢了"),
        ("财税[2018]37号", "财税[2018]37号"),
        ("https://www.example.gov.cn/a:b", "https://www.example.gov.cn/a:b"),
        ("【办理须知】在哪看", "【办理须知】在哪看"),
        ("", ""),
    ],
)
def test_faces_and_stickers_are_no_words(raw: str, rest: str) -> None:
    assert without_faces(raw) == rest


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("", 0),
        ("?", 0),
        ("1", 1),
        ("qq", 1),
        ("下雪了", 3),
        ("俺68了", 3),
        ("身份证丢了", 5),
        ("hkb 补办", 3),
    ],
)
def test_units_are_characters_words_and_numbers(said: str, count: int) -> None:
    assert units(said) == count


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(raw: str) -> None:
    once = normalise(raw)
    assert normalise(once) == once


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("你好，我想问一下户口本丢了咋办", "户口本丢了咋办"),
        ("喂你好那个低保怎么申请啊", "低保怎么申请"),
        ("麻烦问下居住证在哪办，谢谢", "居住证在哪办"),
        ("不好意思打扰一下请问营业执照怎么注销呢", "营业执照怎么注销"),
        ("老师您好，转学几月份受理", "转学几月份受理"),
        ("想了解一下公积金提取", "公积金提取"),
    ],
)
def test_polite_words_are_taken_off(raw: str, expected: str) -> None:
    assert strip_fillers(normalise(raw)) == expected


@pytest.mark.parametrize(
    "question",
    [
        "问题没解决",
        "老师资格证",
        "亲子鉴定",
        "喂养补贴",
        "哈尔滨看病",
        "护照加急",
        "额度多少",
        "请假条",
        "咨询电话",
    ],
)
def test_words_that_only_look_polite_stay(question: str) -> None:
    assert strip_fillers(question) == question


@pytest.mark.parametrize("greeting", ["你好", "谢谢", "那个", "请问"])
def test_a_text_of_nothing_but_politeness_stays_itself(greeting: str) -> None:
    assert strip_fillers(greeting) == greeting


def test_tokens_are_characters_bigrams_and_whole_words() -> None:
    assert tokens("补办sfz要20元") == ["补", "办", "补办", "sfz", "要", "20", "元"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("身份证", ["shen", "fen", "zheng"]),
        ("shenfenzheng", ["shen", "fen", "zheng"]),
        ("住yuan发票", ["zhu", "yuan", "fa", "piao"]),
        ("sfz补办", ["sfz", "bu", "ban"]),
        ("银行卡", ["yin", "hang", "ka"]),
    ],
)
def test_pinyin_and_chinese_share_their_syllables(text: str, expected: list[str]) -> None:
    assert syllables(text) == expected


def test_a_very_long_latin_run_is_left_whole() -> None:
    assert syllables("a" * 100_000) == ["a" * 100_000]


def test_initials_of_a_name_are_what_a_clerk_types() -> None:
    assert initials("居民身份证") == "jmsfz"
    assert initials("sfz") == "sfz"


def test_latin_runs_are_found_inside_chinese() -> None:
    assert latin_runs("hkb补办要qian吗") == ("hkb", "qian")


def test_words_are_cut_by_our_own_dictionary() -> None:
    assert "身份证" in words("身份证补办")


def test_a_short_question_is_prepared_in_a_moment() -> None:
    question = "你好我想问一下身份证丢了以后要到哪个派出所去补办需要带什么"
    tokens(normalise(question))
    runs = [_seconds(lambda: tokens(normalise(question))) for _ in range(50)]
    assert sorted(runs)[25] < 0.0015  # 0.3 ms on a quiet machine; tests share theirs


@pytest.mark.parametrize(
    "piece", ["啊", "请", "身 ", "! ", "问问", "谢谢", "你好,", "a", "😂", "身份證"]
)
def test_a_hundred_kilobytes_of_anything_take_no_long_time(piece: str) -> None:
    flood = piece * (100_000 // len(piece))
    for step in (normalise, strip_fillers, tokens):
        assert _seconds(lambda step=step: step(flood)) < 3  # type: ignore[misc]


def test_a_broken_filler_list_is_named_by_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "fillers.yml"
    broken.write_text("openings:\n  - 你好\n  - '(您好'\n", encoding="utf-8")
    monkeypatch.setattr(text_module, "FILLERS", broken)
    with pytest.raises(GuideError, match=r"fillers\.yml:3 openings"):
        strip_fillers("你好")


def _seconds(work: Callable[[], object]) -> float:
    start = time.thread_time()
    work()
    return time.thread_time() - start
