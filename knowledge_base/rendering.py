"""One `Answer` as the text of a door: plain text, and WeChat text cut to what WeChat delivers."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from knowledge_base.model.answer import Answer, Block, BlockItem, Option

WECHAT_BYTES = 2000
"""WeChat silently drops text of 2,048 bytes and more; a public test passed 2,047."""

_SENTENCE_END = re.compile(r"(?<=[。！？；\n])")


def plain_blocks(blocks: Iterable[Block]) -> str:
    """Return blocks as lines of text."""
    lines: list[str] = []
    for block in blocks:
        if block.title:
            lines.append(f"{block.title}：")
        lines += [_LINES[block.kind](number, item) for number, item in enumerate(block.items, start=1)]
    return "\n".join(lines)


def _material_line(number: int, item: BlockItem) -> str:
    label = f"（{item.label}）" if item.label else ""
    note = f"。{item.note}" if item.note else ""
    return f"{number}. {label}{item.text}：{item.count}{note}"


def _step_line(number: int, item: BlockItem) -> str:
    note = f"（{item.note}）" if item.note else ""
    return f"{number}. {item.label}{note}：{item.text}"


def _fact_line(_number: int, item: BlockItem) -> str:
    note = f"（{item.note}）" if item.note else ""
    return f"{item.label}：{item.text}{note}" if item.label else item.text + note


def _list_line(_number: int, item: BlockItem) -> str:
    return f"· {item.label}：{item.text}" if item.label else f"· {item.text}"


def _text_line(_number: int, item: BlockItem) -> str:
    return item.text


def _link_line(_number: int, item: BlockItem) -> str:
    return f"{item.label}：{item.text}"


_LINES = {
    "materials": _material_line,
    "steps": _step_line,
    "facts": _fact_line,
    "list": _list_line,
    "text": _text_line,
    "link": _link_line,
}


def to_plain(answer: Answer) -> str:
    """Return the answer as plain text with its options numbered and its source line."""
    parts = [answer.text, *(f"{n}. {o.label}" for n, o in enumerate(answer.options, start=1))]
    return "\n".join([*parts, answer.notice] if answer.notice else parts)


def to_wechat(answer: Answer, full_url: str = "") -> str:
    """Return the answer as WeChat text of at most WECHAT_BYTES bytes.

    Options become menu links that make the client send the option's text; numbers are accepted too. What
    does not fit is cut at the end of a sentence and followed by a link to the full text.
    """
    tail = [_menu_link(n, o) for n, o in enumerate(answer.options, start=1)]
    if answer.notice:
        tail.append(answer.notice)
    ending = "\n".join(tail)
    more = f'\n<a href="{full_url}">查看完整指南</a>' if full_url else ""
    room = WECHAT_BYTES - len(f"\n{ending}{more}".encode())
    body = _escape(answer.text)
    if len(body.encode()) <= room:
        more = ""
    return "\n".join(part for part in (cut_text(body, room) + more, ending) if part)


def cut_text(text: str, limit: int) -> str:
    """Return as many whole sentences of `text` as fit into `limit` bytes of UTF-8."""
    if len(text.encode()) <= limit:
        return text
    kept = ""
    for sentence in _SENTENCE_END.split(text):
        if len((kept + sentence).encode()) > limit:
            break
        kept += sentence
    return kept.rstrip() or text.encode()[:limit].decode(errors="ignore")


def _menu_link(number: int, option: Option) -> str:
    href = f"weixin://bizmsgmenu?msgmenucontent={quote(option.send, safe='')}&msgmenuid={number}"
    return f'{number}. <a href="{href}">{_escape(option.label)}</a>'


def _escape(text: str) -> str:
    """Citizens' words never become markup: the client reads `<a …>` in text."""
    return text.replace("<", "＜").replace(">", "＞")
