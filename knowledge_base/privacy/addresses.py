"""Find addresses that lead to one household."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge_base.privacy.folding import Found
from knowledge_base.privacy.words import HAN, WORDS, personal_words

LONGEST_PLACE = 40
"""Characters before a house number in which its street and town stand."""

_NUMBER = r"(?:\d{1,4}|[一二三四五六七八九十百零〇]{1,5})"
_UNIT = (
    "(?:号楼|号院|号|栋|幢|座|单元|门栋|层|楼|室|户|组|队|屯|排|委|房|门(?![诊口市窗面卡])|#楼?)"
)
_PART = rf"(?:[A-Z]?{_NUMBER}{_UNIT} ?|[A-Z][栋座] ?|[东西中南北](?:单元|门|屋|侧))"
_PARTS = rf"(?>{_PART}){{0,5}}{_PART}"
"""One to six; a part that another follows can be read in one way only, so it is not read again."""
_AREA = re.compile(
    "(?:小区|家园|花园|名苑|家苑|新村|公寓|宿舍|家属[楼院房]|平房|嘉园|新城|名城|国际|社区|花都|华府|海岸|村|屯|苑|城|府|园|湾|庄|里|胡同|巷|路|街|道|镇|乡|场|区|段|连)"
    f"[{HAN} ]{{0,4}}$"
)
_TAIL = re.compile(
    rf"(?<![\d*])(?:(?<=宿舍|公寓)\d{{3,4}}室?|[A-Z]?\d{{1,3}}(?:号楼|栋|幢|#)\d{{1,2}}(?:单元)?[-—]\d{{2,4}}室?|[A-Z]?\d{{1,3}}(?:号楼|栋|#)?[-—]\d{{1,2}}(?:单元)?[-—]\d{{1,4}}(?:室|号)?|\d{{1,3}}[-—]\d{{3,4}}(?:室|号)?"
    rf"|\d{{1,4}}[-—]\d{{1,3}}号|\d{{2,4}}信箱(?:\d{{1,4}}(?:分箱|号))?|(?:[东西南北]头)?第{_NUMBER}家|(?:[A-Z]座\d{{3,4}}(?:室|号)?)|{_PARTS}(?:[-—]?(?:\d{{1,4}}(?=[^\d年月日元个岁多万兆]|$)|[一二三四五六七八九十][零〇一二三四五六七八九十]{{2,3}}))?)"
    r"(?![\d*])(?!窗|摊|柜|台|厅|诊|床|线|桌|车|公交|文|令|公告|矿)"
)
_CLAUSE = re.compile(rf"[{HAN}A-Za-z\d :-]{{2,40}}$")
_LEVEL = re.compile(
    rf"{_NUMBER}{_UNIT}|[东西中南北](?:单元|门|屋)|[-—]\d|[A-Z][座栋]|(?<=[号栋元])(?:\d{{3,4}}|[一二三四五六七八九十][零〇一二三四五六七八九十]{{2,3}})"
)
_FLOOR = re.compile(rf"{_NUMBER}[楼层] ?")
_FLAT = re.compile(r"单元|室|栋\d{3,4}$|#\d")
"""What only a house of flats has, whatever the name of the estate before it."""
_VILLAGE_HOUSE = re.compile(rf"[村屯队场](?:{_NUMBER}[组队委])?{_NUMBER}号$")
_NEIGHBOUR = re.compile(rf"老?[{HAN}]家(?:[东西前后南北]院|[东西]?隔壁|[前后]趟房?|对门)")
"""What a household without a number is found by: …村三屯老李家东院."""
_GROUP = re.compile(rf"[乡镇场].{{1,12}}[村屯](?:.{{1,4}}屯)?{_NUMBER}[组队屯](?:{_NUMBER}号)?$")
"""A whole address in the country."""
_HOUSES = re.compile("(?:小区|家园|花园|公寓|宿舍|家属[楼院房]|家苑|嘉园|新城|名城)$")
_HOME_WORDS = re.compile(
    r"^.{0,40}?(?:住址是?|地址是?|家庭住址|家住在?|住在|现住|居住地?|租住|租的(?:房子)?|租|住|寄到|寄:|寄|邮到|邮寄到|送到|送|寄往|快递到|户籍地?|户口[在是]?|房屋坐落|坐落于?|老家在?|[我俺]家在?|家在|家:|搬到|原籍|籍贯)[:是为在 ]{0,2}"
)
_STATED = re.compile(
    rf"(?:住址|地址|户籍地?|籍贯|原籍|户口所在地|户口[在是]|老家)[:是为在 ]{{0,2}}([{HAN}]{{5,30}})(?![{HAN}\d])"
)
_VILLAGE = re.compile(r"[镇乡区市县场].{1,12}[村屯]$")
"""A village is told as somebody's address where it ends the line of a form."""
_OFFICE = re.compile("大厅|中心|窗口|单位|公司|[^老]局|派出所|银行|医院|学校|公证处|办事处")
_LEAD = re.compile(r"^.{0,40}?(?:是|在|到|去|给我|往)(?=[^\d])")


@dataclass(frozen=True)
class Place:
    """The clause before a house number, without the number; where it begins; what says a home follows."""

    start: int
    clause: str
    home: re.Match[str] | None


def find_addresses(text: str) -> Iterator[Found]:
    """Yield addresses that lead to one household (…小区6号楼3单元702室), the words before them cut off."""
    start = end = 0
    for tail in _TAIL.finditer(text):
        place = _place_before(text, tail.start())
        if place is None or not _is_home(place, tail.group()):
            continue
        if place.start >= end:
            if end:
                yield start, end, "address"
            start = place.start + _lead(place)
        beside = _NEIGHBOUR.match(text, tail.end())
        end = beside.end() if beside else tail.start() + len(tail.group().rstrip())
    if end:
        yield start, end, "address"
    for stated in _STATED.finditer(text):
        if _VILLAGE.search(stated[1]):
            yield stated.start(1), stated.end(1), "address"


def _place_before(text: str, number: int) -> Place | None:
    clause = _CLAUSE.search(text[max(0, number - LONGEST_PLACE) : number])
    if clause is None or _OFFICE.search(clause.group()):
        return None
    return Place(number - len(clause.group()), clause.group(), _HOME_WORDS.match(clause.group()))


def _is_home(place: Place, tail: str) -> bool:
    levels = len(_LEVEL.findall(tail))
    if _FLOOR.fullmatch(tail):
        return False
    if _AREA.search(place.clause) is None:
        return levels >= 2 and bool(place.home or _FLAT.search(tail))
    whole = place.clause + tail
    settled = _VILLAGE_HOUSE.search(whole) or _GROUP.search(whole) or place.clause.endswith("胡同")
    flat = _HOUSES.search(place.clause) and ("室" in tail or tail.isdigit())
    return bool(place.home or levels >= 2 or settled or flat)


def _lead(place: Place) -> int:
    """Return how many characters of a clause are the words before the address."""
    start = place.home.end() if place.home else 0
    region = personal_words(WORDS).region.search(place.clause, start)
    if region:
        return region.start()
    if place.home:
        return start
    named = place.clause.rfind(":") + 1
    lead = _LEAD.match(place.clause, named)
    return lead.end() if lead else named
