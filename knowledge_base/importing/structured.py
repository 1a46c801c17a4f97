"""Data (.json, .yml): objects as pairs of name and value, lists of objects as tables."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from knowledge_base.importing.document import Block, Document, Line
from knowledge_base.importing.encoding import decoded
from knowledge_base.importing.limits import MOST_BLOCKS
from knowledge_base.importing.refusing import BOMB, DEEP, LONG, MALFORMED, NOTHING, Refused
from knowledge_base.importing.tables import Piece, require_cells, spread

GUIDE_LEVEL, PART_LEVEL = 1, 2


def read_json(content: bytes) -> Document:
    """Return what JSON data say.

    Raises:
        Refused: they cannot be read; the message names the line.
    """
    try:
        value = json.loads(decoded(content).lstrip("\ufeff"))
    except json.JSONDecodeError as error:
        raise Refused(MALFORMED.format(line=error.lineno)) from error
    except RecursionError as error:
        raise Refused(DEEP) from error
    return _document(value)


def read_yaml(content: bytes) -> Document:
    """Return what YAML data say; references within them are refused, for a few lines of them fill any memory.

    Raises:
        Refused: they cannot be read; the message names the line.
    """
    text = decoded(content)
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.CSafeLoader)):
            raise Refused(BOMB)
        value = yaml.load(text, yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise Refused(MALFORMED.format(line=mark.line + 1 if mark else 1)) from error
    except (ValueError, yaml.YAMLError) as error:
        raise Refused(MALFORMED.format(line=1)) from error
    except RecursionError as error:
        raise Refused(DEEP) from error
    return _document(value)


def _document(value: Any) -> Document:
    if not isinstance(value, Mapping | list):
        raise Refused(NOTHING)
    blocks: list[Block] = []
    try:
        for block in _blocks(value, "", GUIDE_LEVEL):
            blocks.append(block)
            if len(blocks) > MOST_BLOCKS:
                raise Refused(LONG.format(what=f"超过 {MOST_BLOCKS} 项"))
    except RecursionError as error:
        raise Refused(DEEP) from error
    return Document(tuple(blocks))


def _blocks(value: Any, path: str, level: int) -> Iterator[Block]:
    if isinstance(value, Mapping):
        yield from _object(value, path, level)
    elif isinstance(value, list):
        yield from _list(value, path, level)
    elif (text := _text(value)).strip():
        yield Line(text, path, listed=True)


def _object(value: Mapping[Any, Any], path: str, level: int) -> Iterator[Block]:
    """Yield first what is said in a word, as pairs, then each part with its name above it."""
    flat = {key: part for key, part in value.items() if not isinstance(part, Mapping | list)}
    if pairs := [
        [Piece(str(key)), Piece(_text(part))] for key, part in flat.items() if part is not None
    ]:
        yield spread(f"{path} " if path else "", pairs)
    for key, part in value.items():
        if key in flat or not part:
            continue
        here = f"{path}.{key}" if path else str(key)
        yield Line(str(key), here, level)
        yield from _blocks(part, here, level + 1)


def _list(value: Sequence[Any], path: str, level: int) -> Iterator[Block]:
    if value and all(isinstance(one, Mapping) and _is_flat(one) for one in value):
        objects = [{str(key): part for key, part in one.items()} for one in value]
        names = list(dict.fromkeys(name for one in objects for name in one))
        require_cells(len(names) * len(objects))
        rows = [[Piece(name) for name in names]]
        rows += [[Piece(_text(one.get(name))) for name in names] for one in objects]
        yield spread(f"{path} " if path else "", rows)
        return
    for number, one in enumerate(value, 1):
        yield from _blocks(one, f"{path}[{number}]", level)


def _is_flat(value: Mapping[Any, Any]) -> bool:
    return all(
        not isinstance(part, Mapping)
        and not (isinstance(part, list) and any(isinstance(p, Mapping | list) for p in part))
        for part in value.values()
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "\n".join(_text(one) for one in value)
    return str(value).strip()
