"""The figures of `python -m hall evaluate questions`: what `ask()` says, and the search report beside it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hall.evaluation import questions
from knowledge_base.model.answer import Answer, AnswerStatus, ItemRef, Option
from knowledge_base.services import KnowledgeBase
from tests.evaluation.rows import written
from tests.knowledge_kit import ID_CARD, shipped

ROW = ID_CARD[:12]


def question(number: int, query: str, code: str, *elements: str) -> dict[str, Any]:
    """Return a labelled question."""
    return {
        "id": f"q{number}",
        "query": query,
        "catalog_code": code,
        "also_ok": [],
        "elements": list(elements),
        "style": "plain",
    }


@pytest.fixture
def tasks(tmp_path: Path) -> Path:
    """One question answered right, one labelled with another service."""
    rows = [
        question(1, "身份证多少钱", ROW, "fee"),
        question(2, "身份证多少钱", "232011001000", "fee"),
    ]
    return written(tmp_path / "questions.jsonl", rows)


def test_right_and_wrong_services_are_counted(knowledge: KnowledgeBase, tasks: Path) -> None:
    figures = questions.evaluate(knowledge, tasks, "all")

    assert {k: figures[k] for k in ("n", "item_top1", "item_element_top1", "answered")} == {
        "n": 2,
        "item_top1": 0.5,
        "item_element_top1": 0.5,
        "answered": 1.0,
    }
    assert figures["precision_answered"] == 0.5
    assert figures["by_style"] == {"plain": {"n": 2, "item_top1": 0.5, "item_element_top1": 0.5}}
    assert [m["id"] for m in figures["misses"]] == ["q2"]
    assert 0 < figures["p50_ms"] <= figures["p95_ms"]


def test_the_service_that_is_asked_back_counts_as_the_first(
    knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    first = knowledge.ask("怎么年检").options[0].catalog_code
    path = written(tmp_path / "q.jsonl", [question(1, "怎么年检", first, "steps")])

    figures = questions.evaluate(knowledge, path, "all")

    assert (figures["item_top1"], figures["answered"]) == (1.0, 0.0)


def test_the_answer_counts_and_search_is_told_beside_it(
    knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    path = written(tmp_path / "q.jsonl", [question(1, "身份证多少钱", ROW, "fee")])

    figures = questions.evaluate(knowledge, path, "all")

    assert (figures["item_top1"], figures["search_top1"]) == (1.0, 1.0)
    assert sum(row["n"] for row in figures["reliability"].values()) == 1
    assert figures["augrc"] == 0.0


def test_an_answer_leads_to_its_item_first_and_then_to_what_it_offers() -> None:
    offered = Option("b", "乙", "乙", catalog_code="2"), Option("x", "办好了吗", "办好了吗")
    asked_back = Answer(AnswerStatus.CLARIFY_ITEM, "哪一件？", options=offered)
    about = replace(asked_back, item=ItemRef("", "1", "甲", "公安局"))

    assert questions.said_codes(asked_back) == ["2"]
    assert questions.said_codes(about) == ["1", "2"]


def test_another_accepted_service_counts_as_right(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    row = question(1, "身份证多少钱", "232011001000", "fee") | {"also_ok": [ROW]}

    figures = questions.evaluate(knowledge, written(tmp_path / "q.jsonl", [row]), "all")

    assert (figures["item_top1"], figures["precision_answered"]) == (1.0, 1.0)


def test_precision_is_undefined_when_nothing_was_answered(
    knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    path = written(tmp_path / "q.jsonl", [question(1, "呜啦啦", ROW, "fee")])

    figures = questions.evaluate(knowledge, path, "all")

    assert (figures["answered"], figures["precision_answered"]) == (0.0, None)


def test_only_rows_of_top_priority_count_when_asked(
    knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    other = next(c for c, e in shipped().entries.items() if e.priority != "top")
    rows = [question(1, "身份证多少钱", ROW, "fee"), question(2, "身份证多少钱", other, "fee")]
    path = written(tmp_path / "q.jsonl", rows)

    assert questions.evaluate(knowledge, path, "top")["n"] == 1
    assert questions.evaluate(knowledge, path, "all")["n"] == 2


def test_without_a_row_that_counts_every_figure_is_undefined(
    knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    path = written(tmp_path / "q.jsonl", [question(1, "身份证多少钱", "999999999999", "fee")])

    figures = questions.evaluate(knowledge, path, "top")

    assert (figures["n"], figures["item_top1"], figures["p95_ms"]) == (0, None, None)
