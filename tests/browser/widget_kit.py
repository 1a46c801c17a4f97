"""The widget as its users handle it: by what they see and hear, wherever it is on the page."""

from playwright.sync_api import Locator, Page, expect


class Widget:
    """The chat panel on a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.launcher = page.get_by_role("button", name="智能客服")
        self.panel = page.get_by_role("dialog", name="智能客服")
        self.log = page.get_by_role("log", name="对话记录")
        self.field = page.get_by_label("您想问什么")
        self.send = page.get_by_role("button", name="发送")
        self.more = self.panel.get_by_role("button", name="更多")
        self.elder = self.panel.get_by_role("button", name="大字")
        self.human = self.panel.locator(".human")
        self.scroll = page.locator("onedoor-chat .scroll")

    def visit(self, address: str = "/demo") -> "Widget":
        """Go to a page with the widget on it."""
        self.page.goto(address)
        expect(self.launcher.or_(self.panel).first).to_be_visible()
        return self

    def open(self) -> "Widget":
        """Open the panel and wait for the greeting."""
        self.launcher.click()
        expect(self.log.locator(".message").first).to_be_visible()
        self.rest()
        return self

    def ask(self, text: str) -> Locator:
        """Type a question, send it, and return the messages that answer it."""
        self.field.fill(text)
        self.field.press("Enter")
        return self.answered(text)

    def ask_for_materials(self) -> Locator:
        """Tell that the identity card is lost, ask for its materials, and return the answer to that."""
        self.ask("身份证丢了咋整")
        return self.ask("身份证申请材料").first

    def tap(self, name: str) -> None:
        """Tap an option of the latest answer."""
        self.log.get_by_role("button", name=name, exact=True).first.click()
        self.rest()

    def ask_to_clear(self) -> Locator:
        """Choose clearing from the menu; return what is asked first."""
        self.more.click()
        self.panel.get_by_role("button", name="清空对话").click()
        return self.page.get_by_role("alertdialog", name="清空这段对话？")

    def answered(self, text: str) -> Locator:
        """Wait until the question stands in the log with its answer; return what follows it."""
        expect(self.own(text).last).to_be_visible()
        self.rest()
        return self.log.locator(".citizen >> nth=-1").locator("xpath=following-sibling::article")

    def own(self, text: str) -> Locator:
        """Return what the citizen said with these words."""
        return self.log.locator(".citizen .own", has_text=text)

    def said_by(self, sender: str) -> Locator:
        """Return the messages of a sender."""
        return self.log.locator(f".message.{sender}")

    def rest(self) -> None:
        """Wait until nothing is on its way."""
        expect(self.page.locator("onedoor-chat .thinking")).to_be_empty()

    def texts(self) -> list[str]:
        """Return what the citizen said, oldest first."""
        return self.log.locator(".citizen .own").all_inner_texts()

    def focused(self) -> str:
        """Return what has the focus: its class, its text or its tag."""
        return str(
            self.page.evaluate(
                """() => {
                  const host = document.querySelector("onedoor-chat");
                  const node = host.shadowRoot.activeElement;
                  if (!node) return "";
                  const name = node.getAttribute("aria-label") || node.innerText || "";
                  return [node.tagName.toLowerCase(), node.className, name.trim()].join("|");
                }"""
            )
        )
