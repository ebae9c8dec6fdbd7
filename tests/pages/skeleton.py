"""What axe sees of a page: its tags and their attributes, and where text stands; not which text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

OF_THE_ROW = frozenset({"action", "content", "datetime", "href", "value"})
"""Attributes that only say which row a page is about."""
IN_A_LANGUAGE = frozenset({"alt", "aria-label", "data-label", "hreflang", "lang", "placeholder", "title"})
"""Attributes that hold words, or the name of a language: as with texts, only whether there is something counts. The
language that the page itself says it is in is checked on each page by the tour."""
KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class _Bones(HTMLParser):
    """In the choice of languages the order does not count: only which one is the present one differs."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._languages_from: int | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = [f"{name}={_kept(name, value or '')}" for name, value in attrs if name not in OF_THE_ROW]
        self.found.append(" ".join((tag, *kept)))
        if ("class", "languages") in attrs:
            self._languages_from = len(self.found)

    def handle_endtag(self, tag: str) -> None:
        if tag == "ul" and self._languages_from is not None:
            self.found[self._languages_from :] = sorted(self.found[self._languages_from :])
            self._languages_from = None
        self.found.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append("text")


def _kept(name: str, value: str) -> str:
    if name in IN_A_LANGUAGE:
        return "words" if value.strip() else ""
    return KEY.sub("", value)


def skeleton(html: str) -> tuple[str, ...]:
    """Two pages with the same skeleton look the same to axe, in whatever language they are written."""
    reader = _Bones()
    reader.feed(html)
    return tuple(reader.found)
