"""What is wrong with the laws that guides rest on; one small function for each rule."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from knowledge_base.laws.articles import articles_in, said
from knowledge_base.laws.citing import Citation, Citations
from knowledge_base.laws.comparing import LEAST_ALIKE, alike, unfounded
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.law import AMENDED, NOT_YET, REPEALED, Law

ERROR, WARNING = "error", "warning"
GUIDE = "guide"


@dataclass(frozen=True)
class LawFinding:
    """What is wrong with one citation.

    law: the title in the list, as it is cited where the list has none.
    """

    rule: str
    severity: str
    kind: str
    key: str
    path: str
    text: str
    law: str


def law_findings(
    catalogue: Catalogue, on: date, records: Collection[tuple[str, str]] | None = None
) -> tuple[LawFinding, ...]:
    """Return what is wrong with the laws that guides cite on a day, in the order of departments and items.

    Args:
        catalogue: with its list of laws; without one there is nothing to compare with.
        on: the day.
        records: kind and key of those to look at, all if None.
    """
    if not catalogue.laws:
        return ()
    return tuple(
        found
        for one in Citations(catalogue).all
        if records is None or (GUIDE, one.guide.item.code) in records
        for found in _of_citation(one, on)
    )


def newly_wrong(before: Catalogue, after: Catalogue, law: str, on: date) -> tuple[LawFinding, ...]:
    """Return what a change of one law makes wrong that was not wrong before: the items to look at again."""
    day = _when_it_counts(after.laws.get(law), on)
    known = {(one.rule, one.key, one.path) for one in law_findings(before, day)}
    return tuple(
        one
        for one in law_findings(after, day)
        if one.law == law and (one.rule, one.key, one.path) not in known
    )


def _when_it_counts(law: Law | None, on: date) -> date:
    """Return the day of a repeal that is still to come, for its items have to change before; else the day given."""
    if law is None or law.status != REPEALED or law.changed_on is None:
        return on
    return max(on, law.changed_on)


def _of_citation(one: Citation, on: date) -> Iterator[LawFinding]:
    for rule, (severity, look) in RULES.items():
        if text := look(one, on):
            name = one.law.name if one.law else one.title
            yield LawFinding(rule, severity, GUIDE, one.guide.item.code, one.path, text, name)


def _unknown(one: Citation, on: date) -> str:
    if one.law is not None or not one.is_basis:
        return ""
    return f"法规库里没有《{one.title}》：核对名称，或者先把它加进法规库"


def _repealed(one: Citation, on: date) -> str:
    law = one.law
    if law is None or not law.is_repealed(on):
        return ""
    since = f"自{law.changed_on:%Y-%m-%d}起" if law.changed_on else "已经"
    instead = f"，改看《{law.replaced_by}》" if law.replaced_by else ""
    return f"《{law.name}》{since}废止，{said(one.articles)}不能再作依据{instead}"


def _amended(one: Citation, on: date) -> str:
    law = one.law
    if law is None or law.status == REPEALED or not _is_newer(law, one, on):
        return ""
    touched = _touched(law, one)
    if touched is None:
        return ""
    since = f"自{law.changed_on:%Y-%m-%d}起" if law.changed_on else ""
    return (
        f"《{law.name}》{since}修改{said(touched)}，指南是{one.guide.checked_on:%Y-%m-%d}"
        "核对的，请对照新条文复查"
    )


def _is_newer(law: Law, one: Citation, on: date) -> bool:
    """Whether the law changed after the guide was checked."""
    if law.changed_on is None:
        return law.status == AMENDED
    return one.guide.checked_on < law.changed_on <= on


def _touched(law: Law, one: Citation) -> tuple[int, ...] | None:
    """Return the cited articles that changed, none named where the whole law did; None where others did."""
    changed = {number for text in law.changed_articles for number in articles_in(text)}
    if not changed or not one.articles:
        return ()
    return tuple(number for number in one.articles if number in changed) or None


def _not_yet(one: Citation, on: date) -> str:
    law = one.law
    if law is None or law.status == REPEALED:
        return ""
    waits = law.in_force_on > on if law.in_force_on else law.status == NOT_YET
    since = f"，{law.in_force_on:%Y-%m-%d}起施行" if law.in_force_on else ""
    return f"《{law.name}》还没有施行{since}，现在不能作依据" if waits else ""


def _missing(one: Citation, on: date) -> str:
    law = one.law
    if law is None or not law.last_article:
        return ""
    beyond = tuple(number for number in one.articles if number > law.last_article)
    return f"《{law.name}》一共{law.last_article}条，没有{said(beyond)}" if beyond else ""


def _clause(one: Citation, on: date) -> str:
    figures = unfounded(one.claim, one.text) if one.text else ()
    if not figures or one.law is None:
        return ""
    return f"写的{'、'.join(figures)}在《{one.law.name}》{said(one.articles)}里没有，请对照条文"


def _unlike(one: Citation, on: date) -> str:
    if not one.text or one.law is None or alike(one.claim, one.text) >= LEAST_ALIKE:
        return ""
    return f"《{one.law.name}》{said(one.articles)}讲的像是别的事，请核对是不是这一条"


def _number(one: Citation, on: date) -> str:
    law = one.law
    if law is None or not law.number or not one.number.endswith("号"):
        return ""
    if one.number.replace(" ", "") == law.number.replace(" ", ""):
        return ""
    return f"《{law.name}》的文号是{law.number}，这里写成{one.number}"


Look = Callable[[Citation, date], str]
RULES: Mapping[str, tuple[str, Look]] = {
    "law-unknown": (WARNING, _unknown),
    "law-repealed": (ERROR, _repealed),
    "law-amended": (WARNING, _amended),
    "law-not-in-force": (ERROR, _not_yet),
    "article-missing": (ERROR, _missing),
    "clause-differs": (WARNING, _clause),
    "clause-unlike": (WARNING, _unlike),
    "law-number-differs": (WARNING, _number),
}
"""Id → severity, and what is wrong, empty where nothing is."""
