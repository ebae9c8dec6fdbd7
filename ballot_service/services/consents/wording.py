"""The words a guardian agrees to. They are kept with each answer."""

from __future__ import annotations

from collections.abc import Callable

from ballot_service.models import Candidate, Election
from ballot_service.rules.words import Sentence, say


def consent_text(candidate: Candidate, language: str) -> tuple[Sentence, ...]:
    """What is agreed to, sentence by sentence (R037, R038). The council has its name in the language."""
    return _text(candidate.name, candidate.contest.election, language)


def blank_consent_text(election: Election, language: str) -> tuple[Sentence, ...]:
    """The same for a form on which the student's name is written by hand."""
    return _text(say("this student"), election, language)


def _text(student: str | Sentence, election: Election, language: str) -> tuple[Sentence, ...]:
    council = election.council.name_in(language)
    return (
        say("I am a parent or guardian of {student}.", student=student),
        say(
            "I agree that {student} stands for election to the {council} and, if elected, serves on it.",
            student=student,
            council=council,
        ),
        say(
            "I agree that {student} takes part in the council's meetings and listening sessions.",
            student=student,
        ),
        say("The student's name will stand on the ballot and in the published result."),
    )


def as_spoken(candidate: Candidate, speak: Callable[[str, object], str], language: str) -> str:
    """The same as one text in a language, as it is kept."""
    return " ".join(speak(language, sentence) for sentence in consent_text(candidate, language))
