"""YAML that remembers its lines, and a reader that collects faults instead of stopping at the first."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml


@dataclass
class Faults:
    """Everything wrong so far, as `path:line where: what`."""

    found: list[str] = field(default_factory=list)

    def add(self, where: str, what: str) -> None:
        """Note one fault."""
        self.found.append(f"{where}: {what}")


class Reader:
    """One mapping of a YAML file; reading a key checks its type and marks it as known."""

    def __init__(self, file: str, node: yaml.MappingNode, where: str, faults: Faults) -> None:
        self._file, self._node, self._where, self.faults = file, node, where, faults
        self._values = {key.value: value for key, value in node.value}
        self._known: set[str] = set()

    def fault(self, key: str, what: str) -> None:
        """Note a fault at this key (or at the mapping where the key is missing)."""
        node = self._values.get(key, self._node)
        path = f"{self._where}.{key}".lstrip(".")
        self.faults.add(f"{self._file}:{node.start_mark.line + 1} {path}", what)

    def has(self, key: str) -> bool:
        """Return whether the key stands in the file."""
        return key in self._values

    def text(self, key: str, *, required: bool = False) -> str:
        """Return a text, stripped; numbers count as text, an absent optional one is empty."""
        value = self._scalar(key)
        if value is None or isinstance(value, dict | list):
            if required or isinstance(value, dict | list):
                self.fault(key, f"需为文字, 现为 {value!r}" if self.has(key) else "必填, 现在没有")
            return ""
        return str(value).strip()

    def integer(self, key: str, default: int | None = None) -> int:
        """Return a whole number of at least 0; without `default` the key is required."""
        value = self._scalar(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self.fault(
                key, f"需为不小于0的整数, 现为 {value!r}" if self.has(key) else "必填, 现在没有"
            )
            return 0
        return value

    def flag(self, key: str, default: bool | None = None) -> bool:
        """Return true or false; without `default` the key is required."""
        value = self._scalar(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, bool):
            self.fault(key, f"需为 true 或 false, 现为 {value!r}")
            return False
        return value

    def day(self, key: str) -> date:
        """Return a required date."""
        value = self._scalar(key)
        if not isinstance(value, date):
            self.fault(key, f"需为日期, 如 2026-11-23, 现为 {value!r}")
            return date.min
        return value

    def one_of(self, key: str, allowed: tuple[str, ...], *, required: bool = True) -> str:
        """Return a text from a closed list."""
        value = self.text(key, required=required)
        if value and value not in allowed:
            self.fault(key, f"需为 {'、'.join(allowed)} 之一, 现为 {value!r}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty when absent."""
        value = self._scalar(key)
        if value is None:
            return ()
        if not isinstance(value, list) or any(
            isinstance(v, dict | list) or v is None for v in value
        ):
            self.fault(key, f"需为文字的列表, 现为 {value!r}")
            return ()
        return tuple(str(v).strip() for v in value)

    def child(self, key: str, *, required: bool = False) -> "Reader":
        """Return a reader over a nested mapping; an empty one when absent."""
        self._known.add(key)
        node = self._values.get(key)
        if isinstance(node, yaml.MappingNode):
            return Reader(self._file, node, f"{self._where}.{key}".lstrip("."), self.faults)
        if required or (node is not None and node.value not in ("", "null", "~")):
            self.fault(key, "需为键值对" if node is not None else "必填, 现在没有")
        return self._empty(key)

    def rows(self, key: str) -> "Iterator[Reader | str]":
        """Yield a reader for each mapping of a list, and the plain text of each scalar."""
        self._known.add(key)
        node = self._values.get(key)
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode):
            self.fault(key, "需为列表")
            return
        for index, row in enumerate(node.value):
            if isinstance(row, yaml.MappingNode):
                yield Reader(
                    self._file, row, f"{self._where}.{key}[{index}]".lstrip("."), self.faults
                )
            else:
                yield str(row.value).strip()

    def mappings(self, key: str) -> "Iterator[Reader]":
        """Yield a reader for each row of a list that must hold mappings only."""
        for row in self.rows(key):
            if isinstance(row, Reader):
                yield row
            else:
                self.fault(key, f"每一行需为键值对, 现为 {row!r}")

    def keys(self) -> tuple[str, ...]:
        """Return the keys in the order of the file."""
        return tuple(self._values)

    def close(self) -> None:
        """Report the keys nobody asked for, which are mostly misspelt."""
        for key in self._values:
            if key not in self._known:
                self.fault(key, "不认识的字段")

    def _scalar(self, key: str) -> Any:
        self._known.add(key)
        node = self._values.get(key)
        return None if node is None else _construct(node)

    def _empty(self, key: str) -> "Reader":
        node = yaml.MappingNode(
            "tag:yaml.org,2002:map", [], self._node.start_mark, self._node.end_mark
        )
        return Reader(self._file, node, f"{self._where}.{key}".lstrip("."), self.faults)


def _construct(node: yaml.Node) -> Any:
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_object(node, deep=True)
    finally:
        loader.dispose()


def open_mapping(path: Path, shown: str, faults: Faults) -> Reader | None:
    """Return a reader over a file that holds one mapping, or None after noting why not."""
    node = _compose(path, shown, faults)
    if isinstance(node, yaml.MappingNode):
        return Reader(shown, node, "", faults)
    if node is not None:
        faults.add(f"{shown}:{node.start_mark.line + 1}", "文件需为一组键值对")
    return None


def open_rows(path: Path, shown: str, faults: Faults) -> Iterator[Reader]:
    """Yield a reader for each row of a file that holds a list of mappings."""
    node = _compose(path, shown, faults)
    if not isinstance(node, yaml.SequenceNode):
        if node is not None:
            faults.add(f"{shown}:{node.start_mark.line + 1}", "文件需为列表")
        return
    for index, row in enumerate(node.value):
        if isinstance(row, yaml.MappingNode):
            yield Reader(shown, row, f"[{index}]", faults)
        else:
            faults.add(f"{shown}:{row.start_mark.line + 1}", "每一行需为键值对")


def _compose(path: Path, shown: str, faults: Faults) -> yaml.Node | None:
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except OSError as error:
        faults.add(shown, f"读不到文件: {error.strerror}")
        return None
    except UnicodeDecodeError as error:
        faults.add(shown, f"不是 UTF-8 文字 (第 {error.start} 字节)")
        return None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        faults.add(f"{shown}:{line}", f"YAML 写法有误: {error.problem}")
        return None
    except yaml.YAMLError as error:
        faults.add(shown, f"YAML 写法有误: {error}")
        return None
    if node is None:
        faults.add(shown, "文件是空的")
    return node
