"""Charts as SVG that carries neither style nor script: the page's stylesheet colours them, in the dark too."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import pygal
import pygal.style
from markupsafe import Markup

# For its plug-ins, which we have none of, pygal leaves a finder of the old form behind: each import that finds
# nothing would warn of it, and Python 3.12 knows the form no more.
sys.meta_path[:] = [f for f in sys.meta_path if not isinstance(f, pygal.PluginImportFixer)]

WIDTH, HEIGHT = 480, 240
"""User units; the page scales them to the column."""
TEXT = 16
"""Size that the room for the labels is measured for; the stylesheet sets the same."""
MOST_LABELS = 6
"""More would run into each other on a phone."""
DROPPED = {"defs", "title", "desc", "style", "script"}
"""What pygal adds for its own looks and tooltips."""
DROPPED_GROUPS = {"text-overlay", "tooltip-overlay"}
LARGEST_PLAIN = 10_000


@dataclass(frozen=True)
class Series:
    """The values of one colour; `name` is the class that gives it."""

    name: str
    values: Sequence[int]


def stacked_bars(labels: Sequence[str], series: Sequence[Series]) -> Markup:
    """Return bars standing on each other, one for each label; the same figures stand in a table beside it."""
    chart = pygal.StackedBar(
        width=WIDTH,
        height=HEIGHT,
        css=[],
        js=[],
        show_legend=False,
        print_values=False,
        margin=6,
        spacing=4,
        max_scale=5,
        order_min=0,
        include_x_axis=True,
        no_data_text="",
        truncate_label=-1,
        formatter=_shown,
        show_minor_x_labels=False,
        style=pygal.style.Style(label_font_size=TEXT, major_label_font_size=TEXT),
    )
    chart.x_labels = list(labels)
    chart.x_labels_major = list(labels)[:: -(-len(labels) // MOST_LABELS)]
    for one in series:
        chart.add(one.name, list(one.values))
    return _plain(chart.render_tree(), [one.name for one in series])


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value < LARGEST_PLAIN else f"{value / LARGEST_PLAIN:g}万"


def _plain(svg: Any, names: Sequence[str]) -> Markup:
    """Return the drawing alone: what only looks for itself is left out."""
    _strip(svg)
    svg.attrib.clear()
    svg.attrib.update(
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {WIDTH} {HEIGHT}",
            "class": "chart",
            "aria-hidden": "true",
            "focusable": "false",
        }
    )
    for group in svg.iter("g"):
        classes = group.get("class", "").split()
        for number, name in enumerate(names):
            if f"serie-{number}" in classes:
                group.set("class", f"series {name}")
    return Markup(ElementTree.tostring(svg, encoding="unicode"))  # drawn here, from numbers


def _strip(element: Any) -> None:
    for child in list(element):
        group = child.get("class", "").split() if isinstance(child.tag, str) else []
        is_empty = child.tag == "rect" and float(child.get("height", 1)) == 0
        named = not isinstance(child.tag, str) or child.tag in DROPPED
        if named or is_empty or DROPPED_GROUPS & set(group):
            element.remove(child)
        else:
            child.attrib.pop("id", None)
            _strip(child)
