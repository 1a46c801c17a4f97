"""Read a policy file (YAML) so that every fault can be named by file and line."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from knowledge_base.city import city
from knowledge_base.errors import GuideError

HERE = "@here@"
"""Stands in policy files for the name of the city that is served."""


class Located(str):
    """A text of a policy file that knows the line it stands on."""

    line: int

    def __new__(cls, text: str, line: int) -> "Located":
        """Return `text` with its line, counted from one."""
        located = super().__new__(cls, text)
        located.line = line
        return located


def line_of(value: object) -> int:
    """Return the line a value read by `read_policy` stands on; 1 where it cannot be told."""
    if isinstance(value, Located):
        return value.line
    if isinstance(value, Mapping):
        return min((line_of(key) for key in value), default=1)
    if isinstance(value, list):
        return min((line_of(item) for item in value), default=1)
    return 1


def read_policy(path: Path) -> Any:
    """Return the content of a YAML file; its texts and keys are `Located`, and the city stands for `@here@`.

    Raises:
        GuideError: the file is missing, is no YAML, or names a key twice.
    """
    try:
        return _value(yaml.compose(path.read_text(encoding="utf-8"), yaml.CSafeLoader), path)
    except OSError as error:
        raise GuideError([f"{path}:1 文件读不出来: {error.strerror}"]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise GuideError([f"{path}:{line} YAML 写法有误: {error.problem}"]) from error


def plain(value: Any) -> Any:
    """Return a value read by `read_policy` without its lines, for what goes on beyond the reading."""
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return str(value) if isinstance(value, str) else value


def texts(value: object, path: Path, where: str) -> tuple[str, ...]:
    """Return a list of texts of a policy file as a tuple; an absent one (None) is empty.

    Raises:
        GuideError: it is something else than a list of texts.
    """
    if value is None:
        return ()
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise GuideError([f"{path}:{line_of(value)} {where}: 需为文字的列表"])


def _value(node: yaml.Node | None, path: Path) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path)
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, path) for child in node.value]
    if isinstance(node, yaml.ScalarNode) and node.tag != "tag:yaml.org,2002:null":
        return Located(_localised(node.value), node.start_mark.line + 1)
    return None


def _localised(text: str) -> str:
    return text.replace(HERE, city().short_name) if HERE in text else text


def _mapping(node: yaml.MappingNode, path: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = Located(str(key_node.value), key_node.start_mark.line + 1)
        if key in found:
            raise GuideError([f"{path}:{key.line} {key}: 这个键写了两次"])
        found[key] = _value(value_node, path)
    return found
