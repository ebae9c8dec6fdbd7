"""Marks around what is written from left to right in a text from right to left (U+2066 LRI, U+2069 PDI)."""

from __future__ import annotations

import re

_ISOLATED = re.compile(r"[\u2066-\u2068][^\u2066-\u2069]*\u2069")
_LEFT_TO_RIGHT = re.compile(r"https?://\S+|\{[a-z_]*(?:link|phone|address)\}|\+?\d[\d\s().-]{5,}\d")
"""What is written from left to right whatever the language: web addresses and phone numbers."""
_ALONE = re.compile(r"^[ \t]*(?:https?://\S+|\{[a-z_]*link\})[ \t]*$", re.MULTILINE)
_LEFT_AS_IT_IS = re.compile(f"{_ALONE.pattern}|{_ISOLATED.pattern}", re.MULTILINE)


def falls_apart(text: str) -> bool:
    """Whether a web address or a number stands among other words without marks."""
    return _LEFT_TO_RIGHT.search(_ISOLATED.sub(" ", _ALONE.sub(" ", text))) is not None


def isolated(text: str) -> str:
    """The text with marks around every web address and number that has none (U+2066 LRI, U+2069 PDI).

    An address alone on its line stays as it is.
    """
    parts, at = [], 0
    for done in _LEFT_AS_IT_IS.finditer(text):
        parts += [_LEFT_TO_RIGHT.sub("\u2066\\g<0>\u2069", text[at : done.start()]), done.group()]
        at = done.end()
    return "".join([*parts, _LEFT_TO_RIGHT.sub("\u2066\\g<0>\u2069", text[at:])])
