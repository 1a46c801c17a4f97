"""A form of a page as a browser would post it, without a browser."""

from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict


class _Form(HTMLParser):
    """Collects the fields of the form that holds a field called `within`, or of every form."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.fields: list[tuple[str, str]] = []
        self._text: tuple[str, list[str]] | None = None
        self._select: str | None = None
        self._options: list[tuple[str | None, bool]] = []
        self._option_text: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "input" and name:
            self._input(name, given)
        elif tag == "textarea":
            self._text = (name, [])
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option" and self._select is not None:
            self._options.append((given.get("value"), "selected" in given))
            self._option_text = []

    def _input(self, name: str, given: dict[str, str | None]) -> None:
        is_box = given.get("type") in ("checkbox", "radio")
        if not is_box or "checked" in given:
            self.fields.append((name, given.get("value") or ""))

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text[1].append(data)
        elif self._option_text is not None:
            self._option_text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text is not None:
            name, parts = self._text
            text = "".join(parts)
            self.fields.append((name, text.removeprefix("\n").replace("\n", "\r\n")))
            self._text = None
        elif tag == "option" and self._option_text is not None:
            value, selected = self._options[-1]
            shown = "".join(self._option_text)
            self._options[-1] = (shown if value is None else value, selected)
            self._option_text = None
        elif tag == "select" and self._select is not None:
            chosen = next((v for v, selected in self._options if selected), None)
            first = self._options[0][0] if self._options else None
            value = first if chosen is None else chosen
            if value is not None:
                self.fields.append((self._select, value))
            self._select = None


def posted(page: str) -> MultiDict[str, str]:
    """Return what a browser posts when nothing is changed on a page that holds one form."""
    form = _Form()
    form.feed(page)
    return MultiDict(form.fields)
