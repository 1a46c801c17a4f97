"""Search: the report of the HTTP contract, at most one result an item."""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from knowledge_base.answering.base import Base
from knowledge_base.answering.pipeline import check_question
from knowledge_base.lookup import Lookup
from knowledge_base.model.element import Element
from knowledge_base.model.finding import Hit
from knowledge_base.text import mask, prepared, units


@dataclass(frozen=True)
class Sureness:
    """How probably a result is what is meant, from how probably the first one found is.

    Whether that one is shown or not (it may be no item of the base, or another department's), what it takes is
    not left for the others.
    """

    probability: float
    first: Hit | None

    def of(self, hit: Hit) -> float:
        """Return the probability that this is what is meant."""
        if self.first is None or hit.subject.key == self.first.subject.key:
            return self.probability
        behind = min(1.0, math.exp(hit.score - self.first.score))
        return min(self.probability * behind, 1.0 - self.probability)


@dataclass(frozen=True)
class Search:
    """Searches one generation.

    questions: the standard question of each element, with `{x}` for the item.
    """

    base: Base
    lookup: Lookup
    questions: Mapping[str, str]

    def search(
        self,
        query: str,
        limit: int = 10,
        element: str | None = None,
        item_code: str | None = None,
        department: str | None = None,
    ) -> dict[str, Any]:
        """Return the search report of the HTTP contract: at most one result an item, best first, none where nothing is found.

        The words are compared as they are, for nothing of them is kept; what the report repeats is masked.

        Raises:
            BadQuestion: blank, too long or not text.
        """
        started = time.perf_counter()
        check_question(query)
        plain = prepared(query)
        meant = self.lookup.meant(plain) or plain
        exact = self.lookup.keys(plain, limit)
        findings = self.base.finder.find(meant, limit=limit * 4 + 20, keep=exact)
        kept = {h.subject.key: h for h in findings.kept}
        named = [kept[key] for key in exact if key in kept]
        by_sound = _may_be_heard(meant)
        found = [h for h in findings.hits if h.subject.key not in kept and h.is_found]
        found = [h for h in found if by_sound or h.shares_words]
        hits = named + [h for h in found if h.subject.catalog_code]
        hits = [h for h in hits if department in (None, h.subject.department)]
        hits = [h for h in hits if item_code in (None, h.subject.key)]
        sure = Sureness(findings.probability, next(iter((*named, *findings.hits)), None))
        return {
            "query": mask(query),
            "normalized": prepared(mask(query)),
            "read_as": mask(_read_as(plain, self.base.finder.prepare(meant))),
            "generation": self.base.generation,
            "took_ms": round((time.perf_counter() - started) * 1000, 2),
            "results": [
                self._result(rank, hit, element, sure.of(hit))
                for rank, hit in enumerate(hits[:limit], start=1)
            ],
        }

    def _result(
        self, rank: int, hit: Hit, element: str | None, probability: float
    ) -> dict[str, Any]:
        catalogue = self.base.catalogue
        guide = catalogue.guides.get(hit.subject.key)
        shown = Element(element or hit.element)
        return {
            "rank": rank,
            "score": round(hit.score, 4),
            "probability": round(probability, 4),
            "item_code": hit.subject.key if guide else "",
            "catalog_code": hit.subject.catalog_code,
            "item_name": hit.subject.name,
            "department": catalogue.departments[hit.subject.department].name,
            "element": shown,
            "question": self.questions[shown].replace("{x}", hit.subject.name),
            "preview": guide.summary if guide else "",
            "version": guide.version if guide else None,
            "url": f"/items/{hit.subject.key}" if guide else "",
        }

    def named(self, query: str) -> frozenset[str]:
        """Return the codes of the items that a name, its pinyin initials or a code calls so."""
        plain = prepared(query)
        found = self.lookup.named(plain) or self.lookup.named(self.base.finder.prepare(plain))
        return frozenset(found)


def _read_as(plain: str, read: str) -> str:
    """Return what a normalised query was read as; empty where it was read as it stands."""
    return read if read.replace(" ", "") != plain.replace(" ", "") and units(read) > 1 else ""


def _may_be_heard(plain: str) -> bool:
    """Return whether a text may tell by its sound alone what is meant.

    One character does not; nor do characters beyond GB 2312 (生僻字), which nobody picks by mistake.
    """
    try:
        plain.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return units(plain) > 1
