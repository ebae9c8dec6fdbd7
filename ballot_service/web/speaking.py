"""Says things in another language than the reader's, for messages that go to other people."""

from __future__ import annotations

from flask_babel import force_locale

from ballot_service.web.languages import words


def speak(language: str, value: object) -> str:
    """A rule's sentence, a moment or a text in a language (a BCP-47 tag); needs an application context."""
    with force_locale(language.replace("-", "_")):
        return words(value)
