"""axe-core in the page: what keeps people with disabilities from using it."""

import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

WIDGET = Path(__file__).parents[2] / "web_widget"
AXE = WIDGET / "node_modules" / "axe-core" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async ([within, levels]) => {
  const found = await axe.run(within, {runOnly: levels, resultTypes: ["violations"]});
  return found.violations.map((v) => v.id + " " + v.nodes.map((n) => n.target.join(" ")).join(", "));
}"""


def install() -> None:
    """Make sure that axe-core is there, from the widget's lock file."""
    if AXE.exists():
        return
    npm = shutil.which("npm")
    if npm is None:
        pytest.fail("没有 npm：请先安装 Node.js 20 或更新的版本")
    subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=WIDGET, check=True)


def violations(page: Page, within: str = "onedoor-chat") -> list[str]:
    """Return the rules that part of the page breaks, each with where; nothing moves meanwhile."""
    page.emulate_media(reduced_motion="reduce")
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(RUN, [within, LEVELS])
    return found
