"""One `Answer` as the text of a door: plain text, and WeChat text cut to what WeChat delivers."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from urllib.parse import quote

from knowledge_base.model.answer import Answer, Block, BlockItem, Option

WECHAT_BYTES = 2000
"""WeChat silently drops text of 2,048 bytes and more; a public test passed 2,047."""

_SENTENCE_END = re.compile(r"(?<=[。！？；\n])")


def plain_blocks(blocks: Iterable[Block], *, with_folded: bool = False) -> str:
    """Return blocks as lines of text; folded ones only where they are wanted."""
    lines: list[str] = []
    for block in blocks:
        if block.folded and not with_folded:
            continue
        if block.title:
            lines.append(f"{block.title}：")
        lines += [
            _LINES[block.kind](number, item) for number, item in enumerate(block.items, start=1)
        ]
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
    return f"{_named(item)}{item.text}{note}"


def _list_line(_number: int, item: BlockItem) -> str:
    return f"· {_named(item)}{item.text}"


def _named(item: BlockItem) -> str:
    """Return the label before what it names; after a question no colon follows."""
    return item.label if not item.label or item.label.endswith("？") else f"{item.label}："


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


def folded_blocks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return what is shown only to who opens it."""
    return tuple(block for block in blocks if block.folded)


def to_plain(answer: Answer) -> str:
    """Return the whole answer as plain text: options numbered, folded blocks opened, the source line last."""
    options = (f"{number}. {o.label}" for number, o in enumerate(answer.options, start=1))
    opened = plain_blocks(folded_blocks(answer.blocks), with_folded=True)
    return _lines(answer.text, *options, opened, answer.notice)


def to_wechat(answer: Answer, full_url: str = "", limit: int = WECHAT_BYTES, menu: int = 0) -> str:
    """Return the answer as WeChat text of at most `limit` bytes.

    Options become menu links that make the client send the option's text, with `menu` and the option's number as
    their id (`menu_id`); numbers are accepted too, and stand alone where the links would leave the answer too little
    room. What does not fit is cut at the end of a sentence. Wherever something is cut or folded, a link leads to the
    whole.
    """
    body = _escape(answer.text)
    link = f'<a href="{full_url}">查看全文</a>' if full_url else ""
    more = link if folded_blocks(answer.blocks) else ""
    shows = (partial(_menu_link, menu), _numbered)
    for show in shows:
        whole = _lines(body, _ending(answer, show, more))
        if len(whole.encode()) <= limit:
            return whole
    return _cut(body, [_ending(answer, show, link) for show in shows], limit)


def _cut(body: str, endings: Sequence[str], limit: int) -> str:
    """Return as much of the body as fits above the first ending that leaves it half of the room."""
    ending = next((e for e in endings if len(e.encode()) <= limit // 2), endings[-1])
    room = max(limit - len(f"\n{ending}".encode()), 0)
    return _lines(cut_text(body, room), ending)


def _ending(answer: Answer, show: Callable[[int, Option], str], link: str) -> str:
    """Return what is never cut: the options, the link to the whole and the notice."""
    options = (show(number, option) for number, option in enumerate(answer.options, start=1))
    return _lines(*options, link, answer.notice)


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _numbered(number: int, option: Option) -> str:
    return f"{number}. {_escape(option.label)}"


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


LONGEST_MENU_ID = 12
MENU_SIZE = 100
"""More options than an answer has: the id of a menu link is message × MENU_SIZE + number of the option."""


def menu_id(menu: int, number: int) -> int:
    """Return the id of the link to an option of a message."""
    return menu * MENU_SIZE + number


def read_menu_id(given: str) -> tuple[int, int]:
    """Return message and number of the option that a link with this id stood for; zeros where it is none of ours."""
    known = given.isascii() and given.isdigit() and len(given) <= LONGEST_MENU_ID
    return divmod(int(given), MENU_SIZE) if known else (0, 0)


def _menu_link(menu: int, number: int, option: Option) -> str:
    href = f"weixin://bizmsgmenu?msgmenucontent={quote(option.send, safe='')}&msgmenuid={menu_id(menu, number)}"
    return f'{number}. <a href="{href}">{_escape(option.label)}</a>'


def _escape(text: str) -> str:
    """Citizens' words never become markup: the client reads `<a …>` in text."""
    return text.replace("<", "＜").replace(">", "＞")
