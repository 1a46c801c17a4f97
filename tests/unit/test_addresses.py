"""Whose request it is: only trusted proxies may state another address."""

from typing import Any

import pytest

from hall.settings.forms import networks
from hall.web.addresses import TrustedProxies, client_of, is_local, read_address

PROXIES = networks("10.0.0.0/8,::1")


def seen(remote: str, forwarded: str | None = None, **more: str) -> dict[str, Any]:
    environ: dict[str, Any] = {"REMOTE_ADDR": remote, "wsgi.url_scheme": "http", **more}
    if forwarded is not None:
        environ["HTTP_X_FORWARDED_FOR"] = forwarded
    TrustedProxies(lambda _environ, _start: [], PROXIES)(environ, lambda *_: lambda _: None)
    return environ


@pytest.mark.parametrize(
    ("remote", "forwarded", "client"),
    [
        ("203.0.113.9", None, "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("10.0.0.1", "[2001:db8::5]:4711", "2001:db8::/64"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1, nonsense", "10.0.0.1"),
        ("::1", "2001:db8::5", "2001:db8::/64"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("::ffff:203.0.113.9", None, "203.0.113.9"),
    ],
)
def test_the_client_is_the_nearest_address_that_is_no_proxy_of_ours(
    remote: str, forwarded: str | None, client: str
) -> None:
    assert client_of(seen(remote, forwarded)) == client


def test_only_a_trusted_proxy_says_that_the_citizen_came_over_https() -> None:
    trusted = seen("10.0.0.1", "198.51.100.1", HTTP_X_FORWARDED_PROTO="https")
    stranger = seen("203.0.113.9", "198.51.100.1", HTTP_X_FORWARDED_PROTO="https")
    assert (trusted["wsgi.url_scheme"], stranger["wsgi.url_scheme"]) == ("https", "http")


@pytest.mark.parametrize("remote", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_a_request_from_this_machine_is_local(remote: str) -> None:
    assert is_local(seen(remote))


@pytest.mark.parametrize("header", ["HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP"])
def test_a_request_that_was_passed_on_is_not_local(header: str) -> None:
    assert not is_local(seen("127.0.0.1", **{header: "127.0.0.1"}))


def test_a_request_from_elsewhere_is_not_local() -> None:
    assert not is_local(seen("203.0.113.9"))


def test_addresses_of_one_ipv6_household_are_one_client() -> None:
    assert client_of(seen("2001:db8:1:2::a")) == client_of(seen("2001:db8:1:2::b"))
    assert client_of(seen("2001:db8:1:2::a")) != client_of(seen("2001:db8:1:3::a"))


def test_what_is_no_address_is_none() -> None:
    assert [read_address(text) for text in ("", "unknown", "1.2.3", "[", "::g")] == [None] * 5
