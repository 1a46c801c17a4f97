"""The forms a setting's value may take: text in, typed value out, or the expectation as a ValueError."""

import base64
import binascii
import re
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from limits import parse

from knowledge_base.audit.hashing import ALGORITHMS, UnknownAlgorithm, require
from knowledge_base.audit.signing import KEY_BYTES
from knowledge_base.calendar.office_hours import OfficeHours, parse_hours

Network: TypeAlias = IPv4Network | IPv6Network

OFF = ""
"""What `off` is read as: the part does not run in this installation."""
MIN_SECRET_CHARS = 24
HOURS_EXPECTED = (
    "应为先后相接的时段，如 08:30-11:30,13:30-17:00；分季节写作 "
    "05-01~09-30=08:00-11:30,13:30-17:00;08:30-11:30,13:30-17:00"
)
DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")


def text(raw: str) -> str:
    """Return the text itself."""
    return raw


def text_or_off(raw: str) -> str:
    """Return the text itself, or `OFF` where the part does not run."""
    return OFF if raw.lower() == "off" else raw


def path(raw: str) -> Path:
    """Return a path, relative to the folder the hall is started in."""
    return Path(raw)


def whole(least: int, most: int) -> Callable[[str], int]:
    """Return a reader of whole numbers from `least` to `most`."""

    def read(raw: str) -> int:
        if not re.fullmatch(r"\d{1,9}", raw) or not least <= int(raw) <= most:
            raise ValueError(f"应为 {least} 到 {most} 的整数")
        return int(raw)

    return read


def seconds(least: float, most: float) -> Callable[[str], float]:
    """Return a reader of seconds from `least` to `most`."""

    def read(raw: str) -> float:
        if not re.fullmatch(r"\d{1,6}(\.\d+)?", raw) or not least <= float(raw) <= most:
            raise ValueError(f"应为 {least:g} 到 {most:g} 的秒数")
        return float(raw)

    return read


def one_of(*words: str) -> Callable[[str], str]:
    """Return a reader of one of these words."""

    def read(raw: str) -> str:
        if raw.lower() not in words:
            raise ValueError(f"应为 {'、'.join(words)} 之一")
        return raw.lower()

    return read


def audit_hash(raw: str) -> str:
    """Return the name of a hash that this machine can compute."""
    chosen = one_of(*ALGORITHMS)(raw)
    try:
        require(chosen)
    except UnknownAlgorithm as error:
        raise ValueError(str(error)) from error
    return chosen


def some_of(*words: str) -> Callable[[str], tuple[str, ...]]:
    """Return a reader of some of these words, or `off` for none."""

    def read(raw: str) -> tuple[str, ...]:
        if raw.lower() == "off":
            return ()
        found = tuple(dict.fromkeys(part.strip().lower() for part in raw.split(",")))
        if not set(found) <= set(words):
            raise ValueError(f"应为 {'、'.join(words)} 中的一个或几个（用逗号隔开），或 off")
        return found

    return read


def yes_or_no(raw: str) -> bool:
    """Return a switch."""
    if raw.lower() not in ("true", "false", "1", "0", "yes", "no", "on", "off"):
        raise ValueError("应为 true 或 false")
    return raw.lower() in ("true", "1", "yes", "on")


def hosts(raw: str) -> tuple[str, ...]:
    """Return the addresses to listen on."""
    found = tuple(part.strip().strip("[]") for part in raw.split(","))
    for host in found:
        if host != "localhost" and not _is_address(host):
            raise ValueError("应为用逗号隔开的 IP 地址，如 ::,0.0.0.0 或 127.0.0.1")
    return found


def _is_address(raw: str) -> bool:
    try:
        return bool(ip_address(raw))
    except ValueError:
        return False


def url(raw: str) -> str:
    """Return an http(s) address without a trailing slash."""
    try:
        parts = urlsplit(raw)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or parts.query or parts.fragment:
        raise ValueError("应为 http:// 或 https:// 开头的地址")
    return raw.rstrip("/")


def url_or_off(raw: str) -> str:
    """Return an address, or `OFF` where the part does not run."""
    if raw.lower() == "off":
        return OFF
    try:
        return url(raw)
    except ValueError as error:
        raise ValueError(f"{error}，或 off（不启用）") from error


