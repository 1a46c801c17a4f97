"""Which passwords may be taken, and what is said of those that may not."""

import pytest

from service_desk.errors import WeakPassword
from service_desk.passwords import draw_password
from service_desk.strength import check_strength

AROUND = ("同江市公安局", "公安局", "同江市政务服务中心")


@pytest.mark.parametrize(
    ("password", "complaint"),
    [
        ("Ab1-", "长度"),
        ("A1-" * 50, "长度"),
        ("tongjiangshi2026", "三种"),
        ("Zhaolei-20261123", "登录名"),
        ("Password123", "常用"),
        ("P@ssw0rd123", "常用"),
        ("1qaz2wsx3EDC", "常用"),
        ("Qwertyuiop1", "常用"),
        ("aaaaaaaaA1", "重复"),
        ("Abcdefgh12345", "容易被猜到"),
        ("Tongjiang2026", "地名"),
        ("同江2026Tj同江2026", "地名"),
        ("同江市公安局2026aA", "地名"),
        ("Tongjiang-Gongan-1", "地名"),
        ("Aa112233!!", "容易被猜到"),
        ("Admin@123456", "容易被猜到"),
        ("Gongan-2026!", "单位"),
        ("TJsgaj@2026", "单位"),
        ("1987-06-05Aa", "日期"),
        ("赵磊-Boot-41x", "姓名"),
        ("Leizhao-Boot-41", "姓名"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused_with_the_reason(
    password: str, complaint: str
) -> None:
    with pytest.raises(WeakPassword, match=complaint):
        check_strength(password, "zhaolei", "赵磊", AROUND)


@pytest.mark.parametrize(
    "password", ["Gedanken-Boot-41", "雨伞-Harbin-火车-7", "8kQpVzr4mTbx", "x" + "Ab3-" * 31]
)
def test_a_password_that_is_hard_to_guess_is_taken(password: str) -> None:
    check_strength(password, "zhaolei", "赵磊", AROUND)


def test_drawn_passwords_are_strong_and_never_the_same() -> None:
    drawn = [draw_password() for _time in range(50)]
    assert len(set(drawn)) == 50
    for password in drawn:
        check_strength(password, "admin", "系统管理员", AROUND)
