"""The certificates that connections of this process trust."""

import ssl
from functools import cache

import httpx


@cache
def trusted() -> ssl.SSLContext:
    """Return one context for all clients: to read the certificates takes 50 ms each time."""
    return httpx.create_ssl_context()
