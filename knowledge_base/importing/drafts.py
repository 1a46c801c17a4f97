"""What was recognised as drafts of the record: the same service again is the same draft again."""

import secrets
from dataclasses import dataclass
from datetime import date

from knowledge_base.importing.dictionary import Dictionary
from knowledge_base.importing.drafting import begun, filled
from knowledge_base.importing.matching import MatchedGuide
from knowledge_base.lifecycle.differences import Change, differences, naming
from knowledge_base.lifecycle.draft_rows import Draft
from knowledge_base.lifecycle.drafts import Conflict, Drafts
from knowledge_base.lifecycle.errors import MoveRefused, UnknownVersion
from knowledge_base.lifecycle.people import Person
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.guide import ITEM_CODE
from knowledge_base.store.kinds import GUIDE

IMPORT = "import"
"""The origin of what was read from documents."""
BUSY = "有人刚才也改了这份草稿，请再做一次"
NO_CODE = "事项编码要这样写：12 位目录编码，加短横和两位序号，如 232009001000-02"
NO_ENTRY = "基本目录里没有 {entry}，请核对编码，或者先加目录条目"


@dataclass(frozen=True)
class ImportDrafts:
    """Makes drafts of guides that were recognised in documents."""

    drafts: Drafts
    catalogue: Catalogue
    dictionary: Dictionary
    today: date

    def put(self, found: MatchedGuide, code: str, by: Person, source: str) -> Draft:
        """Write what a document says into the draft of an item; one is begun where there is none.

        What the draft said before stays among its saves, so it can be taken back.

        Raises:
            MoveRefused: there can be no such item, it is not this person's to edit, or somebody saved just then.
        """
        if not ITEM_CODE.fullmatch(code):
            raise MoveRefused(NO_CODE)
        try:
            draft = self.drafts.open(GUIDE, code, by, origin=IMPORT)
        except UnknownVersion:
            return self._create(found, code, by, source)
        said = self.drafts.newest(draft.id)
        value = filled(said.value, found, source, secrets.token_hex)
        if isinstance(self.drafts.save(draft.id, value, by, said.id), Conflict):
            raise MoveRefused(BUSY)
        return self.drafts.draft(draft.id)

    def _create(self, found: MatchedGuide, code: str, by: Person, source: str) -> Draft:
        if code[:12] not in self.catalogue.entries:
            raise MoveRefused(NO_ENTRY.format(entry=code[:12]))
        empty = begun(code, found, self.catalogue, self.dictionary, self.today)
        value = filled(empty, found, source, secrets.token_hex)
        return self.drafts.create(GUIDE, code, value, by, IMPORT)


def drift(found: MatchedGuide, catalogue: Catalogue) -> tuple[Change, ...]:
    """Return what a document says differently from what is in force, field by field; nothing where no item has its name.

    What the document is silent about, and where it comes from, is no difference.
    """
    live = catalogue.guides.get(found.item)
    if live is None:
        return ()
    says = filled(live, found, next(iter(live.sources), ""), secrets.token_hex)
    names = {
        "GuideMaterial.material": {key: one.name for key, one in catalogue.materials.items()},
        "Place.venues": {key: one.name for key, one in catalogue.venues.items()},
    }
    return differences(live, says, naming(names, live, says))
