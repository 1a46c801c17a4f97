"""Settings: defaults, faults that name key, value and expectation, secrets that stay hidden."""

import re
import stat
from dataclasses import fields
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from hall.settings import Settings, SettingsError, load_settings, write_missing_secrets

EXAMPLE = Path(__file__).parents[2] / ".env.example"
SECRET = "s" * 32

WRONG = [
    ("HALL_PORT", "abc", "1 到 65535"),
    ("HALL_PORT", "70000", "1 到 65535"),
    ("HALL_HOST", "everywhere", "IP 地址"),
    ("PUBLIC_URL", "hall.gov.cn", "http://"),
    ("PUBLIC_URL", "http://[::1", "http://"),
    ("RASA_URL", "ftp://x", "off"),
    ("DATABASE_URL", "mysql://x", "sqlite:///"),
    ("DATABASE_URL", "sqlite", "sqlite:///"),
    ("REDIS_URL", "localhost:6379", "redis://"),
    ("SECRET_KEY", "short", "24"),
    ("CONTACT_KEY", "x" * 44, "Fernet"),
    ("WIDGET_ORIGINS", "www.example.cn", "网站源"),
    ("CHAT_FRAME_ANCESTORS", "*", "网站源"),
    ("CHAT_FRAME_ANCESTORS", "https://a.cn; script-src *", "网站源"),
    ("TRUSTED_PROXIES", "10.0.0.0/99", "网段"),
    ("RATE_LIMIT_API", "many", "100/second"),
    ("RASA_TURN_TIMEOUT", "0", "0.1 到 30"),
    ("RASA_TURN_TIMEOUT", "nan", "0.1 到 30"),
    ("STAFF_HOURS", "17:00-08:30", "时段"),
    ("WECHAT_TOKEN", "有空格 的", "英文或数字"),
    ("WECHAT_AES_KEY", "abc", "43"),
    ("WECHAT_CAN_PUSH", "maybe", "true 或 false"),
    ("LOG_LEVEL", "loud", "debug"),
    ("AUDIT_HASH", "md5", "sha256、sm3"),
    ("AUDIT_KEY", "x" * 44, "Ed25519"),
]


def example() -> dict[str, str]:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if re.match(r"[A-Z]", line))


def test_nothing_set_gives_the_defaults() -> None:
    settings = load_settings({}, None)
    assert settings == Settings()
    assert settings.hall_port == 8000
    assert settings.rasa_max_turns == 12


def test_the_example_file_lists_every_key_and_no_other() -> None:
    assert set(example()) == {key.name.upper() for key in fields(Settings)}


def test_the_values_in_the_example_file_are_the_defaults() -> None:
    assert load_settings(example(), None) == Settings()


def test_every_key_of_the_example_file_has_a_comment_above_it() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    keys = [n for n, line in enumerate(lines) if re.match(r"[A-Z]", line)]
    assert keys
    assert [lines[n] for n in keys if not lines[n - 1].startswith("# ")] == []


@pytest.mark.parametrize(("key", "value", "expectation"), WRONG)
def test_a_wrong_value_names_key_and_expectation(key: str, value: str, expectation: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({key: value}, None)
    message = str(caught.value)
    assert message.startswith(f"{key}: ")
    assert expectation in message


@pytest.mark.parametrize("key", ["WECHAT_AES_KEY", "WECHAT_AES_KEY_PREVIOUS"])
def test_safe_mode_without_its_account_is_a_fault_and_no_plain_mode(key: str) -> None:
    with pytest.raises(SettingsError, match=r"WECHAT_APPID: .*安全模式"):
        load_settings({"WECHAT_TOKEN": "tongjiang1", key: "A" * 43}, None)
    given = {"WECHAT_TOKEN": "tongjiang1", key: "A" * 43, "WECHAT_APPID": "wx1"}
    assert not load_settings(given, None).wechat_plain_allowed


def test_a_wrong_value_is_shown() -> None:
    with pytest.raises(SettingsError, match="现为 'abc'"):
        load_settings({"HALL_PORT": "abc"}, None)


def test_a_wrong_secret_is_not_shown() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"SECRET_KEY": "hunter2"}, None)
    assert "hunter2" not in str(caught.value)


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"HALL_PORT": "x", "LOG_LEVEL": "x"}, None)
    assert len(caught.value.faults) == 2


def test_secrets_are_hidden_in_the_repr() -> None:
    settings = load_settings({"SECRET_KEY": SECRET, "WECHAT_TOKEN": "tongjiang1"}, None)
    assert settings.secret_key == SECRET
    assert SECRET not in repr(settings)
    assert "tongjiang1" not in repr(settings)


def test_the_environment_outranks_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("HALL_PORT=9001\nLOG_LEVEL=debug\n", encoding="utf-8")
    settings = load_settings({"HALL_PORT": "9002"}, file)
    assert (settings.hall_port, settings.log_level) == (9002, "debug")


def test_off_means_the_part_does_not_run() -> None:
    assert load_settings({"RASA_URL": "off"}, None).rasa_url == ""


def test_https_makes_the_installation_secure() -> None:
    assert load_settings({"PUBLIC_URL": "https://hall.example.gov.cn/"}, None).secure
    assert not Settings().secure


def test_missing_secrets_are_drawn_once_and_readable_by_the_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("HALL_PORT=9001\nSECRET_KEY=\n", encoding="utf-8")
    file.chmod(0o644)
    assert write_missing_secrets(file) == ["SECRET_KEY", "ACTION_TOKEN", "CONTACT_KEY", "AUDIT_KEY"]
    first = load_settings({}, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert first.hall_port == 9001
    assert Fernet(first.contact_key)
    assert write_missing_secrets(file) == []
    assert load_settings({}, file) == first


def test_a_secret_that_stands_in_the_file_is_kept(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(f"SECRET_KEY={SECRET}\n", encoding="utf-8")
    assert "SECRET_KEY" not in write_missing_secrets(file)
    assert load_settings({}, file).secret_key == SECRET
