"""`python -m hall evaluate answers`: are the facts in the reply, and do they come first."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from hall.evaluation import answers
from hall.evaluation.reading import BadInput
from knowledge_base.model.answer import Answer, AnswerStatus, ItemRef
from knowledge_base.services import KnowledgeBase
from tests.evaluation.rows import written
from tests.knowledge_kit import ID_CARD

ROW, OTHER = ID_CARD[:12], "232011001000"
FACTS = [["40元", "四十"], ["派出所"]]


class Replies:
    """Stands for a knowledge base: says to each question what it was given."""

    def __init__(self, said: Mapping[str, Answer]) -> None:
        self.ask = said.__getitem__


def reply(text: str, status: str = "answered_guide", code: str = ROW) -> Answer:
    """Return an answer about a service."""
    item = ItemRef("", code, "身份证", "公安局") if code else None
    return Answer(status=AnswerStatus(status), text=text, item=item)


def row(query: str, kind: str = "held", **more: Any) -> dict[str, Any]:
    """Return a labelled question that asks for FACTS."""
    told = {"id": query, "query": query, "catalog_code": ROW, "also_ok": [], "facts": FACTS}
    return told | {"kind": kind} | more


def figures(tmp_path: Path, *asked: tuple[dict[str, Any], Answer]) -> dict[str, Any]:
    """Return the figures of rows, each with the reply to it."""
    base = cast(KnowledgeBase, Replies({row["query"]: answer for row, answer in asked}))
    path = written(tmp_path / "answers.jsonl", [row for row, _ in asked])
    return answers.evaluate(base, path, "all")


def test_a_reply_counts_when_one_alternative_of_each_group_is_in_it(tmp_path: Path) -> None:
    counted = figures(
        tmp_path,
        (row("both"), reply("收 40\n元。\n去派出所")),
        (row("other words"), reply("四十块，去派出所")),
        (row("half"), reply("40元")),
    )

    assert (counted["n"], counted["lead"], counted["text"]) == (3, 0.3333, 0.3333)
    assert [m["missing"] for m in counted["misses"]] == [[["40元", "四十"]], [["派出所"]]]


def test_blanks_do_not_matter_and_line_breaks_part_sentences() -> None:
    assert answers.matched_text("收 4 0　元\n派出所\t办") == "收40元；派出所办"


def test_facts_that_come_late_are_in_the_text_and_not_in_the_lead(tmp_path: Path) -> None:
    late = "啊" * 160 + "去派出所，40元"

    counted = figures(tmp_path, (row("late"), reply(late)))

    assert (counted["lead"], counted["text"], counted["misses"][0]["missing"]) == (0.0, 1.0, [])


def test_the_facts_of_another_service_do_not_count_unless_it_is_accepted(tmp_path: Path) -> None:
    said = reply("去派出所，40元", code=OTHER)

    assert figures(tmp_path, (row("wrong"), said))["text"] == 0.0
    assert figures(tmp_path, (row("fine", also_ok=[OTHER]), said))["text"] == 1.0
    assert figures(tmp_path, (row("none"), reply("去派出所，40元", code="")))["text"] == 0.0


def test_only_what_a_guide_or_the_law_answers_is_counted(tmp_path: Path) -> None:
    right = reply("去派出所，40元")

    counted = figures(
        tmp_path,
        (row("held"), right),
        (row("general", "general"), reply("不知道")),
        (row("local", "local"), right),
    )

    assert (counted["n"], counted["text"]) == (2, 0.5)
    assert counted["by_kind"] == {
        "general": {"n": 1, "lead": 0.0, "text": 0.0},
        "held": {"n": 1, "lead": 1.0, "text": 1.0},
        "local": {"n": 1, "lead": 1.0, "text": 1.0},
    }


def test_other_ways_to_end_are_counted_with_the_length(tmp_path: Path) -> None:
    counted = figures(
        tmp_path,
        (row("a"), reply("哪种情况？", "clarify_situation")),
        (row("b"), reply("请打 110", "blocked_emergency")),
        (row("c"), reply("问公安局", "routed_department")),
        (row("d"), reply("去派出所，40元")),
    )

    assert (counted["asked"], counted["blocked"], counted["routed"]) == (0.25, 0.25, 0.25)
    assert counted["length_p50"] == 5.5


def test_styles_are_told_apart_where_rows_have_any(tmp_path: Path) -> None:
    right = reply("去派出所，40元")

    assert "by_style" not in figures(tmp_path, (row("a"), right))
    styled = figures(tmp_path, (row("a", style="typo"), right), (row("b", style="plain"), right))
    assert list(styled["by_style"]) == ["plain", "typo"]


def test_without_a_row_that_counts_every_figure_is_undefined(tmp_path: Path) -> None:
    counted = figures(tmp_path, (row("a", "local"), reply("去派出所")))

    assert (counted["n"], counted["lead"], counted["asked"], counted["length_p50"]) == (
        0,
        None,
        None,
        None,
    )


def test_the_shipped_base_tells_the_fee_of_an_identity_card(
    knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    asked = row("身份证丢了补办多少钱") | {"facts": [["40元"]]}

    counted = answers.evaluate(knowledge, written(tmp_path / "a.jsonl", [asked]), "top")

    assert (counted["n"], counted["lead"]) == (1, 1.0)


@pytest.mark.parametrize("pattern", ["(派出所", "[", "(?<=a+)b"])
def test_a_broken_pattern_is_named_by_line_before_anything_is_asked(
    tmp_path: Path, pattern: str
) -> None:
    rows = [row("a"), row("b") | {"facts": [[pattern]]}]
    path = written(tmp_path / "answers.jsonl", rows)
    said = re.escape(f"{path}:2: facts 里的正则写错了: {pattern!r}")

    with pytest.raises(BadInput, match=said):
        answers.evaluate(cast(KnowledgeBase, Replies({})), path, "all")
