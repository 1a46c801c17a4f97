"""Find names by the words and numbers around them, and by the characters names are made of."""

import re
from collections.abc import Iterable, Iterator

from knowledge_base.privacy.folding import Found
from knowledge_base.privacy.words import HAN, RARE, WORDS, PersonalWords, personal_words

DOT = "·•・‧."
"""What stands between the parts of a name such as 吾热克孜·买买提."""

_EDGE = re.compile(rf"[^{HAN}*]|$")
_PARTS = re.compile(rf"[{HAN}]{{1,8}}(?:[{DOT}][{HAN}]{{1,8}}){{1,3}}")
_DOTTED = re.compile(rf"(?<=[{HAN}])[{DOT}](?=[{HAN}])")
LONGEST_PART = 8
_ANY_NAME = re.compile(rf"[{HAN}]{{2,4}}(?![{HAN}*·])")
_SAID_PLAINLY = re.compile(r"(?::\s{0,3}|(?:姓名|名字)[是叫]|我叫|名叫)$")
_AFTER_CALL = re.compile("想|要|我|问|咨询|需要|请|的|是|在|来|住|查|办|领|取|补")
_CALLED = ("叫", "姓名", "名字", "帮", "替", "全名", "大名")
_WHOSE = re.compile(rf"(?:我|这|本人|他|她)是[{HAN}]{{1,10}}[的里]")
_FAMILY_FIRST = re.compile(
    rf"姓[{HAN}][,，、 ]{{0,2}}名(?:字)?(?:叫|是)?([{HAN}]{{1,2}})(?![{HAN}*])"
)
_LINK = re.compile(
    r"[\s:,，。;；、()（）]{0,3}(?:的|联系|我的|本人|收|男|女|[(（])?[,， ]?(?:电话|手机|身份证|证件|银行卡|工行卡|农行卡|建行卡|卡|医保卡|社保卡|账户|账号|微信|QQ|qq)?(?:号码|号|上)?(?:是|为)?[\s:]{0,2}$"
)
_MAY_PRECEDE = frozenset(
    "帮替跟和与为由向代我的是找给叫人爸妈爹娘公婆妇子女哥姐弟妹爷奶伴父母夫妻主长者友属员系到往"
)
_PERSONAL_NUMBERS = frozenset(
    {"phone", "id_card", "bank_card", "medical_no", "email", "passport", "qq", "wechat"}
)
_BEFORE_BARE = re.compile(rf"(?:[^{HAN}*]|^|[和跟与给替帮查找问叫是由])$")
_AFTER_BARE = re.compile(
    r"的|要|想|是|和|跟|与|在|今年|去年|户口|身份证|社保|医保|低保|名下|同志|先生|女士|本人|这个人"
)
_COUNTED = re.compile(r"[\d几一二两三四五六七八九十这那每半][张段成]$")
"""In 几张微信截图 the surname is a measure word."""
_JOINED = re.compile("[、和与跟及/]")
_SIGNED = re.compile(rf"(?:^|[\n。!~—])[\s:]{{0,4}}([{HAN}]{{2,4}})\s{{0,4}}$")
_SIGNATURE = 40
"""In so many last characters a signature is looked for, with what closes the letter before it."""


def find_names(text: str, numbers: Iterable[Found]) -> Iterator[Found]:
    """Yield names: introduced, beside kin or a personal number, signed, or plain by their characters.

    Args:
        text: a folded text.
        numbers: the numbers found in it.
    """
    words = personal_words(WORDS)
    for name in _by_context(text, numbers, words):
        yield name
        yield from _joined(text, name[1], words)


def _by_context(text: str, numbers: Iterable[Found], words: PersonalWords) -> Iterator[Found]:
    for start, end, kind in numbers:
        if kind in _PERSONAL_NUMBERS:
            yield from _name_before(text, start, words)
            yield from _name_after(text, end, words)
    for introduced in words.introduced.finditer(text):
        yield from _introduced(text, introduced, words)
    for kin in words.kin.finditer(text):
        yield from _beside_kin(text, kin.end(), words)
    for hint in words.hints.finditer(text):
        yield from _after_hint(text, hint, words)
    for link in words.links.finditer(text):
        yield from _after_link(text, link.end(), words)
    for family in _FAMILY_FIRST.finditer(text):
        yield family.start(1), family.end(1), "name"
    for whose in _WHOSE.finditer(text):
        yield from _until_edge(text, whose.end(), words)
    yield from _in_parts(text, words)
    yield from _signed(text, words)
    yield from _bare(text, words)


