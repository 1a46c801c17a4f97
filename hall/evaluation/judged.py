"""The questions that `python -m hall fit` learns from."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle

from hall.evaluation.reading import Row
from knowledge_base.model.qa import Subject, SubjectKind
from knowledge_base.retrieval.finder import HybridFinder
from knowledge_base.retrieval.queries import read_phrasings
from knowledge_base.services import POLICY

NAMES, PHRASED = 2, 3
"""Names of each subject that the calibration is also fitted to, alone and in a phrase."""


@dataclass(frozen=True)
class Judged:
    """Questions over all rows, further ones that fit elements alone, and questions outside the base.

    leaves_doubt: which of them the light evidence leaves open; of others nothing more is asked.
    """

    inside: Sequence[Row]
    further: Sequence[Row]
    outside: Sequence[Row]
    leaves_doubt: Callable[[str], bool]

    @property
    def answerable(self) -> list[Row]:
        """Questions whose right elements are known."""
        return [*self.inside, *self.further]

    def made(self, finder: HybridFinder) -> list[tuple[Subject, str]]:
        """Return questions made of names."""
        return [(s, question) for s, question in _made(finder) if self.leaves_doubt(question)]

    def doubtful(self, light: HybridFinder) -> "Judged":
        """Return the questions in which the light evidence leaves doubt."""
        doubt = light.tunings.doubt

        def leaves_doubt(question: str) -> bool:
            return doubt.leaves(light.find(question, limit=10).probability)

        def left(rows: Sequence[Row]) -> list[Row]:
            return [row for row in rows if leaves_doubt(row["query"])]

        return Judged(left(self.inside), left(self.further), left(self.outside), leaves_doubt)


def _made(finder: HybridFinder) -> Iterator[tuple[Subject, str]]:
    """Yield each subject with its names, then with its names in the phrases of all elements by turns."""
    phrasings = read_phrasings(POLICY / "elements.yml")
    longest = max(map(len, phrasings.phrases.values()))
    rounds = (rows[at % len(rows)] for at in range(longest) for rows in phrasings.phrases.values())
    phrases = cycle(rounds)
    for subject in finder.index.subjects:
        for name in subject.names[:NAMES]:
            yield subject, name
        if subject.kind is not SubjectKind.NOT_COVERED:
            for name in subject.names[1 : 1 + PHRASED]:
                yield subject, next(phrases).replace("{x}", name)
