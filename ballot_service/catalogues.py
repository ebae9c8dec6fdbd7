"""The languages whose texts ship with the product: one folder each, named by its BCP-47 tag."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
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


class BrokenDays(Exception):
    """The file on a language's days is not in order; the sentence names file, field and reason."""


@dataclass(frozen=True, kw_only=True)
class DayForms:
    """How a language writes days and times where the usual form (Unicode CLDR) is not the one we want; empty keeps it.

    `before_time` parts a day from its time. `american_hours` are those with "a.m." and "p.m.".
    """

    long_day: str = ""
    short_day: str = ""
    time: str = ""
    before_time: str = ", "
    american_hours: bool = False


@cache
def day_forms(tag: str) -> DayForms:
    """From `days.toml` in the language's folder, if there is one. Raises BrokenDays."""
    place = FOLDER / tag / "days.toml"
    if not place.is_file():
        return DayForms()
    shown = f"translations/{tag}/days.toml"
    try:
        given = tomllib.loads(place.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise BrokenDays(f"{shown} cannot be read: {problem}.") from problem
    usual = {each.name: type(each.default) for each in fields(DayForms)}
    for name, value in given.items():
        if name not in usual:
            raise BrokenDays(f"{shown}, {name}: no field has this name.")
        if type(value) is not usual[name]:
            kind = "true or false" if usual[name] is bool else "a text in quotation marks"
            raise BrokenDays(f"{shown}, {name}: {kind} belongs here.")
    return DayForms(**given)
