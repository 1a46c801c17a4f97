"""`python -m hall audit` and what the running hall does every day: sign, check, and say which entry was changed."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from hall.__main__ import main
from hall.bootstrap import Application
from hall.running.housekeeping import Housekeeping
from knowledge_base.audit.roots import files_in
from knowledge_base.lifecycle.inspections import Inspections
from knowledge_base.store.engine import connect
from tests.desk_kit import Clock, desk_on


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Path:
    """An installation in which an account was made."""
    for key in list(os.environ):
        if key in ("SECRET_KEY", "ACTION_TOKEN", "DATABASE_URL", "VAR_DIR") or "AUDIT" in key:
            monkeypatch.delenv(key)
    monkeypatch.chdir(tmp_path)
    engine = connect(f"sqlite:///{tmp_path}/var/onedoor.db")
    desk_on(engine, clock).accounts.ensure_first_admin()
    engine.dispose()
    return tmp_path


def tamper(folder: Path) -> None:
    """Change who made the account."""
    engine = connect(f"sqlite:///{folder}/var/onedoor.db")
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_entry_unchanged"))
        connection.execute(text("UPDATE audit_entry SET actor = 'zhaolei' WHERE seq = 1"))
    engine.dispose()


def test_a_whole_audit_is_said_to_be_whole(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "verify"]) == 0
    assert "共 1 条，与 0 份签名都对得上" in capsys.readouterr().out
    assert main(["audit", "root"]) == 0
    assert "已签名：第 1 份，共 1 条" in capsys.readouterr().out
    assert main(["audit", "verify"]) == 0
    assert "共 2 条，与 1 份签名都对得上" in capsys.readouterr().out


def test_what_was_changed_is_named_and_the_exit_code_is_1(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper(folder)

    assert main(["audit", "verify"]) == 1
    said = capsys.readouterr().err
    assert "! 第 1 条：谁做的、对什么做的、说明或来源，与当时登记的不一致" in said
    assert "共 1 处对不上" in said


def test_the_roots_may_lie_elsewhere(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["audit", "root"])
    (folder / "var/audit_roots").rename(folder / "usb")

    assert main(["audit", "verify"]) == 1
    assert "第 1 份签名文件不在 var/audit_roots" in capsys.readouterr().err
    assert main(["audit", "verify", "--roots", "usb"]) == 0
    assert main(["audit", "verify", "--roots", "nowhere"]) == 2


def test_after_another_key_the_old_signatures_are_checked_by_the_public_key_that_was_kept(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["audit", "root"])
    (folder / ".env").write_text("")

    assert main(["audit", "verify"]) == 1
    assert "签名不对" in capsys.readouterr().err
    assert main(["audit", "verify", "--key", "var/audit_roots/public_key.pem"]) == 0
    assert main(["audit", "verify", "--key", ".env"]) == 2


def test_sm3_goes_on_where_sha256_ended(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["audit", "root"])
    monkeypatch.setenv("AUDIT_HASH", "sm3")
    main(["audit", "root"])

    assert main(["audit", "verify"]) == 0
    assert "共 4 条，与 2 份签名" in capsys.readouterr().out


@pytest.fixture
def housekeeping(console_hall: Application) -> Iterator[Housekeeping]:
    """What tends a hall every minute."""
    yield Housekeeping(console_hall)


def test_a_running_hall_signs_once_a_day(housekeeping: Housekeeping, clock: Clock) -> None:
    folder = housekeeping.application.settings.audit_roots
    housekeeping.sign()
    housekeeping.sign()
    clock.forward(days=1)
    housekeeping.sign()

    assert [path.name for path in files_in(folder)] == [
        "000001-2026-11-23.json",
        "000002-2026-11-24.json",
    ]


def test_an_inspection_that_fails_keeps_nothing_else_from_being_done(
    housekeeping: Housekeeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def fails(_: Inspections) -> None:
        raise RuntimeError

    monkeypatch.setattr(Inspections, "keep_time", fails)
    monkeypatch.setattr(type(housekeeping.application.loop), "tend", lambda _: done.append("loop"))

    housekeeping.round()

    assert done == ["loop"]


def test_a_disk_that_is_gone_stops_nothing(
    housekeeping: Housekeeping, clock: Clock, tmp_path: Path
) -> None:
    housekeeping.sign()
    settings = replace(housekeeping.application.settings, audit_root_dir=tmp_path / "gone")
    elsewhere = Housekeeping(replace(housekeeping.application, settings=settings))
    clock.forward(days=1)
    elsewhere.sign()

    assert files_in(tmp_path / "gone") == []
    housekeeping.sign()
    assert len(files_in(housekeeping.application.settings.audit_roots)) == 2
