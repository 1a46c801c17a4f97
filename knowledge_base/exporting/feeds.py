"""Changes as an Atom feed (RFC 4287), and the pages of the hall as a sitemap (sitemaps.org)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.exporting.changes import Changed, Coming, Publication

ATOM, SITEMAP = "http://www.w3.org/2005/Atom", "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST_URLS = 50_000
"""More does not fit into one sitemap."""


def atom(
    address: str, city: str, published: Sequence[Publication], coming: Sequence[Coming]
) -> bytes:
    """Return the feed of what was published, withdrawn and what takes effect later.

    Args:
        address: of the hall, as citizens see it.
        city: whose guides they are.
        published: publications, the newest first.
        coming: what is approved for a later day.
    """
    feed = Element("feed", xmlns=ATOM)
    _text(feed, "id", f"{address}/feed.xml")
    _text(feed, "title", f"{city}政务服务办事指南的变动")
    moments = [one.published_at for one in published] + [one.since for one in coming]
    _text(feed, "updated", _moment(max(moments, default=datetime.fromtimestamp(0, UTC))))
    SubElement(feed, "link", rel="self", href=f"{address}/feed.xml")
    SubElement(feed, "link", rel="alternate", href=f"{address}/open-data")
    _text(SubElement(feed, "author"), "name", f"{city}政务服务")
    for one in coming:
        _coming(feed, address, one)
    for publication in published:
        _publication(feed, address, publication)
    return _written(feed)


def _coming(feed: Element, address: str, one: Coming) -> None:
    title = f"{one.effective_from}起有变化：{one.title}（第{one.version}版）"
    page = f"{address}/items/{one.code}"
    _entry(feed, f"{address}/feed.xml#coming-{one.version_id}", title, one.since, page, title)


def _publication(feed: Element, address: str, one: Publication) -> None:
    named = "、".join(guide.title for guide in one.guides[:3])
    more = len(one.guides) + one.unnamed - 3
    title = f"第{one.no}次发布：{named or '目录和其他内容'}{f'等{more + 3}项' if more > 0 else ''}"
    lines = [_line(guide) for guide in one.guides]
    if one.unnamed:
        lines.append(f"另有 {one.unnamed} 份指南")
    lines += [f"{label} {count} 条" for label, count in one.others.items()]
    link = f"{address}/items/{one.guides[0].code}" if len(one.guides) == 1 else f"{address}/items"
    where = f"{address}/feed.xml#generation-{one.no}"
    _entry(feed, where, title, one.published_at, link, "\n".join(lines))


def _line(guide: Changed) -> str:
    what = f"第{guide.version}版" if guide.version else "已停止公布"
    return f"{guide.title}（{guide.code}）：{what}"


def _entry(
    feed: Element, where: str, title: str, updated: datetime, link: str, content: str
) -> None:
    entry = SubElement(feed, "entry")
    _text(entry, "id", where)
    _text(entry, "title", title)
    _text(entry, "updated", _moment(updated))
    SubElement(entry, "link", rel="alternate", href=link)
    SubElement(entry, "content", type="text").text = content


def sitemap(address: str, pages: Sequence[str], items: Mapping[str, datetime]) -> bytes:
    """Return the sitemap: pages by their paths, and items with when they last changed."""
    root = Element("urlset", xmlns=SITEMAP)
    for path in pages:
        _text(SubElement(root, "url"), "loc", f"{address}{path}")
    for code, changed in list(items.items())[: MOST_URLS - len(pages)]:
        url = SubElement(root, "url")
        _text(url, "loc", f"{address}/items/{code}")
        _text(url, "lastmod", changed.astimezone(CITY_TIME).date().isoformat())
    return _written(root)


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _written(root: Element) -> bytes:
    ElementTree.indent(root)
    found: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return found
