"""The texts of each guide that questions are compared with."""

from collections import Counter
from collections.abc import Iterable, Iterator

from knowledge_base.model.qa import Subject
from knowledge_base.retrieval.comparison import Passages, Rarity, TextReader, Texts
from knowledge_base.retrieval.encoder import Encoder
from knowledge_base.retrieval.kept import Kept
from knowledge_base.text import normalise, prepared

GUIDES_KEPT = 512
"""Guides whose rows are kept ready; one that was not asked for lately is read again."""


class GuideTexts:
    """The texts of each guide that questions are compared with; those of guides asked for lately are kept ready.

    Args:
        subjects: of which those with statements count.
        encoder: reads the texts.
        before: the texts of the generation before, read by the same encoder; what is the same is taken over.
    """

    def __init__(
        self, subjects: Iterable[Subject], encoder: Encoder, before: "GuideTexts | None" = None
    ) -> None:
        self.subjects = {s.key: s for s in subjects if s.statements}
        self.reader = TextReader(self._rarity(before), encoder)
        self._passages: Kept[str, Passages] = (
            before._passages.those(lambda code: before.has(self.subjects.get(code)))
            if before
            else Kept(GUIDES_KEPT)
        )
        self._texts: Kept[str, Texts] = Kept(GUIDES_KEPT)

    def _rarity(self, before: "GuideTexts | None") -> Rarity:
        if before is None:
            return Rarity(_stated(self.subjects.values()))
        gone = (s for s in before.subjects.values() if not self.has(s))
        new = (s for s in self.subjects.values() if not before.has(s))
        less, more = Counter(_stated(gone)), Counter(_stated(new))
        return before.reader.rarity.changed((less - more).elements(), (more - less).elements())

    def has(self, subject: Subject | None) -> bool:
        """Return whether this very subject is among those of the generation."""
        return subject is not None and self.subjects.get(subject.key) is subject

    def passages(self, item_code: str) -> Passages:
        """Return the statements of a guide, the wordings it gives them, and the questions labelled with them."""
        return self._passages.of(
            item_code, lambda: Passages(_texts_of(self.subjects[item_code]), self.reader.encoder)
        )

    def of(self, item_code: str) -> Texts:
        """Return the same, to be compared."""
        return self._texts.of(
            item_code, lambda: Texts(self.passages(item_code), self.reader.rarity)
        )


def _stated(subjects: Iterable[Subject]) -> Iterator[str]:
    return (normalise(s.text) for subject in subjects for s in subject.statements)


def _texts_of(subject: Subject) -> list[str]:
    stated = [normalise(t) for s in subject.statements for t in (s.text, *s.wordings)]
    return [*stated, *(prepared(q.text) for q in subject.questions)]
