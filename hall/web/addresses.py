"""Where a request comes from: only trusted proxies may say so for somebody else."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, TypeAlias

from hall.settings.forms import Network

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Address: TypeAlias = IPv4Address | IPv6Address

FORWARDING = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")
DIRECT = "onedoor.direct"
"""Key in the environment: true when no header says that the request was passed on."""
IPV6_CLIENT_BITS = 64
"""One household or phone usually holds a whole /64 (RFC 6177), so it counts as one client."""


class TrustedProxies:
    """WSGI middleware after which `REMOTE_ADDR` and the scheme are the citizen's own."""

    def __init__(self, app: "WSGIApplication", networks: tuple[Network, ...]) -> None:
        self._app = app
        self._networks = networks

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Pass the request on with the address it really comes from."""
        environ[DIRECT] = not any(header in environ for header in FORWARDING)
        peer = read_address(environ.get("REMOTE_ADDR", ""))
        if peer is not None and self._trusts(peer):
            environ["REMOTE_ADDR"] = str(self._client(peer, environ))
            scheme = environ.get("HTTP_X_FORWARDED_PROTO", "").rsplit(",", 1)[-1].strip().lower()
            if scheme in ("http", "https"):
                environ["wsgi.url_scheme"] = scheme
        return self._app(environ, start_response)

    def _client(self, peer: Address, environ: "WSGIEnvironment") -> Address:
        """Return the nearest address that is no proxy of ours, reading the hops from our side."""
        client = peer
        for hop in reversed(environ.get("HTTP_X_FORWARDED_FOR", "").split(",")):
            address = read_address(hop.strip())
            if address is None:
                return client
            client = address
            if not self._trusts(address):
                return client
        return client

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self._networks)


def read_address(text: str) -> Address | None:
    """Return the address in `text`, with or without brackets and port; mapped IPv4 as IPv4."""
    bare = text.split("]")[0].strip("[") if text.startswith("[") else text
    if bare.count(":") == 1:
        bare = bare.split(":")[0]
    try:
        address = ip_address(bare.split("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def client_of(environ: "WSGIEnvironment") -> str:
    """Return the client for counting: an IPv4 address, or the /64 of an IPv6 address."""
    address = read_address(environ.get("REMOTE_ADDR", ""))
    if isinstance(address, IPv6Address):
        return str(ip_network((address, IPV6_CLIENT_BITS), strict=False))
    return str(address)


def is_local(environ: "WSGIEnvironment") -> bool:
    """Whether the request was made on this machine itself, passed on by nobody."""
    address = read_address(environ.get("REMOTE_ADDR", ""))
    return bool(environ.get(DIRECT)) and address is not None and address.is_loopback
