"""How much of what stands in documents the importer finds, and what it invents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from knowledge_base.importing.dictionary import Dictionary
from knowledge_base.importing.found import FoundGuide
from knowledge_base.importing.reading import read_document
from knowledge_base.importing.recognising import read_guides
from knowledge_base.importing.report import parts_of
from tests.documents_kit.made import Made, Told


@dataclass
class Measured:
    """What was found of what there is, over some documents."""

    titles: list[bool] = field(default_factory=list)
    sections: list[bool] = field(default_factory=list)
    papers: list[bool] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def headings(self) -> float:
        """The share of titles and sections that were found."""
        every = self.titles + self.sections
        return sum(every) / len(every)

    @property
    def rows(self) -> float:
        """The share of the rows of materials that were found."""
        return sum(self.papers) / len(self.papers)


def measured(documents: Iterable[Made], dictionary: Dictionary) -> Measured:
    """Return how much is found in some documents."""
    found = Measured()
    for made in documents:
        _, document = read_document(made.name, made.content)
        guides = read_guides(document, made.name, dictionary).guides
        for told in made.guides:
            _compare(made.name, told, guides, dictionary, found)
        found.invented += [f"{made.name}: {one.title}" for one in guides[len(made.guides) :]]
    return found


def _compare(
    name: str, told: Told, guides: Sequence[FoundGuide], dictionary: Dictionary, found: Measured
) -> None:
    guide = next((one for one in guides if _bare(told.title) in _bare(one.title)), None)
    found.titles.append(guide is not None)
    if guide is None:
        found.missed.append(f"{name}: {told.title} {[one.title for one in guides]}")
    parts = {part.name: part for part in parts_of(guide, dictionary)} if guide else {}
    for section in told.sections:
        found.sections.append(section in parts)
        if section not in parts:
            found.missed.append(f"{name}: {told.title} {section}")
    rows = [_bare(row.text) for row in guide.rows("materials")] if guide else []
    for paper in told.papers:
        is_found = sum(row.startswith(_bare(paper)) for row in rows) == 1
        found.papers.append(is_found)
        if not is_found:
            found.missed.append(f"{name}: {told.title} {paper} {rows}")
    wanted = [_bare(paper) for paper in told.papers]
    for row in rows:
        if not any(row.startswith(paper) for paper in wanted):
            found.invented.append(f"{name}: {told.title} {row}")


def _bare(text: str) -> str:
    return "".join(text.split()).replace("．", ".")
