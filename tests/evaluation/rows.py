"""Labelled rows as files."""

import json
from pathlib import Path
from typing import Any

Rows = list[dict[str, Any]]


def written(path: Path, rows: Rows) -> Path:
    """Write rows as JSONL and return the file."""
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
