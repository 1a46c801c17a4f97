"""What comes back when the hall asks itself over HTTP."""

from http import HTTPStatus

from httpx import Response


def heard(response: Response) -> str | None:
    """Return what an address says; None where it says that there is no such thing.

    Raises:
        httpx.HTTPStatusError: it says neither.
    """
    if response.status_code == HTTPStatus.NOT_FOUND:
        return None
    return response.raise_for_status().text
