"""The list of laws (法规库): those of the whole country beside the city's folder, and those of its province in it."""

from pathlib import Path

from knowledge_base.loading.rows import closed, optional_day
from knowledge_base.loading.source import Faults, Reader, open_rows
from knowledge_base.model.law import LAW_KINDS, STATUSES, Law, LawArticle

LAWS, NATIONAL = "laws", "national"


def load_laws(folder: Path, faults: Faults) -> dict[str, Law]:
    """Return every law by its title: `national/laws/*.yml` beside the city's folder, then `laws/*.yml` in it."""
    found: dict[str, Law] = {}
    for place in (folder.parent / NATIONAL / LAWS, folder / LAWS):
        for path in sorted(place.glob("*.yml")):
            shown = str(path.relative_to(folder.parent))
            for reader in open_rows(path, shown, faults):
                law = _law(reader)
                if law.name in found:
                    reader.fault("name", f"法规重复: {law.name!r}")
                found[law.name] = law
    return found


def _law(r: Reader) -> Law:
    law = Law(
        name=r.text("name", required=True),
        kind=r.one_of("kind", LAW_KINDS),
        number=r.text("number"),
        issuer=r.text("issuer"),
        adopted_on=optional_day(r, "adopted_on"),
        in_force_on=optional_day(r, "in_force_on"),
        status=r.one_of("status", STATUSES, required=False) or STATUSES[0],
        changed_on=optional_day(r, "changed_on"),
        changed_articles=r.texts("changed_articles"),
        replaced_by=r.text("replaced_by"),
        last_article=r.integer("last_article", 0),
        articles=tuple(_article(row) for row in r.mappings("articles")),
        verified=r.flag("verified", False),
        note=r.text("note"),
    )
    return closed(r, law)


def _article(r: Reader) -> LawArticle:
    return closed(r, LawArticle(r.text("article", required=True), r.text("text", required=True)))
