"""Read labelled JSONL; a bad line is named by file and number."""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

Row = dict[str, Any]


class BadInput(Exception):
    """A file of questions that cannot be read; the message names file and line."""


def accepted_codes(row: Row) -> set[str]:
    """Return the catalogue codes that count as right for a judged question."""
    return {row["catalog_code"], *row.get("also_ok", ())}


def _sound(_row: Row) -> str:
    return ""


def read_rows(path: Path, keys: Iterable[str], check: Callable[[Row], str] = _sound) -> list[Row]:
    """Return the rows of a JSONL file, each with at least `keys`.

    Args:
        path: the file.
        keys: what each row must have.
        check: says what else is wrong with a row; nothing where it is sound.

    Raises:
        BadInput: the file is missing or empty, or a line is no JSON object, lacks a key or is not sound.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: 读不到文件: {error}") from error
    rows = [
        _row(path, n, line, keys, check) for n, line in enumerate(lines, start=1) if line.strip()
    ]
    if not rows:
        raise BadInput(f"{path}: 文件里没有一行数据")
    return rows


def _row(
    path: Path, number: int, line: str, keys: Iterable[str], check: Callable[[Row], str]
) -> Row:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadInput(f"{path}:{number}: 不是 JSON: {error.msg}") from error
    if not isinstance(row, dict):
        raise BadInput(f"{path}:{number}: 每行需为一个 JSON 对象")
    missing = [key for key in keys if key not in row]
    if missing:
        raise BadInput(f"{path}:{number}: 缺少字段 {'、'.join(missing)}")
    if fault := check(row):
        raise BadInput(f"{path}:{number}: {fault}")
    return row


def share(hits: Sequence[bool]) -> float | None:
    """Return the share of true values; None (undefined, never 0) for no values."""
    return round(sum(hits) / len(hits), 4) if hits else None


def percentile(milliseconds: Sequence[float], which: float) -> float | None:
    """Return a percentile of timings in ms; None for no timings."""
    return round(float(np.percentile(milliseconds, which)), 2) if milliseconds else None
