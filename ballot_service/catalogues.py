"""The languages whose texts ship with the product: one folder each, named by its BCP-47 tag."""

from __future__ import annotations

from functools import cache
from pathlib import Path

BASE = "en"
"""In which the texts are written; it needs no catalogue."""
FOLDER = Path(__file__).resolve().parent / "translations"


def catalogue_file(tag: str) -> Path:
    return FOLDER / tag / "LC_MESSAGES" / "messages.po"


@cache
def shipped_languages() -> tuple[str, ...]:
    """Their tags, English first, the others by name."""
    found = (place.name for place in FOLDER.iterdir() if catalogue_file(place.name).is_file())
    return (BASE, *sorted(found))
