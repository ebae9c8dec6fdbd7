"""What people send with a form, as every page reads it."""

from __future__ import annotations

from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict

NUL = "\x00"
"""A sign that no keyboard has and nobody sees. PostgreSQL keeps no text that holds it."""
SIGNED = "callbacks"
"""The blueprint of forms that are signed as they came; what is kept of them is cleaned where it is read."""


class CleanRequest(Request):
    """A request whose form fields hold no NUL: it is left out like every other sign that cannot be seen, so that
    nothing of the rest is lost."""

    def _load_form_data(self) -> None:
        is_first = "form" not in self.__dict__
        super()._load_form_data()
        if is_first and self.blueprint != SIGNED:
            self.__dict__["form"] = without_nul(self.form)


def without_nul(form: ImmutableMultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    """The same fields and texts, each without the sign."""
    sent: list[tuple[Any, Any]] = [(name, text) for name, texts in form.lists() for text in texts]
    if not any(NUL in name or NUL in text for name, text in sent):
        return form
    return ImmutableMultiDict([(name.replace(NUL, ""), text.replace(NUL, "")) for name, text in sent])
