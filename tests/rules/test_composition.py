"""Seats to start from, and whether a council is made up as recommended (R035, R042, R053 to R063, X7)."""

from __future__ import annotations

import pytest

from ballot_service.rules.composition import (
    CompositionFacts,
    CompositionMoment,
    GroupCount,
    SeatsFacts,
    council_composition,
    places_of,
    seats_are_filled_properly,
)
from ballot_service.rules.presets import (
    CouncilKind,
    SeatPlan,
    default_method,
    preset_seats,
    recommended_groups,
)
from ballot_service.rules.seat_groups import SeatGroupKind, SelectionMethod

P, B, C = SeatGroupKind.PARENTS, SeatGroupKind.BUSINESS, SeatGroupKind.COMMUNITY
EARLY, HIGHER = SeatGroupKind.EARLY_CHILDHOOD, SeatGroupKind.HIGHER_EDUCATION
STUDENTS, EDUCATORS, LIAISON = SeatGroupKind.STUDENTS, SeatGroupKind.EDUCATORS, SeatGroupKind.LIAISON


def set_up(kind: CouncilKind, *seats: SeatPlan, percent: int = 50) -> CompositionFacts:
    return CompositionFacts(
        kind=kind, moment=CompositionMoment.SET_UP, groups=places_of(seats), personnel_warning_percent=percent
    )


@pytest.mark.parametrize(
    ("kind", "groups"),
    [
        (CouncilKind.ELEMENTARY, {P, B, C, EARLY, LIAISON, EDUCATORS}),
        (CouncilKind.MIDDLE, {P, B, C, HIGHER, LIAISON, EDUCATORS}),
        (CouncilKind.HIGH, {P, B, C, HIGHER, LIAISON, STUDENTS, EDUCATORS}),
        (CouncilKind.DISTRICT, {P, B, C, EARLY, HIGHER, LIAISON, STUDENTS, EDUCATORS}),
    ],
)
def test_presets_have_the_groups_of_page_11(kind: CouncilKind, groups: set[SeatGroupKind]) -> None:
    assert set(recommended_groups(kind)) == groups == {seat.group for seat in preset_seats(kind)}


@pytest.mark.parametrize(
    ("kind", "seats"),
    [
        (CouncilKind.ELEMENTARY, {P: 4, B: 1, C: 2, EARLY: 1, EDUCATORS: 2, LIAISON: 1}),
        (CouncilKind.MIDDLE, {P: 4, B: 1, C: 2, HIGHER: 1, EDUCATORS: 2, LIAISON: 1}),
        (CouncilKind.HIGH, {P: 3, B: 1, C: 2, HIGHER: 1, STUDENTS: 2, EDUCATORS: 2, LIAISON: 1}),
        (
            CouncilKind.DISTRICT,
            {P: 3, B: 1, C: 2, EARLY: 1, HIGHER: 1, STUDENTS: 2, EDUCATORS: 1, LIAISON: 1},
        ),
    ],
)
def test_the_seats_a_new_council_starts_from(kind: CouncilKind, seats: dict[SeatGroupKind, int]) -> None:
    """Two students (R058), 10 to 12 seats (R053); the other numbers are ours, parents the most of them."""
    assert {seat.group: seat.seats for seat in preset_seats(kind)} == seats


@pytest.mark.parametrize("kind", CouncilKind)
def test_a_preset_needs_no_warning(kind: CouncilKind) -> None:
    seats = preset_seats(kind)
    assert 10 <= sum(seat.seats for seat in seats) <= 12
    assert council_composition(set_up(kind, *seats)).warnings == ()
    assert seats_are_filled_properly(SeatsFacts(seats=seats)).reasons == ()


@pytest.mark.parametrize("group", SeatGroupKind)
def test_only_the_liaison_is_appointed_from_the_start(group: SeatGroupKind) -> None:
    expected = SelectionMethod.APPOINTMENT if group is LIAISON else SelectionMethod.COMMUNITY_VOTE
    assert default_method(group) is expected


def test_a_council_set_up_exactly_from_the_appendix_c_list_could_never_vote() -> None:
    """Article 3 names no teachers and no students, but a quorum needs a teacher (X7)."""
    article_3 = [SeatPlan(group=group, seats=2) for group in (P, B, C, LIAISON, EARLY, HIGHER)]
    decision = council_composition(set_up(CouncilKind.DISTRICT, *article_3))
    assert decision.allowed
    assert {reason.code for reason in decision.warnings} == {
        "quorum_without_teacher",
        "too_few_students",
        "groups_absent",
    }


def test_a_council_without_parents_is_warned_too() -> None:
    decision = council_composition(set_up(CouncilKind.ELEMENTARY, SeatPlan(group=EDUCATORS, seats=11)))
    assert {"quorum_without_parent", "many_personnel"} <= set(decision.codes)
    assert "quorum_without_teacher" not in decision.codes


def test_the_quorum_is_said_as_a_number_of_people_and_counts_voting_seats_only() -> None:
    seats = [SeatPlan(group=P, seats=11), SeatPlan(group=LIAISON, seats=1, is_voting=False)]
    decision = council_composition(set_up(CouncilKind.ELEMENTARY, *seats))
    sentences = [str(reason.sentence) for reason in decision.reasons]
    assert "This council has 11 voting members, so 6 must be present to vote." in sentences


