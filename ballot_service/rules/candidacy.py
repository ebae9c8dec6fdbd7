"""What is known of a nominee: the facts that `may_serve` judges, without names and birth dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ballot_service.rules.calendar import add_years, age_on
from ballot_service.rules.employment import Employment
from ballot_service.rules.seat_groups import SeatGroupKind


class Consent(StrEnum):
    """A guardian's answer for a student: open, given, refused, or missing when the ballot was frozen."""

    PENDING = "pending"
    GIVEN = "given"
    REFUSED = "refused"
    MISSING = "missing"


class Acceptance(StrEnum):
    """Whether the person nominated has accepted; whoever fills in a form for themselves has."""

    ACCEPTED = "accepted"
    PENDING = "pending"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentAge:
    """A student's age in years `on` the day that counts; `old_enough_on` only for those too young."""

    age: int
    on: date
    minimum: int = 12
    old_enough_on: date | None = None


def student_age(born_on: date, on: date, minimum: int = 12) -> StudentAge:
    """The age that `may_serve` judges, so that birth dates stay out of its facts.

    `on` is the local day on which nominations close. Raises ValueError for a birth after that day.
    Source: R036; CEC Guidance 2022, p. 12; requirements 1.14 (`student_age_as_of`).
    """
    age = age_on(born_on, on)
    old_enough_on = add_years(born_on, minimum) if age < minimum else None
    return StudentAge(age=age, on=on, minimum=minimum, old_enough_on=old_enough_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidacyFacts:
    """What a form and the district's records say about a nominee. Schools are given by name.

    `council_schools` are the schools the council serves, `seat_school` the school a reserved seat is kept
    for. `child_schools` are the district's schools where the nominee is a parent or guardian;
    `student_school` is where the nominee is a student, None for everyone else. `student_age` is None while
    the birth date is unknown. `in_group_field` is the nominee's word to be of the seat's field (business,
    early childhood, higher education). `challenge_upheld` says that a person upheld a challenge to this nominee.
    """

    seat_group: SeatGroupKind
    council_schools: tuple[str, ...]
    seat_school: str | None = None
    employments: tuple[Employment, ...] = ()
    child_schools: tuple[str, ...] = ()
    student_school: str | None = None
    student_age: StudentAge | None = None
    consent: Consent = Consent.PENDING
    acceptance: Acceptance = Acceptance.ACCEPTED
    leads_parent_group: bool = False
    in_group_field: bool = True
    challenge_upheld: bool = False

    @property
    def seat_schools(self) -> tuple[str, ...]:
        """The schools that count for this seat."""
        return self.council_schools if self.seat_school is None else (self.seat_school,)
