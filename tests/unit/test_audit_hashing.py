"""Hashes of the audit: the published ones, and a plain refusal where one cannot be computed."""

import hashlib

import pytest

from hall.settings import SettingsError, load_settings
from knowledge_base.audit.hashing import UnknownAlgorithm, hash_of_words, hashed, require


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_equal_parts_have_one_hash_of_64_digits(algorithm: str) -> None:
    assert hashed(algorithm, ["办结", 1]) == hashed(algorithm, ["办结", 1])
    assert len(hashed(algorithm, ["办结", 1])) == 64


def test_the_two_algorithms_are_not_the_same() -> None:
    assert hashed("sha256", ["办结"]) != hashed("sm3", ["办结"])


def test_the_parts_do_not_run_into_each_other() -> None:
    assert hash_of_words("sha256", "", "ab", "c", "", "") != hash_of_words(
        "sha256", "", "a", "bc", "", ""
    )


def test_a_hash_that_the_machine_lacks_is_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hashlib, "algorithms_available", {"sha256"})

    with pytest.raises(UnknownAlgorithm, match="AUDIT_HASH 设为 sha256"):
        require("sm3")
    with pytest.raises(SettingsError, match="AUDIT_HASH: 这台机器的 OpenSSL 没有 SM3"):
        load_settings({"AUDIT_HASH": "sm3"}, None)
