"""The words to which a nominated person says yes. They are kept with each answer."""

from __future__ import annotations

from collections.abc import Callable

from ballot_service.models import InterestForm
from ballot_service.rules.words import Sentence, say
from ballot_service.services.facts import title_of


def acceptance_text(form: InterestForm, language: str) -> tuple[Sentence, ...]:
    """What is agreed to, sentence by sentence (R032). The council has its name in the language."""
    return (
        say("I am {name}.", name=form.name),
        say(
            "I accept the nomination for election to the {council}. The seats: {seats}.",
            council=form.election.council.name_in(language),
            seats=title_of(form.contest),
        ),
        say("If I am elected, I want to serve on the council."),
        say("My name and my statement will stand on the ballot, and my name in the published result."),
    )


def acceptance_as_spoken(form: InterestForm, speak: Callable[[str, object], str], language: str) -> str:
    """The same as one text in a language, as it is kept."""
    return " ".join(speak(language, sentence) for sentence in acceptance_text(form, language))
