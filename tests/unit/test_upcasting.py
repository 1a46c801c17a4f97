"""What earlier models wrote is read as the present one writes it."""

import pytest

from knowledge_base.model.codec import from_plain, to_content
from knowledge_base.model.guide import GuideMaterial
from knowledge_base.model.upcasting import SCHEMA, upcast

SHARED = {"material": "hukoubu", "original": 1, "shared": True}
KEPT = {"material": "shenfenzheng", "copies": 1, "shared": False}


def test_a_shared_material_is_read_as_waived_by_data_sharing() -> None:
    content = upcast("guide", 1, {"summary": "办证", "materials": [SHARED, KEPT]})
    shared, kept = (from_plain(GuideMaterial, row) for row in content["materials"])

    assert content["summary"] == "办证"
    assert shared.waived is not None and shared.waived.by == "数据共享"
    assert kept.waived is None


def test_content_of_today_and_of_other_kinds_stays_as_it_is() -> None:
    today = {"materials": [to_content(GuideMaterial("hukoubu"))]}

    assert upcast("guide", SCHEMA, today) == today
    assert upcast("material", 1, {"id": "hukoubu", "shared": True})["shared"] is True


def test_content_of_a_later_release_is_refused() -> None:
    with pytest.raises(KeyError, match="later"):
        upcast("guide", SCHEMA + 1, {})
