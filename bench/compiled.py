"""Every pattern for `re` that the product compiles: on import, from its policy files, and in its functions."""

import ast
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
ROOMS = ("hall", "actions", "service_desk", "knowledge_base")


@dataclass(frozen=True)
class Compiled:
    """A pattern, and the line of the product that has it compiled."""

    place: str
    pattern: str
    flags: int = 0


def compiled() -> list[Compiled]:
    """Return every pattern once; those of imports and policy files are noted in a process of their own."""
    told = subprocess.run(
        [sys.executable, "-m", "bench.compiled"], cwd=ROOT, check=True, capture_output=True
    )
    noted = (Compiled(**row) for row in json.loads(told.stdout))
    return sorted({*noted, *written()}, key=lambda found: (found.place, found.pattern))


def written() -> Iterator[Compiled]:
    """Yield the patterns that stand as plain text in a call of `re`, wherever it is."""
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                module, given = node.func.value, node.args[:1]
                if not (isinstance(module, ast.Name) and module.id == "re" and given):
                    continue
                if isinstance(given[0], ast.Constant) and node.func.attr != "escape":
                    yield Compiled(_place(str(path), node.lineno), str(given[0].value))


def note(found: list[Compiled]) -> None:
    """From now on whatever the product has compiled by `re` is added to `found`."""
    untold: Callable[[Any, int], Any] = re._compile  # type: ignore[attr-defined]

    def telling(pattern: Any, flags: int) -> Any:
        caller = sys._getframe(2)
        room = Path(caller.f_code.co_filename)
        if any(ROOT / name in room.parents for name in ROOMS) and isinstance(pattern, str):
            found.append(Compiled(_place(str(room), caller.f_lineno), str(pattern), int(flags)))
        return untold(pattern, flags)

    re._compile = telling  # type: ignore[attr-defined]


def import_and_load() -> None:
    """All rooms are imported, and the policy files that hold patterns are read."""
    for room in ROOMS:
        for module in pkgutil.walk_packages([str(ROOT / room)], f"{room}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    from hall.reception.phrases import load_phrases
    from knowledge_base.answering.screen import Screener
    from knowledge_base.text import mask, normalise, strip_fillers
    from service_desk.contact import find_contact

    load_phrases()
    Screener.load(ROOT / "knowledge_base" / "policy")
    said = "我叫张三，住在同江市幸福小区3号楼2单元501室，电话13800001234"
    strip_fillers(normalise(mask(said)))
    find_contact(said)


def _place(file: str, line: int) -> str:
    return f"{Path(file).relative_to(ROOT).as_posix()}:{line}"


def main() -> None:
    """Print what is compiled on import and from policy files, as JSON."""
    found: list[Compiled] = []
    note(found)
    import_and_load()
    print(json.dumps([asdict(one) for one in dict.fromkeys(found)]))  # noqa: T201  # read by `compiled`


if __name__ == "__main__":
    main()
