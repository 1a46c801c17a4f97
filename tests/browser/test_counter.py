"""The counter in Chromium: the keyboard alone from start to print, switches, asking, phones."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import axe
from tests.browser.conftest import NewContext, Site
from tests.page_kit import wait_until

pytestmark = pytest.mark.browser

ID_CARD = "232009001000-01"
A4 = re.compile(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]")
"""The size of a sheet in points; A4 is 595 by 842."""
DESKTOP = {"width": 1366, "height": 900}
PRINT_IS_COUNTED = "window.printed = 0; window.print = () => { window.printed += 1; };"


@pytest.fixture
def counter(new_context: NewContext) -> Iterator[Page]:
    """The counter, just opened; a policy or script fault fails the test."""
    context = new_context(viewport=DESKTOP)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.add_init_script(PRINT_IS_COUNTED)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda said: faults.append(said.text) if "Content Security" in said.text else None,
    )
    page.goto("/counter/")
    yield page
    assert faults == []


def type_and_open(page: Page, query: str) -> None:
    page.keyboard.type(query)
    expect(page.locator("#results [role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#card-title")).to_be_focused()


def test_the_keyboard_alone_leads_from_start_to_print(counter: Page) -> None:
    expect(counter.locator("#search")).to_be_focused()
    type_and_open(counter, "sfz")
    expect(counter.locator("#card-title")).to_contain_text("居民身份证")
    counter.keyboard.press("Tab")
    expect(counter.locator("#q-reason-")).to_be_focused()
    counter.keyboard.press("ArrowRight")
    expect(counter.locator("#q-reason-first")).to_be_checked()
    expect(counter.locator("#q-reason-first")).to_be_focused()
    counter.wait_for_url("**reason=first")
    while not counter.evaluate("document.activeElement.matches('.ticks input')"):
        counter.keyboard.press("Tab")
    counter.keyboard.press("Space")
    expect(counter.locator("#missing")).to_contain_text("还缺 1 样")
    counter.keyboard.press("Alt+p")
    counter.wait_for_url("**/l/**")
    wait_until(counter, "window.printed === 1")
    expect(counter.locator(".lacking")).to_contain_text("还缺 1 样")
    expect(counter.locator(".situation")).to_contain_text("第一次办")
    counter.keyboard.press("Escape")
    counter.wait_for_url(f"**/counter/items/{ID_CARD}?reason=first*")
    expect(counter.locator("#missing")).to_contain_text("还缺 1 样")


def test_initials_find_the_identity_card_first(counter: Page) -> None:
    counter.keyboard.type("sfz")
    first = counter.locator("#results [role=option]").first
    expect(first).to_have_attribute("data-code", ID_CARD)
    expect(first).to_have_attribute("aria-selected", "true")


def test_arrow_keys_choose_among_the_results(counter: Page) -> None:
    counter.keyboard.type("身份证")
    second = counter.locator("#results [role=option]").nth(1)
    name = second.locator("strong").inner_text()
    counter.keyboard.press("ArrowDown")
    expect(second).to_have_attribute("aria-selected", "true")
    counter.keyboard.press("Enter")
    expect(counter.locator("#card-title")).to_contain_text(name)


def test_a_situation_switch_changes_the_materials_at_once(counter: Page) -> None:
    counter.goto(f"/counter/items/{ID_CARD}?reason=first&age=adult")
    before = counter.locator(".ticks strong").all_inner_texts()
    counter.locator("#q-reason-expired").check()
    expect(counter.locator(".ticks")).to_contain_text("领新证时交回")
    assert counter.locator(".ticks strong").all_inner_texts() != before
    expect(counter.locator("#fee")).to_contain_text("每证20元")
    assert counter.url.endswith("reason=expired&age=adult")


def test_ticks_outlive_a_change_of_situation(counter: Page) -> None:
    counter.goto(f"/counter/items/{ID_CARD}?reason=first&age=adult")
    box = counter.get_by_role("checkbox", name=re.compile("登记表"))
    box.check()
    counter.locator("#q-reason-lost").check()
    expect(counter.locator("#fee")).to_contain_text("每证40元")
    expect(box).to_be_checked()
    expect(counter.locator("#missing")).to_contain_text("户口簿")


def test_the_checklist_is_copied_as_text_with_what_is_missing(counter: Page) -> None:
    counter.goto(f"/counter/items/{ID_CARD}?reason=first&age=adult")
    counter.get_by_role("checkbox", name=re.compile("登记表")).check()
    counter.keyboard.press("Alt+c")
    expect(counter.locator("#said")).to_contain_text("已复制")
    text = counter.evaluate("navigator.clipboard.readText()")
    assert text.startswith("【还缺】")
    assert "【一次性告知单】居民身份证" in text
    assert "样例数据" in text


def test_a_reported_fault_reaches_the_desk(counter: Page, site: Site) -> None:
    before = site.application.desk.reports.count_open()
    type_and_open(counter, "sfz")
    counter.keyboard.press("Alt+j")
    expect(counter.locator("#report-text")).to_be_focused()
    counter.keyboard.type("材料里少写了照相回执")
    counter.keyboard.press("Tab")
    counter.keyboard.press("Tab")
    counter.keyboard.press("Enter")
    expect(counter.locator("#said")).to_contain_text("已经报给服务台")
    assert site.application.desk.reports.count_open() == before + 1
    newest = site.application.desk.reports.listed()[0]
    assert (newest.item_code, newest.field) == (ID_CARD, "materials")
    assert newest.text == "（第1版）材料里少写了照相回执"


def test_the_ask_box_gives_the_answer_of_the_chat(counter: Page, site: Site) -> None:
    counter.keyboard.press("Alt+w")
    counter.keyboard.type("补办身份证要多少钱")
    counter.keyboard.press("Enter")
    answer = site.application.kb.ask("补办身份证要多少钱", door="counter")
    shown = counter.locator("#answer")
    expect(shown).to_contain_text("每证40元")
    expect(shown).to_contain_text(answer.notice)
    for option in answer.options:
        expect(shown.get_by_role("button", name=option.label, exact=True)).to_be_visible()
    shown.get_by_role("button", name=re.compile("打开“居民身份证")).click()
    expect(counter.locator("#card-title")).to_contain_text("居民身份证")
    expect(counter.locator("#fee")).to_have_class(re.compile("asked"))


def test_an_option_of_the_answer_settles_the_situation(counter: Page) -> None:
    counter.keyboard.press("Alt+w")
    counter.keyboard.type("身份证")
    counter.keyboard.press("Enter")
    counter.locator("#answer").get_by_role("button", name="丢了补办").click()
    expect(counter.locator("#answer")).to_contain_text("按您说的情况（丢了补办）")


def test_a_question_is_answered_for_the_situation_of_the_card(counter: Page) -> None:
    type_and_open(counter, "sfz")
    for reason, fee in (("lost", "40元"), ("expired", "20元")):
        counter.locator(f"#q-reason-{reason}").check()
        counter.wait_for_url(f"**reason={reason}")
        counter.fill("#question", "多少钱")
        counter.press("#question", "Enter")
        expect(counter.locator("#answer")).to_contain_text(fee)


def test_nothing_found_and_no_network_are_said(counter: Page) -> None:
    counter.keyboard.type("zzzz")
    expect(counter.locator("#search-state")).to_contain_text("没有找到“zzzz”")
    expect(counter.locator("#results [role=option]")).to_have_count(0)
    counter.keyboard.press("Enter")
    expect(counter.locator("#card-title")).to_have_count(0)
    counter.route("**/counter/search**", _cut)
    counter.keyboard.type("z")
    expect(counter.locator("#search-state")).to_contain_text("没连上大厅")


@pytest.mark.parametrize("typed", ["身分证", "shen fen zheng", "Shen Fen Zheng", "身证份"])
def test_a_misspelt_query_says_what_it_was_read_as(counter: Page, typed: str) -> None:
    counter.keyboard.type(typed)
    expect(counter.locator("#search-state")).to_contain_text("按“身份证”查的")
    expect(counter.locator("#results [role=option]").first).to_have_attribute("data-code", ID_CARD)


def test_a_ticket_number_leads_on_by_keyboard(counter: Page) -> None:
    counter.keyboard.type("tj20261123 k7m4s")
    expect(counter.locator("#search-state")).to_contain_text("是工单编号")
    expect(counter.locator("#results [role=option]")).to_have_count(0)
    counter.keyboard.press("Enter")
    counter.wait_for_url("**/ticket?number=TJ20261123-K7M4S")
    expect(counter.locator("#number")).to_have_value("TJ20261123-K7M4S")


def test_rare_characters_go_through_search_and_question(counter: Page) -> None:
    counter.keyboard.type("𠮷㛃䶮")
    expect(counter.locator("#search-state")).to_contain_text("没有找到“𠮷㛃䶮”")
    counter.keyboard.press("Alt+w")
    counter.keyboard.type("王𠮷明的身份证丢了，补办多少钱")
    counter.keyboard.press("Enter")
    expect(counter.locator("#answer")).to_contain_text("每证40元")
    expect(counter.locator("#question")).to_have_value("王𠮷明的身份证丢了，补办多少钱")


def _cut(route: Route) -> None:
    route.abort()


def test_items_looked_at_are_offered_again(counter: Page) -> None:
    type_and_open(counter, "sfz")
    counter.keyboard.press("Escape")
    expect(counter.locator("#search")).to_be_focused()
    counter.keyboard.press("Delete")
    recent = counter.locator("#recent a")
    expect(recent).to_have_count(1)
    counter.goto("/counter/")
    recent.click()
    expect(counter.locator("#card-title")).to_contain_text("居民身份证")


def test_a_scanned_short_link_opens_the_same_list(counter: Page, site: Site) -> None:
    short = site.application.kb.save_checklist(ID_CARD, {"reason": "lost"})
    counter.keyboard.type(f"{site.url}/l/{short}")
    counter.keyboard.press("Enter")
    counter.wait_for_url(f"**/counter/items/{ID_CARD}?reason=lost")
    expect(counter.locator("#q-reason-lost")).to_be_checked()


PATHS = [
    "/counter/",
    f"/counter/items/{ID_CARD}?reason=lost",
    f"/items/{ID_CARD}",
    f"/items/{ID_CARD}/checklist",
    "/one-visit",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_page_shuts_anybody_out(page: Page, path: str) -> None:
    axe.install()
    page.goto(path)
    assert axe.violations(page, "html") == []


def test_neither_results_nor_answer_nor_report_shut_anybody_out(counter: Page) -> None:
    axe.install()
    counter.keyboard.type("sfz")
    expect(counter.locator("#results [role=option]").first).to_be_visible()
    assert axe.violations(counter, "html") == []
    counter.keyboard.press("Enter")
    expect(counter.locator("#card-title")).to_be_focused()
    counter.keyboard.press("Alt+w")
    counter.keyboard.type("补办身份证要多少钱")
    counter.keyboard.press("Enter")
    expect(counter.locator("#answer")).to_contain_text("每证40元")
    counter.keyboard.press("Alt+j")
    assert axe.violations(counter, "html") == []


@pytest.mark.parametrize("path", PATHS)
def test_pages_fit_a_narrow_phone(new_context: NewContext, path: str) -> None:
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", ["/l/{}", "/l/{}?have=1", "/counter/slips/{}?have=1"])
def test_the_notice_and_the_slip_print_on_one_sheet_of_a4(
    counter: Page, site: Site, path: str
) -> None:
    short = site.application.kb.save_checklist(ID_CARD, {"reason": "lost", "age": "minor"})
    counter.goto(path.format(short))
    sheets = counter.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) == 1
    width, height = (float(n) for n in A4.search(sheets).groups())  # type: ignore[union-attr]
    assert (round(width), round(height)) == (595, 842)


def test_the_slip_is_printed_with_one_key_and_leads_back_to_its_button(counter: Page) -> None:
    counter.goto(f"/counter/items/{ID_CARD}?reason=lost&age=minor")
    counter.get_by_role("checkbox", name=re.compile("居民户口簿")).check()
    expect(counter.locator("#missing")).to_contain_text("还缺 2 样")
    counter.keyboard.press("Alt+q")
    counter.wait_for_url("**/counter/slips/**")
    wait_until(counter, "window.printed === 1")
    expect(counter.locator(".lacking")).to_contain_text("还缺 2 样")
    counter.keyboard.press("Escape")
    counter.wait_for_url(f"**/counter/items/{ID_CARD}?reason=lost&age=minor&have=1#slip")
    expect(counter.locator("#slip")).to_be_focused()
    expect(counter.get_by_role("checkbox", name=re.compile("居民户口簿"))).to_be_checked()
    expect(counter.locator("#missing")).to_contain_text("还缺 2 样")


@pytest.mark.parametrize("key", ["Alt+p", "Alt+q"])
def test_ticks_outlive_a_print_a_step_back_and_a_reload(counter: Page, key: str) -> None:
    counter.goto(f"/counter/items/{ID_CARD}?reason=first&age=adult")
    box = counter.get_by_role("checkbox", name=re.compile("登记表"))
    box.check()
    counter.keyboard.press(key)
    wait_until(counter, "window.printed === 1")
    counter.go_back()
    expect(box).to_be_checked()
    counter.reload()
    expect(box).to_be_checked()
    expect(counter.locator("#missing")).to_contain_text("还缺 1 样")


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_card_and_slip_shut_nobody_out_at_any_width_in_large_print(
    new_context: NewContext, site: Site, width: int
) -> None:
    axe.install()
    short = site.application.kb.save_checklist(ID_CARD, {"reason": "lost", "age": "minor"})
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    for path in (f"/counter/items/{ID_CARD}?reason=lost&have=1", f"/counter/slips/{short}?have=1"):
        page.goto(path)
        for size in ("100%", "125%"):
            page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
            assert axe.violations(page, "html") == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_counter_works_without_a_script(new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/counter/")
    page.fill("#search", "sfz")
    page.get_by_role("button", name="查").click()
    page.locator("#results a").first.click()
    page.locator("#q-reason-lost").check(force=True)
    page.get_by_role("button", name="按所选情况显示").click()
    expect(page.locator("#fee")).to_contain_text("每证40元")
    page.get_by_role("button", name=re.compile("打印告知单")).click()
    expect(page.locator(".situation")).to_contain_text("丢了补办")
