"""Clauses that a service rests on, as documents cite them: 《…法》（主席令第…号）第三十五条：……."""

import re

from knowledge_base.importing.found import Row
from knowledge_base.model.guide import LegalBasis

LAW = re.compile(r"《(?P<law>[^《》]{2,60})》")
ARTICLE = re.compile(
    r"第[一二三四五六七八九十百零〇\d]{1,8}条(?:第[一二三四五六七八九十\d]{1,4}款)?(?:[、，和](?:第)?[一二三四五六七八九十百零〇\d]{1,8}条){0,4}"
)
NUMBER = re.compile(r"[（(](?P<number>[^（()）]{2,40}(?:号|令)[^（()）]{0,20})[)）]")


def clause_of(row: Row) -> LegalBasis:
    """Return a clause: the law, its number, the article and its words, as far as the document tells them."""
    law, article, number = LAW.search(row.text), ARTICLE.search(row.text), NUMBER.search(row.text)
    rest = row.text[article.end() :] if article else ""
    return LegalBasis(
        law=law["law"] if law else row.text,
        article=row.values.get("article") or (article.group() if article else ""),
        text=row.values.get("text") or rest.strip("：:，。 "),
        number=row.values.get("number_of_law") or (number["number"] if number else ""),
    )
