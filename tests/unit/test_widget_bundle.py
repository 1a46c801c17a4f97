"""Joining the widget's modules into one script."""

from pathlib import Path

import pytest

from hall.doors.chat.widget_bundle import BundleError, bundle


def write(folder: Path, **modules: str) -> Path:
    (folder / "widget.css").write_text(".panel { color: #1b2733; }\n", encoding="utf-8")
    for name, code in modules.items():
        (folder / f"{name}.mjs").write_text(code, encoding="utf-8")
    return folder


def test_modules_stand_after_what_they_need_each_once(tmp_path: Path) -> None:
    write(
        tmp_path,
        index='import { a } from "./a.mjs";\nimport { b } from "./b.mjs";\n'
        "export function start() {\n  return a + b;\n}\n",
        a='import { b } from "./b.mjs";\nexport const a = b;\n',
        b="export const b = 1;\n",
    )
    script = bundle(tmp_path)
    places = [script.index(f"const {name} = (function") for name in ("m_b", "m_a", "m_index")]
    assert places == sorted(places)
    assert script.count("const b = 1;") == 1


def test_the_style_sheet_and_the_script_tag_are_handed_to_start(tmp_path: Path) -> None:
    script = bundle(write(tmp_path, index="export function start() {}\n"))
    assert 'm_index.start(document.currentScript, ".panel { color: #1b2733; }\\n");' in script


def test_the_script_is_ascii_and_says_the_same(tmp_path: Path) -> None:
    write(tmp_path, index='export function start() {\n  return "您好，𠮷";\n}\n')
    script = bundle(tmp_path)
    assert script.isascii()
    assert r'return "\u60a8\u597d\uff0c\ud842\udfb7";' in script


def test_documentation_is_left_out(tmp_path: Path) -> None:
    script = bundle(
        write(
            tmp_path,
            index="/**\n * Starts.\n */\nexport function start() {\n  /** @type {any} */\n"
            '  const quoted = "/** kept */";\n}\n',
        )
    )
    assert "Starts." not in script
    assert "@type" not in script
    assert '"/** kept */"' in script


@pytest.mark.parametrize(
    "line",
    [
        'import a from "./a.mjs";',
        'import "./a.mjs";',
        "export default function start() {}",
        'export { a } from "./a.mjs";',
        "export let a = 1;",
    ],
)
def test_a_form_that_is_not_joined_is_refused_with_its_place(tmp_path: Path, line: str) -> None:
    write(tmp_path, index=f"{line}\n", a="export const a = 1;\n")
    with pytest.raises(BundleError, match=r"index\.mjs"):
        bundle(tmp_path)


def test_modules_that_need_each_other_are_refused(tmp_path: Path) -> None:
    write(
        tmp_path,
        index='import { a } from "./a.mjs";\n',
        a='import { b } from "./b.mjs";\nexport const a = 1;\n',
        b='import { a } from "./a.mjs";\nexport const b = 1;\n',
    )
    with pytest.raises(BundleError, match=r"a\.mjs → b\.mjs → a\.mjs"):
        bundle(tmp_path)
