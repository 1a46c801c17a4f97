"""The widget's files as any site's page gets them."""

import pytest
from flask.testing import FlaskClient


def test_the_script_is_one_file_for_every_origin(client: FlaskClient) -> None:
    response = client.get("/widget.js")
    assert response.status_code == 200
    assert response.content_type == "text/javascript; charset=utf-8"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "onedoor-chat" in response.text


@pytest.mark.parametrize("path", ["/widget.js", "/widget/widget.css", "/widget/demo.css"])
def test_a_file_that_has_not_changed_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    assert "max-age=600" in first.headers["Cache-Control"]
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.text) == (304, "")


def test_no_other_file_is_served(client: FlaskClient) -> None:
    for path in ("/widget/index.mjs", "/widget/package.json", "/widget/..%2fpackage.json"):
        assert client.get(path).status_code == 404


def test_the_demo_page_has_nothing_inline(client: FlaskClient) -> None:
    page = client.get("/demo")
    assert "script" not in page.headers["Content-Security-Policy"]
    assert '<script src="/widget.js" async></script>' in page.text
    assert "<noscript>" in page.text
    assert "style=" not in page.text
