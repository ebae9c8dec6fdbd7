"""Names that a district gives in its own words: one field in its language, and one for each other language spoken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from flask_babel import force_locale, lazy_gettext
from wtforms import Field, StringField

from ballot_service.rules.words import Sentence
from ballot_service.web.clerk.form_parts import LONGEST_LINE, Form
from ballot_service.web.languages import LANGUAGES, direction_of, words

F = TypeVar("F", bound=Form)


def also_in_other_languages(form: type[F], name: str, base: str) -> type[F]:
    """The form with the field called `name` once more for each language but `base`, the district's own."""
    others = {
        f"{name}_{tag}": StringField(
            lazy_gettext("The same in another language: %(language)s", language=spoken),
            validators=[LONGEST_LINE],
            render_kw={"lang": tag, "dir": direction_of(tag)},
        )
        for tag, spoken in LANGUAGES.items()
        if tag != base
    }
    return type(form.__name__, (form,), others)


def proposed(name: str, sentence: Sentence, base: str) -> dict[str, str]:
    """What to start from: the sentence in the district's language and in each other one, by field."""
    found = {}
    for tag in LANGUAGES:
        with force_locale(tag.replace("-", "_")):
            found[name if tag == base else f"{name}_{tag}"] = words(sentence)
    return found


def said_in_other_languages(form: Form, name: str) -> dict[str, str]:
    """What was typed, by language tag; a language left empty is left out."""
    typed = {tag: _tidy(form[f"{name}_{tag}"].data) for tag in LANGUAGES if f"{name}_{tag}" in form}
    return {tag: text for tag, text in typed.items() if text}


def in_order(form: Form, name: str) -> Iterator[Field]:
    """The form's visible fields, with the other languages of `name` right after it."""
    hidden = ("HiddenField", "CSRFTokenField")
    others = [field for field in form if field.name.startswith(f"{name}_")]
    for field in form:
        if field not in others and field.type not in hidden:
            yield field
        if field.name == name:
            yield from others


def _tidy(text: Any) -> str:
    return " ".join((text or "").split())
