"""What axe sees of a page: its tags and their attributes, and where text stands; not which text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

OF_THE_ROW = frozenset({"action", "content", "datetime", "href", "value"})
"""Attributes that only say which row a page is about."""
KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class _Bones(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = (f"{name}={KEY.sub('', value or '')}" for name, value in attrs if name not in OF_THE_ROW)
        self.found.append(" ".join((tag, *kept)))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append("text")


def skeleton(html: str) -> tuple[str, ...]:
    """Two pages with the same skeleton look the same to axe. The language is part of it."""
    reader = _Bones()
    reader.feed(html)
    return tuple(reader.found)
