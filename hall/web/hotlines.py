"""Hotlines in a text can be tapped: pages without a script show them as links that call (拨打)."""

import re

from markupsafe import Markup, escape

NUMBER = re.compile(
    r"(?:(?<=[^0-9.\-×])|^)(123[0-9]{2}|96110|95598)(?![0-9.\-×元])"
    r"|(?:(?<=[打拨、：:或和,，（])|^)(110|119|120|122)(?=[（）、。，,！!或和报急]|$)"
)
"""As in the widget: 123xx service lines, 96110 against fraud, 95598 power supply; the four emergency numbers only
where a text tells to dial them, for “120” may be days."""


def spoken(text: object) -> Markup:
    """Return the text as markup in which hotlines are links that call."""
    pieces, end = Markup(), 0
    said = str(text)
    for found in NUMBER.finditer(said):
        pieces += escape(said[end : found.start()])
        pieces += Markup('<a href="tel:{0}">{0}</a>').format(found[0])
        end = found.end()
    return pieces + escape(said[end:])
