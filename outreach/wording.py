"""Finds and fills the placeholders of a text; those named `personal_…` are secrets, filled at sending."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from html import escape

from outreach.errors import MissingValue, UnknownPlaceholder

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
PERSONAL = "personal_"
_HARMLESS = str.maketrans("{}", "()")


def placeholders(text: str) -> frozenset[str]:
    """The names of the placeholders in a text. Raises UnknownPlaceholder for a brace that belongs to none."""
    rest = _PLACEHOLDER.sub("", text)
    if "{" in rest or "}" in rest:
        raise UnknownPlaceholder("A brace stands alone. Placeholders look like {phone}.")
    return frozenset(_PLACEHOLDER.findall(text))


def is_personal(name: str) -> bool:
    """Whether a placeholder is a secret of one person, which is never stored."""
    return name.startswith(PERSONAL)


def one_line(value: str) -> str:
    """A value made safe to put in: one line, no control characters, no braces.

    A name with a brace could otherwise smuggle a second `{personal_link}` into a stored text, and a name with
    a line break could smuggle a header into an e-mail.
    """
    kept = "".join(c if unicodedata.category(c) not in ("Cc", "Zl", "Zp") else " " for c in value)
    return " ".join(kept.translate(_HARMLESS).split())


def fill_in(text: str, values: Mapping[str, str], *, later: Callable[[str], bool] | None = None) -> str:
    """Puts values into a text in one pass; values are never searched for placeholders again.

    `later` says which placeholders may stay open. Raises MissingValue for any other without a value.
    """
    return _fill(text, values, later or (lambda _: False), lambda value: value)


def fill_in_html(text: str, values: Mapping[str, str], *, later: Callable[[str], bool] | None = None) -> str:
    """The same for HTML: values are escaped. Raises MissingValue."""
    return _fill(text, values, later or (lambda _: False), escape)


def _fill(
    text: str, values: Mapping[str, str], later: Callable[[str], bool], guard: Callable[[str], str]
) -> str:
    def value_of(match: re.Match[str]) -> str:
        name = match.group(1)
        if name in values:
            return guard(one_line(values[name]))
        if later(name):
            return match.group(0)
        raise MissingValue(f"The text needs a value for {{{name}}}.")

    return _PLACEHOLDER.sub(value_of, text)
