"""Names of the services, taken from the knowledge base for the tokenizer and the lookup table.

`nlu_data/jieba/item_names.txt` and `nlu_data/generated/item_names.yml` are written from the catalogue and the
guides and never edited by hand: `python -m bot.vocabulary` writes them, training does so by itself.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any, Iterator, List

import yaml

ROOT = Path(__file__).parent.parent
WORDS = "nlu_data/jieba/item_names.txt"
LOOKUP = "nlu_data/generated/item_names.yml"
NAME = re.compile(r"[\u4e00-\u9fff]{2,8}")
"""Longer official names are never said whole."""

SEPARATORS = re.compile(r"[、/，,（(）)·]")
SHORT_IN_CATALOGUE = 2
"""Pieces of a catalogue name this short (备案, 仲裁, 查询) say nothing by themselves."""

ASKS = re.compile(
    r"[办补换领查交开改丢坏咋啥哪吗没不要]|怎|什么|时候|多少|钱|到期|过期|过户|注销|申请|申报|材料|条件|时间|地址|电话"
)
"""Words of an element or a situation: they must stay tokens of their own."""

FREQUENCY = 20_000
"""High enough that jieba keeps a name whole among its everyday words."""


def item_names(root: Path) -> List[str]:
    """Return the names people use, the longest first, so that a lookup finds the longest."""
    spoken = map(str, _spoken(_content(root)))  # 12345 is a name too, and no text in YAML
    found = {name for name in spoken if NAME.fullmatch(name)}
    return sorted((n for n in found if not ASKS.search(n)), key=lambda n: (-len(n), n))


def _content(root: Path) -> Path:
    """Return the folder with the content of the one city that is served."""
    (file,) = (root / "knowledge_base" / "content").glob("*/city.yml")
    return file.parent


def _spoken(folder: Path) -> Iterator[str]:
    with (folder / "catalogue" / "catalogue.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            pieces = SEPARATORS.split(row["name"])
            yield from (piece for piece in pieces if len(piece) > SHORT_IN_CATALOGUE)
    aliases = folder / "catalogue" / "aliases.yml"
    if aliases.exists():
        for entry in _load(aliases).values():
            yield from entry["aliases"]
    for path in sorted((folder / "guides").glob("*/*.yml")):
        yield from _load(path)["item"]["aliases"]


def _load(path: Path) -> Any:
    """Return the content of a YAML file, by the fast loader: every start reads every guide."""
    return yaml.load(
        path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )


def write_vocabulary(root: Path) -> int:
    """Bring both files up to date and return how many names they hold; equal files are left alone."""
    names = item_names(root)
    _write(root / WORDS, "".join(f"{name} {FREQUENCY} n\n" for name in names))
    lookup = "".join(f"      - {name}\n" for name in names)
    _write(
        root / LOOKUP,
        "# Written by `python -m bot.vocabulary` from the knowledge base.\n"
        f'version: "3.1"\n\nnlu:\n  - lookup: item_name\n    examples: |\n{lookup}',
    )
    return len(names)


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    print(f"{write_vocabulary(ROOT)} 个事项名称")
