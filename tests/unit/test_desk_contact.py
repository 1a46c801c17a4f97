"""Contacts are found in what people write, shown masked and kept encrypted."""

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from service_desk.contact import Safe, find_contact
from service_desk.errors import ContactError


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


@given(st.text(min_size=1, max_size=80))
def test_what_is_sealed_can_be_opened_again_and_is_unreadable_meanwhile(value: str) -> None:
    safe = Safe(Fernet.generate_key().decode())
    sealed = safe.seal(value)
    assert safe.open(sealed) == value
    assert sealed != safe.seal(value)


def test_another_key_opens_nothing() -> None:
    sealed = Safe(Fernet.generate_key().decode()).seal("13812341234")
    with pytest.raises(ContactError, match="CONTACT_KEY"):
        Safe(Fernet.generate_key().decode()).open(sealed)


def test_a_key_of_the_wrong_form_is_refused() -> None:
    with pytest.raises(ContactError, match="Fernet"):
        Safe("secret")
