"""Contests from seats, what may be marked, and how an opened ballot is read (1.14, 1.15)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.rules.ballots import MarksFacts, UnreadableBallot, check_marks, read_ballot, read_contest
from ballot_service.rules.contests import Contest, NoSuchContest, Standing, contests_from_seats
from ballot_service.rules.decision import Decision
from ballot_service.rules.election_settings import Uncontested
from ballot_service.rules.presets import SeatPlan
from ballot_service.rules.seat_groups import SeatGroupKind, SelectionMethod

PARENTS = Contest(
    contest="parents", group=SeatGroupKind.PARENTS, seats=4, candidates=("p1", "p2", "p3", "p4", "p5", "p6")
)
STUDENTS = Contest(contest="students", group=SeatGroupKind.STUDENTS, seats=2, candidates=("s1",))
EMPTY = Contest(contest="business", group=SeatGroupKind.BUSINESS, seats=1)


def mark(*marks: str) -> Decision:
    return check_marks(MarksFacts(contest=PARENTS, marks=marks))


def test_votes_allowed_are_the_seats_and_never_more_than_the_candidates() -> None:
    assert (PARENTS.votes_allowed, STUDENTS.votes_allowed, EMPTY.votes_allowed) == (4, 1, 0)
    assert [contest.is_printed for contest in (PARENTS, STUDENTS, EMPTY)] == [True, True, False]


def test_one_contest_for_each_group_and_reserved_school_and_none_for_the_appointed_liaison() -> None:
    seats = (
        SeatPlan(group=SeatGroupKind.LIAISON, seats=1, selection=SelectionMethod.APPOINTMENT),
        SeatPlan(group=SeatGroupKind.COMMUNITY, seats=2),
        SeatPlan(group=SeatGroupKind.PARENTS, seats=3),
        SeatPlan(group=SeatGroupKind.PARENTS, seats=1, reserved_school="Elm"),
    )
    standing = (
        Standing(candidate="b", group=SeatGroupKind.PARENTS),
        Standing(candidate="a", group=SeatGroupKind.PARENTS),
        Standing(candidate="e", group=SeatGroupKind.PARENTS, reserved_school="Elm"),
    )
    elm, at_large, community = contests_from_seats(seats, standing)
    assert (elm.contest, elm.seats, elm.candidates) == ("parents:Elm", 1, ("e",))
    assert (at_large.contest, at_large.seats, at_large.candidates) == ("parents", 3, ("b", "a"))
    assert (community.candidates, community.is_printed, community.is_at_large) == ((), False, False)


def test_a_candidate_for_seats_nobody_votes_on_is_an_error() -> None:
    with pytest.raises(NoSuchContest, match="business, at large"):
        contests_from_seats((), (Standing(candidate="b", group=SeatGroupKind.BUSINESS),))


@pytest.mark.parametrize(
    ("uncontested", "is_printed"), [(Uncontested.VOTE, True), (Uncontested.DECLARE_ELECTED, False)]
)
def test_no_more_candidates_than_seats_are_voted_on_unless_the_council_declares_them(
    uncontested: Uncontested, is_printed: bool
) -> None:
    seats = (SeatPlan(group=SeatGroupKind.BUSINESS, seats=1),)
    (contest,) = contests_from_seats(
        seats, (Standing(candidate="b", group=SeatGroupKind.BUSINESS),), uncontested=uncontested
    )
    assert contest.is_printed is is_printed


def test_exactly_as_many_as_allowed_needs_no_word() -> None:
    assert mark("p1", "p2", "p3", "p6").reasons == ()


def test_too_many_are_refused_with_what_to_do() -> None:
    decision = mark("p1", "p2", "p3", "p4", "p5")
    assert not decision.allowed
    (reason,) = decision.reasons
    assert str(reason.sentence) == "Parents: you chose 5. You may choose up to 4."
    assert str(reason.remedy) == "Take away 1 of your choices."


def test_a_stranger_is_refused() -> None:
    assert mark("p1", "s1", "p2", "p3").codes == ("not_on_ballot",)


def test_fewer_and_none_are_allowed_with_a_word() -> None:
    fewer, none = mark("p1", "p2", "p3"), mark()
    assert fewer.allowed
    assert str(fewer.warnings[0].sentence) == "Parents: you chose 3. You may choose up to 4."
    assert none.allowed
    assert str(none.warnings[0].sentence) == "Parents: you left this blank. That is allowed."


def test_the_same_name_twice_is_one_choice() -> None:
    assert mark("p1", "p1", "p2", "p3", "p4").reasons == ()


def test_an_overvote_loses_that_contest_and_no_other() -> None:
    parents, students = read_ballot(
        (PARENTS, STUDENTS, EMPTY), {"parents": ("p1", "p2", "p3", "p4", "p5"), "students": ("s1",)}
    )
    assert (parents.votes, parents.overvotes, parents.undervotes) == ((), 4, 0)
    assert (students.votes, students.overvotes, students.undervotes) == (("s1",), 0, 0)


def test_a_contest_left_out_is_blank() -> None:
    parents, students = read_ballot((PARENTS, STUDENTS), {"students": ("s1",)})
    assert (parents.is_blank, parents.undervotes) == (True, 4)
    assert not students.is_blank


@pytest.mark.parametrize("opened", [{"parents": ("s1",)}, {"business": ()}, {"mayor": ("p1",)}])
def test_a_ballot_that_names_what_was_not_on_it_cannot_be_read(opened: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(UnreadableBallot):
        read_ballot((PARENTS, EMPTY), opened)


@given(
    seats=st.integers(0, 6),
    candidates=st.integers(0, 8),
    marks=st.lists(st.integers(0, 7), max_size=10),
)
def test_votes_and_overvotes_and_undervotes_make_the_votes_allowed(
    seats: int, candidates: int, marks: list[int]
) -> None:
    names = tuple(f"c{n}" for n in range(candidates))
    allowed = min(seats, candidates)
    marked = tuple(f"c{n}" for n in marks if n < candidates)
    reading = read_contest(allowed, names, marked)
    assert reading.votes_allowed == allowed
    assert reading.is_blank is (not marked)
    assert len(set(reading.votes)) == len(reading.votes)
