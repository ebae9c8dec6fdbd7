"""Whether a council is made up as the guidance recommends: size, quorum, students, staff share, breadth.

The same look is taken when seats are set up, when the ballot is frozen and when members are seated. The
guidance recommends here and does not forbid, so nearly every answer is a warning.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.presets import (
    ALLOWED_METHODS,
    ELECTED_METHODS,
    GROUP_NAMES,
    CouncilKind,
    SeatPlan,
    recommended_groups,
)
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.rules.words import Sentence, say

SMALLEST_RECOMMENDED = 10
LARGEST_RECOMMENDED = 12
FEWEST_STUDENTS = 2
STUDENT_COUNCILS = frozenset({CouncilKind.HIGH, CouncilKind.DISTRICT})
PERSONNEL_GROUPS = frozenset({SeatGroupKind.EDUCATORS, SeatGroupKind.LIAISON})

SIZE_SOURCE = "R053; CEC Guidance 2022, p. 10"
QUORUM_SOURCE = "X7, R084; CEC Guidance 2022, pp. 29, 31"
STUDENTS_SOURCE = "R058; CEC Guidance 2022, pp. 12, 20"
PERSONNEL_SOURCE = "R035; CEC Guidance 2022, pp. 8, 28"
BREADTH_SOURCE = "R042, R054–R057; CEC Guidance 2022, pp. 10–11, 34"
ELECTED_SOURCE = "R010, R050; Miss. Code 37-18-5(4); CEC Guidance 2022, p. 8"
METHOD_SOURCE = "R041, R060; CEC Guidance 2022, pp. 8, 12–13, 20"


class CompositionMoment(StrEnum):
    """What the counted places are: seats planned, names on the ballot, or members seated."""

    SET_UP = "set_up"
    BALLOT_FREEZE = "ballot_freeze"
    SEATED = "seated"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCount:
    """How many places (seats, candidates or members) a group has, and how many of them people who work for
    the school or district hold."""

    group: SeatGroupKind
    places: int
    personnel: int = 0
    voting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositionFacts:
    kind: CouncilKind
    moment: CompositionMoment
    groups: tuple[GroupCount, ...]
    personnel_warning_percent: int = 50


def places_of(seats: tuple[SeatPlan, ...]) -> tuple[GroupCount, ...]:
    """The places of planned seats, by group; educators and the liaison work for the school or district."""
    counts: dict[SeatGroupKind, list[int]] = {}
    for seat in seats:
        count = counts.setdefault(seat.group, [0, 0])
        count[0] += seat.seats
        count[1] += seat.seats if seat.is_voting else 0
    return tuple(
        GroupCount(
            group=group,
            places=places,
            personnel=places if group in PERSONNEL_GROUPS else 0,
            voting=voting,
        )
        for group, (places, voting) in counts.items()
    )


def council_composition(facts: CompositionFacts) -> Decision:
    """Is the council made up as the guidance recommends? Answers with warnings, never a refusal.

    Size and quorum are looked at for seats and members, not for the names on a ballot.
    Source: R035, R042, R053–R058, X7; CEC Guidance 2022, pp. 8, 10–12, 20, 28–31.
    """
    places = {count.group: count.places for count in facts.groups if count.places > 0}
    reasons: list[Reason] = []
    if facts.moment is not CompositionMoment.BALLOT_FREEZE:
        reasons += [*_size(sum(places.values())), *_quorum(facts, places)]
    reasons += [*_students(facts.kind, places), *_personnel(facts), *_breadth(facts, places)]
    return Decision(reasons=tuple(reasons))


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatsFacts:
    seats: tuple[SeatPlan, ...]


def seats_are_filled_properly(facts: SeatsFacts) -> Decision:
    """Does each group of seats have a way of being filled that the guidance allows?

    Source: R010, R041, R050, R060; CEC Guidance 2022, pp. 8, 12–13, 20; settled in 1.15.
    """
    reasons = [
        _warning(
            "unusual_selection",
            say(
                "The guidance does not name this way of filling the seats of this group: {group}.",
                group=GROUP_NAMES[seat.group],
            ),
            METHOD_SOURCE,
            say(
                "Let the community vote on these seats. "
                "Only students and the liaison may be found in other ways."
            ),
        )
        for seat in facts.seats
        if seat.selection not in ALLOWED_METHODS[seat.group]
    ]
    if not any(seat.seats > 0 and seat.selection in ELECTED_METHODS for seat in facts.seats):
        reasons.append(
            Reason(
                code="nothing_to_elect",
                sentence=say("No seat is filled by a vote, so there is no election."),
                source=ELECTED_SOURCE,
                remedy=say("Let the community vote on at least one group of seats."),
            )
        )
    return Decision(reasons=tuple(reasons))


def _warning(code: str, sentence: Sentence, source: str, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=source, weight=Weight.WARNS, remedy=remedy)


def _size(total: int) -> list[Reason]:
    if SMALLEST_RECOMMENDED <= total <= LARGEST_RECOMMENDED:
        return []
    return [
        _warning(
            "size_outside_recommendation",
            say(
                "This council has {total} members. The state recommends {least} to {most}.",
                total=total,
                least=SMALLEST_RECOMMENDED,
                most=LARGEST_RECOMMENDED,
            ),
            SIZE_SOURCE,
            say("Add or remove seats, or keep the number if it suits your community."),
        )
    ]


def _quorum(facts: CompositionFacts, places: dict[SeatGroupKind, int]) -> list[Reason]:
    voting = sum(count.voting for count in facts.groups)
    reasons = [
        Reason(
            code="quorum_number",
            sentence=say(
                "This council has {voting} voting members, so {quorum} must be present to vote.",
                voting=voting,
                quorum=voting // 2 + 1,
            ),
            source=QUORUM_SOURCE,
            weight=Weight.NOTES,
        )
    ]
    fix = say("Add such a seat, or change the rule in the council's operating principles.")
    if SeatGroupKind.EDUCATORS not in places:
        sentence = say(
            "The state's model rule for meetings needs a teacher to be present, and this council has no "
            "educator seat. Under that rule it could never hold a vote."
        )
        reasons.append(_warning("quorum_without_teacher", sentence, QUORUM_SOURCE, fix))
    if SeatGroupKind.PARENTS not in places:
        sentence = say(
            "The state's model rule for meetings needs a parent to be present, and this council has no "
            "parent seat. Under that rule it could never hold a vote."
        )
        reasons.append(_warning("quorum_without_parent", sentence, QUORUM_SOURCE, fix))
    return reasons


def _students(kind: CouncilKind, places: dict[SeatGroupKind, int]) -> list[Reason]:
    students = places.get(SeatGroupKind.STUDENTS, 0)
    if kind not in STUDENT_COUNCILS or students >= FEWEST_STUDENTS:
        return []
    return [
        _warning(
            "too_few_students",
            say(
                "High school and district councils should have at least {least} student members. "
                "Counted: {students}.",
                least=FEWEST_STUDENTS,
                students=students,
            ),
            STUDENTS_SOURCE,
            say("Add a student seat, or ask more students to take part."),
        )
    ]


def _personnel(facts: CompositionFacts) -> list[Reason]:
    total = sum(count.places for count in facts.groups)
    personnel = sum(count.personnel for count in facts.groups)
    if total == 0 or personnel * 100 < facts.personnel_warning_percent * total:
        return []
    return [
        _warning(
            "many_personnel",
            say(
                "{personnel} of {total} are people who work for the school or district. "
                "The choice must put community members first.",
                personnel=personnel,
                total=total,
            ),
            PERSONNEL_SOURCE,
            say("Ask more people from the community to take part."),
        )
    ]


def _breadth(facts: CompositionFacts, places: dict[SeatGroupKind, int]) -> list[Reason]:
    expected = recommended_groups(facts.kind)
    if facts.moment is CompositionMoment.BALLOT_FREEZE:
        # The liaison is appointed and is on no ballot.
        expected = tuple(group for group in expected if group is not SeatGroupKind.LIAISON)
    absent = tuple(GROUP_NAMES[group] for group in expected if group not in places)
    if not absent:
        return []
    return [
        _warning(
            "groups_absent",
            say("A council of this kind should include these groups too: {groups}.", groups=absent),
            BREADTH_SOURCE,
            say("Look for people from these groups. A council needs a broad range of members."),
        )
    ]
