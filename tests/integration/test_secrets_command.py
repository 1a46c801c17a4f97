"""`python -m hall secrets`: draws what is missing, changes the contact key, and never shows one."""

import os
import re
from pathlib import Path

import pytest

from hall.__main__ import main
from hall.settings import Settings, load_settings
from knowledge_base.store.engine import connect
from service_desk.resealing import survey
from service_desk.safe import Safe, key_id
from service_desk.store import DeskStore
from tests.desk_kit import NEWBORN, Clock, desk_on
from tests.processes import running


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation that nobody started yet; nothing is set around it."""
    for key in list(os.environ):
        if key in ("SECRET_KEY", "ACTION_TOKEN", "DATABASE_URL", "VAR_DIR") or "CONTACT" in key:
            monkeypatch.delenv(key)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def settings(folder: Path) -> Settings:
    return load_settings({}, folder / ".env")


def leave_contacts(folder: Path, clock: Clock, count: int = 3) -> None:
    """Let citizens leave contacts in the database of the installation."""
    engine = connect(f"sqlite:///{folder}/var/onedoor.db")
    desk = desk_on(engine, clock, contact_key=settings(folder).contact_key)
    for n in range(count):
        desk.open_conversation(f"wx-{n}", "wechat", polls=False)
        desk.hand_over(f"wx-{n}", "户口咋上", NEWBORN)
        desk.add_contact(f"wx-{n}", "13812341234")
    engine.dispose()


def counts(folder: Path) -> tuple[int, int, int]:
    """Return how many values the key in force, older ones and none of them open."""
    own = settings(folder)
    engine = connect(f"sqlite:///{folder}/var/onedoor.db")
    found = survey(DeskStore(engine), Safe(own.contact_key, own.contact_keys_previous))
    engine.dispose()
    return found.current, found.older, len(found.lost)


def test_a_new_installation_gets_every_secret_and_sees_none(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["secrets"]) == 0
    said, own = capsys.readouterr().out, settings(folder)
    assert "SECRET_KEY、ACTION_TOKEN、CONTACT_KEY、AUDIT_KEY" in said
    assert key_id(own.contact_key) in said
    assert not any(key in said for key in (own.secret_key, own.action_token, own.contact_key))
    assert not (folder / "var").exists()


def test_a_new_contact_key_takes_over_and_the_old_one_can_then_be_dropped(
    folder: Path, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["secrets"])
    first = settings(folder).contact_key
    leave_contacts(folder, clock)
    assert main(["secrets", "rotate"]) == 0
    own = settings(folder)
    assert own.contact_key != first and own.contact_keys_previous == (first,)
    assert counts(folder) == (3, 0, 0)
    said = capsys.readouterr().out
    assert "3 条" in said and "--drop-old" in said
    assert not any(key in said for key in (first, own.contact_key))
    assert main(["secrets", "--drop-old"]) == 0
    assert settings(folder).contact_keys_previous == ()
    assert counts(folder) == (3, 0, 0)


def test_a_change_that_broke_off_goes_on_with_the_key_it_had_drawn(
    folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    main(["secrets"])
    leave_contacts(folder, clock)
    with monkeypatch.context() as broken:

        def stopped(*_anything: object) -> int:
            raise KeyboardInterrupt

        broken.setattr("hall.running.keys.reseal", stopped)
        with pytest.raises(KeyboardInterrupt):
            main(["secrets", "rotate"])
    drawn = settings(folder).contact_key
    assert counts(folder) == (0, 3, 0)
    assert main(["secrets", "rotate"]) == 0
    assert settings(folder).contact_key == drawn
    assert counts(folder) == (3, 0, 0)


def test_a_key_that_still_seals_something_is_not_dropped(
    folder: Path, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["secrets"])
    first = settings(folder).contact_key
    leave_contacts(folder, clock)
    main(["secrets", "rotate"])
    file = folder / ".env"
    file.write_text(f"{file.read_text()}CONTACT_KEY={first}\n")
    file.write_text(file.read_text().replace(f"CONTACT_KEYS_PREVIOUS={first}\n", ""))
    old, new = first, re.search(r"^CONTACT_KEY=(.*)$", file.read_text(), re.MULTILINE)
    assert new and new[1] != old
    file.write_text(f"{file.read_text()}CONTACT_KEYS_PREVIOUS={new[1]}\n")
    assert main(["secrets", "--drop-old"]) == 1
    assert "还有 3 条" in capsys.readouterr().err
    assert settings(folder).contact_keys_previous == (new[1],)


def test_what_cannot_be_opened_is_counted_and_the_rest_is_changed(
    folder: Path, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["secrets"])
    leave_contacts(folder, clock, count=2)
    (folder / ".env").unlink()
    assert main(["secrets", "--new-contact-key"]) == 0
    engine = connect(f"sqlite:///{folder}/var/onedoor.db")
    desk = desk_on(engine, clock, contact_key=settings(folder).contact_key)
    desk.open_conversation("wx-later", "wechat", polls=False)
    desk.pushes.remember_address("wx-later", "openid")
    engine.dispose()
    assert main(["secrets", "rotate"]) == 0
    assert counts(folder) == (1, 0, 2)
    assert "有 2 条" in capsys.readouterr().err


def test_a_contact_key_that_is_gone_is_not_replaced_in_silence(
    folder: Path, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["secrets"])
    kept = (folder / ".env").read_text()
    leave_contacts(folder, clock)
    (folder / ".env").unlink()
    for command in (["secrets"], ["up"], ["serve"]):
        assert main(command) != 0
        said = capsys.readouterr().err
        assert said.startswith("CONTACT_KEY: ") and "备份" in said and "--new-contact-key" in said
        assert said.count("\n") == 1
        assert not (folder / ".env").exists()
    (folder / ".env").write_text(kept)
    assert main(["secrets"]) == 0


def test_no_key_is_changed_while_the_hall_runs(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["secrets"])
    before = (folder / ".env").read_text()
    with running(folder / "var", "serve") as hall:
        assert main(["secrets", "rotate"]) == 1
        assert f"已经在运行（进程 {hall.pid}，" in capsys.readouterr().err
    assert (folder / ".env").read_text() == before
    assert main(["secrets", "rotate"]) == 0


def test_a_key_given_by_the_environment_cannot_be_changed_here(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONTACT_KEY", f"{'A' * 43}=")
    assert main(["secrets", "rotate"]) == 1
    assert "CONTACT_KEY: 由环境变量给出" in capsys.readouterr().err


def test_a_fault_of_the_settings_is_a_sentence_at_every_command(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / ".env").mkdir()
    for command in ("seed", "train", "build", "secrets", "serve", "up"):
        assert main([command]) != 0
        said = capsys.readouterr().err
        assert said.startswith(".env: ") and "目录" in said and "Traceback" not in said
