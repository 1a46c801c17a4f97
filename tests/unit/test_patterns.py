"""Patterns cannot run long, and say what `re` says."""

import random
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.compiled import Compiled, compiled
from bench.pumped import everyday, of_pattern
from hall.reception.phrases import load_phrases
from knowledge_base.answering.screen import Screener
from knowledge_base.errors import GuideError
from knowledge_base.patterns import (
    Linear,
    SlowPattern,
    any_of,
    compile_pattern,
    is_linear,
    most_steps,
)
from knowledge_base.patterns.beginnings import from_first
from knowledge_base.patterns.linear import read_by_re2
from knowledge_base.text import mask

POLICY = Path(__file__).parents[2] / "knowledge_base" / "policy"
OWN_FILES = ("hall/doors/chat/widget_bundle.py",)
"""Their patterns read the product's own scripts, which no citizen writes."""
STEEP = 8
"""Twice the text takes twice the time; quadratic takes four times, and a busy machine something on top."""

SLOW = [
    r"(?:a+)+b",
    r"(?:e*m{2,}|hmm+)+$",
    r"(?:喂+|好){1,900}x",
    r"\d+x",
    r".*?谢",
    r"(?:a|ab|b)*c",
    r"[\W_]*(?:急+[\W_]*)+$",
    r"(?=.*a).*b.*c",
]
QUICK = [
    r"\d{1,20}x",
    r"\s+",
    r"^\w+$",
    r"(?:\d[ -]?){15}\d",
    r"a++b?",
    r"[^，]{1,9}，",
    r"(.)\1{3,9}",
]


@pytest.fixture(scope="module")
def patterns() -> list[Compiled]:
    """Every pattern that the product has `re` compile, those of policy files among them."""
    found = [one for one in compiled() if not one.place.startswith(OWN_FILES)]
    assert len(found) > 300
    return found


@pytest.fixture(scope="module")
def screener() -> Screener:
    """The screener of the product."""
    return Screener.load(POLICY)


def slow(patterns: list[Compiled]) -> list[Compiled]:
    """Return those that are not proved linear."""
    return [one for one in patterns if not is_linear(one.pattern, one.flags)]


def test_every_pattern_in_code_and_policy_is_linear(patterns: list[Compiled]) -> None:
    assert not slow(patterns)


@pytest.mark.parametrize(
    "known",
    [
        "knowledge_base/privacy/numbers.py",
        "knowledge_base/privacy/words.py",
        "service_desk/numbers.py",
    ],
)
def test_no_file_with_patterns_is_passed_over(patterns: list[Compiled], known: str) -> None:
    assert any(one.place.startswith(known) for one in patterns)


@pytest.mark.parametrize("phrase", ["吃拿卡要", "单子|情况"])
def test_the_phrases_about_tickets_are_among_the_patterns(
    patterns: list[Compiled], phrase: str
) -> None:
    assert any(phrase in one.pattern for one in patterns)


@pytest.mark.parametrize("what", ["screen", "mask"])
def test_twice_the_text_takes_no_more_than_about_twice_the_time(
    screener: Screener, what: str
) -> None:
    readers: dict[str, Callable[[str], object]] = {"screen": screener.screen, "mask": mask}
    read = readers[what]
    for text in everyday(40):
        read(text)

    once, twice = (_seconds(read, length) for length in (1000, 2000))

    assert twice < STEEP * once


def _seconds(read: Callable[[str], object], length: int) -> float:
    start = time.thread_time()
    for text in everyday(length):
        read(text)
    return time.thread_time() - start


@pytest.mark.parametrize(
    "text", ["e" + "m" * 55, "h" + "m" * 500, "6" * 999, "好哦啊" * 333, "喂" * 995, "急" * 39]
)
def test_a_moan_before_a_question_stops_nobody(screener: Screener, text: str) -> None:
    start = time.thread_time()

    screener.screen(text + "怎么办？x")

    assert time.thread_time() - start < 1


@pytest.mark.parametrize("pattern", SLOW)
def test_what_goes_back_over_the_text_is_not_called_linear(pattern: str) -> None:
    assert not is_linear(pattern)


@pytest.mark.parametrize("pattern", QUICK)
def test_what_reads_on_is_called_linear(pattern: str) -> None:
    assert is_linear(pattern)
    assert most_steps(pattern, length=2000) < 2.3 * most_steps(pattern, length=1000)


LOOKING = [
    r"a(?!b)",
    r"(?<!a)b+(?=c|$)",
    r"\ba\b",
    r"\Bb",
    r"(?:a+(?!b)c?)+",
    r"^(?=.*c).*?a(?!.*b)",
    r"(?P<x>a|ab)(?P<y>c*?)(?<!c)b?",
    r"(?!)|a{2,3}?",
    r"(?:(?:a(?!b)|b+)[c ]*)+",
    r"[^a]\w\W?\d*$",
    r"(?:a|ab)(?:c|bcd)*\s",
    r"[\W_]+\S[^\d]",
]


@pytest.mark.parametrize("pattern", LOOKING)
def test_re2_reads_as_python_does(pattern: str) -> None:
    chance = random.Random(pattern)
    by_python, by_re2 = re.compile(pattern), read_by_re2(pattern)
    for _ in range(400):
        text = "".join(chance.choices("abcd _-中１9，\u3000", k=chance.randint(0, 9)))
        found = [match.span() for match in by_python.finditer(text) if match.group()]
        assert [match.span() for match in by_re2.finditer(text) if match.group()] == found, text
        for how in ("search", "match", "fullmatch"):
            there, here = getattr(by_python, how)(text), getattr(by_re2, how)(text)
            spans = there and [there.span(group) for group in range(by_python.groups + 1)]
            assert (here and list(here.spans)) == spans, (how, text)
        assert any_of([pattern, "龘"]).search(text) == bool(by_python.search(text)), text


