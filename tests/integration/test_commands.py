"""What the command line says."""

import pytest

import hall.running.knowledge as commands
from hall.__main__ import main
from hall.doors.registration import channels
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
