"""What a guide says a clause says, beside the clause as it reads."""

import re
from itertools import pairwise

from knowledge_base.laws.articles import NUMERAL, number_of
from knowledge_base.model.law import Law

_MEASURE = re.compile(f"([{NUMERAL}]{{1,9}})(?:个)?(工作日|日|天|个月|月|年|周岁|岁|元|倍|小时|%)")
_NO_WORD = re.compile(r"[\W\d_]")
LEAST_ALIKE = 0.2
"""Share of a claim's pairs of characters that stand in its article: of 258 shipped claims two have less, of claims
put beside another article of the same law seven in ten."""
_SAME = {"天": "日", "个月": "月", "岁": "周岁", "工作日": "日"}


def measures_in(text: str) -> frozenset[tuple[int, str]]:
    """Return the figures of a text with what they count: 三十日 and 30日 are the same."""
    return frozenset(
        (number_of(match[1]), _SAME.get(match[2], match[2])) for match in _MEASURE.finditer(text)
    )


def cited_text(law: Law, articles: tuple[int, ...]) -> str:
    """Return what the cited articles say; empty where one of them is not known."""
    texts = texts_of(law)
    return "\n".join(texts[one] for one in articles) if set(articles) <= set(texts) else ""


def unfounded(claim: str, text: str) -> tuple[str, ...]:
    """Return the figures of a claim that do not stand in the text."""
    missing = sorted(measures_in(claim) - measures_in(text))
    return tuple(f"{number}{unit}" for number, unit in missing)


def alike(claim: str, text: str) -> float:
    """Return the share of the claim's pairs of characters that stand in the text."""
    pairs = _pairs(claim)
    return len(pairs & _pairs(text)) / len(pairs) if pairs else 1.0


def _pairs(text: str) -> frozenset[str]:
    plain = _NO_WORD.sub("", text)
    return frozenset(first + second for first, second in pairwise(plain))


def texts_of(law: Law) -> dict[int, str]:
    """Return the texts of a law's articles that are known, by number."""
    return {number_of(row.article.strip("第条")): row.text for row in law.articles}
