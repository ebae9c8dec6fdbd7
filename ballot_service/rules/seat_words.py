"""Who may take which seat, in one or two sentences, for the people who are asked to stand."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ballot_service.rules.presets import ELECTED_METHODS
from ballot_service.rules.seat_groups import SeatGroupKind, SelectionMethod
from ballot_service.rules.words import Sentence, say

_WHO: Mapping[SeatGroupKind, Sentence] = MappingProxyType(
    {
        SeatGroupKind.BUSINESS: say("For people who own, lead or work for a business here."),
        SeatGroupKind.COMMUNITY: say(
            "For people who do not work for the school system and have no child in school here."
        ),
        SeatGroupKind.EARLY_CHILDHOOD: say(
            "For people who work with young children, such as at a daycare or in Head Start."
        ),
        SeatGroupKind.HIGHER_EDUCATION: say("For people who work at a college, university or trade school."),
        SeatGroupKind.EDUCATORS: say(
            "For teachers, assistant teachers and administrators of the district. They may serve, although they may "
            "not vote."
        ),
        SeatGroupKind.LIAISON: say(
            "Nobody is elected to this seat. The superintendent appoints the liaison."
        ),
    }
)
STUDENTS_CHOOSE = say("The students vote on these seats, in an election of their own.")
OTHERWISE_FILLED = say("Nobody is elected to these seats. They are filled in another way.")


def who_may_take(
    group: SeatGroupKind, *, seat_school: str | None, council_school: str | None, student_age: int
) -> Sentence:
    """Who may take seats of this group. `seat_school` is the school that the seats are kept for, if any.

    `council_school` is the school of a school council, None for a district council; `student_age` is in years.
    Source: R036, R037, R040, R041, R054–R057; CEC Guidance 2022, pp. 11, 12, 20.
    """
    school = seat_school or council_school
    if group is SeatGroupKind.PARENTS:
        if school is None:
            return say("For parents and guardians of a child at a school of the district.")
        return say("For parents and guardians of a child at {school}.", school=school)
    if group is SeatGroupKind.STUDENTS:
        if school is None:
            return say(
                "For students of the district who are {age} or older. A parent or guardian has to agree.",
                age=student_age,
            )
        return say(
            "For students of {school} who are {age} or older. A parent or guardian has to agree.",
            school=school,
            age=student_age,
        )
    return _WHO[group]


def how_filled(group: SeatGroupKind, method: SelectionMethod) -> Sentence | None:
    """What is said of seats that the community does not vote on; None for those that it does (R041, R060)."""
    if method is SelectionMethod.STUDENT_VOTE:
        return STUDENTS_CHOOSE
    if method in ELECTED_METHODS:
        return None
    return _WHO[group] if group is SeatGroupKind.LIAISON else OTHERWISE_FILLED
