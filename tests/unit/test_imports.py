"""Imports point down: hall > actions > service_desk > knowledge_base."""

import ast
import subprocess
import sys
from collections.abc import Set
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("hall", "actions", "service_desk", "knowledge_base")
LAYERS = {
    "model": (),
    "patterns": (),
    "city": ("errors",),
    "policy_file": ("city", "errors"),
    "policy_texts": ("policy_file", "model"),
    "text": ("errors", "privacy", "policy_file", "policy_patterns", "patterns", "simplifying"),
    "simplifying": (),
    "answering": (
        "policy_texts",
        "city",
        "text",
        "model",
        "errors",
        "rendering",
        "stating",
        "policy_file",
        "policy_patterns",
        "patterns",
    ),
    "retrieval": ("text", "model", "errors", "policy_file", "policy_patterns", "patterns"),
    "decision": ("answering", "retrieval", "errors"),
    "building": ("policy_texts", "retrieval", "text", "model", "errors"),
    "assembling": (
        "answering",
        "building",
        "decision",
        "deriving",
        "lookup",
        "published",
        "retrieval",
        "text",
        "model",
        "errors",
    ),
    "upcoming": ("lifecycle", "stating", "store", "model", "errors"),
    "lookup": ("retrieval", "text", "model"),
    "published": ("lifecycle", "store", "model"),
    "loading": ("city", "inspection", "stating", "model", "errors"),
    "inspection": ("policy_file", "laws", "stating", "model"),
    "handling_statements": ("model",),
    "store": ("model", "errors"),
    "audit": ("store", "errors"),
    "lifecycle": ("audit", "store", "inspection", "loading", "calendar", "text", "model", "errors"),
    "deriving": ("sources", "stating", "model"),
    "sources": ("model",),
    "stating": ("handling_statements", "model"),
    "rendering": ("model",),
    "exporting": (
        "answering",
        "audit",
        "calendar",
        "city",
        "lifecycle",
        "loading",
        "materials",
        "model",
        "errors",
        "store",
    ),
    "materials": ("lookup", "text", "model"),
    "material_tables": ("materials",),
    "laws": ("model",),
    "privacy": ("policy_file", "errors", "patterns"),
    "calendar": ("city", "model", "errors", "policy_file"),
    "importing": (
        "audit",
        "city",
        "lifecycle",
        "loading",
        "store",
        "model",
        "errors",
        "policy_file",
    ),
}
"""Parts of the knowledge base → other parts they may import.

`stating` lies right above the model: who loads labelled questions looks their statements up there, who derives subjects
and who composes answers says them. `decision` alone knows what tunes both choosing and answering.
"""


HALL = (
    "__main__",
    "evaluation",
    "running",
    "app",
    "doors",
    "bootstrap",
    "reception",
    "web",
    "settings",
)
"""Rooms of the hall from the top; each imports from those after it alone."""


DOORS = sorted(path.parent.name for path in (ROOT / "hall/doors").glob("*/__init__.py"))


def files_of(place: Path) -> list[Path]:
    """Return the files of a folder, or the one module of that name."""
    return list(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]


def name_of(path: Path) -> str:
    """Return the dotted name of a module."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> set[str]:
    """Return the modules a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def needed(path: Path, modules: Set[str]) -> set[str]:
    """Return the modules a file needs; a package is needed for its own names, not for what lies in it."""
    found = imported(path) & modules
    packages = {name for name in found if any(other.startswith(f"{name}.") for other in found)}
    return found - packages - {name_of(path)}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_no_room_above_it(room: str) -> None:
    above = ROOMS[: ROOMS.index(room)]
    for path in (ROOT / room).rglob("*.py"):
        tops = {name.split(".")[0] for name in imported(path)}

        assert not tops & set(above), path


@pytest.mark.parametrize("room", HALL)
def test_a_room_of_the_hall_imports_no_room_above_it(room: str) -> None:
    above = {f"hall.{name}" for name in HALL[: HALL.index(room)]}
    for path in files_of(ROOT / "hall" / room):
        rooms = {".".join(name.split(".")[:2]) for name in imported(path)}

        assert not rooms & above, path


def test_every_room_of_the_hall_has_its_place_in_the_order() -> None:
    there = {path.stem for path in (ROOT / "hall").iterdir() if not path.name.startswith("__")}

    assert there | {"__main__"} == set(HALL)


@pytest.mark.parametrize("door", DOORS)
def test_a_door_is_named_by_itself_alone(door: str) -> None:
    for path in (p for room in ROOMS for p in (ROOT / room).rglob("*.py")):
        if (ROOT / "hall/doors" / door) in path.parents:
            continue

        assert not any(name.startswith(f"hall.doors.{door}") for name in imported(path)), path


def test_no_module_imports_itself_over_others() -> None:
    modules = {name_of(path): path for room in ROOMS for path in (ROOT / room).rglob("*.py")}
    needs = {name: needed(path, modules.keys()) for name, path in modules.items()}

    while free := [name for name, others in needs.items() if not others & needs.keys()]:
        for name in free:
            del needs[name]

    assert not needs


@pytest.mark.parametrize("part", LAYERS)
def test_a_part_of_the_knowledge_base_imports_only_what_lies_below(part: str) -> None:
    files = files_of(ROOT / "knowledge_base" / part)
    allowed = {part, *LAYERS[part]}
    for path in files:
        names = {n.split(".")[1] for n in imported(path) if n.startswith("knowledge_base.")}

        assert names <= allowed, path


def test_model_and_errors_need_the_standard_library_alone() -> None:
    for path in [*(ROOT / "knowledge_base/model").glob("*.py"), ROOT / "knowledge_base/errors.py"]:
        tops = {name.split(".")[0] for name in imported(path)}

        assert tops <= sys.stdlib_module_names | {"knowledge_base"}, path


def test_the_knowledge_base_starts_without_flask_and_rasa() -> None:
    code = (
        "import sys\n"
        "import knowledge_base.services\n"
        "loaded = {name.split('.')[0] for name in sys.modules}\n"
        "assert not loaded & {'flask', 'rasa', 'rasa_sdk', 'torch'}, loaded\n"
    )

    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
