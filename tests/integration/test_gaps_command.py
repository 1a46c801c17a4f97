"""`python -m hall gaps`: the work list and its steps at a shell, by the same rules as the page."""

import json
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from hall.__main__ import main
from knowledge_base.store.engine import connect
from tests.desk_kit import Clock, clerk_of, desk_on
from tests.knowledge_kit import ID_CARD
from tests.lifecycle_kit import small_record

WORDINGS = ("身份证照片不满意能重拍吗", "身份证照片不满意可以重拍吗")
BY = ("--as", "zhaolei")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Path:
    """An installation with three guides in force, a clerk, and two questions that ask for one thing."""
    for key in ("SECRET_KEY", "ACTION_TOKEN", "DATABASE_URL", "VAR_DIR"):
        monkeypatch.delenv(key, raising=False)
    monkeypatch.setenv("CONTACT_KEY", Fernet.generate_key().decode())
    monkeypatch.chdir(tmp_path)
    engine = connect(f"sqlite:///{tmp_path}/var/onedoor.db")
    small_record(engine, clock)
    desk = desk_on(engine, clock)
    clerk_of(desk, "gongan", "zhaolei")
    for text in WORDINGS:
        desk.note_unanswered(text, "gongan")
    engine.dispose()
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *given: str) -> str:
    """Return what the command prints."""
    assert main(["gaps", *given]) == 0
    return capsys.readouterr().out


def test_groups_are_listed_shown_answered_and_taken_back(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "2 次 2 种问法\tgongan" in told(capsys, "list")
    shown = told(capsys, "show", "1")
    assert all(text in shown for text in WORDINGS)
    written = ("--item", ID_CARD, "--question", WORDINGS[0], "--answer", "可以重拍。")
    assert "已写草稿" in told(capsys, "answer", "1", *BY, *written)
    assert "没有符合条件的" in told(capsys, "list")
    assert "待补" in told(capsys, "reopen", "1", *BY)
    assert "不用补" in told(capsys, "dismiss", "1", *BY, "闲聊")
    (group,) = json.loads(told(capsys, "list", "--state", "all", "--json"))
    assert (group["state"], group["reason"]) == ("dismissed", "闲聊")


def test_what_cannot_be_done_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gaps", "show", "99"]) == 1
    assert "没有这一组问题" in capsys.readouterr().err
    assert main(["gaps", "not-ours", "1", "--as", "nobody"]) == 1
    assert "没有叫 nobody 的账号" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["gaps", "show", "9" * 30])
    assert "没有符合条件的" in told(capsys, "demands")
