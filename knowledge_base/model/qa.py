"""What is derived from guides for finding: subjects a question can be about, and standard questions."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from knowledge_base.model.catalogue import LabelledQuestion
from knowledge_base.model.situation import ALWAYS, When
from knowledge_base.model.statement import Statement


class SubjectKind(StrEnum):
    """What stands behind a subject: a guide, a catalogue row without one, or a service not covered."""

    ITEM = "item"
    ENTRY = "entry"
    NOT_COVERED = "not_covered"


@dataclass(frozen=True)
class QaEntry:
    """A standard question (标准问答): item × element, or a reviewed FAQ of it."""

    id: str
    item_code: str
    catalog_code: str
    element: str
    question: str
    variants: tuple[str, ...] = ()
    faq_id: str = ""
    when: When = ALWAYS
    digest: str = ""

    @property
    def wordings(self) -> tuple[str, ...]:
        """The ways to ask a FAQ; a standard question is made, nobody wrote it."""
        return (self.question, *self.variants) if self.faq_id else ()


@dataclass(frozen=True)
class Subject:
    """Something a question can be about, with every wording that points to it.

    Attributes:
        key: item code, catalogue code, or the name of a service that is not covered.
        names: official name first, then what people call it.
        hints: other phrases that point here (keywords, situations told in a citizen's words).
        asked: what citizens say, with the elements that answer it, best first: (elements, text).
        body: words of the guide itself (materials), looked at last.
        pays_out: a benefit (行政给付), of which “多少钱” asks what one gets.
        statements: what its guide says, and last the whole matter.
        questions: what people asked of it, with the statements that answer; they train neither encoder nor elements,
            so that what is fitted with them is fitted to questions nobody has learned.
    """

    key: str
    kind: SubjectKind
    catalog_code: str
    name: str
    department: str
    names: tuple[str, ...]
    hints: tuple[str, ...] = ()
    asked: tuple[tuple[tuple[str, ...], str], ...] = ()
    body: str = ""
    entries: tuple[QaEntry, ...] = ()
    pays_out: bool = False
    statements: tuple[Statement, ...] = ()
    questions: tuple[LabelledQuestion, ...] = ()

    @property
    def wordings(self) -> Iterator[tuple[str, QaEntry | None]]:
        """All texts that somebody wrote to point here, each with the FAQ it belongs to, if any."""
        yield from ((text, None) for text in (*self.names, *self.hints))
        yield from ((text, None) for _, text in self.asked)
        yield from ((question.text, None) for question in self.questions)
        yield from ((text, entry) for entry in self.entries for text in entry.wordings)