def _introduced(text: str, introduced: re.Match[str], words: PersonalWords) -> Iterator[Found]:
    at = introduced.end()
    if end := _end_of_parts(text, at, words):
        yield at, end, "name"
        return
    if words.surname.match(text, at) is None:
        yield from _without_surname(text, introduced, words)
        return
    called = introduced.group().endswith(_CALLED)
    for end in _ends(text, at, words):
        asks = called and _AFTER_CALL.match(text, end)
        if asks or _is_over(text, at, end, words):
            yield at, end, "name"
            return
    if introduced.group().endswith("叫"):
        yield from _by_sound(text, at, words)


def _is_over(text: str, at: int, end: int, words: PersonalWords) -> bool:
    """Return whether a name beside an introducing word can end here."""
    goes_on = words.after_kin.match(text, end) and _is_given(text, at, end, words)
    next_one = words.introduced.match(text, end) or words.after.match(text, end)
    return bool(_EDGE.match(text, end) or next_one or goes_on)


def _end_of_parts(text: str, at: int, words: PersonalWords) -> int:
    """Return the end of a name in parts that begins here, 0 without one.

    Its last part is spelt as such names are, or short and all there is up to the edge.
    """
    parts = _PARTS.match(text, at)
    if parts is None:
        return 0
    last = max(parts.group().rfind(dot) for dot in DOT) + at + 1
    spelt = _spelt_until(text, last, words)
    if spelt - last >= 2:
        return spelt
    by_sound = 3 * sum(char in words.foreign for char in parts.group()) >= len(parts.group())
    fits = by_sound and text[last - 1] != "." and not words.never & set(parts.group())
    return parts.end() if fits and parts.end() - last <= 4 and _EDGE.match(text, parts.end()) else 0


def _spelt_until(text: str, at: int, words: PersonalWords) -> int:
    """Return the end of the run of characters of foreign names that begins here."""
    end = at
    while end < min(len(text), at + LONGEST_PART) and text[end] in words.foreign:
        end += 1
    return end


def _spelt_since(text: str, at: int, words: PersonalWords) -> int:
    start = at
    while start > max(0, at - LONGEST_PART) and text[start - 1] in words.foreign:
        start -= 1
    return start


def _without_surname(text: str, introduced: re.Match[str], words: PersonalWords) -> Iterator[Found]:
    """Yield a name that is said to be one, is spelt by sound, or has a character only names have."""
    at = introduced.end()
    plain = _ANY_NAME.match(text, at)
    if plain and not words.never & set(plain.group()):
        said = _SAID_PLAINLY.search(introduced.group())
        if said or re.search(f"[{RARE}]", plain.group()):
            yield at, plain.end(), "name"
            return
    yield from _by_sound(text, at, words)


def _beside_kin(text: str, at: int, words: PersonalWords) -> Iterator[Found]:
    if end := _end_of_parts(text, at, words):
        yield at, end, "name"
        return
    for end in _ends(text, at, words):
        whole = end - at == 3 and _is_given(text, at, end, words)
        if whole or _EDGE.match(text, end) or words.after_kin.match(text, end):
            yield at, end, "name"
            return
    yield from _by_sound(text, at, words)


def _after_hint(text: str, hint: re.Match[str], words: PersonalWords) -> Iterator[Found]:
    """Yield a name that is known by its characters; a short one only where it ends plainly."""
    at = hint.end()
    for end in _ends(text, at, words):
        long = end - at >= 3 and (hint.group() != "的" or words.after_kin.match(text, end))
        if _is_given(text, at, end, words) and (long or _EDGE.match(text, end)):
            yield at, end, "name"
            return


def _after_link(text: str, at: int, words: PersonalWords) -> Iterator[Found]:
    end = at + 2
    if not words.common.match(text, at) or not words.after_kin.match(text, end):
        return
    if _is_name(text, at, end, words) and _is_given(text, at, end, words):
        yield at, end, "name"


def _joined(text: str, at: int, words: PersonalWords) -> Iterator[Found]:
    """Yield the name that “和”, “、” joins to the one before."""
    link = _JOINED.match(text, at)
    for end in _ends(text, link.end(), words) if link else ():
        if _is_over(text, at + 1, end, words) and _is_given(
            text, link.end() if link else at, end, words
        ):
            yield at + 1, end, "name"
            return


