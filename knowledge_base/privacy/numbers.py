"""Find the numbers that point to a person: identity cards, bank cards, passports, plates, medical records.

Everything here looks at a folded text, and in a second pass at the same text with 一三八 read as digits.
Rules: GB 11643 (identity number), GB 32100 (unified credit code), ISO/IEC 7812 (Luhn); a number with a slip in
its check digit is still a person's, so a check digit is evidence for, never against.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date

from stdnum import luhn
from stdnum.cn import ric, uscc

from knowledge_base.privacy.folding import Found

DASHES = "\\-\u2010-\u2015\u2212"
GAP = f"[ \\t{DASHES}_·•.]{{0,3}}"
"""What people put between digits on one line."""
WIDE_GAP = f"[\\s{DASHES}_·•.,/\\\\|、]{{0,4}}"
"""What else stands there where a number was broken: line ends, strokes, commas."""
BEFORE = r"(?<![\d*])"
AFTER = r"(?![\d*])(?!\s?(?:\.\d{1,2}\s?)?(?:元|万|亿|块钱|吨|斤|公斤|平米|平方|美元|卢布|%))"

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], bool], str]
"""A shape, what must hold of a match besides, and the type."""

_GLUED = re.compile(rf"{BEFORE}(\d{{17}}[\dXx])(1[3-9]\d{{9}}){AFTER}")
_ID18 = re.compile(rf"{BEFORE}\d(?:{GAP}\d){{16}}{GAP}(?:[Xx](?![Xx*])|\d(?![\dXx*]))")
_ID18_BROKEN = re.compile(
    rf"{BEFORE}\d(?:{WIDE_GAP}\d){{16}}{WIDE_GAP}(?:[Xx](?![Xx*])|\d(?![\dXx*]))"
)
_ID_AND_CLASS = re.compile(rf"{BEFORE}\d{{17}}[\dXx]\d{{2,3}}{AFTER}")
"""On a certificate of disability (残疾人证) kind and degree follow."""
_ID15 = re.compile(rf"{BEFORE}\d(?:{GAP}\d){{14}}{AFTER}")
_ID_NAMED = re.compile(
    rf"(?:身份(?:证|号)|证号)[^\d,。;]{{0,8}}(\d(?:{GAP}\d){{13,17}}(?:{GAP}[\dXx])?)(?![\dXx*])"
)
_CARD = re.compile(rf"{BEFORE}\d(?:{GAP}\d){{15,18}}(?![Xx]){AFTER}")
_CARD_BROKEN = re.compile(rf"{BEFORE}\d(?:[ \t\n\r{DASHES}]{{0,4}}\d){{15,18}}(?![Xx]){AFTER}")
_PASSPORT = re.compile(
    r"(?<![A-Za-z\d*])(?:[EeGgDdSsPpCcWwHhMmLlTt][ -]?\d{4}[ -]?\d{4}|[PpSs]\d{7}"
    r"|[Ee][A-HJ-NP-Za-hj-np-z][ -]?\d{7}|[HMhm]\d{10})(?![A-Za-z\d*-])"
)
_TRAVEL_NAMED = re.compile(
    r"(?:(?:护照|通行证|回乡证|台胞证|港澳证|台湾证|旅行证|海员证|居留证|永居证|居留许可证?)(?:本?号码|编号|本?号|no|NO|No)?"
    r"|(?:签证|工作许可证?)(?:号码|编号|号))[是为:. ]{0,3}"
    r"([A-Za-z]{0,3}[ -]?\d{2}[ -]?(?:No\.? ?|№ ?)?\d{2}[ -]?\d{3,10})(?![\d*])"
)
_TRAVEL_SPOKEN_OF = re.compile(
    r"(?:护照|通行证|回乡证|台胞证|签证|居留证)[^A-Za-z\d]{1,16}([A-Za-z]{1,3}[ -]?\d{6,10})(?![A-Za-z\d*-])"
)
_RECORDS = (
    "住院|入院|出院|病[历案例理员]|门诊|就诊|就医|诊疗|诊断|处方|登记|检查|检验|化验|影像|放射|超声|[彩B]超|CT|核磁|X光|片子|急诊|体检|挂号"
    "|病人|患者|医保|社保|医疗|健康|接种|疫苗|慢病|出生(?:医学)?证明?"
)
_PART_OF_RECORD = "(?:卡|流水|登记|病[历案]|本|单|片|首页|小结|记录|证明|证|发票|[专电][用子]|报告|笺|码|条|个人|[上里的]){0,4}+"
_RECORD_NUMBER = r"[A-Za-z]{0,6}[- ]?\d(?:[A-Za-z\d-]{2,18}[\dXx]|(?: ?\d){4,14})"
_SAID = "(?:我?记得|好像|应该|大概|就?是|为|写的|[:., (#]){0,4}+"
_MEDICAL = re.compile(
    rf"(?:{_RECORDS}){_PART_OF_RECORD}(?:号码|编号|编码|序号|号|ID号?|id号?|:){_SAID}"
    rf"(?!(?:19|20)\d\d-\d\d?-)({_RECORD_NUMBER})(?![A-Za-z\d*年月日元])"
)
_MEDICAL_CARD = re.compile(
    r"(?:就[诊医]卡|诊疗卡|健康卡|医保卡|社保卡|ID号|住院(?:证|卡)?|病[历例]本?|病案)[是为:. ]{0,3}([A-Za-z]{0,4}-?\d{5,14})(?![A-Za-z\d*年月日元])"
)
_MEDICAL_BEFORE = re.compile(
    r"(?<![A-Za-z\d*-])([A-Za-z]{0,4}-?\d{5,14})[ ,(]{0,2}(?:就?是)?(?:这是)?(?:我|他|她|俺|本人|孩子|老人|[爸妈爹娘]|的){0,3}+(?:住院|病[历案]|门诊|就诊卡?|处方)号"
)
_PLATE = re.compile(
    "(?:[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
    r" ?[A-HJ-NP-Za-hj-np-z][ ·.-]{0,2}(?=(?:[A-Za-z][ ·.-]?){0,5}\d)"
    r"(?:[A-Za-z\d](?:[ ·.-]?[A-Za-z\d]){4,5}|[A-Za-z\d]{4,5}[挂学警港澳领]|\d{4})"
    r"|黑\d\d[ -]?\d{5})(?![A-Za-z\d*])"
)
"""The last is a tractor's; four figures are an old motorcycle's."""
_PLATE_NAMED = re.compile(
    r"(?:车牌照?号?|牌照号?|车号)(?:码)?[是为: ]{0,2}([A-HJ-NP-Za-hj-np-z][ ·-]?(?=[A-Za-z]{0,5}\d)[A-Za-z\d]{5,6})(?![A-Za-z\d*])"
)
_CREDIT_CODE = re.compile(r"(?<![A-Za-z\d*])[\dA-HJ-NP-RTUWXYa-hj-np-rtuwxy]{18}(?![A-Za-z\d*])")
_CREDIT_NAMED = re.compile(
    r"(?:信用代码|社会代码|税号|纳税人识别号|识别号)(?:证)?[是为: ]{0,3}"
    r"([\dA-Za-z]{4}(?:[ -]?[\dA-Za-z]){11,15})(?![A-Za-z\d*])"
)

_CODE_WORDS = re.compile(
    r"(?:单号|编号|编码|条码|条形码|订单号?|流水号?|文号|案号|车架号|发动机号|档案号|批号|序列号|发票号码?|报关单|运单|快递|受理号|受理码|办件号?|工单号?|许可证号|合同号|税票|事项)[是为: ]{0,3}$"
)
_CARD_WORDS = re.compile(
    r"卡|账号|账户|帐号|帐户|存折|[工农建中交]行|银行|信用社|农商|农信|邮储|收款|打到|打款|汇到|转到|退到"
)
_NAMED_CARD = re.compile(r"(?:卡号?|账号|帐号|存折)[是为: 上]{0,6}$")
_BORN = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])")
OLD_LENGTH = 15
"""Digits of an identity number before 1999."""
_CONTEXT = 14
"""Characters before a number in which a word tells what it is."""

_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
_FOREIGNER = "9"
"""The first digit on a foreigner's permanent residence card since 2023."""
_CREDIT_PREFIXES = frozenset(
    "11 12 13 19 21 29 31 32 33 34 35 39 41 49 51 52 53 54 55 59 91 92 93 A1 N1 N2 N3 Y1".split()
)


