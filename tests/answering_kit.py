"""A base of two small guides whose finder and chooser say what a test wants."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from knowledge_base.answering.base import Base
from knowledge_base.building import asker
from knowledge_base.model.asking import Asks
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.choice import Choice, Likely
from knowledge_base.model.context import Context, Frame
from knowledge_base.model.element import Element
from knowledge_base.model.finding import Findings, Hit
from knowledge_base.model.guide import Guide, ServiceItem, Visits
from knowledge_base.model.qa import Subject, SubjectKind
from knowledge_base.model.situation import Answers, SituationOption, SituationQuestion, When
from knowledge_base.model.statement import Statement, StatementKind
from tests.knowledge_kit import wording

DAY = date(2026, 11, 23)
REASON = SituationQuestion(
    "reason",
    "您是哪种情况？",
    "材料不一样",
    (
        SituationOption("lost", "丢了补办", ("丢了", "找不着了")),
        SituationOption("expired", "到期换新", ("过期了", "到期")),
    ),
)
AGE = SituationQuestion(
    "age",
    "满16周岁了吗？",
    "要监护人陪",
    (
        SituationOption("adult", "满16周岁", ("大人",)),
        SituationOption("minor", "未满16周岁", ("孩子",)),
    ),
    when=When((("reason", ("lost",)),)),
)


def guide(code: str, name: str, *aliases: str) -> Guide:
    """Return a guide with two situation questions."""
    item = ServiceItem(code, code[:12], name, "gongan", ("person",), "行政确认", (), aliases)
    return Guide(item, 1, DAY, DAY, False, (), name, Visits(1), situations=(REASON, AGE))


ID_CARD = guide("232009001000-01", "居民身份证补领", "身份证")
HUKOU = guide("232009002000-01", "居民户口簿补发", "户口本", "户口簿")
CATALOGUE = Catalogue({}, {}, {}, {}, {g.item.code: g for g in (ID_CARD, HUKOU)})
ROW = Subject("232009099000", SubjectKind.ENTRY, "232009099000", "养犬登记", "gongan", ("养狗证",))


def subject_of(of: Guide | Subject) -> Subject:
    """Return what retrieval finds for a guide."""
    if isinstance(of, Subject):
        return of
    item = of.item
    names = (item.name, *item.aliases)
    return Subject(
        item.code, SubjectKind.ITEM, item.catalog_code, item.name, item.department, names
    )


def hit(of: Guide | Subject, explained: float = 0.5) -> Hit:
    """Return a hit on a guide, or on a row without one."""
    return Hit(
        subject_of(of),
        Element.OVERVIEW,
        score=1.0,
        lexical=0.0,
        names=0.0,
        faqs=0.0,
        units=0.0,
        explained=explained,
    )


@dataclass
class Found:
    """A finder that finds the same whatever is looked for, and what was looked for."""

    hits: tuple[Hit, ...] = ()
    probability: float = 0.0
    content: int = 2
    looked: list[str] = field(default_factory=list)

    def start(self, question: str, *, limit: int, keep: tuple[str, ...] = ()) -> None:
        """Nothing takes long here."""

    def prepare(self, question: str) -> str:
        """Return the question as it is."""
        return question

    def mentions(self, plain: str) -> tuple[()]:
        """Return no name."""
        return ()

    def content_beside(self, plain: str, key: str) -> int:
        """Return how much a text says of its own."""
        return self.content

    def find(self, question: str, *, limit: int, keep: tuple[str, ...] = ()) -> Findings:
        """Return the hits; those of the matters in talk are kept beside them."""
        self.looked.append(question)
        kept = [h for h in self.hits if h.subject.key in keep]
        return Findings(
            self.hits, tuple(kept), {}, self.probability if self.hits else 0.0, content=self.content
        )


class Unscreened:
    """Finds every question an ordinary one."""

    def screen(self, text: str, in_talk: bool = False) -> None:
        """Return no verdict."""


@dataclass(frozen=True)
class Told:
    """Reads the options whose wordings stand in a message."""

    def read(
        self, guide: Guide, plain: str, asked: str = "", *, stated: Collection[str] = ()
    ) -> dict[str, str]:
        """Return the options that are told, by question."""
        return {
            question.id: option.id
            for question in guide.situations
            for option in question.options
            if any(wording in plain for wording in (option.label, *option.say))
        }


@dataclass(frozen=True)
class Sure:
    """Chooses one statement whatever is asked, as sure as it is told to be."""

    probability: float = 0.5

    def choose(
        self, item_code: str, asking: Asks, told: Answers, content: Sequence[int] = ()
    ) -> tuple[Choice, ...]:
        """Return a choice for each ask."""
        statement = Statement("fee", StatementKind.FEE, Element.FEE, "每证40元。")
        likely = (Likely(statement, 1.0),)
        return tuple(Choice(ask, likely, self.probability) for ask in asking.asks)


def base_of(
    finder: Found | None = None,
    chooser: Sure | None = None,
    catalogue: Catalogue = CATALOGUE,
) -> Base:
    """Return a base that finds and chooses as it is told to."""
    return Base(
        catalogue=catalogue,
        finder=finder or Found(),
        screener=Unscreened(),
        asker=asker(),
        case=Told(),
        chooser=chooser or Sure(),
        wording=wording(),
        generation=1,
    )


def talk(of: Guide | Subject = ID_CARD, asked: str = "身份证要带啥", **situation: str) -> Context:
    """Return a conversation about a matter."""
    return Context((Frame(subject_of(of).key, "materials", (), asked, situation),))