@pytest.mark.parametrize(("parents", "warned"), [(8, True), (9, False), (11, False), (12, True)])
def test_size_is_recommended_to_be_10_to_12(parents: int, warned: bool) -> None:
    seats = [SeatPlan(group=P, seats=parents), SeatPlan(group=EDUCATORS, seats=1)]
    decision = council_composition(set_up(CouncilKind.MIDDLE, *seats))
    assert ("size_outside_recommendation" in decision.codes) is warned
    assert decision.allowed


@pytest.mark.parametrize("kind", [CouncilKind.HIGH, CouncilKind.DISTRICT])
@pytest.mark.parametrize(("students", "warned"), [(0, True), (1, True), (2, False)])
def test_high_and_district_councils_have_at_least_two_students(
    kind: CouncilKind, students: int, warned: bool
) -> None:
    decision = council_composition(set_up(kind, SeatPlan(group=STUDENTS, seats=students)))
    assert ("too_few_students" in decision.codes) is warned


@pytest.mark.parametrize(("personnel", "percent", "warned"), [(5, 50, False), (6, 50, True), (3, 25, True)])
def test_staff_share_is_looked_at_again_on_those_seated(personnel: int, percent: int, warned: bool) -> None:
    """Natchez 2015: more employees came than community members. A teacher in a parent seat is staff too."""
    facts = CompositionFacts(
        kind=CouncilKind.ELEMENTARY,
        moment=CompositionMoment.SEATED,
        groups=(
            GroupCount(group=P, places=9, personnel=personnel - 1, voting=9),
            GroupCount(group=EDUCATORS, places=3, personnel=1, voting=3),
        ),
        personnel_warning_percent=percent,
    )
    decision = council_composition(facts)
    assert ("many_personnel" in decision.codes) is warned
    assert decision.allowed


@pytest.mark.parametrize(("percent", "warned"), [(41, True), (42, False)])
def test_a_share_is_compared_exactly(percent: int, warned: bool) -> None:
    """5 of 12 are 41.7 percent."""
    groups = (GroupCount(group=P, places=7), GroupCount(group=EDUCATORS, places=5, personnel=5))
    facts = CompositionFacts(
        kind=CouncilKind.MIDDLE,
        moment=CompositionMoment.SEATED,
        groups=groups,
        personnel_warning_percent=percent,
    )
    assert ("many_personnel" in council_composition(facts).codes) is warned


def test_without_a_number_of_its_own_half_of_a_council_is_many_and_only_who_is_said_to_vote_does() -> None:
    groups = (GroupCount(group=P, places=6, voting=6), GroupCount(group=EDUCATORS, places=6, personnel=6))
    facts = CompositionFacts(kind=CouncilKind.MIDDLE, moment=CompositionMoment.SEATED, groups=groups)
    decision = council_composition(facts)
    assert "many_personnel" in decision.codes
    assert "This council has 6 voting members" in str(decision.reasons[0].sentence)


def test_no_places_are_no_share_and_a_group_without_places_is_no_group() -> None:
    facts = set_up(CouncilKind.HIGH, SeatPlan(group=EDUCATORS, seats=0))
    decision = council_composition(facts)
    assert "quorum_without_teacher" in decision.codes
    assert "many_personnel" not in decision.codes
    [students] = [reason for reason in decision.warnings if reason.code == "too_few_students"]
    assert str(students.sentence).endswith("Counted: 0.")


def test_on_the_ballot_neither_size_nor_liaison_is_missed() -> None:
    counts = tuple(GroupCount(group=group, places=1) for group in (P, B, C, EARLY, EDUCATORS))
    facts = CompositionFacts(
        kind=CouncilKind.ELEMENTARY, moment=CompositionMoment.BALLOT_FREEZE, groups=counts
    )
    assert council_composition(facts).reasons == ()


def test_seated_members_who_leave_a_group_out_are_named() -> None:
    facts = CompositionFacts(
        kind=CouncilKind.ELEMENTARY,
        moment=CompositionMoment.SEATED,
        groups=(
            GroupCount(group=P, places=8, voting=8),
            GroupCount(group=EDUCATORS, places=2, personnel=2, voting=2),
        ),
    )
    (warning,) = council_composition(facts).warnings
    assert str(warning.sentence) == (
        "A council of this kind should include these groups too: Business leaders, Community members, "
        "Early childhood, School or district liaison."
    )


def test_a_council_appointed_throughout_is_no_election() -> None:
    seats = (SeatPlan(group=P, seats=10, selection=SelectionMethod.APPOINTMENT),)
    decision = seats_are_filled_properly(SeatsFacts(seats=seats))
    assert not decision.allowed
    assert decision.codes == ("unusual_selection", "nothing_to_elect")


@pytest.mark.parametrize(("seats", "codes"), [(0, ("nothing_to_elect",)), (1, ())])
def test_one_seat_to_vote_on_makes_an_election(seats: int, codes: tuple[str, ...]) -> None:
    assert seats_are_filled_properly(SeatsFacts(seats=(SeatPlan(group=P, seats=seats),))).codes == codes


@pytest.mark.parametrize("method", SelectionMethod)
def test_students_may_be_found_in_every_way(method: SelectionMethod) -> None:
    seats = (SeatPlan(group=P, seats=4), SeatPlan(group=STUDENTS, seats=2, selection=method))
    assert seats_are_filled_properly(SeatsFacts(seats=seats)).reasons == ()
