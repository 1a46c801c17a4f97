"""The token of a page's form, as a browser sends it back."""

import re

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def token(page: str) -> str:
    """Return the CSRF token of the first form on the page."""
    found = TOKEN.search(page)
    assert found is not None, f"no form: {page[:300]}"
    return found[1]
