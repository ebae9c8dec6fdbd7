"""The words a guardian agrees to. They are kept with each answer."""

from __future__ import annotations

from collections.abc import Callable

from ballot_service.models import Candidate, Election
from ballot_service.rules.consents import ConsentPurpose
from ballot_service.rules.words import Sentence, say
from ballot_service.services.consents.students import Student, election_of, name_of


def consent_text(student: Student, language: str) -> tuple[Sentence, ...]:
    """What is agreed to by the link, sentence by sentence (R037, R038). The council has its name in the language."""
    if isinstance(student, Candidate):
        return _to_stand(student.name, election_of(student), language)
    name = name_of(student)
    return (
        *_to_vote(name, election_of(student), language),
        say(
            "The ballot link for {student} comes to the phone or mailbox that got this message.", student=name
        ),
    )


def blank_consent_text(
    election: Election, language: str, purpose: ConsentPurpose = ConsentPurpose.STAND
) -> tuple[Sentence, ...]:
    """The same for a form on which the student's name is written by hand."""
    student = say("this student")
    if purpose is ConsentPurpose.STAND:
        return _to_stand(student, election, language)
    on_paper = say("The school hands the ballot link to {student} on paper.", student=student)
    return (*_to_vote(student, election, language), on_paper)


def _to_stand(student: str | Sentence, election: Election, language: str) -> tuple[Sentence, ...]:
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


def _to_vote(student: str | Sentence, election: Election, language: str) -> tuple[Sentence, ...]:
    council = election.council.name_in(language)
    return (
        say("I am a parent or guardian of {student}.", student=student),
        say(
            "I agree that {student} votes in the election of the student members of the {council}.",
            student=student,
            council=council,
        ),
        say(
            "The vote is secret. The school and the council do not see how {student} votes, and {student} chooses "
            "alone.",
            student=student,
        ),
    )


def as_spoken(student: Student, speak: Callable[[str, object], str], language: str) -> str:
    """The same as one text in a language, as it is kept."""
    return " ".join(speak(language, sentence) for sentence in consent_text(student, language))
