"""The item about which doors are asked after a generation: one that the generation changed."""

from collections.abc import Iterable

from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.guide import Guide
from knowledge_base.store.kinds import GUIDE
from knowledge_base.store.receipts import Changed


def sample_of(changed: Iterable[Changed], catalogue: Catalogue) -> str | None:
    """Return the code of an item to ask about; None where nothing can be asked about.

    A guide that changed, or was withdrawn; else one that names a record that changed; else any.
    """
    marks = [(one.kind, one.key) for one in changed]
    guides = [key for kind, key in marks if kind == GUIDE]
    naming = (code for code, guide in catalogue.guides.items() if _names(guide) & {*marks})
    every = (*guides, *naming, *catalogue.guides)
    return every[0] if every else None


def _names(guide: Guide) -> set[tuple[str, str]]:
    """Return the records that a guide names, by kind and key."""
    return {
        ("department", guide.item.department),
        ("entry", guide.item.catalog_code),
        *(("venue", venue) for venue in guide.place.venues),
        *(("material", row.material) for row in guide.materials),
    }
