"""The pages' colours can be told apart by everybody (WCAG 2.1 AA: 4.5 to 1 for text)."""

import re
from pathlib import Path

import pytest

HALL = Path(__file__).parents[2] / "hall"
COLOURS = dict(
    re.findall(
        r"--([\w-]+): (#[0-9a-f]{6});", (HALL / "web/static/hall.css").read_text(encoding="utf-8")
    )
)
WHITE = "#ffffff"


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.1)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *((text, ground) for text in ("ink", "muted", "blue", "blue-dark", "red") for ground in ("surface", "ground")),
        *((text, "blue-pale") for text in ("ink", "muted", "blue", "blue-dark")),
        ("ink", "red-pale"),
        ("ink", "amber-pale"),
        ("amber", "amber-pale"),
        ("green", "green-pale"),
    ],
)  # fmt: skip
def test_text_stands_out_from_its_ground(text: str, ground: str) -> None:
    assert contrast(COLOURS[text], COLOURS[ground]) >= 4.5


@pytest.mark.parametrize("ground", ["blue", "blue-dark", "red"])
def test_white_text_stands_out(ground: str) -> None:
    assert contrast(WHITE, COLOURS[ground]) >= 4.5


@pytest.mark.parametrize(
    ("edge", "ground"), [("line-strong", "surface"), ("focus", "surface"), ("focus", "ground")]
)
def test_edges_of_fields_and_the_focus_ring_can_be_seen(edge: str, ground: str) -> None:
    assert contrast(COLOURS[edge], COLOURS[ground]) >= 3


@pytest.mark.parametrize("ground", ["#e8ecf1", "#e2e8ef"])
def test_grounds_the_console_adds_carry_muted_text(ground: str) -> None:
    assert ground in (HALL / "doors/console/static/console.css").read_text(encoding="utf-8")
    assert contrast(COLOURS["muted"], ground) >= 4.5
