"""Ticket numbers and read codes: not guessable, and read however people type them."""

import random
import re
import secrets
from datetime import date

import pytest

from service_desk.numbers import (
    PLAIN,
    draw_code,
    draw_number,
    find_code,
    find_numbers,
    is_mistyped,
)

DAY = date(2026, 11, 29)
NEW = draw_number("TJ", DAY, random.Random(7).choice)
DRAWN = NEW.partition("-")[2]


def test_a_number_names_its_day_and_ends_in_five_plain_characters() -> None:
    for _ in range(300):
        number = draw_number("TJ", DAY, secrets.choice)
        assert re.fullmatch(rf"TJ20261129-[{PLAIN}]{{5}}", number)
        assert find_numbers(number) == [number]
        assert not is_mistyped(number)


def test_numbers_of_a_day_do_not_run_in_sequence() -> None:
    drawn = [draw_number("TJ", DAY, secrets.choice) for _ in range(300)]
    assert len(set(drawn)) > 295
    assert drawn != sorted(drawn)


@pytest.mark.parametrize("prefix", ["TJ", "FJX", "HRBN"])
def test_the_prefix_is_the_citys_own(prefix: str) -> None:
    number = draw_number(prefix, DAY, secrets.choice)
    assert find_numbers(f"查一下{number}") == [number]


@pytest.mark.parametrize("dash", ["-", "－", "—", "–", "‐", "−", "——", " ", " - ", "", "　", "_"])
def test_any_dash_blank_or_none_is_read(dash: str) -> None:
    assert find_numbers(f"工单TJ20261129{dash}{DRAWN}到哪了") == [NEW]
    assert find_numbers(f"工单TJ20261129{dash}0007到哪了") == ["TJ20261129-0007"]


@pytest.mark.parametrize(
    "typed",
    [
        NEW.lower(),
        "ＴＪ２０２６１１２９－" + DRAWN,
        "TJ 2026 11 29 " + DRAWN,
        "TJ\u200b20261129-" + DRAWN,
        f"tj-20261129-{DRAWN.lower()}",
        f"您好，{NEW}，{NEW}",
    ],
)
def test_lower_case_full_width_and_blanks_are_read(typed: str) -> None:
    assert find_numbers(typed) == [NEW]


def test_several_numbers_are_found_in_their_order() -> None:
    assert find_numbers(f"TJ20261101-0002和{NEW}") == ["TJ20261101-0002", NEW]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "护照怎么办",
        "2026-11-29",
        "TJ20261329-0007",
        "TJ20260230-0007",
        "受理号：HLJ2023-001",
        "138 1234 5678",
        "TJ20261129-",
        "XTJTJ20261129-00071234567",
        "230881199003070019",
    ],
)
def test_other_texts_hold_no_number(text: str) -> None:
    assert find_numbers(text) == []


def test_every_single_wrong_character_is_told() -> None:
    for at, right in enumerate(DRAWN):
        for wrong in PLAIN.replace(right, ""):
            typed = f"TJ20261129-{DRAWN[:at]}{wrong}{DRAWN[at + 1 :]}"
            if not typed.partition("-")[2].isdigit():
                assert is_mistyped(typed)
    assert is_mistyped(NEW.replace("1129", "1128"))


def test_an_old_number_has_no_check_character_to_be_wrong() -> None:
    assert not is_mistyped("TJ20261129-0007")
    assert not is_mistyped("TJ20261129-10007")


def test_a_code_has_six_plain_characters_among_them_a_letter_and_a_digit() -> None:
    for _ in range(300):
        code = draw_code(secrets.choice)
        assert re.fullmatch(rf"[{PLAIN}]{{6}}", code)
        assert re.search(r"\d", code)
        assert re.search(r"[A-Z]", code)


@pytest.mark.parametrize(
    "typed", ["{n} 7KM4PQ", "{n}，查询码7km4pq", "7KM4PQ {n}", "{n}７ＫＭ４ＰＱ"]
)
def test_a_code_is_found_beside_its_number(typed: str) -> None:
    text = typed.replace("{n}", NEW + ("，" if typed.startswith("{n}７") else ""))
    assert (find_numbers(text), find_code(text)) == ([NEW], "7KM4PQ")


@pytest.mark.parametrize(
    "text", [NEW, f"{NEW} 怎么样了", f"{NEW} 123456", f"PLEASE {NEW}", "0O1IL0"]
)
def test_no_code_is_read_where_none_stands(text: str) -> None:
    assert find_code(text) == ""
