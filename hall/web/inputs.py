"""What a request says, read and checked; whatever is wrong becomes a `RequestError`."""

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from flask import request
from werkzeug.routing import IntegerConverter, Map

from hall.web.errors import RequestError
from knowledge_base.model.element import Element

ID = re.compile(r"[A-Za-z0-9._-]{8,128}")
CLIENT_MESSAGE_ID = re.compile(r"[\x21-\x7e]{1,128}")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""NUL and lone surrogates: JSON may carry them, a database and UTF-8 cannot."""
LARGEST_ID = 2**31 - 1
"""PostgreSQL's integer."""
LARGEST_NUMBER = 2**63 - 1
DEEPEST = 20
"""Levels of nesting; nothing that is sent here has more than five."""


class StoredId(IntegerConverter):
    """An id in a path; what no database holds as one is not found (`<int:…>` in a route)."""

    def __init__(self, map: Map, *args: Any, **options: Any) -> None:
        super().__init__(map, *args, **{"max": LARGEST_ID, **options})


def number(text: str, digits: int = 9) -> int:
    """Return the number that a form or an address gives; 0 for anything else, or for more digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else 0


def json_object() -> dict[str, Any]:
    """Return the JSON object in the request's body, whatever content type it states.

    What cannot be stored is left out of its texts; numbers beyond 64 bits and nesting without end are none
    of ours.
    """
    try:
        data = storable(json.loads(request.get_data(), parse_constant=_refuse))
    except (ValueError, RecursionError) as error:
        raise RequestError("not_json") from error
    if not isinstance(data, dict):
        raise RequestError("not_json")
    return data


def storable(value: Any, depth: int = DEEPEST) -> Any:
    """Return JSON data as a database and UTF-8 can hold them.

    Raises:
        ValueError: they hold a number or a nesting that nothing takes.
    """
    if depth < 0:
        raise ValueError("nested too deep")
    if isinstance(value, dict):
        return {storable(key): storable(part, depth - 1) for key, part in value.items()}
    if isinstance(value, list):
        return [storable(part, depth - 1) for part in value]
    if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        raise ValueError("a number beyond 64 bits")
    return UNSTORABLE.sub("", value) if isinstance(value, str) else value


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def question(data: Mapping[str, Any], field: str, limit: int) -> str:
    """Return what the citizen asks: some text, no longer than `limit`."""
    asked = clean(data.get(field, ""), field)
    if not asked:
        raise RequestError("blank", field=field)
    if len(asked) > limit:
        raise RequestError("too_long", status=413, field=field, limit=limit)
    return asked


def optional_text(data: Mapping[str, Any], field: str, *, limit: int = 128) -> str:
    """Return a short text, empty where the request does not say."""
    given = data.get(field)
    said = "" if given is None else clean(given, field)
    if len(said) > limit:
        raise bad_value(field, f"不超过 {limit} 个字")
    return said


def clean(value: object, field: str) -> str:
    """Return text without what cannot be stored, stripped; a line ends in one character, as browsers count."""
    if not isinstance(value, str):
        raise RequestError("not_text", field=field)
    return UNSTORABLE.sub("", value.replace("\r\n", "\n")).strip()


def element(data: Mapping[str, Any], field: str = "element") -> str:
    """Return an element of the closed list, empty where the request does not say."""
    said = optional_text(data, field)
    if said and said not in set(Element):
        raise bad_value(field, "、".join(Element))
    return said


def situation(data: Mapping[str, Any], field: str = "situation") -> dict[str, str]:
    """Return chosen option ids by question id."""
    given = data.get(field)
    given = {} if given is None else given
    if not isinstance(given, dict) or len(given) > 20:
        raise bad_value(field, "问题编号到选项编号的对象")
    return {clean(key, field): clean(value, field) for key, value in given.items()}


def whole(data: Mapping[str, Any], field: str, least: int, most: int, default: int) -> int:
    """Return a whole number given as text or number."""
    given = data.get(field)
    if given is None or given == "":
        return default
    said = str(given)
    if isinstance(given, bool) or not re.fullmatch(r"[0-9]{1,18}", said):
        raise bad_value(field, f"{least} 到 {most} 的整数")
    if not least <= int(said) <= most:
        raise bad_value(field, f"{least} 到 {most} 的整数")
    return int(said)


def conversation_id(value: str) -> str:
    """Return a conversation's id of the agreed form."""
    if not ID.fullmatch(value):
        raise RequestError("bad_id", field="conversation")
    return value


def client_message_id(data: Mapping[str, Any]) -> str | None:
    """Return the client's own id of a message, None without one."""
    given = data.get("client_message_id")
    if given is None or given == "":
        return None
    if not isinstance(given, str) or not CLIENT_MESSAGE_ID.fullmatch(given):
        raise bad_value("client_message_id", "1 到 128 位可见的英文字符")
    return given


def option_id(data: Mapping[str, Any]) -> str:
    """Return the id of the option that was tapped, empty where the text was typed."""
    return optional_text(data, "option")


def bad_value(field: str, expectation: str) -> RequestError:
    """Return the error for a value that is not what the field expects."""
    return RequestError("bad_value", field=field, expectation=expectation)
