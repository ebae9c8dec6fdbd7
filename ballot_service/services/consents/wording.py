"""The words a guardian agrees to. They are kept with each answer."""

from __future__ import annotations

from collections.abc import Callable

from ballot_service.models import Candidate
from ballot_service.rules.words import Sentence, say


def consent_text(candidate: Candidate, language: str) -> tuple[Sentence, ...]:
    """What is agreed to, sentence by sentence (R037, R038). The council has its name in the language."""
    council = candidate.contest.election.council
    return (
        say("I am a parent or guardian of {student}.", student=candidate.name),
        say(
            "I agree that {student} stands for election to the {council} and, if elected, serves on it.",
            student=candidate.name,
            council=council.name_in(language),
        ),
        say(
            "I agree that {student} takes part in the council's meetings and listening sessions.",
            student=candidate.name,
        ),
        say("The student's name will stand on the ballot and in the published result."),
    )


def as_spoken(candidate: Candidate, speak: Callable[[str, object], str], language: str) -> str:
    """The same as one text in a language, as it is kept."""
    return " ".join(speak(language, sentence) for sentence in consent_text(candidate, language))
