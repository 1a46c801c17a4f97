"""A record that does not exist yet: its key is settled, then it is written like any other."""

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path as FilePath
from typing import Any

import yaml

from hall.doors.console.knowledge.editing.kinds import KINDS
from hall.doors.console.knowledge.editing.shapes import Kind, Plain, Shape
from hall.web.policy_texts import own_sentences
from knowledge_base.loading.materials import next_code
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.guide import ITEM_CODE

BLANK = FilePath(__file__).with_name("blank.yml")
ENTRY_CODE_LENGTH = 12
MATERIAL = "material"


@dataclass(frozen=True)
class KeyRule:
    """How the key of a kind of record is written."""

    label: str
    help: str
    pattern: re.Pattern[str]


_CODE = re.compile(r"[0-9A-Z]{12}")
_ID = re.compile(r"[a-z][a-z0-9_]{1,59}")
_ITEM = KeyRule("事项编码", "12 位目录编码，加短横和两位序号，如 232009001000-02", ITEM_CODE)
_SHORT = KeyRule("编号", "小写拼音，可以有数字和下划线，如 zhengwu_dating", _ID)
KEYS: Mapping[str, KeyRule] = {
    "guide": _ITEM,
    "phrasing": _ITEM,
    "questions": _ITEM,
    "entry": KeyRule("目录编码", "12 位数字或大写字母", _CODE),
    "not_covered": KeyRule("名称", "这里不办、但常有人问的事", re.compile(r"\S.{0,59}")),
    "material": _SHORT,
    "venue": _SHORT,
    "department": _SHORT,
    "law": KeyRule(
        "法规名称", "写全称，不加书名号，建好以后不改", re.compile(r"[^\s《》][^《》]{1,119}")
    ),
    "text": KeyRule("哪一句", "从列表里选", re.compile(r"[a-z][a-z0-9_.]{1,99}")),
}


@dataclass(frozen=True)
class NewRecord:
    """What was asked for: a kind, a key, a name, a department, and the record to copy (empty: none)."""

    kind: str
    key: str
    name: str
    department: str
    copy_of: str = ""


def what_is_wrong(new: NewRecord, catalogue: Catalogue) -> str:
    """Return why the record cannot be begun, and what to do; empty where it can."""
    rule = KEYS[new.kind]
    if not rule.pattern.fullmatch(new.key):
        return f"{rule.label}要这样写：{rule.help}"
    if new.kind == "text" and new.key not in own_sentences():
        return "没有这一句，请从列表里选"
    if new.kind == "guide" and new.key[:ENTRY_CODE_LENGTH] not in catalogue.entries:
        return f"基本目录里没有 {new.key[:ENTRY_CODE_LENGTH]}，请核对编码，或者先加目录条目"
    if new.kind == "questions" and new.key not in catalogue.guides:
        return f"没有编码是 {new.key} 的办事指南，请核对编码"
    if needs_department(new.kind) and new.department not in catalogue.departments:
        return "请选择部门"
    if new.kind == MATERIAL and (known := _called(new.name, catalogue)):
        return f"材料目录里已经有“{known}”（“{new.name}”是它的名称或叫法），请用那一条；是另一份材料的，请换个名称"
    return "" if new.name or not needs_name(new.kind) else "请写名称"


def _called(name: str, catalogue: Catalogue) -> str:
    """Return the material that has this name or alias; empty where none has."""
    return next((m.name for m in catalogue.materials.values() if name in m.names), "")


def needs_name(kind: str) -> bool:
    """Whether such a record has a name beside its key."""
    shape = KINDS[kind].shape
    return kind == "guide" or (shape.field("name") is not None and KINDS[kind].key != ("name",))


def needs_department(kind: str) -> bool:
    """Whether the department of such a record is chosen, and not told by something else."""
    shape = KINDS[kind].shape
    return kind == "guide" or shape.field("department") is not None


def begun(new: NewRecord, copied: Plain | None, catalogue: Catalogue, today: date) -> Plain:
    """Return what the record begins with: a copy, or what such a record mostly says."""
    kind = KINDS[new.kind]
    plain = deepcopy(copied) if copied else _filled(kind.shape, blank().get(new.kind, {}))
    for field in kind.shape.fields:
        if field.kind is Kind.DAY and field.required:
            plain[field.name] = today.isoformat()
    named = plain["item"] if new.kind == "guide" else plain
    named[str(kind.key[-1])] = new.key
    if new.kind == "text":
        named["text"] = own_sentences()[new.key]
    if needs_name(new.kind):
        named["name"] = new.name
    if needs_department(new.kind):
        named["department"] = new.department
    if new.kind == "guide":
        named.update(catalog_code=new.key[:ENTRY_CODE_LENGTH], aliases=[], keywords=[])
    if new.kind == MATERIAL:
        codes = (material.code for material in catalogue.materials.values())
        named.update(code=next_code(codes), aliases=[])
    return plain


@cache
def blank() -> Mapping[str, Any]:
    """Return what new records begin with, by kind."""
    return yaml.load(BLANK.read_text(encoding="utf-8"), yaml.CSafeLoader)  # type: ignore[no-any-return]


def _filled(shape: Shape, given: Mapping[str, Any]) -> Plain:
    """Return a record with every field of its form, empty where nothing is given."""
    plain: Plain = {}
    for field in shape.fields:
        value = given.get(field.name, deepcopy(field.empty))
        if field.kind is Kind.GROUP and not (field.optional and value is None):
            value = _filled(field.within, value)
        elif field.kind is Kind.ROWS:
            value = [_filled(field.within, row) for row in value]
        plain[field.name] = value
    return plain
