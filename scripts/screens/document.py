"""`docs/pages.md`, written from the list of places."""

from collections.abc import Iterator
from pathlib import Path

from scripts.screens.places import CONSOLE, COUNTER, KNOWLEDGE, MANAGING, PUBLIC, TALKING, Place

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "pages.md"
TASKS = Path(__file__).parent / "tasks.md"
IMAGES = ROOT / "docs" / "images" / "pages"
WIDTHS = (360, 768, 1440)
HEAD = """# 每一页是做什么的 What each page is for

Every page and state at 360, 768 and 1440 px. `python -m scripts.screens` takes the pictures and writes this file;
`tests/browser/test_every_page.py` goes to each place and has axe look at it in light, dark, 大字, 320 px and at 200 %.
"""
PARTS = {
    "市民：首页和办事指南": PUBLIC,
    "市民：问答": TALKING,
    "窗口": COUNTER,
    "服务台": CONSOLE,
    "知识审核": KNOWLEDGE,
    "统计": MANAGING,
}


def document() -> str:
    """Return the whole document."""
    lines = [HEAD, TASKS.read_text(encoding="utf-8")]
    for title, places in PARTS.items():
        lines.append(f"## {title}\n")
        lines += _chapter(places)
    return "\n".join(lines)


def _chapter(places: tuple[Place, ...]) -> Iterator[str]:
    for place in places:
        pictures = " ".join(
            f'<img src="images/pages/{place.name}-{width}.webp" width="{shown}" alt="{place.title}，{width} 像素宽">'
            for width, shown in zip(WIDTHS, (140, 220, 380), strict=True)
        )
        yield f"### {place.title}\n\n{place.purpose}\n\n{pictures}\n"