def find_lettered(text: str) -> Iterator[Found]:
    """Yield numbers with letters in them or a word before them: medical records, passports, codes, plates."""
    yield from named(_MEDICAL, text, "medical_no")
    yield from named(_MEDICAL_CARD, text, "medical_no")
    yield from named(_MEDICAL_BEFORE, text, "medical_no")
    yield from named(_TRAVEL_NAMED, text, "passport")
    yield from named(_TRAVEL_SPOKEN_OF, text, "passport")
    yield from named(_CREDIT_NAMED, text, "uscc")
    yield from (
        (m.start(), m.end(), "uscc") for m in _CREDIT_CODE.finditer(text) if _is_credit_code(m)
    )


def find_plates(text: str) -> Iterator[Found]:
    """Yield passports and number plates: weak shapes, looked for when the rest is taken."""
    yield from whole(_PASSPORT, text, "passport")
    yield from whole(_PLATE, text, "plate")
    yield from named(_PLATE_NAMED, text, "plate")


def find_cards(text: str) -> Iterator[Found]:
    """Yield what is made of digits alone, the surest first: identity and bank cards."""
    for glued in _GLUED.finditer(text):
        yield glued.start(1), glued.end(1), "id_card"
        yield glued.start(2), glued.end(2), "phone"
    yield from by_rule(_CARD_RULES[:_SURE_RULES], text)
    yield from (
        (m.start(1), m.end(1), "id_card") for m in _ID_NAMED.finditer(text) if _holds_day(m)
    )
    yield from by_rule(_CARD_RULES[_SURE_RULES:], text)


