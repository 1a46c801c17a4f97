"""A law (法规): what guides rest on, with its number, its days, whether it is in force, and the articles they cite."""

from dataclasses import dataclass
from datetime import date

IN_FORCE, AMENDED, REPEALED, NOT_YET = "现行有效", "已修改", "已废止", "尚未施行"
STATUSES = (IN_FORCE, AMENDED, REPEALED, NOT_YET)
LAW_KINDS = (
    "法律",
    "行政法规",
    "部门规章",
    "地方性法规",
    "司法解释",
    "规范性文件",
    "国家标准",
)


@dataclass(frozen=True)
class LawArticle:
    """One article as it reads; article: its number as the law writes it, 第二十四条."""

    article: str
    text: str


@dataclass(frozen=True)
class Law:
    """A law by its full title; what nobody has confirmed is empty.

    number: 文号. issuer: 制定机关. adopted_on: 公布. in_force_on: 施行.
    changed_on: from when the last amendment or the repeal counts; guides checked before have to be looked at again.
    changed_articles: which articles it touched; all where none is named.
    replaced_by: the title of what took its place.
    last_article: the number of its last article; 0 where nobody has counted.
    articles: those that guides cite, where the text is known.
    verified: whether somebody responsible has compared it with the official text.
    """

    name: str
    kind: str
    number: str = ""
    issuer: str = ""
    adopted_on: date | None = None
    in_force_on: date | None = None
    status: str = IN_FORCE
    changed_on: date | None = None
    changed_articles: tuple[str, ...] = ()
    replaced_by: str = ""
    last_article: int = 0
    articles: tuple[LawArticle, ...] = ()
    verified: bool = False
    note: str = ""

    def is_repealed(self, on: date) -> bool:
        """Whether it no longer holds on a day; a repeal may be known before it counts."""
        return self.status == REPEALED and (self.changed_on is None or self.changed_on <= on)
