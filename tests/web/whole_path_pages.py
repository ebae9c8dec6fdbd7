"""Reads pages as a person does: headings, links by their words, fields by their labels, buttons by their text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

IN_LINE = frozenset({"", "a", "bdi", "code", "span", "strong", "em"})
ALONE = frozenset({"input", "meta", "link", "br", "img", "hr", "rect"})


@dataclass
class Element:
    """One tag of a page, with what is in it. Text stands in elements named ""."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list[Element] = field(default_factory=list)
    said: str = ""

    @property
    def text(self) -> str:
        """The words as a person reads them; only what stands in a line joins without a space."""
        return " ".join(self._words().split())

    def _words(self) -> str:
        words = self.said + "".join(each._words() for each in self.inside)
        return words if self.tag in IN_LINE else f" {words} "

    def all(self, *tags: str) -> Iterable[Element]:
        for each in self.inside:
            if each.tag in tags:
                yield each
            yield from each.all(*tags)


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = Element("page")
        self.open = [self.root]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in ALONE:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in [each.tag for each in self.open]:
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(Element("", said=data))


class Page:
    """What came back: its status, its words, and everything that can be pressed."""

    def __init__(self, path: str, answer: TestResponse) -> None:
        self.path, self.status, self.headers = path, answer.status_code, answer.headers
        self.content: bytes = answer.data
        html = answer.text if answer.mimetype == "text/html" else ""
        self.root = _Reader(html).root
        self.text = next((each.text for each in self.root.all("body")), "")
        answer.close()

    def says(self, *sentences: str) -> Page:
        for sentence in sentences:
            assert sentence in self.text, (
                f"{self.path} ({self.status}) does not say {sentence!r}:\n{self.text}"
            )
        return self

    def by_id(self, name: str) -> str:
        found = [each.text for each in self._everything() if each.attributes.get("id") == name]
        assert found, f"nothing on {self.path} is called {name}"
        return found[0]

    def links(self, words: str) -> list[str]:
        """The addresses of links whose text begins with these words."""
        return [
            each.attributes["href"]
            for each in self.root.all("a")
            if "href" in each.attributes and each.text.startswith(words)
        ]

    def link(self, words: str) -> str:
        found = self.links(words)
        assert found, f"no link {words!r} on {self.path}:\n{self.text}"
        return found[0]

    def rows(self, caption: str) -> list[list[str]]:
        """The cells of the table with that caption, without its head."""
        for table in self.root.all("table"):
            if any(each.text.startswith(caption) for each in table.all("caption")):
                lines = [[cell.text for cell in row.all("th", "td")] for row in table.all("tr")]
                return lines[1:] if list(table.all("thead")) else lines
        raise AssertionError(f"no table {caption!r} on {self.path}:\n{self.text}")

    def form_with(self, button: str) -> Form:
        """The form that a button of these words sends."""
        for form in self.root.all("form"):
            buttons = [*form.all("button"), *self._buttons_elsewhere(form)]
            for each in buttons:
                if each.text.startswith(button):
                    return Form(self, form, each)
        raise AssertionError(f"no button {button!r} on {self.path}:\n{self.text}")

    def _buttons_elsewhere(self, form: Element) -> list[Element]:
        name = form.attributes.get("id")
        return [b for b in self.root.all("button") if name and b.attributes.get("form") == name]

    def _everything(self) -> Iterable[Element]:
        waiting = [self.root]
        while waiting:
            each = waiting.pop()
            waiting.extend(each.inside)
            yield each


