"""Patterns (正则) of policy files, of which one is to be found."""

from pathlib import Path
from typing import Any

from knowledge_base.errors import GuideError
from knowledge_base.patterns import fault_of
from knowledge_base.policy_file import line_of, texts


def alternatives(data: Any, key: str, path: Path) -> str:
    """Return the list of patterns under a key as one pattern; one that never matches for an empty list.

    Raises:
        GuideError: one of them is no pattern or could run long; with file and line.
    """
    patterns = texts(data.get(key) if isinstance(data, dict) else None, path, key)
    for pattern in patterns:
        if fault := fault_of(pattern):
            raise GuideError([f"{path}:{line_of(pattern)} {key}: {fault}"])
    return "|".join(patterns) or r"(?!)"