def by_rule(rules: tuple[Rule, ...], text: str) -> Iterator[Found]:
    """Yield what has the shape of a rule and fulfils it, rule by rule."""
    for shape, holds, kind in rules:
        yield from ((m.start(), m.end(), kind) for m in shape.finditer(text) if holds(m))


def whole(shape: re.Pattern[str], text: str, kind: str) -> Iterator[Found]:
    """Yield every match of a shape."""
    return ((m.start(), m.end(), kind) for m in shape.finditer(text))


def named(shape: re.Pattern[str], text: str, kind: str) -> Iterator[Found]:
    """Yield the number, which is group 1, of every match of a shape that begins with a word."""
    return ((m.start(1), m.end(1), kind) for m in shape.finditer(text))


def words_before(match: re.Match[str]) -> str:
    """Return the characters before a match in which a word tells what it is."""
    return match.string[max(0, match.start() - _CONTEXT) : match.start()]


def follows_code_word(match: re.Match[str]) -> bool:
    """Return whether the number is said to be the one of an order, a parcel, a case."""
    return bool(_CODE_WORDS.search(words_before(match)))


def _only_digits(match: re.Match[str]) -> str:
    return re.sub(r"[^\dX]", "", match.group().upper())


def _is_identity(match: re.Match[str]) -> bool:
    digits = _only_digits(match)
    born = _is_date(digits[6:10], digits[10:12], digits[12:14])
    fits = born and (digits[:2] in _PROVINCES or digits[0] == _FOREIGNER)
    return fits and (not follows_code_word(match) or ric.is_valid(digits))


def _holds_day(match: re.Match[str]) -> bool:
    """Whether a number called 身份证号, perhaps with a digit too few, holds a day of birth; item codes do not."""
    digits = re.sub(r"\D", "", match[1])
    return len(digits) == OLD_LENGTH or bool(_BORN.search(digits, 4, 13))


def _is_old_identity(match: re.Match[str]) -> bool:
    digits = _only_digits(match)
    born = _is_date("19" + digits[6:8], digits[8:10], digits[10:12])
    return digits[:2] in _PROVINCES and born and not follows_code_word(match)


def _is_date(year: str, month: str, day: str) -> bool:
    try:
        return 1900 <= date(int(year), int(month), int(day)).year <= 2050
    except ValueError:
        return False


def _is_named_card(match: re.Match[str]) -> bool:
    return bool(_NAMED_CARD.search(words_before(match)))


def _is_card(match: re.Match[str]) -> bool:
    before = words_before(match)
    if follows_code_word(match):
        return False
    digits = _only_digits(match)
    return (
        digits.startswith("62")
        or bool(_CARD_WORDS.search(before))
        or (digits[0] in "34569" and luhn.is_valid(digits))
    )


def _is_credit_code(match: re.Match[str]) -> bool:
    code = match.group().upper()
    if uscc.is_valid(code) and not code.isdigit():
        return True
    if code[:2] not in _CREDIT_PREFIXES or not code[2:8].isdigit():
        return False
    if code[:17].isdigit() and code[:2] not in ("91", "92", "93"):
        return code[-1].isalpha() and not _is_identity(match)
    return True


_CARD_RULES: tuple[Rule, ...] = (
    (_CARD, _is_named_card, "bank_card"),
    (_ID18, _is_identity, "id_card"),
    (_ID18_BROKEN, _is_identity, "id_card"),
    (_ID_AND_CLASS, _is_identity, "id_card"),
    (_ID15, _is_old_identity, "id_card"),
    (_CARD_BROKEN, _is_card, "bank_card"),
    (_CARD, _is_card, "bank_card"),
)
_SURE_RULES = 3
"""After so many rules what is merely called an identity number has its turn."""
