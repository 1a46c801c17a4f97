"""Files of the catalogue of materials (材料目录): read, checked, and given the codes they lack."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from knowledge_base.loading.ids import Edit, child, rewritten
from knowledge_base.loading.source import Reader
from knowledge_base.model.material import (
    POSSIBLE,
    SHARING,
    UNKNOWN,
    ECertificate,
    Material,
    Sharing,
)

MATERIALS = "materials"
"""The folder with a file of materials for each department, and one of those that many ask for."""
KINDS = ("证件证书证明", FORM := "申请表格文书", "其他")
CODE = re.compile(r"CL-(\d{4,6})")
_JOINT = re.compile(r"或|和|及|与|、")
_NO_JOINT = re.compile(r"（[^（）]{0,40}）|共和国|^与")
"""What holds one of these signs and joins no two papers: a remark, or a word."""


def read_material(r: Reader) -> Material:
    """Return one row of a file."""
    return Material(
        id=r.text("id", required=True),
        name=r.text("name", required=True),
        kind=r.one_of("kind", KINDS),
        issuer=r.text("issuer", required=True),
        aliases=r.texts("aliases"),
        obtain=r.text("obtain"),
        spoken=r.texts("spoken"),
        code=r.text("code"),
        validity=r.text("validity"),
        e_certificate=_e_certificate(r),
        sharing=_sharing(r),
        issued_through=r.text("issued_through"),
        specimen=r.text("specimen"),
    )


def _e_certificate(r: Reader) -> ECertificate | None:
    if not r.has("e_certificate"):
        return None
    one = r.child("e_certificate")
    read = ECertificate(one.text("name", required=True), one.text("basis", required=True))
    one.close()
    return read


def _sharing(r: Reader) -> Sharing:
    if not r.has("sharing"):
        return Sharing()
    one = r.child("sharing")
    possible = one.one_of("possible", SHARING) or UNKNOWN
    read = Sharing(possible, one.text("source", required=possible == POSSIBLE))
    one.close()
    return read


def several_in_one(materials: Iterable[Material]) -> tuple[Material, ...]:
    """Return the materials whose name seems to join several papers, or leave a choice between them (或、和、及)."""
    return tuple(
        material
        for material in materials
        if material.kind != FORM and _JOINT.search(_NO_JOINT.sub("", material.name))
    )


def next_code(taken: Iterable[str]) -> str:
    """Return the code of the next new material: one above the highest there is."""
    numbers = (int(found[1]) for code in taken if (found := CODE.fullmatch(code)))
    return f"CL-{max(numbers, default=0) + 1:04}"


def write_missing_codes(folder: Path) -> int:
    """Give each material of the folder's files that has no code the next one; return how many there were.

    Nothing else of the files changes.

    Raises:
        yaml.YAMLError: a file cannot be read.
    """
    files = sorted((folder / MATERIALS).glob("*.yml"))
    sources = {path: path.read_text(encoding="utf-8") for path in files}
    rows = {path: list(_rows(source)) for path, source in sources.items()}
    taken = {str(c.value) for found in rows.values() for row in found if (c := child(row, "code"))}
    written = 0
    for path, found in rows.items():
        edits = []
        for row in found:
            if child(row, "code") is None:
                taken.add(code := next_code(taken))
                edits.append(_edit(row, code))
        if edits:
            path.write_text(rewritten(sources[path], edits), encoding="utf-8")
        written += len(edits)
    return written


def _rows(source: str) -> Iterator[yaml.Node]:
    root = yaml.compose(source, Loader=yaml.SafeLoader)
    rows = root.value if isinstance(root, yaml.SequenceNode) else ()
    return (row for row in rows if child(row, "id") is not None)


def _edit(row: yaml.Node, code: str) -> Edit:
    id_ = child(row, "id")
    assert id_ is not None
    flow = isinstance(row, yaml.MappingNode) and row.flow_style
    apart = ", " if flow else "\n" + " " * row.start_mark.column
    return Edit(id_.end_mark.index, id_.end_mark.index, f"{apart}code: {code}")
