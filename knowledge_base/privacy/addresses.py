"""Find addresses that lead to one household."""

import re
from collections.abc import Iterator

from knowledge_base.privacy.folding import Found
from knowledge_base.privacy.words import HAN, WORDS, personal_words

LONGEST_PLACE = 40
"""Characters before a house number in which its street and town stand."""

_NUMBER = r"(?:\d{1,4}|[一二三四五六七八九十百零〇]{1,5})"
_UNIT = "(?:号楼|号院|号|栋|幢|座|单元|门栋|层|楼|室|户|组|队|排|委|房|门(?![诊口市窗面卡])|#楼?)"
_PART = rf"(?:[A-Z]?{_NUMBER}{_UNIT} ?|[东西中南北](?:单元|门|屋|侧))"
_PARTS = rf"(?>{_PART}){{0,5}}{_PART}"
"""One to six; a part that another follows can be read in one way only, so it is not read again."""
_AREA = re.compile(
    "(?:小区|家园|花园|名苑|家苑|新村|公寓|家属楼|家属院|嘉园|新城|国际|社区|花都|华府|村|屯|苑|城|府|园|湾|庄|里|胡同|巷|路|街|道|镇|乡|场|区|段|连)"
    f"[{HAN} ]{{0,4}}$"
)
_TAIL = re.compile(
    rf"(?<![\d*])(?:\d{{1,3}}(?:号楼|栋|幢|#)\d{{1,2}}(?:单元)?[-—]\d{{2,4}}室?|\d{{1,3}}(?:号楼|栋|#)?[-—]\d{{1,2}}(?:单元)?[-—]\d{{1,4}}(?:室|号)?|\d{{1,3}}[-—]\d{{3,4}}(?:室|号)?"
    rf"|(?:[东西南北]头)?第{_NUMBER}家|(?:[A-Z]座\d{{3,4}}(?:室|号)?)|{_PARTS}(?:[-—]?\d{{1,4}}(?=[^\d年月日元个岁多万兆]|$))?)"
    r"(?![\d*])(?!窗|摊|柜|台|厅|诊|床|线|桌|车|公交|文|令|公告|矿)"
)
_CLAUSE = re.compile(rf"[{HAN}A-Za-z\d :]{{2,40}}$")
_LEVEL = re.compile(
    rf"{_NUMBER}{_UNIT}|[东西中南北](?:单元|门|屋)|[-—]\d|[A-Z]座|(?<=[号栋元])\d{{3,4}}"
)
_VILLAGE_HOUSE = re.compile(rf"[村屯队场](?:{_NUMBER}[组队委])?{_NUMBER}号$")
_HOME_WORDS = re.compile(
    r"^.{0,40}?(?:住址是?|地址是?|家庭住址|家住在?|住在|现住|居住地?|租住|住|寄到|寄:|邮到|邮寄到|送到|寄往|快递到|户籍地?|户口在|老家在?|我家在?|俺家在?|家在|家:|搬到|原籍|籍贯)[:是为 ]{0,2}"
)
_OFFICE = re.compile("大厅|中心|窗口|单位|公司|[^老]局|派出所|银行|医院|学校|公证处|办事处")
_LEAD = re.compile(r"^.{0,40}?(?:是|在|到|去|给我|往)(?=[^\d])")


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
    region = personal_words(WORDS).region.search(found, start)
    if region:
        return region.start()
    lead = None if home else _LEAD.match(found)
    return lead.end() if lead else start
