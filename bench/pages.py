"""What a public page costs an old phone: first paint with a slow processor, bytes, shift of the layout."""

from playwright.sync_api import Browser, sync_playwright

from bench.counter import CHROMIUM, FLAGS

ITEM = "/items/232009001000-01"
PAGES = (
    "/",
    "/search?q=身份证丢了咋整",
    "/items",
    "/one-visit",
    ITEM,
    f"{ITEM}?reason=lost",
    f"{ITEM}/checklist?reason=lost",
    "/chat",
    "/ticket",
    "/demo",
)
SLOWER = 4
"""Times that the processor of a cheap phone is slower (the slow-down of Lighthouse)."""
ROUNDS = 5
PHONE = {"width": 360, "height": 740}
WATCH = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"
SETTLED_MS = 500


def measure(url: str) -> list[str]:
    """Return a line for each page: the median of first paint in ms, kB over the line, shift of the layout."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        lines = [_line(chromium, url, page) for page in PAGES]
        chromium.close()
    return lines


def _line(chromium: Browser, url: str, page: str) -> str:
    rounds = sorted(_visit(chromium, url + page) for _ in range(ROUNDS))
    painted, size, shift = rounds[ROUNDS // 2]
    return f"{page}: first paint {painted:.0f} ms, {size / 1000:.0f} kB, shift {shift:.3f}"


def _visit(chromium: Browser, address: str) -> tuple[float, float, float]:
    """Return first paint in ms, bytes and shift of one visit by somebody who was never here."""
    context = chromium.new_context(viewport=PHONE, locale="zh-CN")  # type: ignore[arg-type]
    context.add_init_script(WATCH)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    sizes: list[float] = []
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address)
    page.wait_for_timeout(SETTLED_MS)
    found = (page.evaluate(PAINTED), sum(sizes), page.evaluate("window.shifted"))
    context.close()
    return found
