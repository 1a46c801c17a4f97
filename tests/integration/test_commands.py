"""What the command line says."""

import pytest

import hall.running.knowledge as commands
import hall.running.laws as law_commands
import hall.running.materials as material_commands
from hall.__main__ import main
from hall.doors.registration import channels
from hall.running.explaining import explain
from knowledge_base.building import asker
from knowledge_base.retrieval.choosing import StatementRanker, shares_of
from knowledge_base.services import KnowledgeBase


@pytest.mark.parametrize("door", sorted(channels()))
def test_a_question_is_answered_as_its_channel_shows_it(
    door: str,
    knowledge: KnowledgeBase,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(commands, "knowledge", lambda: knowledge)

    assert main(["ask", "身份证丢了要带什么材料", "--door", door]) == 0

    said = capsys.readouterr().out
    assert "居民户口簿" in said
    assert "样例数据" in said
    assert ("weixin://" in said) == (door == "wechat")


def test_an_explanation_names_what_was_read_compared_and_cited(
    knowledge: KnowledgeBase,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(commands, "knowledge", lambda: knowledge)
    question = "身份证丢了去哪补，要多少钱"

    assert main(["ask", question, "--explain"]) == 0

    said = capsys.readouterr().out
    answer, limits = knowledge.ask(question), knowledge.base.thresholds
    assert "1. where  身份证丢了去哪补\n  2. howmuch  要多少钱" in said
    assert "居民身份证申领、换领、补领 232009001000-01（item）" in said
    assert "reason=lost  丢了补办" in said
    assert f"≥ answer {limits.answer}" in said
    decision, cited = said.split("【决定】")[1].split("【引用的要点】")
    assert answer.status in decision
    assert [line.split()[0] for line in cited.strip().splitlines()] == list(
        dict.fromkeys(citation.statement for citation in answer.citations)
    )


def test_what_ends_at_a_screen_is_explained_without_subjects(knowledge: KnowledgeBase) -> None:
    said = explain("家里着火了火苗都窜到房顶了快来人啊", knowledge.base)

    assert "blocked_emergency" in said
    assert "【候选事项（得分，把握 P）】\n  无" in said


def test_what_the_parts_add_makes_the_shares_of_statements(knowledge: KnowledgeBase) -> None:
    chooser, code = knowledge.base.chooser, "232009001000-01"
    assert isinstance(chooser, StatementRanker)
    asking, told = asker().read("身份证丢了补办要多少钱"), {"reason": "lost"}

    shares = shares_of(chooser.added(code, asking, told)[0].sum(axis=1))

    chosen = {s.statement.id: s.share for s in chooser.choose(code, asking, told)[0].likely}
    rows = chooser.evidence.statements(code)
    assert dict(zip((s.id for s in rows), shares, strict=True)) == pytest.approx(chosen, abs=1e-4)


@pytest.mark.parametrize(
    ("option", "title", "row"),
    [
        ([], "出具单位", "居民身份证"),
        (["--replaceable"], "还能免交", "电子证照：电子营业执照"),
        (["--without-basis"], "哪种情况要", "居民身份证申领、换领、补领"),
    ],
)
def test_the_tables_of_materials_are_printed_as_the_console_shows_them(
    option: list[str],
    title: str,
    row: str,
    knowledge: KnowledgeBase,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(material_commands, "knowledge", lambda: knowledge)

    assert main(["materials", *option]) == 0

    said = capsys.readouterr()
    heads, *rows = said.out.splitlines()
    assert title in heads.split("\t")
    assert {line.count("\t") for line in rows} == {heads.count("\t")}
    assert any(row in line for line in rows)
    assert f"共 {len(rows)} 行" in said.err


@pytest.mark.parametrize(
    ("option", "row"),
    [
        ([], "居住证暂行条例\t行政法规\t国务院令第663号\t现行有效"),
        (
            ["--affected", "居民身份证法"],
            "居民身份证申领、换领、补领\t232009001000-01\tlegal_basis.",
        ),
        (["--findings"], "clause-unlike\t农机购置与应用补贴"),
    ],
)
def test_laws_and_what_rests_on_them_are_printed(
    option: list[str],
    row: str,
    knowledge: KnowledgeBase,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(law_commands, "knowledge", lambda: knowledge)

    assert main(["laws", *option]) == 0

    said = capsys.readouterr()
    assert row in said.out
    assert f"共 {len(said.out.splitlines())} " in said.err


def test_a_law_that_the_list_lacks_is_told(
    knowledge: KnowledgeBase,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(law_commands, "knowledge", lambda: knowledge)

    assert main(["laws", "--affected", "没有这种法"]) == 1

    assert "法规库里没有《没有这种法》" in capsys.readouterr().err
