"""How long an inspection of everything takes, and of one record among everything."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from knowledge_base.inspection import RULES, inspect
from knowledge_base.loading.catalogue import load_catalogue
from knowledge_base.model.catalogue import Catalogue

GUIDES = 200
ON = date(2026, 12, 1)


def measure(_url: str) -> list[str]:
    """Return how long the shipped guides, copied up to 200, take: all of them, and one of them."""
    catalogue = grown(load_catalogue(), GUIDES)
    code = next(iter(catalogue.guides))
    whole, found = _timed(lambda: inspect(catalogue, ON))
    alone, _ = _timed(lambda: inspect(catalogue, ON, [("guide", code)]))
    return [
        f"{len(RULES)} 条规则，{len(catalogue.guides)} 份指南全部检查 {whole:.2f} 秒，发现 {found} 处",
        f"只检查其中一份 {alone * 1000:.0f} 毫秒",
    ]


def grown(catalogue: Catalogue, number: int) -> Catalogue:
    """Return the catalogue with copies of its guides, under codes and names of their own, up to a number."""
    guides = dict(catalogue.guides)
    shipped = list(guides.values())
    for at in range(max(0, number - len(shipped))):
        guide = shipped[at % len(shipped)]
        code = f"{guide.item.catalog_code}-{10 + at:02}"
        aliases = tuple(f"{alias}{at}" for alias in guide.item.aliases)
        item = replace(guide.item, code=code, name=f"{guide.item.name}{at}", aliases=aliases)
        guides[code] = replace(guide, item=item)
    return replace(catalogue, guides=guides)


def _timed(act: Callable[[], tuple[object, ...]]) -> tuple[float, int]:
    begun = time.perf_counter()
    found = act()
    return time.perf_counter() - begun, len(found)
