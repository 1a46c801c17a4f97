"""Find the numbers that point to a person: identity cards, phones, bank cards, passports, plates.

Everything here looks at a folded text: as long as the original, full-width forms made plain, the letter O
between digits read as zero, and in a second pass 一三八 and 幺 read as digits.
Rules: GB 11643 (identity number), GB 32100 (unified credit code), ISO/IEC 7812 (Luhn).
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date

Found = tuple[int, int, str]
"""Start, end and type."""

_HAN_DIGITS = str.maketrans(
    "零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖叉", "0001234567891123456789X"
)

_GAP = "[ \\t\u3000\\-\u2010-\u2015_·.\ufe0f\u20e3\u200b]{0,3}"
_BEFORE = r"(?<![\d*])"
_AFTER = r"(?![\d*])(?!\s?(?:元|万|亿|块钱|吨|斤|公斤|平米|平方|美元|卢布|%))"

_ID18 = re.compile(rf"{_BEFORE}\d(?:{_GAP}\d){{16}}{_GAP}(?:[Xx](?![Xx*])|\d(?![\dXx*]))")
_GLUED = re.compile(rf"{_BEFORE}(\d{{17}}[\dXx])(1[3-9]\d{{9}}){_AFTER}")
_ID15 = re.compile(rf"{_BEFORE}\d(?:{_GAP}\d){{14}}{_AFTER}")
_ID_NAMED = re.compile(
    rf"身份(?:证|号)[^\d,。;\n]{{0,8}}(\d(?:{_GAP}\d){{13,17}}{_GAP}[\dXx]?)(?![\dXx*])"
)
_PHONE = re.compile(
    rf"{_BEFORE}(?:(?:\+|00)?86\)?{_GAP}|0)?(1{_GAP}[3-9](?:{_GAP}\d){{9}}){_AFTER}"
)
_CARD = re.compile(rf"{_BEFORE}\d(?:{_GAP}\d){{15,18}}{_AFTER}")
_PASSPORT = re.compile(
    r"(?<![A-Za-z\d*])(?:[EeGgDdSsPpCcWwHhMmLlTt][ -]?\d{8}|[PpSs]\d{7}|[Ee][A-HJ-NP-Za-hj-np-z][ -]?\d{7}|[HMhm]\d{10})(?![A-Za-z\d*-])"
)
_TRAVEL_NAMED = re.compile(
    r"(?:护照|通行证|回乡证|台胞证|旅行证|海员证|居留证)(?:号码|编号|号|no|NO|No)?[是为:. ]{0,3}"
    r"([A-Za-z]{0,3}[ -]?\d{2}[ -]?\d{5,8})(?![\d*])"
)
_MEDICAL = re.compile(
    r"(?:住院|病历|病案|病例|门诊|就诊|诊疗|登记|检查|影像|急诊|体检)(?:卡|流水|登记|病历|病案|本)?(?:号码|编号|号|ID|id|:)[是为:. ]{0,3}"
    r"(?!(?:19|20)\d\d-\d)([A-Za-z]{0,4}[-]?\d[A-Za-z\d-]{2,18}\d)(?![A-Za-z\d*])"
)
_PLATE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
    r" ?[A-HJ-NP-Za-hj-np-z][ ·.-]{0,2}"
    r"(?=[A-Za-z]{0,5}\d)(?:[A-Za-z\d]{5,6}|[A-Za-z\d]{4}[挂学警])(?![A-Za-z\d*])"
)
_PLATE_NAMED = re.compile(
    r"(?:车牌照?号?|牌照号?|车号)(?:码)?[是为: ]{0,2}([A-HJ-NP-Za-hj-np-z][ ·-]?(?=[A-Za-z]{0,5}\d)[A-Za-z\d]{5,6})(?![A-Za-z\d*])"
)
_EMAIL = re.compile(
    r"(?<![A-Za-z\d._%+*-])[A-Za-z\d._%+-]{1,64} ?@ ?[A-Za-z\d-]{1,40}(?:\.[A-Za-z\d-]{1,20}){1,4}"
)
_CREDIT_CODE = re.compile(r"(?<![A-Za-z\d*])[\dA-HJ-NP-RTUWXYa-hj-np-rtuwxy]{18}(?![A-Za-z\d*])")
_CREDIT_NAMED = re.compile(
    r"(?:信用代码|社会代码|税号|纳税人识别号|识别号)(?:证)?[是为: ]{0,3}"
    r"([\dA-Za-z]{4}(?:[ -]?[\dA-Za-z]){11,15})(?![A-Za-z\d*])"
)

_CODE_WORDS = re.compile(
    r"(?:单号|编号|编码|条码|条形码|订单号?|流水号|文号|案号|车架号|发动机号|档案号|批号|序列号|发票号码?|报关单|运单|快递|受理号|许可证号|合同号|税票|事项)[是为: ]{0,3}$"
)
_CARD_WORDS = re.compile(
    r"卡|账号|账户|帐号|帐户|存折|[工农建中交]行|银行|信用社|农商|农信|邮储|收款|打到|打款|汇到|转到|退到"
)
_CONTEXT = 14
"""Characters before a number in which a word tells what it is."""

_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
_CREDIT_PREFIXES = frozenset(
    "11 12 13 19 21 29 31 32 33 34 35 39 41 49 51 52 53 54 55 59 91 92 93 A1 N1 N2 N3 Y1".split()
)


def fold(text: str) -> str:
    """Return the text with every character in its plain form, at its own place."""
    folded = text if text.isascii() else "".join(map(_plain, text))
    return re.sub(
        r"(?<=\d)[Oo]+(?![A-Za-z])|(?<![A-Za-z])[Oo]+(?=\d)", lambda m: "0" * len(m.group()), folded
    )


def find_numbers(text: str) -> Iterator[Found]:
    """Yield candidates of every type, the surest first; they may overlap.

    Args:
        text: a folded text.
    """
    yield from _whole(_EMAIL, text, "email")
    yield from _named(_MEDICAL, text, "medical_no")
    yield from _named(_TRAVEL_NAMED, text, "passport")
    yield from _named(_CREDIT_NAMED, text, "uscc")
    yield from (
        (m.start(), m.end(), "uscc") for m in _CREDIT_CODE.finditer(text) if _is_credit_code(m)
    )
    yield from _digits(text)
    in_han = text.translate(_HAN_DIGITS)
    if in_han != text:
        yield from (f for f in _digits(in_han) if in_han[f[0] : f[1]] != text[f[0] : f[1]])
    yield from _whole(_PASSPORT, text, "passport")
    yield from _whole(_PLATE, text, "plate")
    yield from _named(_PLATE_NAMED, text, "plate")


def _digits(text: str) -> Iterator[Found]:
    """Yield what is made of digits alone: identity cards, bank cards, phones."""
    for glued in _GLUED.finditer(text):
        yield glued.start(1), glued.end(1), "id_card"
        yield glued.start(2), glued.end(2), "phone"
    shapes: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], bool], str], ...] = (
        (_CARD, _is_named_card, "bank_card"),
        (_ID18, _is_identity, "id_card"),
        (_ID15, _is_old_identity, "id_card"),
        (_CARD, _is_card, "bank_card"),
        (_PHONE, _is_phone, "phone"),
    )
    for shape, holds, kind in shapes:
        yield from ((m.start(), m.end(), kind) for m in shape.finditer(text) if holds(m))
        if holds is _is_identity:
            yield from _named(_ID_NAMED, text, "id_card")


def _plain(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char


def _whole(shape: re.Pattern[str], text: str, kind: str) -> Iterator[Found]:
    return ((m.start(), m.end(), kind) for m in shape.finditer(text))


def _named(shape: re.Pattern[str], text: str, kind: str) -> Iterator[Found]:
    return ((m.start(1), m.end(1), kind) for m in shape.finditer(text))


def _only_digits(match: re.Match[str]) -> str:
    return re.sub(r"[^\dX]", "", match.group().upper())


def _words_before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - _CONTEXT) : match.start()]


def _is_identity(match: re.Match[str]) -> bool:
    digits = _only_digits(match)
    return digits[:2] in _PROVINCES and _is_date(digits[6:10], digits[10:12], digits[12:14])


def _is_old_identity(match: re.Match[str]) -> bool:
    digits = _only_digits(match)
    born = _is_date("19" + digits[6:8], digits[8:10], digits[10:12])
    return digits[:2] in _PROVINCES and born and not _CODE_WORDS.search(_words_before(match))


def _is_date(year: str, month: str, day: str) -> bool:
    try:
        return 1900 <= date(int(year), int(month), int(day)).year <= 2050
    except ValueError:
        return False


def _is_named_card(match: re.Match[str]) -> bool:
    return bool(re.search(r"(?:卡号?|账号|帐号|存折)(?:是|为|:| |上)*$", _words_before(match)))


def _is_card(match: re.Match[str]) -> bool:
    before = _words_before(match)
    if _CODE_WORDS.search(before):
        return False
    digits = _only_digits(match)
    return (
        digits.startswith("62")
        or bool(_CARD_WORDS.search(before))
        or (digits[0] in "34569" and _luhn(digits))
    )


def _luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(d), 10)) for d in digits[-2::-2])
    return (sum(int(d) for d in digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_phone(match: re.Match[str]) -> bool:
    number = match.group(1)
    groups = [len(group) for group in re.findall(r"\d+", number)]
    evenly = len(set(re.findall(r"\D+", number))) <= 1
    in_groups = groups[0] >= 3 and min(groups) >= 2 and len(groups) <= 4
    is_date = re.match(r"(?:19|20)\d\d[-. ]\d\d?[-. ]\d\d?", number)
    return (evenly or in_groups) and not is_date and not _CODE_WORDS.search(_words_before(match))


def _is_credit_code(match: re.Match[str]) -> bool:
    code = match.group().upper()
    if code[:2] not in _CREDIT_PREFIXES or not code[2:8].isdigit():
        return False
    if code[:17].isdigit() and code[:2] not in ("91", "92", "93"):
        return code[-1].isalpha() and not _is_identity(match)
    return True
