"""From a keystroke at the counter to results on the screen, in Chromium on the loopback."""

import statistics

from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
QUERIES = (
    "sfz",
    "jhdj",
    "gjj",
    "shenfenzheng",
    "yingyezhizhao",
    "身份证",
    "结婚登记",
    "养老保险",
    "公积金提取",
    "驾驶证换证",
    "营业执照",
    "232009001000",
)
ROUNDS = 3
BETWEEN_KEYS_MS = 250
"""A clerk's pace: each keystroke is answered before the next one, so each is measured."""
WATCH = """() => {
  window.waited = [];
  let typed = 0;
  const box = document.getElementById("search");
  box.addEventListener("input", () => { typed = performance.now(); }, true);
  new MutationObserver(() => requestAnimationFrame(() => {
    if (typed && box.value) window.waited.push(performance.now() - typed);
    typed = 0;
  })).observe(document.getElementById("results"), { childList: true });
}"""


def measure(url: str) -> list[str]:
    """Return the quantiles of the time from keystroke to painted results, the pause included."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = chromium.new_page(base_url=url, locale="zh-CN")
        waited = _typed(page)
        chromium.close()
    if len(waited) < 2:
        return ["没有量到结果，请确认大厅在运行"]
    cuts = statistics.quantiles(waited, n=20)
    return [
        f"{len(waited)} keystrokes, p50 {cuts[9]:.1f} ms, p95 {cuts[18]:.1f} ms, max {max(waited):.1f} ms"
    ]


def _typed(page: Page) -> list[float]:
    page.goto("/counter/")
    page.evaluate(WATCH)
    for query in QUERIES * ROUNDS:
        page.fill("#search", "")
        page.locator("#search").press_sequentially(query, delay=BETWEEN_KEYS_MS)
        page.wait_for_timeout(BETWEEN_KEYS_MS)
    waited: list[float] = page.evaluate("window.waited")
    return waited
