"""Numbers at the beginning of a line, in every style that offices use, and signs that only look other."""

import re
import unicodedata

HAN = "一二三四五六七八九十百"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
BULLETS = "●•·■□◆◇★☆▪▶►※→－"
STYLES: tuple[tuple[str, str], ...] = (
    ("chapter", rf"第[{HAN}\d]{{1,4}}[章节条步项部分][:：、.．，,]?"),
    ("han", rf"[{HAN}]{{1,4}}[、.．]"),
    ("han_bracket", rf"[(（][{HAN}]{{1,4}}[)）][、.．]?"),
    ("digit_bracket", r"[(（]\d{1,3}[)）][、.．]?|\d{1,3}[)）]"),
    ("decimal", r"\d{1,2}(?:[.．]\d{1,2}){1,3}[.．、]?(?![\d年月日元个份号张%])"),
    ("digit", r"\d{1,3}[.．、](?!\d)"),
    ("circled", rf"[{CIRCLED}]"),
    ("letter", r"[A-Za-z][.．、)）](?![A-Za-z])"),
    ("bullet", rf"[{BULLETS}]"),
)
"""By name, the first that fits counts."""
NUMBER = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in STYLES))
WITHIN = re.compile(
    rf"(?<![\d第.．])(?P<digit>\d{{1,2}}[.．、](?!\d))|(?P<circled>[{CIRCLED}])"
    rf"|(?P<han_bracket>[(（][{HAN}]{{1,3}}[)）])|(?P<digit_bracket>[(（]\d{{1,2}}[)）])"
)
"""Numbers within a paragraph."""
NARROW = str.maketrans(
    {
        chr(code): chr(code - 0xFEE0)
        for code in range(0xFF01, 0xFF5F)
        if chr(code) not in "：，；！？（）"
    }
)
BLANKS = re.compile(r"[ \t\u00a0\u3000\u200b\ufeff]+")


def narrowed(text: str) -> str:
    """Return a text with full-width letters and digits as usual ones; Chinese punctuation stays."""
    return text.translate(NARROW)


def tidy(text: str) -> str:
    """Return a text as it is said on: usual digits, no blanks at its ends, none between Chinese signs."""
    text = BLANKS.sub(" ", narrowed(unicodedata.normalize("NFC", text))).strip()
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", text)


def numbered(text: str) -> tuple[str, str]:
    """Return the style of the number with which a line begins, empty for none, and the line without it."""
    text = narrowed(text).lstrip()
    found = NUMBER.match(text)
    if found is None:
        return "", text.strip()
    return str(found.lastgroup), text[found.end() :].strip()


def is_numbered(text: str) -> bool:
    """Whether a line begins with a number."""
    return bool(numbered(text)[0])


def split_rows(text: str) -> list[str]:
    """Return the rows of a paragraph that numbers them 1. 2. 3. within it; what stands before the first one first.

    Only numbers that count on from one make rows: “第2.3条” and a price do not.
    """
    text = narrowed(text)
    for style in ("digit", "han_bracket", "digit_bracket", "circled"):
        places = [found for found in WITHIN.finditer(text) if found.lastgroup == style]
        counted = _counting(places)
        if len(counted) >= 2:
            return _cut(text, counted)
    return [text.strip()] if text.strip() else []


def _counting(places: list[re.Match[str]]) -> list[re.Match[str]]:
    """Return the places whose numbers count 1, 2, 3 and so on."""
    found: list[re.Match[str]] = []
    for place in places:
        if value_of(place.group()) == len(found) + 1:
            found.append(place)
    return found


def value_of(number: str) -> int:
    """Return the value of a number of any style, 0 where it has none."""
    inner = number.strip("()（）[]、.． ")
    if inner in CIRCLED and inner:
        return CIRCLED.index(inner) + 1
    if inner.isascii() and inner.isdigit():
        return int(inner)
    return _han_value(inner)


def _han_value(text: str) -> int:
    digits = {sign: value for value, sign in enumerate(HAN[:9], 1)}
    if not text or any(sign not in HAN[:10] for sign in text):
        return 0
    tens, ten, ones = text.partition("十")
    if not ten:
        return digits.get(text, 0)
    return (digits.get(tens, 1) if tens else 1) * 10 + digits.get(ones, 0)


def _cut(text: str, places: list[re.Match[str]]) -> list[str]:
    ends = [place.start() for place in places[1:]] + [len(text)]
    parts = [text[place.end() : end] for place, end in zip(places, ends, strict=True)]
    return [part.strip() for part in (text[: places[0].start()], *parts) if part.strip()]
