"""Find names and home addresses by the words and numbers around them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge_base.policy_file import read_policy
from knowledge_base.privacy.numbers import Found

WORDS = Path(__file__).parents[1] / "policy" / "personal_data.yml"

_HAN = "\u4e00-\u9fff"
LONGEST_PLACE = 40
"""Characters before a house number in which its street and town stand."""

_STOP_CHARS = frozenset(
    "的了是我你您他她它们想问要不没吗呢咋啥怎么打找给跟收把被让叫说就都也还再又但这那哪几个"
)
_EDGE = re.compile(rf"[^{_HAN}*]|$")
_ANY_NAME = re.compile(rf"(?:[{_HAN}]{{2,4}}|[{_HAN}]{{1,6}}·[{_HAN}]{{1,8}})(?![{_HAN}*·])")
_SAID_PLAINLY = re.compile(r"(?::\s*|(?:姓名|名字)[是叫])$")
_AFTER_CALL = re.compile("想|要|我|问|咨询|需要|请|的|是|在|来|住|查|办|领|取|补")
_LINK = re.compile(
    r"[\s:,，。;；、()（）]{0,3}(?:的|联系|我的|本人|收|男|女|[(（])?[,， ]?(?:电话|手机|身份证|证件|银行卡|工行卡|农行卡|建行卡|卡|医保卡|社保卡|账户|账号)?(?:号码|号|上)?(?:是|为)?[\s:]{0,2}$"
)
_MAY_PRECEDE = frozenset(
    "帮替跟和与为由向代我的是找给叫人爸妈爹娘公婆妇子女哥姐弟妹爷奶伴父母夫妻主长者友属员系到往"
)
_PERSONAL_NUMBERS = frozenset({"phone", "id_card", "bank_card", "medical_no", "email", "passport"})

_NUMBER = r"(?:\d{1,4}|[一二三四五六七八九十百零〇]{1,5})"
_UNIT = "(?:号楼|号院|号|栋|幢|座|单元|门栋|层|楼|室|户|组|队|排|委|房|#楼?)"
_AREA = re.compile(
    "(?:小区|家园|花园|名苑|家苑|新村|公寓|家属楼|家属院|嘉园|新城|国际|社区|花都|华府|村|屯|苑|城|府|园|湾|庄|里|胡同|巷|路|街|道|镇|乡|场|区|段)"
    f"[{_HAN} ]{{0,4}}$"
)
_TAIL = re.compile(
    rf"(?<![\d*])(?:\d{{1,3}}(?:号楼|栋|#)?[-—]\d{{1,2}}(?:单元)?[-—]\d{{1,4}}(?:室|号)?|\d{{1,3}}[-—]\d{{3,4}}(?:室|号)?"
    rf"|(?:[A-Z]座\d{{3,4}}(?:室|号)?)|(?:[A-Z]?{_NUMBER}{_UNIT} ?|[东西中南北](?:单元|门|屋|侧)){{1,6}}(?:[-—]?\d{{1,4}}(?=[^\d年月日元个岁多万兆]|$))?)"
    r"(?![\d*])(?!窗|摊|柜|台|厅|诊|床|线|桌|车|公交|文|令|公告|矿)"
)
_CLAUSE = re.compile(rf"[{_HAN}A-Za-z\d :]{{2,40}}$")
_LEVEL = re.compile(
    rf"{_NUMBER}{_UNIT}|[东西中南北](?:单元|门|屋)|[-—]\d|[A-Z]座|(?<=[号栋元])\d{{3,4}}"
)
_VILLAGE_HOUSE = re.compile(rf"[村屯队场](?:{_NUMBER}[组队委])?{_NUMBER}号$")
_HOME_WORDS = re.compile(
    r"^.*?(?:住址是?|地址是?|家庭住址|家住在?|住在|现住|居住地?|租住|住|寄到|寄:|邮到|邮寄到|送到|寄往|快递到|户籍地?|户口在|老家在?|我家在?|俺家在?|家在|搬到|原籍|籍贯)[:是为 ]{0,2}"
)
_OFFICE = re.compile("大厅|中心|窗口|单位|公司|[^老]局|派出所|银行|医院|学校|公证处|办事处")
_LEAD = re.compile(r"^.*?(?:是|在|到|去|给我|往)(?=[^\d])")
_REGION = re.compile(
    "(?:黑龙江|吉林|辽宁|内蒙古|河北|山东|河南|山西|陕西|甘肃|宁夏|青海|新疆|四川|重庆|贵州|云南|西藏|湖北|湖南|江苏|浙江|安徽|福建|江西|广东|广西|海南|北京|天津|上海)(?:省|市|自治区)?"
    "|(?:同江|佳木斯|哈尔滨|抚远|富锦|鹤岗|双鸭山|鸡西|七台河|牡丹江|大庆|齐齐哈尔|绥化|黑河|伊春|桦南|桦川|汤原|勃利|绥滨)市?"
)


@dataclass(frozen=True)
class NameWords:
    """The compiled word lists of `personal_data.yml`."""

    introduced: re.Pattern[str]
    surname: re.Pattern[str]
    not_name: re.Pattern[str]
    after: re.Pattern[str]


def find_names(text: str, numbers: Iterable[Found]) -> Iterator[Found]:
    """Yield names that follow an introducing word or stand beside a personal number.

    Args:
        text: a folded text.
        numbers: the numbers found in it.
    """
    words = name_words(WORDS)
    for introduced in words.introduced.finditer(text):
        yield from _name_from(text, introduced, words)
    for start, end, kind in numbers:
        if kind in _PERSONAL_NUMBERS:
            yield from _name_before(text, start, words)
            yield from _name_after(text, end, words)


def find_addresses(text: str) -> Iterator[Found]:
    """Yield addresses that lead to one household (…小区6号楼3单元702室), the words before them cut off."""
    for tail in _TAIL.finditer(text):
        clause = _CLAUSE.search(text[max(0, tail.start() - LONGEST_PLACE) : tail.start()])
        if clause is None or not _AREA.search(clause.group()):
            continue
        home = _HOME_WORDS.match(clause.group())
        village = _VILLAGE_HOUSE.search(clause.group() + tail.group())
        if _OFFICE.search(clause.group()):
            continue
        if home or village or len(_LEVEL.findall(tail.group())) >= 2:
            start = tail.start() - len(clause.group()) + _lead(clause.group(), home)
            yield start, tail.start() + len(tail.group().rstrip()), "address"


def _lead(found: str, home: re.Match[str] | None) -> int:
    """Return how many characters of an address are the words before it."""
    start = home.end() if home else 0
    region = _REGION.search(found, start)
    if region:
        return region.start()
    lead = None if home else _LEAD.match(found)
    return lead.end() if lead else start


def _name_from(text: str, introduced: re.Match[str], words: NameWords) -> Iterator[Found]:
    at = introduced.end()
    surname = words.surname.match(text, at)
    if surname is None:
        plain = _ANY_NAME.match(text, at) if _SAID_PLAINLY.search(introduced.group()) else None
        if plain and not _STOP_CHARS & set(plain.group()):
            yield at, plain.end(), "name"
        return
    called = introduced.group().endswith(("叫", "姓名", "名字", "帮", "替"))
    for end in (surname.end() + 2, surname.end() + 1):
        if _is_name(text, at, end, words) and (
            _EDGE.match(text, end)
            or words.after.match(text, end)
            or (called and _AFTER_CALL.match(text, end))
        ):
            yield at, end, "name"
            return


def _name_before(text: str, number: int, words: NameWords) -> Iterator[Found]:
    link = _LINK.search(text, max(0, number - 14), number)
    end = link.start() if link else number
    for length in (3, 2, 4):
        start = end - length
        if start < 0 or not _is_name(text, start, end, words):
            continue
        before = text[start - 1] if start else ","
        if before in _MAY_PRECEDE or _EDGE.match(before):
            yield start, end, "name"
            return


def _name_after(text: str, number: int, words: NameWords) -> Iterator[Found]:
    gap = re.compile(r"[\s,，、;；:(（]{0,2}").match(text, number)
    at = gap.end() if gap else number
    for length in (3, 2, 4):
        if _is_name(text, at, at + length, words) and _EDGE.match(text, at + length):
            yield at, at + length, "name"
            return


def _is_name(text: str, start: int, end: int, words: NameWords) -> bool:
    """Return whether text[start:end] is a surname with one or two further characters fit for a name."""
    surname = words.surname.match(text, start, end)
    given = text[surname.end() : end] if surname and end <= len(text) else ""
    fit = re.fullmatch(rf"[{_HAN}]{{1,2}}", given) and not _STOP_CHARS & set(given)
    preceded_by_mask = start > 0 and text[start - 1] == "*"
    return bool(fit) and not preceded_by_mask and not words.not_name.match(text, start)


@cache
def name_words(path: Path) -> NameWords:
    """Return the compiled word lists of a policy file."""
    data = read_policy(path)
    plain = {key: re.sub(r"\s", "", value) for key, value in data.items() if isinstance(value, str)}
    compound = "|".join(data["compound_surnames"])
    surname = f"(?:{compound}|[{plain['surnames']}])"
    return NameWords(
        introduced=re.compile(
            rf"(?:(?:{plain['roles']})(?:姓名|名字)?|我?(?:{plain['relatives']}))(?:是|为|叫|[:\s]){{0,3}}"
        ),
        surname=re.compile(surname),
        not_name=re.compile(rf"(?:{plain['not_names']})|{surname}(?:{plain['titles']})"),
        after=re.compile(plain["after"]),
    )
