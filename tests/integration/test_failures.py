"""Failures that happen while another failure is answered."""

from typing import NoReturn

import pytest
from flask import Flask, abort
from werkzeug.exceptions import NotFound

from knowledge_base.errors import Cause, StoreUnavailable


@pytest.mark.parametrize(
    ("raised", "status"), [(StoreUnavailable(Cause.LOCKED), 503), (NotFound(), 404)]
)
def test_they_are_told_as_they_would_be_anywhere_else(
    console_app: Flask, raised: Exception, status: int
) -> None:
    def handle(_error: Exception) -> NoReturn:
        raise raised

    console_app.register_error_handler(418, handle)
    console_app.add_url_rule("/teapot", view_func=lambda: abort(418))

    assert console_app.test_client().get("/teapot").status_code == status
