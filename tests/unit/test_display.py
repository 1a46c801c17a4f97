"""How a reader wants the pages: what the cookie holds, and what one more choice makes of it."""

import pytest

from hall.web.display import Display


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("", Display()),
        ("large", Display(large=True)),
        ("dark-large", Display(large=True, theme="dark")),
        ("light", Display(theme="light")),
        ("<script>-huge", Display()),
        ("x" * 5000 + "-large", Display()),
    ],
)
def test_a_cookie_tells_what_was_chosen_and_nothing_else(kept: str, shown: Display) -> None:
    assert Display.of(kept) == shown


@pytest.mark.parametrize(
    ("before", "choice", "after"),
    [
        ("", "large", "large"),
        ("dark", "large", "dark-large"),
        ("dark-large", "normal", "dark"),
        ("dark-large", "light", "large-light"),
        ("large", "dark", "dark-large"),
        ("", "normal", ""),
    ],
)
def test_letters_and_colours_are_chosen_apart(before: str, choice: str, after: str) -> None:
    assert Display.of(before).choosing(choice).kept() == after
    assert Display.of(after).kept() == after