def _by_sound(text: str, at: int, words: PersonalWords) -> Iterator[Found]:
    """Yield a name spelt by sound (娜塔莎, 巴特尔): three or more of the characters such names are spelt with."""
    end = _spelt_until(text, at, words)
    if end - at >= 3 and not words.not_name.match(text, at):
        yield at, end, "name"


def _until_edge(text: str, at: int, words: PersonalWords) -> Iterator[Found]:
    for end in _ends(text, at, words):
        if _EDGE.match(text, end):
            yield at, end, "name"
            return


def _in_parts(text: str, words: PersonalWords) -> Iterator[Found]:
    """Yield names whose parts a dot joins (阿卜杜拉·吐尔逊), both spelt as such names are."""
    for dot in _DOTTED.finditer(text):
        start, end = _spelt_since(text, dot.start(), words), _spelt_until(text, dot.end(), words)
        if start < dot.start() and end - dot.end() >= 2 and text[start - 1 : start] != "*":
            yield start, end, "name"


def _signed(text: str, words: PersonalWords) -> Iterator[Found]:
    tail = max(0, len(text.rstrip()) - _SIGNATURE)
    signed = _SIGNED.search(text, tail)
    if signed is None or not signed.start():
        return
    before = text[max(0, signed.start(1) - _SIGNATURE) : signed.start(1)]
    own_line = "\n" in text[signed.start() : signed.start(1)]
    closed = words.closing.search(before)
    if (closed or own_line) and signed.end(1) in _ends(text, signed.start(1), words):
        if closed or _is_given(text, signed.start(1), signed.end(1), words):
            yield signed.start(1), signed.end(1), "name"


def _bare(text: str, words: PersonalWords) -> Iterator[Found]:
    """Yield a surname with two characters of given names; one that may end another word at the edge of a clause alone."""
    for surname in words.surname.finditer(text):
        at, end = surname.start(), surname.end() + 2
        if not _is_given(text, at, end, words) or not _is_name(text, at, end, words):
            continue
        begins = _BEFORE_BARE.search(text, max(0, at - 1), at)
        ends = _EDGE.match(text, end) or _AFTER_BARE.match(text, end)
        if words.common.match(text, at) or (begins and ends):
            yield at, end, "name"


def _name_before(text: str, number: int, words: PersonalWords) -> Iterator[Found]:
    link = _LINK.search(text, max(0, number - 14), number)
    end = link.start() if link else number
    for length in (3, 2, 4):
        start = end - length
        if start < 0 or not _is_name(text, start, end, words):
            continue
        before = text[start - 1] if start else ","
        known = before in _MAY_PRECEDE or _EDGE.match(before)
        if known or _is_given(text, start, end, words):
            yield start, end, "name"
            return


_GAP_AFTER = re.compile(r"[\s,，、;；:(（]{0,2}")


def _name_after(text: str, number: int, words: PersonalWords) -> Iterator[Found]:
    gap = _GAP_AFTER.match(text, number)
    at = gap.end() if gap else number
    if end := _end_of_parts(text, at, words):
        yield at, end, "name"
        return
    for length in (3, 2, 4):
        if _is_name(text, at, at + length, words) and _EDGE.match(text, at + length):
            yield at, at + length, "name"
            return


def _ends(text: str, at: int, words: PersonalWords) -> tuple[int, ...]:
    """Return where a name with a surname that begins here may end, the longer one first."""
    surname = words.surname.match(text, at)
    if surname is None:
        return ()
    ends = (surname.end() + 2, surname.end() + 1)
    return tuple(end for end in ends if _is_name(text, at, end, words))


def _is_name(text: str, start: int, end: int, words: PersonalWords) -> bool:
    """Return whether text[start:end] is a surname with one or two further characters fit for a name."""
    surname = words.surname.match(text, start, end)
    given = text[surname.end() : end] if surname and end <= len(text) else ""
    fit = re.fullmatch(rf"[{HAN}]{{1,2}}", given) and not words.never & set(given)
    preceded_by_mask = start > 0 and text[start - 1] == "*"
    counted = _COUNTED.search(text, max(0, start - 1), start + 1)
    return (
        bool(fit) and not preceded_by_mask and not counted and not words.not_name.match(text, start)
    )


def _is_given(text: str, start: int, end: int, words: PersonalWords) -> bool:
    """Return whether all after the surname are such as parents choose; 管子 and 林子 are things."""
    given = text[start + 1 : end]
    return end <= len(text) and given != "子" and all(char in words.given for char in given)
