"""Faults of files: what the binding rules of the inspection find in what was read."""

from knowledge_base.inspection.inspecting import binding_faults, binding_together
from knowledge_base.loading.source import Faults
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.guide import Guide

CALLED = {
    "department": "部门",
    "venue": "办理地点",
    "material": "材料",
    "entry": "目录",
    "not_covered": "本地不办的事",
    "phrasing": "phrasings",
    "questions": "questions",
}


def check_guide(guide: Guide, folder: str, shown: str, faults: Faults) -> None:
    """Note what a single guide gets wrong by itself."""
    if guide.item.department != folder:
        what = f"部门“{guide.item.department}”与所在文件夹“{folder}”不一致"
        faults.add(f"{shown} item.department", what)
    for found in binding_faults(guide):
        faults.add(f"{shown} {found.path}", found.text)


def check_together(catalogue: Catalogue, faults: Faults) -> None:
    """Note where something refers to what is not there, and names and codes that two records have."""
    for kind, key, found in binding_together(catalogue):
        faults.add(f"{_called(catalogue, kind, key)} {found.path}", found.text)


def _called(catalogue: Catalogue, kind: str, key: str) -> str:
    if kind != "guide":
        return f"{CALLED[kind]} {key}"
    item = catalogue.guides[key].item
    return f"{item.department}/{item.name}"
