"""One guide as a page that needs nothing beside it: it can be kept, mailed and printed."""

from collections.abc import Callable, Iterable, Mapping
from html import escape

from knowledge_base.exporting.guide_document import GuideDocument, Section
from knowledge_base.model.answer import Block, BlockItem

STYLE = """body{max-width:44rem;margin:2rem auto;padding:0 1rem;font:1rem/1.75 "PingFang SC","Microsoft YaHei",sans-serif;color:#111}
h1{font-size:1.6rem;margin-bottom:0}h2{font-size:1.2rem;margin:1.6rem 0 .4rem;border-bottom:1px solid #999}
h3{font-size:1rem;margin:.8rem 0 .2rem}table{border-collapse:collapse;width:100%}
th,td{border:1px solid #999;padding:.3rem .5rem;text-align:left;vertical-align:top}
.warning{border:2px solid #a33;padding:.4rem .6rem}.about,.source{color:#444;font-size:.9rem}"""


def html_of(document: GuideDocument) -> str:
    """Return the page of a guide."""
    warning = f'<p class="warning">{escape(document.warning)}</p>' if document.warning else ""
    sections = "".join(_section(section) for section in document.sections)
    source = "".join(f"<p>{escape(line)}</p>" for line in document.source if line)
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(document.title)}</title><style>{STYLE}</style></head><body>"
        f'<h1>{escape(document.title)}</h1><p class="about">{escape(document.about)}</p>{warning}'
        f'<p>{escape(document.summary)}</p>{sections}<h2>来源和版本</h2><div class="source">{source}</div>'
        "</body></html>\n"
    )


def _section(section: Section) -> str:
    return f"<h2>{escape(section.title)}</h2>{''.join(_block(b) for b in section.blocks)}"


def _block(block: Block) -> str:
    title = f"<h3>{escape(block.title)}</h3>" if block.title else ""
    return title + _LAID_OUT.get(block.kind, _lines)(block.items)


def _papers(items: Iterable[BlockItem]) -> str:
    rows = "".join(
        f"<tr><td>{escape(i.text)}</td><td>{escape(i.count)}</td>"
        f"<td>{escape(i.label or '都要')}</td><td>{escape(i.note)}</td></tr>"
        for i in items
    )
    return f"<table><tr><th>材料</th><th>份数</th><th>哪种情况</th><th>说明</th></tr>{rows}</table>"


def _steps(items: Iterable[BlockItem]) -> str:
    return f"<ol>{''.join(f'<li>{_line(item)}</li>' for item in items)}</ol>"


def _listed(items: Iterable[BlockItem]) -> str:
    return f"<ul>{''.join(f'<li>{_line(item)}</li>' for item in items)}</ul>"


def _lines(items: Iterable[BlockItem]) -> str:
    return "".join(f"<p>{_line(item)}</p>" for item in items)


def _line(item: BlockItem) -> str:
    label = f"<strong>{escape(item.label)}</strong>　" if item.label else ""
    note = f"（{escape(item.note)}）" if item.note else ""
    return f"{label}{escape(item.text)}{note}"


_LAID_OUT: Mapping[str, Callable[[Iterable[BlockItem]], str]] = {
    "materials": _papers,
    "steps": _steps,
    "list": _listed,
}
"""Every other kind of block is lines."""
