"""Contacts are found in what people write and shown masked."""

import pytest

from knowledge_base.text import mask
from service_desk.contact import find_contact


@pytest.mark.parametrize(
    ("text", "value", "masked"),
    [
        ("我电话13812341234", "13812341234", "138****1234"),
        ("138-1234-1234 找王芳", "13812341234", "138****1234"),
        ("１３８１２３４１２３４", "13812341234", "138****1234"),
        ("+86 138 1234 1234", "13812341234", "138****1234"),
        ("家里座机0454-2921234", "04542921234", "045****1234"),
        ("138.1234.5678", "13812345678", "138****5678"),
        ("1 3 8 1234 5678", "13812345678", "138****5678"),
        ("138——1234——5678", "13812345678", "138****5678"),
        ("008613812345678", "13812345678", "138****5678"),
        ("一三八一二三四五六七八", "13812345678", "138****5678"),
        ("幺三八幺二三四五六七八", "13812345678", "138****5678"),
        ("138\u200b1234\u20605678", "13812345678", "138****5678"),
        ("138/1234/5678", "13812345678", "138****5678"),
        ("手机138\n1234\n5678", "13812345678", "138****5678"),
        ("（0454）2988123", "04542988123", "045****8123"),
        ("座机2988123", "2988123", "2******"),
        ("邮箱Zhao.Liu＠163.com", "zhao.liu@163.com", "zh***@163.com"),
        ("zhangsan@example.com", "zhangsan@example.com", "zh***@example.com"),
        ("加我微信zhangsan_88", "微信 zhangsan_88", "微信 z*********"),
        ("微信同号13812345678", "13812345678", "138****5678"),
        ("qq 12345678", "QQ 12345678", "QQ 12****78"),
    ],
)
def test_a_contact_is_found_however_it_is_written(text: str, value: str, masked: str) -> None:
    found = find_contact(text)
    assert found is not None
    assert (found.value, found.masked) == (value, masked)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "不留了",
        "230881199003070019",
        "工单TJ20261123-0007",
        "TJ20261123-7K3Q9M",
        "12345",
        "2026/12/01",
        "注册资本13,800,000,000元",
        "快递单号13804541234",
    ],
)
def test_other_text_holds_no_contact(text: str) -> None:
    assert find_contact(text) is None


@pytest.mark.parametrize(
    "text", ["我电话138.1234.5678", "一三八一二三四五六七八", "（0454）2988123"]
)
def test_what_is_taken_as_a_contact_is_masked_in_the_talk(text: str) -> None:
    assert find_contact(text) is not None
    assert mask(text) != text


def test_a_contact_does_not_show_itself_in_logs() -> None:
    assert "13812341234" not in repr(find_contact("13812341234"))