BEGINNING = [
    r"ab?|c",
    r"(?:a|b*)c",
    r"(?<!c)[a1]b|^d",
    r"\bc\d?",
    r"a?(?!b)[cd]+$",
    r"\s?1|(?:ab){1,2}",
]


@pytest.mark.parametrize("pattern", BEGINNING)
def test_a_pattern_looked_for_from_its_first_characters_is_found_where_it_stands(
    pattern: str,
) -> None:
    chance = random.Random(pattern)
    quick = [re.compile(one) for one in from_first([pattern, "龘.{0,3}x"])]
    assert quick[0].pattern.startswith("[")
    for _ in range(400):
        text = "".join(chance.choices("abcd 1\n龘x", k=chance.randint(0, 9)))
        found = re.search(f"{pattern}|龘.{{0,3}}x", text)
        assert any(one.search(text) for one in quick) == bool(found), text


@pytest.mark.parametrize("pattern", ["[^a]b", ".c", "a?", r"(?!a)\W?"])
def test_a_pattern_that_may_begin_with_anything_is_left_as_it_is(pattern: str) -> None:
    assert from_first([pattern]) == [f"(?:{pattern})"]


@pytest.mark.parametrize("category", [r"\d", r"\w", r"\s", r"\D", r"\W", r"\S"])
def test_classes_hold_the_characters_of_every_script(category: str) -> None:
    by_re2, by_python = read_by_re2(category), re.compile(category)
    everyday_planes = [chr(code) for code in range(0x3100) if not 0xD800 <= code < 0xE000]
    for char in [*everyday_planes, *map(chr, range(0x4E00, 0x9FFF, 97)), "\U00020000", "１"]:
        assert bool(by_re2.search(char)) == bool(by_python.search(char)), f"{ord(char):x}"


def test_groups_have_names_and_texts_are_replaced() -> None:
    pattern = read_by_re2(r"(?P<not>[^，]+)，(?=要)(?P<but>.+)")
    found = pattern.search("不是补办，要换证")

    assert found and (found["not"], found["but"], found.start("but")) == ("不是补办", "要换证", 5)
    assert read_by_re2(r"a(?!b)").sub("-", "aab a") == "-ab -"
    assert read_by_re2(r"a(?!b)").sub(lambda match: match[0] * 2, "aab a", count=1) == "aaab a"
    assert read_by_re2(r"(?<=\d)[元块]").findall("5元 3块 元") == ["元", "块"]


def test_half_a_character_and_a_mark_of_ours_are_read_over() -> None:
    pattern = read_by_re2(r"(?<!中)文.")

    assert pattern.search("\ud800文\ufdd0") is not None
    assert any_of([r"(?:(?:a+)+|文(?!\ud7ff))+$"]).search("\ud800 \ufdd0文")


def test_a_slow_pattern_finds_another_engine_or_is_refused() -> None:
    assert isinstance(compile_pattern(r"a{2,9}b"), re.Pattern)
    assert isinstance(compile_pattern(r"(?:a+)+(?!b)c"), Linear)
    for pattern in (r"(?:(\w)\1)+x+$", r"(?:a+)+(?!b+c)d"):
        with pytest.raises(SlowPattern):
            compile_pattern(pattern)


@pytest.mark.parametrize("key", ["patterns", "unless", "even_if"])
def test_a_slow_pattern_of_a_policy_file_is_named_by_file_and_line(
    tmp_path: Path, key: str
) -> None:
    topic = f"topics:\n  - topic: a\n    status: smalltalk\n    text: x\n    {key}:\n      - '(?:(.)\\1)+x+$'\n"
    (tmp_path / "screen_1.yml").write_text(topic, encoding="utf-8")

    with pytest.raises(GuideError, match=r"screen_1\.yml:6 a: 正则遇到长文字可能会卡住"):
        Screener.load(tmp_path)


def test_a_slow_word_of_the_examples_is_named_by_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "screen_1.yml").write_text("topics: []\n", encoding="utf-8")
    examples = "groups:\n  danger:\n    unless: ['(?:(.)\\1)+x+$']\n    topics: {fire: [着火了]}\n"
    (tmp_path / "screening_examples.yml").write_text(examples, encoding="utf-8")
    thresholds = "danger: 0.5\ncertain: 0.9\n"
    (tmp_path / "screening_thresholds.yml").write_text(thresholds, encoding="utf-8")

    with pytest.raises(GuideError, match=r"screening_examples\.yml:3 unless: 正则遇到长文字"):
        Screener.load(tmp_path, tmp_path)


def test_a_slow_phrase_about_tickets_is_named_by_file_and_line(tmp_path: Path) -> None:
    broken = tmp_path / "phrases.yml"
    broken.write_text("tails: [吧]\nagrees:\n  - 好\n  - '(?:(.)\\1)+x+$'\n", encoding="utf-8")

    with pytest.raises(GuideError, match=r"phrases\.yml:4 agrees: 正则遇到长文字可能会卡住"):
        load_phrases(broken)


def test_pumped_texts_have_the_length_asked_for(patterns: list[Compiled]) -> None:
    chance = random.Random(1)
    made = [text for one in patterns[::40] for text in of_pattern(one.pattern, 100, chance)]

    assert {len(text) for text in (*made, *everyday(100))} == {100}


def test_a_pattern_that_begins_with_a_set_is_pumped_with_what_it_looks_for() -> None:
    quick = from_first(["着火(?:了|啦)", "喂喂"])[0]

    texts = list(of_pattern(quick, 100, random.Random(1)))

    assert any(text.startswith(("着火", "喂喂")) for text in texts)
