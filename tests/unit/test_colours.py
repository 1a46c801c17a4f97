"""The pages' colours can be told apart by everybody (WCAG 2.1 AA: 4.5 to 1 for text)."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "hall" / "web" / "static"
PALETTES = {
    name: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", (STATIC / name).read_text("utf-8")))
    for name in ("hall.css", "dark.css")
}
GROUNDS = {
    "ink": ("ground", "surface", "blue-pale", "red-pale", "amber-pale", "green-pale", "grey-pale"),
    "muted": ("ground", "surface", "blue-pale", "grey-pale"),
    "blue": ("ground", "surface", "blue-pale"),
    "blue-dark": ("ground", "surface", "blue-pale"),
    "red": ("ground", "surface", "red-pale"),
    "amber": ("surface", "amber-pale"),
    "green": ("surface", "green-pale"),
    "on-blue": ("blue", "blue-dark"),
    "on-red": ("red",),
    "on-header": ("header", "header-dark"),
}
"""What text stands on."""


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


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize(
    ("text", "ground"), [(text, ground) for text in GROUNDS for ground in GROUNDS[text]]
)
def test_text_stands_out_from_its_ground(palette: str, text: str, ground: str) -> None:
    colours = PALETTES[palette]
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize(
    ("edge", "ground"), [("line-strong", "surface"), ("focus", "surface"), ("focus", "ground")]
)
def test_edges_of_fields_and_the_focus_ring_can_be_seen(
    palette: str, edge: str, ground: str
) -> None:
    assert contrast(PALETTES[palette][edge], PALETTES[palette][ground]) >= 3


def test_both_palettes_name_the_same_colours() -> None:
    light, dark = (set(PALETTES[name]) for name in ("hall.css", "dark.css"))
    assert light == dark
