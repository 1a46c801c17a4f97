"""Imports point down: hall > actions > service_desk > knowledge_base."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("hall", "actions", "service_desk", "knowledge_base")
LAYERS = {
    "model": (),
    "text": ("errors", "personal_data", "policy_file"),
    "answering": ("text", "model", "errors", "rendering", "policy_file", "personal_data"),
    "retrieval": ("text", "model", "errors"),
    "loading": ("model", "errors"),
    "store": ("model", "errors"),
    "deriving": ("model",),
    "rendering": ("model",),
}
"""Parts of the knowledge base → other parts they may import."""


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


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_no_room_above_it(room: str) -> None:
    above = ROOMS[: ROOMS.index(room)]
    for path in (ROOT / room).rglob("*.py"):
        tops = {name.split(".")[0] for name in imported(path)}

        assert not tops & set(above), path


@pytest.mark.parametrize("part", LAYERS)
def test_a_part_of_the_knowledge_base_imports_only_what_lies_below(part: str) -> None:
    folder = ROOT / "knowledge_base" / part
    files = list(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]
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
