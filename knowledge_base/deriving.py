"""Published guides → subjects and standard questions. Derived content is never edited by hand."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from knowledge_base.model.catalogue import Catalogue, NotCovered
from knowledge_base.model.codec import digest
from knowledge_base.model.element import Element
from knowledge_base.model.guide import Guide
from knowledge_base.model.qa import QaEntry, Subject, SubjectKind
from knowledge_base.sources import Sources, Watch, are_same
from knowledge_base.stating import derive_statements


@dataclass(frozen=True)
class Derived:
    """Everything a question can be about, and what each of these subjects was made of."""

    subjects: tuple[Subject, ...]
    made: Mapping[tuple[SubjectKind, str], tuple[Sources, Subject]]


def derive_subjects(
    catalogue: Catalogue, questions: Mapping[str, str], words: Mapping[str, str]
) -> tuple[Subject, ...]:
    """Return everything a question can be about: items, rows without a guide, services not covered.

    Args:
        catalogue: what is published.
        questions: the standard question of each element, with `{x}` for the item (policy/elements.yml).
        words: what turns a field into a statement (policy/wording.yml, `statement`).
    """
    return derive(catalogue, questions, words).subjects


def derive(
    catalogue: Catalogue,
    questions: Mapping[str, str],
    words: Mapping[str, str],
    before: Derived | None = None,
) -> Derived:
    """Return the subjects; the same object as before for each that would be made of the same.

    Args:
        catalogue: what is published.
        questions: as in `derive_subjects`.
        words: as in `derive_subjects`.
        before: what was derived with the same questions and words from what was published before.
    """
    covered = catalogue.guides_by_entry
    codes = [code for code in catalogue.entries if code not in covered]
    makers: list[tuple[SubjectKind, str, Maker]] = [
        *((SubjectKind.ITEM, key, partial(_item, key, questions, words)) for key in catalogue.guides),
        *((SubjectKind.ENTRY, key, partial(_entry, key)) for key in codes),
        *((SubjectKind.NOT_COVERED, row.name, partial(_not_covered, row)) for row in catalogue.not_covered),
    ]  # fmt: skip
    made = {(kind, key): _made((kind, key), make, catalogue, before) for kind, key, make in makers}
    return Derived(tuple(subject for _, subject in made.values()), made)


Maker = Callable[[Catalogue], Subject]


def _made(
    place: tuple[SubjectKind, str], make: Maker, catalogue: Catalogue, before: Derived | None
) -> tuple[Sources, Subject]:
    """Make a subject unless it stood before; what read no record, a service not covered, is made in any case."""
    known = before.made.get(place) if before else None
    if known and known[0] and are_same(known[0], catalogue):
        return known
    watch = Watch(catalogue)
    subject = make(watch.catalogue)
    if known and known[1] == subject:
        subject = known[1]
    return watch.sources(), subject


def _item(
    key: str, questions: Mapping[str, str], words: Mapping[str, str], catalogue: Catalogue
) -> Subject:
    guide = catalogue.guides[key]
    item, statements = guide.item, derive_statements(guide, catalogue, words)
    labelled = catalogue.questions[item.code].labelled if item.code in catalogue.questions else ()
    materials = [catalogue.materials[row.material] for row in guide.materials]
    return Subject(
        key=item.code,
        kind=SubjectKind.ITEM,
        catalog_code=item.catalog_code,
        name=item.name,
        department=item.department,
        names=tuple(dict.fromkeys((item.name, *item.aliases))),
        hints=tuple(dict.fromkeys((*item.keywords, *_situation_wordings(guide)))),
        asked=_asked(item.code, catalogue),
        body=" ".join(" ".join(m.wordings) for m in materials),
        entries=tuple(_qa_entries(guide, questions)),
        pays_out=item.type == "行政给付" and not guide.fee.charged,
        statements=statements,
        questions=labelled,
    )


def _asked(code: str, catalogue: Catalogue) -> tuple[tuple[tuple[str, ...], str], ...]:
    phrasing = catalogue.phrasings.get(code)
    rows = phrasing.asked if phrasing else ()
    return tuple((asked.elements, text) for asked in rows for text in asked.texts)


def _situation_wordings(guide: Guide) -> Iterator[str]:
    """Yield the situations told with the item's short name: 身份证 + 丢了."""
    shortest = min(guide.item.aliases or (guide.item.name,), key=len)
    for question in guide.situations:
        for option in question.options:
            for wording in option.wordings:
                yield wording if shortest in wording else shortest + wording


def _qa_entries(guide: Guide, questions: Mapping[str, str]) -> Iterator[QaEntry]:
    for element, question in questions.items():
        if element != Element.FAQ:
            yield _marked(
                QaEntry(
                    id=f"{guide.item.code}#{element}",
                    item_code=guide.item.code,
                    catalog_code=guide.item.catalog_code,
                    element=element,
                    question=question.replace("{x}", guide.item.name),
                )
            )
    for faq in guide.faq:
        yield _marked(
            QaEntry(
                id=f"{guide.item.code}#{faq.id}",
                item_code=guide.item.code,
                catalog_code=guide.item.catalog_code,
                element=faq.element,
                question=faq.question,
                variants=faq.variants,
                faq_id=faq.id,
                when=faq.when,
            )
        )


def _marked(entry: QaEntry) -> QaEntry:
    values = {**entry.__dict__, "digest": digest(entry)}
    return QaEntry(**values)


def _entry(key: str, catalogue: Catalogue) -> Subject:
    row = catalogue.entries[key]
    parts = [part for part in _name_parts(row.name) if len(part) > 2]
    return Subject(
        key=row.catalog_code,
        kind=SubjectKind.ENTRY,
        catalog_code=row.catalog_code,
        name=row.name,
        department=row.department,
        names=tuple(dict.fromkeys((row.name, *parts, *row.aliases))),
        asked=_asked(row.catalog_code, catalogue),
    )


def _name_parts(name: str) -> list[str]:
    for mark in "/、（）":
        name = name.replace(mark, " ")
    return name.split()


def _not_covered(row: NotCovered, _catalogue: Catalogue) -> Subject:
    return Subject(
        key=row.name,
        kind=SubjectKind.NOT_COVERED,
        catalog_code="",
        name=row.name,
        department=row.route_to,
        names=tuple(dict.fromkeys((row.name, *row.aliases))),
    )
