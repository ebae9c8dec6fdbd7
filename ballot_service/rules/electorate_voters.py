"""What an election for parents or for students asks of a voter, instead of a tie to the community and an age of 18."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ballot_service.rules.candidacy import Consent, StudentAge
from ballot_service.rules.decision import Reason, Weight
from ballot_service.rules.words import Sentence, say

PARENTS_SOURCE = "Requirements 1.14, which contests (electorate = parents)"
STUDENTS_SOURCE = "R060; CEC Guidance 2022, p. 20; requirements 1.14 (electorate = students)"
STUDENT_AGE_SOURCE = "R036; CEC Guidance 2022, pp. 12, 20; requirements 1.14, voter age"
STUDENT_CONSENT_SOURCE = "R037; CEC Guidance 2022, p. 20; requirements 1.14 (electorate = students)"


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentVoter:
    """An enrolled student who would vote: the age on the day the roll closes, None while the birth date is unknown,
    and the guardian's answer about voting."""

    student_age: StudentAge | None = None
    consent: Consent = Consent.PENDING


def not_a_parent(review_until: date) -> Reason:
    """Lives or works here, and said nothing of a child in school here."""
    return Reason(
        code="voter_not_parent",
        sentence=say("This election is for parents and guardians of students in school here."),
        source=PARENTS_SOURCE,
        remedy=say(
            "If you are the parent or guardian of a student here, tell us and ask for a review by {day}.",
            day=review_until,
        ),
    )


def not_a_student(review_until: date) -> Reason:
    """Nobody whom the school's list has as a student."""
    return Reason(
        code="voter_not_student",
        sentence=say("This election is for students in school here, and you are not on the school's list."),
        source=STUDENTS_SOURCE,
        remedy=say(
            "If you are a student here, ask the school to correct its list, or ask for a review by {day}.",
            day=review_until,
        ),
    )


def birth_date_unknown() -> Reason:
    """A person can look it up and decide."""
    return Reason(
        code="held_birth_date_missing",
        sentence=say("We do not know your birth date. A person will look it up."),
        source=STUDENT_AGE_SOURCE,
        weight=Weight.HOLDS,
        remedy=say("You get a provisional ballot: it counts once a person has decided that you may vote."),
    )


def student_voter_objections(student: StudentVoter) -> Iterator[Reason]:
    """Age and consent: what no decision of a clerk can take the place of."""
    age = student.student_age
    if age is not None and age.age < age.minimum:
        yield Reason(
            code="student_voter_too_young",
            sentence=say(
                "You are {age} on {day}. Students must be at least {minimum} on that day to vote.",
                age=age.age,
                day=age.on,
                minimum=age.minimum,
            ),
            source=STUDENT_AGE_SOURCE,
            remedy=_old_enough(age.old_enough_on),
        )
    if student.consent is Consent.REFUSED:
        yield Reason(
            code="student_voter_consent_refused",
            sentence=say("A parent or guardian did not agree that you vote."),
            source=STUDENT_CONSENT_SOURCE,
            remedy=say("If this is wrong, ask the parent or guardian to sign a consent form."),
        )
    elif student.consent is not Consent.GIVEN:
        yield Reason(
            code="student_voter_consent_missing",
            sentence=say("A parent or guardian has not agreed yet that you vote."),
            source=STUDENT_CONSENT_SOURCE,
            remedy=say(
                "Ask your parent or guardian to answer by the link, or to sign the form on paper, before voting "
                "closes."
            ),
        )


def _old_enough(day: date | None) -> Sentence:
    if day is None:
        return say("You can vote in a later election, when you are old enough.")
    return say("You can vote in an election whose roll closes on {day} or later.", day=day)
