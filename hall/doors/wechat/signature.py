"""WeChat's signatures: who sent a request, told by a shared token."""

import hashlib
import hmac


def sign(*parts: str) -> str:
    """Return the signature of the parts, token included; their order does not matter."""
    joined = b"".join(sorted(part.encode() for part in parts))
    return hashlib.sha1(joined, usedforsecurity=False).hexdigest()  # WeChat allows no other hash


def is_signed(signature: str, *parts: str) -> bool:
    """Return whether the signature is that of the parts; takes equally long for any wrong one."""
    return hmac.compare_digest(sign(*parts).encode(), signature.encode())
