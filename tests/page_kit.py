"""Waiting for what a page tells, where its policy forbids to wait within it."""

from playwright.sync_api import Error, Page


def wait_until(page: Page, told: str) -> None:
    """Wait until an expression is true in the page, which may be on its way to another one."""
    for _look in range(100):
        try:
            if page.evaluate(told):
                return
        except Error as gone:
            assert "context was destroyed" in str(gone), gone
        page.wait_for_timeout(400)
    raise AssertionError(f"never true: {told}")
