"""The figures of `python -m hall evaluate` on small files, and what it says to a bad one."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hall.__main__ import main
from hall.evaluation import faq, screening, statement_fitting
from hall.evaluation.command import table
from hall.evaluation.dialogues import turn_is_right
from hall.evaluation.reading import BadInput, percentile, read_rows, share
from knowledge_base.services import KnowledgeBase
from knowledge_base.store.engine import connect
from tests.evaluation.rows import written
from tests.knowledge_kit import ID_CARD, NOW, small_catalogue

ROW = ID_CARD[:12]
NUMBER = "13845412345"


def test_refusals_are_counted_by_kind(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    rows = [
        {"id": "r1", "query": "帮我写一首诗", "kind": "chat"},
        {"id": "r2", "query": "身份证多少钱", "kind": "near_gov"},
    ]

    figures = screening.refuse(knowledge, written(tmp_path / "r.jsonl", rows))

    assert (figures["n"], figures["refused"]) == (2, 0.5)
    assert figures["by_kind"] == {"chat": 1.0, "near_gov": 0.0}
    assert [m["id"] for m in figures["misses"]] == ["r2"]


def test_emergencies_count_when_the_right_line_is_named(
    knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    rows = [
        {"id": "u1", "query": "着火了快来人", "is_emergency": True, "hotline": ["119"]},
        {"id": "u2", "query": "着火了快来人", "is_emergency": True, "hotline": ["000"]},
        {"id": "u3", "query": "身份证多少钱", "is_emergency": False, "hotline": []},
    ]

    figures = screening.urgent(knowledge, written(tmp_path / "u.jsonl", rows))

    assert figures == {
        "n": 3,
        "recall": 1.0,
        "heard": 1.0,
        "false_alarms": 0.0,
        "false_lines": 0.0,
        "right_hotline": 0.5,
        "misses": [],
    }


def test_a_hotline_in_front_of_an_answer_is_heard_and_blocks_nobody(
    knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    told = "棚顶让火燎着了一大片，低保能不能先给点"
    rows = [
        {"id": "u1", "query": told, "is_emergency": True, "hotline": ["119"]},
        {"id": "u2", "query": told, "is_emergency": False, "hotline": []},
    ]

    figures = screening.urgent(knowledge, written(tmp_path / "u.jsonl", rows))

    assert (figures["recall"], figures["heard"], figures["right_hotline"]) == (0.0, 1.0, 1.0)
    assert (figures["false_alarms"], figures["false_lines"]) == (0.0, 1.0)
    assert [miss["id"] for miss in figures["misses"]] == ["u2"]


def test_false_alarms_are_undefined_without_calm_rows(
    knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    row = {"id": "u1", "query": "着火了快来人", "is_emergency": True, "hotline": ["119"]}

    assert screening.urgent(knowledge, written(tmp_path / "u.jsonl", [row]))["false_alarms"] is None


def phone(text: str, start: int, end: int) -> dict[str, Any]:
    """Return a text with one phone number marked."""
    return {"id": "p", "text": text, "spans": [{"start": start, "end": end, "type": "phone"}]}


def test_personal_data_counts_when_it_is_covered(tmp_path: Path) -> None:
    rows = [phone(f"电话{NUMBER}", 2, 13), phone("我今年三十岁", 0, 3)]

    figures = screening.pii(written(tmp_path / "p.jsonl", rows))

    assert figures["by_type"] == {"phone": {"recall": 0.5, "precision": 1.0}}
    assert figures["pooled"] == {"recall": 0.5, "precision": 1.0}
    assert [m["text"] for m in figures["misses"]] == ["我今年三十岁"]


def test_a_type_that_was_never_found_has_no_precision(tmp_path: Path) -> None:
    figures = screening.pii(written(tmp_path / "p.jsonl", [phone("我今年三十岁", 0, 3)]))

    assert figures["by_type"] == {"phone": {"recall": 0.0, "precision": None}}


def test_a_foreign_corpus_is_searched_with_nothing_tuned(tmp_path: Path) -> None:
    entries = [
        {"id": "a", "question": "怎么退货", "answer": "七天内可以退。"},
        {"id": "b", "question": "运费多少", "answer": "满百包邮。"},
        {"id": "c", "question": "发票怎么开", "answer": "下单时勾选。"},
    ]
    asked = [
        {"id": "1", "query": "我想退货", "relevant": ["a"]},
        {"id": "2", "query": "开发票", "relevant": ["c"]},
        {"id": "3", "query": "运费", "relevant": ["nowhere"]},
    ]
    corpus = written(tmp_path / "corpus.jsonl", entries)

    figures = faq.evaluate(corpus, written(tmp_path / "queries.jsonl", asked))

    assert (figures["n"], figures["r1"], figures["r5"], figures["mrr"]) == (
        3,
        0.6667,
        0.6667,
        0.6667,
    )


def reply(status: str, **more: Any) -> dict[str, Any]:
    """Return a reply of the chat door with one answer."""
    answer: dict[str, Any] = {
        "status": status,
        "item": None,
        "element": None,
        "options": [],
        "alternatives": [],
    }
    return {"speaker": "bot", "messages": [{"answer": answer | more}]}


@pytest.mark.parametrize(
    ("expect", "got", "right"),
    [
        ({"act": "smalltalk"}, reply("smalltalk"), True),
        ({"act": "smalltalk"}, reply("answered_faq"), False),
        ({"act": "refuse"}, reply("routed_department"), True),
        ({"act": "handoff"}, {"speaker": "waiting", "messages": []}, True),
        ({"act": "handoff"}, {"speaker": "bot", "messages": []}, False),
        (
            {"act": "answer", "catalog_code": ROW, "elements": ["fee"]},
            reply("answered_guide", item={"catalog_code": ROW}, element="fee"),
            True,
        ),
        (
            {"act": "answer", "catalog_code": ROW, "elements": ["fee"]},
            reply("answered_guide", item={"catalog_code": ROW}, element="place"),
            False,
        ),
        (
            {"act": "answer", "catalog_code": ROW, "elements": []},
            reply("answered_guide", item={"catalog_code": "232011001000"}, element="fee"),
            False,
        ),
        (
            {"act": "clarify", "catalog_code": ROW},
            reply("clarify_confirm", options=[{"catalog_code": ROW}]),
            True,
        ),
    ],
)
def test_a_turn_is_right_by_status_service_and_element(
    expect: dict[str, Any], got: dict[str, Any], right: bool
) -> None:
    assert turn_is_right(expect, got) is right


def test_no_values_have_no_share_and_no_percentile() -> None:
    assert (share([]), percentile([], 95)) == (None, None)
    assert (share([True, False, False]), percentile([1.0, 3.0], 50)) == (0.3333, 2.0)


def test_an_undefined_figure_is_shown_as_null() -> None:
    assert table({"n": 0, "recall": None}).split() == ["n", "0", "recall", "null"]


GOOD = '{"id": "p1", "text": "您好", "spans": []}'


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{nonsense", "不是 JSON"),
        ("[1, 2]", "每行需为一个 JSON 对象"),
        ('{"id": "p2", "text": "您好"}', "缺少字段 spans"),
    ],
)
def test_a_bad_line_is_named_and_ends_with_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, said: str
) -> None:
    path = tmp_path / "pii.jsonl"
    path.write_text(f"{GOOD}\n\n{line}\n", encoding="utf-8")

    code = main(["evaluate", "pii", str(path)])

    assert code == 2
    assert f"{path}:3: {said}" in capsys.readouterr().err


@pytest.mark.parametrize("content", [None, "", "\n\n"])
def test_a_missing_or_empty_file_ends_with_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None
) -> None:
    path = tmp_path / "pii.jsonl"
    if content is not None:
        path.write_text(content, encoding="utf-8")

    assert main(["evaluate", "pii", str(path)]) == 2
    assert str(path) in capsys.readouterr().err


def test_a_span_without_a_type_ends_with_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{"id": "p1", "text": "您好", "spans": [{"start": 0, "end": 1}]}]

    assert main(["evaluate", "pii", str(written(tmp_path / "p.jsonl", rows))]) == 2
    assert "p1: spans" in capsys.readouterr().err


def test_poor_figures_end_with_zero_and_every_miss_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path / "p.jsonl", [phone("我今年三十岁", 0, 3)])
    report = tmp_path / "report.json"

    assert main(["evaluate", "pii", str(path), "--json", str(report)]) == 0
    figures = json.loads(report.read_text(encoding="utf-8"))
    assert figures["pooled"] == {"recall": 0.0, "precision": None}
    assert len(figures["misses"]) == 1
    assert "null" in capsys.readouterr().out


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(BadInput, match=r"p\.jsonl: 读不到文件"):
        read_rows(path, ("id",))


@pytest.mark.parametrize(
    ("is_published", "said"), [(False, "还没有办事指南"), (True, "没有标注问题")]
)
def test_where_there_is_nothing_to_fit_to_it_is_said_what_to_do(
    is_published: bool,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'knowledge.db'}")
    kb = KnowledgeBase(engine, tmp_path, clock=lambda: NOW)
    whole = small_catalogue()
    kb.seed(replace(whole, guides=whole.guides if is_published else {}, questions={}))
    monkeypatch.setattr(statement_fitting, "knowledge", lambda: kb)

    assert main(["fit-statements"]) == 2

    assert said in capsys.readouterr().err
    engine.dispose()
