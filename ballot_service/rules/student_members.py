"""What is asked of student members besides their group: their age, and a guardian's consent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ballot_service.rules.candidacy import CandidacyFacts, Consent
from ballot_service.rules.decision import Reason, Weight
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.rules.words import Sentence, say

GROUP_SOURCE = "R056, R057; CEC Guidance 2022, p. 11"
STUDENT_SOURCE = "R036; CEC Guidance 2022, pp. 12, 20"
CONSENT_SOURCE = "R037; CEC Guidance 2022, p. 20"


def student_objections(facts: CandidacyFacts) -> Iterator[Reason]:
    """What keeps a student from standing: every student member is old enough and has consent, at 18 too.

    Source: R036, R037; CEC Guidance 2022, pp. 12, 20.
    """
    if facts.seat_group is SeatGroupKind.STUDENTS and facts.student_school not in facts.seat_schools:
        yield Reason(
            code="student_seat_not_student",
            sentence=say(
                "This seat is for students of these schools: {schools}.", schools=facts.seat_schools
            ),
            source=GROUP_SOURCE,
            remedy=say("Choose another group, or give the student's school if it is missing."),
        )
    if facts.student_school is not None:
        yield from _student_age(facts)
        yield from _consent(facts.consent)


def _student_age(facts: CandidacyFacts) -> Iterator[Reason]:
    age = facts.student_age
    if age is None:
        yield Reason(
            code="birth_date_missing",
            sentence=say("We do not know the student's birth date."),
            source=STUDENT_SOURCE,
            weight=Weight.HOLDS,
            remedy=say("Ask for the birth date and enter it."),
        )
    elif age.age < age.minimum:
        yield Reason(
            code="student_too_young",
            sentence=say(
                "The student is {age} on {day}. Student members must be at least {minimum}.",
                age=age.age,
                day=age.on,
                minimum=age.minimum,
            ),
            source=STUDENT_SOURCE,
            remedy=_eligible_from(age.old_enough_on),
        )


def _eligible_from(day: date | None) -> Sentence:
    if day is None:
        return say("The student can stand when old enough.")
    return say("Eligible from {day}.", day=day)


def _consent(consent: Consent) -> Iterator[Reason]:
    if consent is Consent.PENDING:
        yield Reason(
            code="pending_consent",
            sentence=say("A parent or guardian has not agreed yet."),
            source=CONSENT_SOURCE,
            weight=Weight.HOLDS,
            remedy=say("Ask the parent or guardian to agree before the ballot is frozen."),
        )
    elif consent is Consent.MISSING:
        yield Reason(
            code="consent_missing",
            sentence=say("No parent or guardian agreed before the ballot was frozen."),
            source=CONSENT_SOURCE,
            remedy=say("The form is kept. The student can stand in the next election."),
        )
    elif consent is Consent.REFUSED:
        yield Reason(
            code="consent_refused",
            sentence=say("A parent or guardian said no."),
            source=CONSENT_SOURCE,
            remedy=say("If this is wrong, ask the parent or guardian to sign a consent form."),
        )