class Form:
    """A form as it stands on the page, hidden fields and all; `fill` changes what a person would change."""

    def __init__(self, page: Page, form: Element, button: Element) -> None:
        self.page, self.form = page, form
        self.action = form.attributes.get("action") or page.path
        self.is_get = form.attributes.get("method", "get").lower() == "get"
        self.values: list[tuple[str, object]] = []
        for each in form.all("input", "select", "textarea"):
            self.values.extend(_as_it_stands(each))
        if "name" in button.attributes:
            self.values.append((button.attributes["name"], button.attributes.get("value", "")))

    def fill(self, typed: Mapping[str, object]) -> MultiDict[str, object]:
        for label, value in typed.items():
            name, option = self._meant(label, value)
            self.values = [pair for pair in self.values if pair[0] != name]
            self.values.extend((name, each) for each in (option if isinstance(option, list) else [option]))
        return MultiDict(self.values)

    def _meant(self, label: str, value: object) -> tuple[str, object]:
        """A field by its label, or a question with the answers chosen by theirs."""
        for group in self.form.all("fieldset"):
            if any(each.text.startswith(label) for each in group.all("legend")):
                wanted = value if isinstance(value, list) else [value]
                boxes = [_field_of(group, str(each)) for each in wanted]
                name = (
                    boxes[0].attributes["name"]
                    if boxes
                    else next(iter(group.all("input"))).attributes["name"]
                )
                return name, [box.attributes["value"] for box in boxes]
        element = _field_of(self.form, label)
        if element.tag == "select":
            options = {each.text: each.attributes.get("value", "") for each in element.all("option")}
            assert value in options or value in options.values(), f"{label}: no {value!r} in {options}"
            return element.attributes["name"], options.get(str(value), value)
        if element.attributes.get("type") == "checkbox":
            return element.attributes["name"], [element.attributes.get("value", "on")] if value else []
        return element.attributes["name"], value


def _as_it_stands(element: Element) -> list[tuple[str, object]]:
    """What a browser would send for this field if nobody touched it."""
    name, kind = element.attributes.get("name"), element.attributes.get("type", "text")
    if name is None or kind == "file":
        return []
    if element.tag == "textarea":
        return [(name, element.text)]
    if element.tag == "select":
        options = list(element.all("option"))
        chosen = [each for each in options if "selected" in each.attributes] or options[:1]
        return [(name, each.attributes.get("value", each.text)) for each in chosen]
    if kind in ("checkbox", "radio") and "checked" not in element.attributes:
        return []
    return [(name, element.attributes.get("value", ""))]


def _field_of(place: Element, label: str) -> Element:
    """The field with this label; a label that reads exactly so goes before one that only begins so."""
    labels = [each for each in place.all("label") if each.text.startswith(label)]
    labels.sort(key=lambda each: each.text != label)
    assert labels, f"no field {label!r} among {[each.text for each in place.all('label')]}"
    wanted = labels[0].attributes["for"]
    return next(e for e in place.all("input", "select", "textarea") if e.attributes.get("id") == wanted)


@dataclass
class Person:
    """Somebody at a browser of their own. `page` is what the browser shows."""

    client: FlaskClient
    page: Page = field(init=False)

    def go(self, path: str, status: int = 200) -> Page:
        """Opens an address, follows where it leads, and expects this status in the end."""
        return self._shown(path, self.client.get(path), status)

    def follow(self, words: str) -> Page:
        return self.go(self.page.link(words))

    def press(self, button: str, typed: Mapping[str, object] | None = None, *, status: int = 200) -> Page:
        """Fills in the form of that button and sends it. Fields are named by their labels."""
        form = self.page.form_with(button)
        filled = form.fill(typed or {})
        if form.is_get:
            answer = self.client.get(form.action, query_string=filled)
        else:
            answer = self.client.post(form.action, data=filled)
        return self._shown(form.action, answer, status)

    def load(self, path: str) -> bytes:
        """A download."""
        page = self.go(path)
        assert page.headers["Content-Disposition"].startswith("attachment"), path
        return page.content

    def _shown(self, path: str, answer: TestResponse, status: int) -> Page:
        hops = 0
        while answer.status_code in (302, 303) and hops < 5:
            path, hops = answer.headers["Location"], hops + 1
            answer.close()
            answer = self.client.get(path)
        self.page = Page(path, answer)
        assert self.page.status == status, f"{path}: {self.page.status} instead of {status}\n{self.page.text}"
        return self.page


def upload(content: bytes, name: str) -> tuple[BytesIO, str]:
    return BytesIO(content), name
