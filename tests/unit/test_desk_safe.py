"""What is sealed can be read with its key alone, and says which key that is."""

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from service_desk.errors import ContactError
from service_desk.safe import Safe


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


def test_an_earlier_key_still_opens_what_it_sealed() -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    assert Safe(new, (old,)).open(Safe(old).seal("13812341234")) == "13812341234"
    assert Safe(new, (old,)).open(Fernet(old).encrypt(b"13812341234")) == "13812341234"


def test_a_value_with_a_changed_id_is_refused() -> None:
    safe = Safe(Fernet.generate_key().decode())
    with pytest.raises(ContactError, match="00000000"):
        safe.open(b"00000000" + safe.seal("13812341234")[8:])


def test_a_key_of_the_wrong_form_is_refused() -> None:
    with pytest.raises(ContactError, match="Fernet"):
        Safe("secret")
