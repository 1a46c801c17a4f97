"""What stands in front of the hall writes down no citizen's words and no credential."""

import re
from pathlib import Path

from hall.doors.console.files import REPLIES
from hall.settings import Settings
from service_desk.attachments.kinds import MIB

NGINX = (Path(__file__).parents[2] / "deploy" / "nginx.conf").read_text(encoding="utf-8")
NAMES_THE_QUERY = re.compile(
    r"\$(request|request_uri|args|query_string|arg_\w+|http_referer|is_args)\b"
)


def directives(name: str) -> list[str]:
    """Return what each directive of that name is given."""
    return re.findall(rf"^\s*{name}\s+([^;]+);", NGINX, re.MULTILINE)


def test_no_log_line_names_a_query() -> None:
    formats = directives("log_format")
    assert formats
    assert not any(NAMES_THE_QUERY.search(form) for form in formats)


def test_every_log_has_that_format_and_every_server_says_so() -> None:
    logs = directives("access_log")
    assert len(logs) == NGINX.count("server {\n")
    assert all(log.endswith(" onedoor") for log in logs)


def test_error_lines_which_quote_the_request_are_left_out() -> None:
    assert [level.split()[1] for level in directives("error_log")] == ["crit"]


def test_an_address_that_opens_a_conversation_or_a_file_is_not_logged() -> None:
    for path in ("/api/v1/chat/", "/attachments/"):
        assert f"~^{path} {path}-" in NGINX
    assert "$onedoor_path" in directives("log_format")[0]


def test_slow_clients_are_let_go_and_long_questions_fit() -> None:
    for name in ("client_header_timeout", "client_body_timeout", "send_timeout"):
        assert directives(name) == ["10s"]
    number, size = directives("large_client_header_buffers")[0].split()
    assert int(number) > 0 and int(size.removesuffix("k")) >= 10


def test_a_reply_with_files_passes_and_nothing_else_so_large() -> None:
    usual, large = directives("client_max_body_size")
    assert usual == f"{Settings().max_body_kib}k"
    assert int(large.removesuffix("m")) * MIB >= REPLIES.most(Settings())
    (place,) = re.findall(r"location ~ (\S+) \{\s+client_max_body_size", NGINX)
    assert re.search(place, "/console/tickets/TJ20261123-0001A/reply")
    assert not re.search(place, "/console/tickets/TJ20261123-0001A/close")


def test_the_figures_are_not_passed_on() -> None:
    assert "metrics" not in re.sub(r"#.*", "", NGINX)