def database(raw: str) -> str:
    """Return a database address of SQLAlchemy's form."""
    if raw.split("://", 1)[0] not in DATABASES or "://" not in raw:
        raise ValueError("应为 sqlite:///文件 或 postgresql://用户:密码@主机/库")
    return raw


def redis(raw: str) -> str:
    """Return a Redis address."""
    if not raw.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("应为 redis://主机:端口/库号 或 unix://套接字文件")
    return raw


def secret(raw: str) -> str:
    """Return a secret that is long enough not to be guessed."""
    if len(raw) < MIN_SECRET_CHARS:
        raise ValueError(f"应为至少 {MIN_SECRET_CHARS} 个字符的随机串")
    return raw


def contact_key(raw: str) -> str:
    """Return a Fernet key: 32 bytes in URL-safe base64."""
    if _decoded_length(raw, urlsafe=True) != 32:
        raise ValueError("应为 32 字节的 URL 安全 base64 密钥（Fernet）")
    return raw


def contact_keys(raw: str) -> tuple[str, ...]:
    """Return Fernet keys, the newest first."""
    try:
        return tuple(contact_key(part.strip()) for part in raw.split(","))
    except ValueError as error:
        raise ValueError("应为用逗号隔开的 Fernet 密钥，新的在前") from error


def audit_key(raw: str) -> str:
    """Return an Ed25519 private key: 32 bytes in URL-safe base64."""
    if _decoded_length(raw, urlsafe=True) != KEY_BYTES:
        raise ValueError("应为 32 字节的 URL 安全 base64 密钥（Ed25519）")
    return raw


def aes_key(raw: str) -> str:
    """Return WeChat's EncodingAESKey: 43 characters of base64 for 32 bytes."""
    if not re.fullmatch(r"[A-Za-z0-9+/]{43}", raw) or _decoded_length(raw + "=") != 32:
        raise ValueError("应为公众号后台给的 43 位 EncodingAESKey")
    return raw


def _decoded_length(raw: str, *, urlsafe: bool = False) -> int:
    try:
        altchars = b"-_" if urlsafe else None
        return len(base64.b64decode(raw.encode("ascii"), altchars=altchars))
    except (binascii.Error, UnicodeEncodeError):
        return -1


def wechat_token(raw: str) -> str:
    """Return the token agreed with WeChat."""
    if not re.fullmatch(r"[A-Za-z0-9]{3,32}", raw):
        raise ValueError("应为 3 到 32 位的英文或数字")
    return raw


def origins(raw: str) -> tuple[str, ...]:
    """Return the web origins whose pages may embed the widget; `*` for all."""
    try:
        return ("*",) if raw.strip() == "*" else named_origins(raw)
    except ValueError as error:
        raise ValueError(f"应为 *，或{str(error).removeprefix('应为')}") from error


def named_origins(raw: str) -> tuple[str, ...]:
    """Return web origins, each by its name."""
    found = tuple(part.strip() for part in raw.split(","))
    if not all(re.fullmatch(r"https?://[^/\s*;,'\"]+", origin) for origin in found):
        raise ValueError("应为用逗号隔开的网站源，如 https://www.example.gov.cn")
    return found


def networks(raw: str) -> tuple[Network, ...]:
    """Return the networks of the reverse proxies that may state a client's address."""
    try:
        return tuple(ip_network(part.strip(), strict=False) for part in raw.split(","))
    except ValueError as error:
        raise ValueError("应为用逗号隔开的 IP 或网段，如 127.0.0.1,10.0.0.0/8") from error


def rate(raw: str) -> str:
    """Return a rate such as `100/second`."""
    try:
        parse(raw)
    except ValueError as error:
        raise ValueError("应为 次数/单位，如 100/second 或 120/minute") from error
    return raw


def office_hours(raw: str) -> OfficeHours:
    """Return the hours in which staff answer live on a working day, by season."""
    try:
        return parse_hours(raw)
    except ValueError as error:
        raise ValueError(HOURS_EXPECTED) from error
