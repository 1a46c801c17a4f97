"""Find how a person can be reached (联系方式): mobiles, landlines, e-mail, QQ and WeChat.

The same patterns say what is masked and what is kept as a contact. A mobile is always a person's; a landline is
one where words say so, for most that citizens write are an office's.
"""

import re
from collections.abc import Iterator

from knowledge_base.privacy.folding import Found, fold, in_digits
from knowledge_base.privacy.numbers import (
    AFTER,
    BEFORE,
    DASHES,
    GAP,
    WIDE_GAP,
    by_rule,
    follows_code_word,
    named,
    whole,
)

_EMAIL = re.compile(
    r"(?<![A-Za-z\d._%+*-])[A-Za-z\d._%+-]{1,64} ?@ ?[A-Za-z\d-]{1,40}(?:\.[A-Za-z\d-]{1,20}){1,4}"
)
_COUNTRY = rf"(?:\(?(?:\+|00)?86\)?{GAP}|0)?"
_PHONE = re.compile(rf"{BEFORE}{_COUNTRY}(1{GAP}[3-9](?:{GAP}\d){{9}}){AFTER}")
_PHONE_BROKEN = re.compile(rf"{BEFORE}{_COUNTRY}(1{WIDE_GAP}[3-9](?:{WIDE_GAP}\d){{9}}){AFTER}")
_AREA_CODE = r"\(?0(?:10|2\d|[3-9]\d\d)\)?"
_LANDLINE = re.compile(rf"{BEFORE}{_AREA_CODE}{GAP}[2-9]\d{{2,3}}[ {DASHES}]?\d{{4}}(?![\d*])")
_LOCAL = re.compile(
    rf"(?:座机|固话|宅电|家电|电话|联系方式)(?:号码|号)?[是为:\s]{{0,3}}([2-9]\d{{2,3}}[ {DASHES}]?\d{{4}})(?![\d*]|\s?(?:元|万|块))"
)
_OWN = re.compile(
    "家里|家中|我家|俺家|宅电|家电|座机|固话|电话|我的|我号|本人|联系方式|回电|回话|打给|找我|拨打|号码|联系我"
)
_OFFICES = re.compile(
    "咨询|投诉|举报|监督|服务|值班|窗口|大厅|中心|[局所院委办厅站队馆]|单位|公司|银行|学校|物业|热线|官方|你们|贵|官网|公布|预约|挂号|客服|政府"
)
_ASKED = re.compile(
    "吗|么|是不是|对不|是哪|哪个|谁的|没人|打不通|占线|不接|打了|转\\s?\\d|[?]|是啥|归"
)
_CONTEXT = 12
_BARE = 40
"""A message no longer than this, without a word in it, gives the number and nothing else."""
_QQ = re.compile(
    r"(?:[Qq]\s?[Qq]|扣扣|企鹅)(?:号码|号|账号)?[是为:\s]{0,3}([1-9]\d{4,10})(?![\d*]|\s?@)"
)
_WECHAT = re.compile(
    r"(?:微信|[微薇威]信号|(?<![A-Za-z])[Vv]信|(?<![A-Za-z])[Vv][Xx]|(?<![A-Za-z])wx|加[Vv]|[Ww]e[Cc]hat)(?:账号|号码|号|[Ii][Dd])?"
    r"[是为:\s]{0,3}(?:加|搜)?([A-Za-z][A-Za-z\d_-]{5,19}|(?<=[号:是为])\d{5,12})(?![A-Za-z\d_*-])"
)
_WXID = re.compile(r"(?<![A-Za-z\d])wxid_[A-Za-z\d]{4,20}(?![A-Za-z\d*])")
_OFFICIAL_NAME = re.compile("wechat|weixin|app", re.IGNORECASE)


def find_emails(text: str) -> Iterator[Found]:
    """Yield e-mail addresses."""
    return whole(_EMAIL, text, "email")


def find_contacts(text: str) -> Iterator[Found]:
    """Yield what a person can be reached by, in a folded text or one with its numerals read as digits."""
    yield from whole(_WXID, text, "wechat")
    yield from named(_QQ, text, "qq")
    yield from by_rule(((_PHONE, _is_phone, "phone"),), text)
    yield from by_rule(((_LANDLINE, _is_own, "phone"),), text)
    yield from (
        (m.start(1), m.end(1), "phone") for m in _LOCAL.finditer(text) if _is_own(m, m.end(1))
    )
    yield from (
        (m.start(1), m.end(1), "wechat")
        for m in _WECHAT.finditer(text)
        if not _OFFICIAL_NAME.fullmatch(m[1])
    )


def find_broken_phones(text: str) -> Iterator[Found]:
    """Yield mobiles broken by line ends, strokes or commas; weaker, so looked for when the rest is taken."""
    yield from by_rule(((_PHONE_BROKEN, _is_broken_phone, "phone"),), text)


def find_any_landline(text: str) -> Iterator[Found]:
    """Yield landlines with an area code, whoever they belong to."""
    return whole(_LANDLINE, text, "phone")


def plain_value(written: str, kind: str) -> str:
    """Return a phone number or an address as it is dialled or typed: 13812345678, zhao@163.com."""
    text = fold(written).text
    if kind != "phone":
        return re.sub(r"\s", "", text).lower()
    digits = re.sub(r"\D", "", in_digits(text))
    mobile = re.fullmatch(r"(?:00)?(?:86)?0?(1[3-9]\d{9})", digits)
    return mobile[1] if mobile else digits


def _is_phone(match: re.Match[str]) -> bool:
    evenly = len(set(re.findall(r"\D+", match.group(1)))) <= 1
    return (evenly or _in_groups(match.group(1))) and _is_nothing_else(match)


def _is_broken_phone(match: re.Match[str]) -> bool:
    one_by_one = len(re.findall(r"\d+", match.group(1))) == len("13812345678")
    return (one_by_one or _in_groups(match.group(1))) and _is_nothing_else(match)


def _in_groups(number: str) -> bool:
    """Whether it is written as numbers are read out: 138 1234 5678, never 1 38 123 45 678."""
    groups = [len(group) for group in re.findall(r"\d+", number)]
    return groups[0] >= 3 and min(groups) >= 2 and len(groups) <= 4


def _is_nothing_else(match: re.Match[str]) -> bool:
    is_date = re.match(r"(?:19|20)\d\d[-./ ]\d\d?[-./ ]\d\d?", match.group(1))
    return not is_date and not follows_code_word(match)


def _is_own(match: re.Match[str], end: int = 0) -> bool:
    """Whether a landline is the writer's: said to be, or all there is; and no office is spoken of or asked about."""
    text, end = match.string, end or match.end()
    before, after = text[max(0, match.start() - _CONTEXT) : end], text[end : end + _CONTEXT]
    if len(text) <= _BARE and not re.search(r"[^\W\d_]", text[: match.start()] + text[end:]):
        return True
    if _OFFICES.search(before) or _OFFICES.search(after) or _ASKED.search(after):
        return False
    return bool(_OWN.search(before))
