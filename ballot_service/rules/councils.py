"""Who must have a council: every district and school rated D or F, with the choice of one council for all.

The Mississippi Department of Education rates schools and districts once a year; the duty follows the rating
of that school year.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.words import say


class Grade(StrEnum):
    A = "A"
    B = "B"
    C = "C"
    D = "D"
    F = "F"


GRADES_WITH_DUTY = frozenset({Grade.D, Grade.F})

MUST_SOURCE = "R001, R002, R005; CEC Guidance 2022, p. 6"
CHOICE_SOURCE = "R003; CEC Guidance 2022, p. 6"
GRADE_SOURCE = "R005; CEC Guidance 2022, p. 6"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolGrade:
    """A school's rating for one school year. `grade` is None while none is known."""

    school: str
    grade: Grade | None

    @property
    def has_duty(self) -> bool:
        return self.grade in GRADES_WITH_DUTY


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilDutyFacts:
    """Ratings of one school year ("2025-26") and the councils that exist or are being set up for it.

    `one_district_council` is the district's choice to have one council for all its schools rated D or F.
    """

    school_year: str
    district_grade: Grade | None
    schools: tuple[SchoolGrade, ...]
    one_district_council: bool = False
    has_district_council: bool = False
    schools_with_council: tuple[str, ...] = ()


def schools_with_duty(schools: tuple[SchoolGrade, ...]) -> tuple[str, ...]:
    """The schools rated D or F, in the order given. Source: R002; CEC Guidance 2022, p. 6."""
    return tuple(rated.school for rated in schools if rated.has_duty)


def required_councils(facts: CouncilDutyFacts) -> Decision:
    """Does every district and school that must have a council have one?

    Allowed when the councils in the facts cover every duty. A rating of C or better brings no duty.
    Source: R001–R003, R005; CEC Guidance 2022, p. 6; Accountability Standards 12, 12.1, 12.2.
    """
    due = schools_with_duty(facts.schools)
    reasons = [*_ratings(facts), *_choice(facts, due)]
    if facts.district_grade in GRADES_WITH_DUTY and not facts.has_district_council:
        reasons.append(_no_district_council(facts))
    one_for_all = facts.one_district_council and len(due) > 1
    missing = tuple(school for school in due if school not in facts.schools_with_council)
    if missing and not one_for_all:
        reasons.append(_no_school_council(facts, missing, len(due)))
    return Decision(reasons=tuple(reasons))


def _ratings(facts: CouncilDutyFacts) -> list[Reason]:
    """What each rating brings with it, and which ratings are not known."""
    year = facts.school_year
    notes = [
        Reason(
            code="school_must_have_council",
            sentence=say(
                "{school} is rated {grade} for {year}, so it must have a council.",
                school=rated.school,
                grade=rated.grade,
                year=year,
            ),
            source=MUST_SOURCE,
            weight=Weight.NOTES,
        )
        for rated in facts.schools
        if rated.has_duty
    ]
    if facts.district_grade in GRADES_WITH_DUTY:
        notes.append(
            Reason(
                code="district_must_have_council",
                sentence=say(
                    "The district is rated {grade} for {year}, so it must have a council.",
                    grade=facts.district_grade,
                    year=year,
                ),
                source=MUST_SOURCE,
                weight=Weight.NOTES,
            )
        )
    return (notes or [_no_duty(year)]) + _unknown_ratings(facts)


def _no_duty(year: str) -> Reason:
    return Reason(
        code="no_council_required",
        sentence=say("No rating of D or F is recorded for {year}, so no council is required.", year=year),
        source=MUST_SOURCE,
        weight=Weight.NOTES,
    )


def _unknown_ratings(facts: CouncilDutyFacts) -> list[Reason]:
    unknown = tuple(rated.school for rated in facts.schools if rated.grade is None)
    reasons = []
    if unknown:
        reasons.append(
            Reason(
                code="school_rating_unknown",
                sentence=say(
                    "No rating for {year} is recorded for {schools}.", year=facts.school_year, schools=unknown
                ),
                source=GRADE_SOURCE,
                weight=Weight.WARNS,
                remedy=say("Enter the ratings the state published for that school year."),
            )
        )
    if facts.district_grade is None:
        reasons.append(
            Reason(
                code="district_rating_unknown",
                sentence=say("No rating for {year} is recorded for the district.", year=facts.school_year),
                source=GRADE_SOURCE,
                weight=Weight.WARNS,
                remedy=say("Enter the rating the state published for that school year."),
            )
        )
    return reasons


def _choice(facts: CouncilDutyFacts, due: tuple[str, ...]) -> list[Reason]:
    """The choice of one district council: open with several schools rated D or F, and then it must exist."""
    if not facts.one_district_council:
        return []
    if len(due) < 2:
        return [
            Reason(
                code="choice_not_open",
                sentence=say(
                    "One district council may stand for several schools rated D or F. {year} has {count}.",
                    year=facts.school_year,
                    count=len(due),
                ),
                source=CHOICE_SOURCE,
                weight=Weight.WARNS,
                remedy=say("Set up a council at each school rated D or F."),
            )
        ]
    reasons = [
        Reason(
            code="one_council_for_all",
            sentence=say("One district council stands for {schools}.", schools=due),
            source=CHOICE_SOURCE,
            weight=Weight.NOTES,
        )
    ]
    # A district that is itself rated D or F is told so by its own rule.
    if not facts.has_district_council and facts.district_grade not in GRADES_WITH_DUTY:
        reasons.append(_no_district_council(facts))
    return reasons


def _no_district_council(facts: CouncilDutyFacts) -> Reason:
    return Reason(
        code="district_council_missing",
        sentence=say("The district has no council for {year}, and it must have one.", year=facts.school_year),
        source=MUST_SOURCE,
        remedy=say("Set up the district council."),
    )


def _no_school_council(facts: CouncilDutyFacts, missing: tuple[str, ...], due: int) -> Reason:
    set_up = say("Set up a council at {schools}.", schools=missing)
    or_one = say("Set up a council at {schools}, or choose one district council for all.", schools=missing)
    return Reason(
        code="school_council_missing",
        sentence=say(
            "These schools must have a council for {year} and have none: {schools}.",
            year=facts.school_year,
            schools=missing,
        ),
        source=MUST_SOURCE,
        remedy=or_one if due > 1 else set_up,
    )
