"""The seats a new council starts from: the groups the guidance names for each kind of council, with numbers.

The guidance names the groups and a size of 10 to 12; the numbers of seats are this product's starting point
and a district changes them as it likes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from ballot_service.rules.seat_groups import SeatGroupKind, SelectionMethod
from ballot_service.rules.words import Sentence, say


class CouncilKind(StrEnum):
    ELEMENTARY = "elementary"
    MIDDLE = "middle"
    HIGH = "high"
    DISTRICT = "district"


ELECTED_METHODS = frozenset({SelectionMethod.COMMUNITY_VOTE, SelectionMethod.STUDENT_VOTE})


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatPlan:
    """Seats of one group. `reserved_school` ties them to a school; None means at large.

    `is_voting` says whether these members vote in the council's own decisions (X7: the sources do not say
    for the liaison; the default is that every member votes).
    """

    group: SeatGroupKind
    seats: int
    selection: SelectionMethod = SelectionMethod.COMMUNITY_VOTE
    reserved_school: str | None = None
    is_voting: bool = True


GROUP_NAMES: Mapping[SeatGroupKind, Sentence] = MappingProxyType(
    {
        SeatGroupKind.PARENTS: say("Parents"),
        SeatGroupKind.BUSINESS: say("Business leaders"),
        SeatGroupKind.COMMUNITY: say("Community members"),
        SeatGroupKind.EARLY_CHILDHOOD: say("Early childhood"),
        SeatGroupKind.HIGHER_EDUCATION: say("Higher education"),
        SeatGroupKind.STUDENTS: say("Students"),
        SeatGroupKind.EDUCATORS: say("Educators"),
        SeatGroupKind.LIAISON: say("School or district liaison"),
    }
)

ALLOWED_METHODS: Mapping[SeatGroupKind, tuple[SelectionMethod, ...]] = MappingProxyType(
    {
        SeatGroupKind.PARENTS: (SelectionMethod.COMMUNITY_VOTE,),
        SeatGroupKind.BUSINESS: (SelectionMethod.COMMUNITY_VOTE,),
        SeatGroupKind.COMMUNITY: (SelectionMethod.COMMUNITY_VOTE,),
        SeatGroupKind.EARLY_CHILDHOOD: (SelectionMethod.COMMUNITY_VOTE,),
        SeatGroupKind.HIGHER_EDUCATION: (SelectionMethod.COMMUNITY_VOTE,),
        SeatGroupKind.STUDENTS: (
            SelectionMethod.COMMUNITY_VOTE,
            SelectionMethod.STUDENT_VOTE,
            SelectionMethod.MEMBERS,
            SelectionMethod.INVITATION,
            SelectionMethod.APPOINTMENT,
        ),
        SeatGroupKind.EDUCATORS: (SelectionMethod.COMMUNITY_VOTE,),
        SeatGroupKind.LIAISON: (SelectionMethod.APPOINTMENT,),
    }
)
"""The first is the default. Students: R060 names three ways. Liaison: R041, the superintendent appoints.
Every other group is chosen by the community: step 4 (R050); the statute bars a council appointed by the
school board alone (R010)."""

_NUMBERS: Mapping[CouncilKind, Mapping[SeatGroupKind, int]] = MappingProxyType(
    {
        CouncilKind.ELEMENTARY: {
            SeatGroupKind.PARENTS: 4,
            SeatGroupKind.BUSINESS: 1,
            SeatGroupKind.COMMUNITY: 2,
            SeatGroupKind.EARLY_CHILDHOOD: 1,
            SeatGroupKind.EDUCATORS: 2,
            SeatGroupKind.LIAISON: 1,
        },
        CouncilKind.MIDDLE: {
            SeatGroupKind.PARENTS: 4,
            SeatGroupKind.BUSINESS: 1,
            SeatGroupKind.COMMUNITY: 2,
            SeatGroupKind.HIGHER_EDUCATION: 1,
            SeatGroupKind.EDUCATORS: 2,
            SeatGroupKind.LIAISON: 1,
        },
        CouncilKind.HIGH: {
            SeatGroupKind.PARENTS: 3,
            SeatGroupKind.BUSINESS: 1,
            SeatGroupKind.COMMUNITY: 2,
            SeatGroupKind.HIGHER_EDUCATION: 1,
            SeatGroupKind.STUDENTS: 2,
            SeatGroupKind.EDUCATORS: 2,
            SeatGroupKind.LIAISON: 1,
        },
        CouncilKind.DISTRICT: {
            SeatGroupKind.PARENTS: 3,
            SeatGroupKind.BUSINESS: 1,
            SeatGroupKind.COMMUNITY: 2,
            SeatGroupKind.EARLY_CHILDHOOD: 1,
            SeatGroupKind.HIGHER_EDUCATION: 1,
            SeatGroupKind.STUDENTS: 2,
            SeatGroupKind.EDUCATORS: 1,
            SeatGroupKind.LIAISON: 1,
        },
    }
)


def preset_seats(kind: CouncilKind) -> tuple[SeatPlan, ...]:
    """The seats to start from, 11 or 12 in all. Source: R053–R063; CEC Guidance 2022, pp. 10–12, 29."""
    return tuple(
        SeatPlan(group=group, seats=seats, selection=default_method(group))
        for group, seats in _NUMBERS[kind].items()
    )


def recommended_groups(kind: CouncilKind) -> tuple[SeatGroupKind, ...]:
    """The groups the guidance's table names. Source: R054–R057; CEC Guidance 2022, p. 11."""
    return tuple(_NUMBERS[kind])


def default_method(group: SeatGroupKind) -> SelectionMethod:
    return ALLOWED_METHODS[group][0]
