"""Contacts are found in what people write and shown masked."""

import pytest

from service_desk.contact import find_contact


@pytest.mark.parametrize(
    ("text", "value", "masked"),
    [
        ("我电话13812341234", "13812341234", "138****1234"),
        ("138-1234-1234 找王芳", "13812341234", "138****1234"),
        ("１３８１２３４１２３４", "13812341234", "138****1234"),
        ("+86 138 1234 1234", "13812341234", "138****1234"),
        ("家里座机0454-2921234", "04542921234", "045****1234"),
        ("zhangsan@example.com", "zhangsan@example.com", "zh***@example.com"),
    ],
)
def test_a_contact_is_found_however_it_is_written(text: str, value: str, masked: str) -> None:
    found = find_contact(text)
    assert found is not None
    assert (found.value, found.masked) == (value, masked)


@pytest.mark.parametrize(
    "text", ["", "不留了", "230881199003070019", "工单TJ20261123-0007", "12345"]
)
def test_other_text_holds_no_contact(text: str) -> None:
    assert find_contact(text) is None


def test_a_contact_does_not_show_itself_in_logs() -> None:
    assert "13812341234" not in repr(find_contact("13812341234"))
