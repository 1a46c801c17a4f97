"""`.env` is whole at every moment, changed only where something is missing, and its faults are one sentence."""

import os
import stat
from pathlib import Path

import pytest

from hall.settings import load_settings, write_missing_secrets
from hall.settings.env_file import change_env, read_env
from hall.settings.errors import EnvFileError
from hall.settings.new_secrets import drop_previous_contact_keys, rotate_contact_key

WHOLE = f"SECRET_KEY={'s' * 32}\nACTION_TOKEN={'a' * 32}\nCONTACT_KEY={'A' * 43}=\nAUDIT_KEY={'A' * 43}=\n"
BLANK = "# 会话签名\nSECRET_KEY=\n\nHALL_PORT=9001\nSECRET_KEY=\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def refusal(file: Path) -> str:
    with pytest.raises(EnvFileError) as caught:
        write_missing_secrets(file, {})
    (sentence,) = caught.value.faults
    assert sentence.startswith(f"{file}: ") and sentence.endswith("。")
    return sentence


def test_a_file_that_lacks_nothing_is_not_written(file: Path) -> None:
    file.write_text(WHOLE, encoding="utf-8")
    file.chmod(0o400)
    before = file.stat()
    assert write_missing_secrets(file, {}) == []
    assert file.stat() == before
    assert list(file.parent.iterdir()) == [file]


def test_a_secret_takes_the_place_where_it_was_blank_and_the_rest_stays(file: Path) -> None:
    file.write_text(BLANK, encoding="utf-8")
    write_missing_secrets(file, {})
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# 会话签名" and lines[1].startswith("SECRET_KEY=")
    assert lines[3] == "HALL_PORT=9001"
    assert [line.partition("=")[0] for line in lines].count("SECRET_KEY") == 1


def test_a_last_line_without_an_end_is_kept_whole(file: Path) -> None:
    file.write_text("HALL_PORT=9001", encoding="utf-8")
    write_missing_secrets(file, {})
    assert load_settings({}, file).hall_port == 9001


def test_what_the_environment_gives_is_not_drawn(file: Path) -> None:
    file.write_text(f"CONTACT_KEY={'A' * 43}=\n", encoding="utf-8")
    given = {"SECRET_KEY": "s" * 32, "ACTION_TOKEN": " ", "CONTACT_KEY": "", "AUDIT_KEY": "a"}
    assert write_missing_secrets(file, given) == ["ACTION_TOKEN"]
    assert read_env(file)["CONTACT_KEY"] == f"{'A' * 43}="


def test_a_file_of_a_windows_editor_is_read(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbfHALL_PORT=9001\r\nLOG_LEVEL=debug\r\n")
    settings = load_settings({}, file)
    assert (settings.hall_port, settings.log_level) == (9001, "debug")


def test_a_file_that_others_may_read_is_closed_to_them(file: Path) -> None:
    file.write_text(WHOLE, encoding="utf-8")
    file.chmod(0o644)
    write_missing_secrets(file, {})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_link_is_read_but_never_replaced(file: Path) -> None:
    target = file.parent / "elsewhere"
    target.write_text("HALL_PORT=9001\n", encoding="utf-8")
    file.symlink_to(target)
    said = refusal(file)
    assert "链接" in said and str(target) in said and "SECRET_KEY" in said
    assert file.is_symlink() and load_settings({}, file).hall_port == 9001
    target.write_text(WHOLE, encoding="utf-8")
    assert write_missing_secrets(file, {}) == []


def test_a_read_only_file_is_left_as_it_is(file: Path) -> None:
    file.write_text("HALL_PORT=9001\n", encoding="utf-8")
    file.chmod(0o400)
    said = refusal(file)
    assert "只读" in said and "CONTACT_KEY" in said
    assert file.read_text(encoding="utf-8") == "HALL_PORT=9001\n"


def test_a_folder_in_its_place_is_named(file: Path) -> None:
    file.mkdir()
    assert "目录" in refusal(file)
    with pytest.raises(EnvFileError, match="目录"):
        load_settings({}, file)


def test_a_file_in_another_encoding_is_named_with_its_line(file: Path) -> None:
    before = "HALL_PORT=9001\n# 端口\n".encode("gbk")
    file.write_bytes(before)
    assert "第 2 行不是 UTF-8" in refusal(file)
    assert file.read_bytes() == before


def test_a_disk_that_takes_nothing_leaves_the_file_as_it_was(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("HALL_PORT=9001\n", encoding="utf-8")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "No space left on device" in refusal(file)
    assert file.read_text(encoding="utf-8") == "HALL_PORT=9001\n"
    assert {path.name for path in file.parent.iterdir()} == {".env", ".env.lock"}


def test_a_change_that_sets_nothing_writes_nothing(file: Path) -> None:
    assert change_env(file, lambda _given: {}) == {}
    assert not file.exists()


def test_a_new_contact_key_keeps_every_one_before_it(file: Path) -> None:
    write_missing_secrets(file, {})
    first = load_settings({}, file).contact_key
    second = rotate_contact_key(file)
    third = rotate_contact_key(file)
    settings = load_settings({}, file)
    assert settings.contact_key == third
    assert settings.contact_keys_previous == (second, first)
    assert first not in repr(settings)


def test_previous_contact_keys_can_be_dropped(file: Path) -> None:
    write_missing_secrets(file, {})
    now = rotate_contact_key(file)
    drop_previous_contact_keys(file)
    assert load_settings({}, file).contact_key == now
    assert load_settings({}, file).contact_keys_previous == ()
