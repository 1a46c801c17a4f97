"""The widget as one classic script: its modules joined, so that one script tag is all a page needs."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

ENTRY = "index.mjs"
STYLES = "widget.css"
IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w-]+\.mjs)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async function|function|class|const) (\w+))", re.MULTILINE)
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
DOCUMENTATION = re.compile(r"^ *\/\*\*(?:(?!\*\/).)*\*\/\n", re.MULTILINE | re.DOTALL)


class BundleError(ValueError):
    """A module uses a form of import or export that is not joined; says where and which."""


@dataclass(frozen=True)
class Module:
    """One module: what it needs of which other, what it gives, and its code without either line."""

    name: str
    needs: tuple[tuple[str, str], ...]
    gives: tuple[str, ...]
    code: str

    def joined(self) -> str:
        """Return the module as a function's scope, so that no names meet."""
        needs = "".join(f"const {{{names}}} = {_scope(name)};\n" for names, name in self.needs)
        gives = ", ".join(self.gives)
        code = f"{needs}{self.code}return {{ {gives} }};\n"
        return f"const {_scope(self.name)} = (function () {{\n{code}}})();\n"


def bundle(folder: Path) -> str:
    """Return the script: every module the entry needs, then its `start` for the running script tag.

    It is plain ASCII, so that it reads the same on a page, or from a copy, of any charset.

    Raises:
        BundleError: a module says something else than `import {…} from "./x.mjs"` or `export function`.
    """
    modules = "".join(module.joined() for module in _in_order(folder))
    styles = json.dumps((folder / STYLES).read_text(encoding="utf-8"))
    start = f"{_scope(ENTRY)}.start(document.currentScript, {styles});\n"
    return _in_ascii(f'(function () {{\n"use strict";\n{modules}{start}}})();\n')


def _in_order(folder: Path) -> list[Module]:
    """Return the modules, each after those it needs."""
    ordered: dict[str, Module] = {}

    def visit(name: str, asked_by: tuple[str, ...]) -> None:
        if name in asked_by:
            raise BundleError(f"{name}: 模块互相引用 {' → '.join((*asked_by, name))}")
        if name in ordered:
            return
        module = _read(folder / name)
        for _names, needed in module.needs:
            visit(needed, (*asked_by, name))
        ordered[name] = module

    visit(ENTRY, ())
    return list(ordered.values())


def _read(path: Path) -> Module:
    source = path.read_text(encoding="utf-8")
    needs = tuple((found[1], found[2]) for found in IMPORT.finditer(source))
    gives = tuple(found[1] for found in EXPORT.finditer(source))
    code = DOCUMENTATION.sub("", EXPORT.sub("", IMPORT.sub("", source)))
    if left := LEFT_OVER.search(code):
        raise BundleError(f"{path.name}: 打包不认识这样的写法 {left[0]!r}")
    return Module(path.name, needs, gives, code)


def _in_ascii(script: str) -> str:
    """Return the script with what strings say beyond ASCII as escapes, two for a character beyond the BMP."""
    return NOT_ASCII.sub(lambda found: json.dumps(found[0])[1:-1], script)


def _scope(name: str) -> str:
    return "m_" + re.sub(r"\W", "_", name.removesuffix(".mjs"))
