"""S7: one district council covers every school rated D or F (R003, R004; CEC Guidance 2022, pp. 6, 7)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ballot_service.rules.contests import contest_heading, contest_title, contests_from_seats
from ballot_service.rules.councils import Grade, SchoolGrade
from ballot_service.rules.coverage import (
    CoverageFacts,
    SeatCoverageFacts,
    TiedMember,
    UnfilledSeats,
    coverage_report,
    schools_represented,
    seats_cover_schools,
)
from ballot_service.rules.election_settings import Coverage, Uncontested
from ballot_service.rules.presets import SeatPlan
from ballot_service.rules.seat_groups import SeatGroupKind, SelectionMethod

SCHOOLS = (
    SchoolGrade(school="Elm", grade=Grade.F),
    SchoolGrade(school="Oak", grade=Grade.D),
    SchoolGrade(school="Pine", grade=Grade.D),
    SchoolGrade(school="Cedar", grade=Grade.C),
    SchoolGrade(school="Birch", grade=Grade.B),
)
OTHERS = (
    SeatPlan(group=SeatGroupKind.BUSINESS, seats=1),
    SeatPlan(group=SeatGroupKind.COMMUNITY, seats=2),
    SeatPlan(group=SeatGroupKind.EARLY_CHILDHOOD, seats=1),
    SeatPlan(group=SeatGroupKind.HIGHER_EDUCATION, seats=1),
    SeatPlan(group=SeatGroupKind.STUDENTS, seats=2),
    SeatPlan(group=SeatGroupKind.LIAISON, seats=1, selection=SelectionMethod.APPOINTMENT),
)
AT_LARGE = SeatCoverageFacts(
    schools=SCHOOLS,
    seats=(SeatPlan(group=SeatGroupKind.PARENTS, seats=4), *OTHERS),
    df_coverage=Coverage.RESERVE,
)
RESERVED = replace(
    AT_LARGE,
    seats=(
        *(
            SeatPlan(group=SeatGroupKind.PARENTS, seats=1, reserved_school=school)
            for school in ("Elm", "Oak", "Pine", None)
        ),
        *OTHERS,
    ),
)


def test_four_parent_seats_at_large_are_refused_naming_the_schools() -> None:
    decision = seats_cover_schools(AT_LARGE)
    assert not decision.allowed
    assert str(decision.objections[0].sentence) == "No seat is reserved for Elm, Oak, Pine."


def test_a_seat_reserved_for_each_is_accepted_and_cedar_and_birch_are_never_required() -> None:
    assert seats_cover_schools(RESERVED).reasons == ()


def test_a_seat_of_any_group_covers_a_school() -> None:
    student = SeatPlan(group=SeatGroupKind.STUDENTS, seats=1, reserved_school="Oak")
    decision = seats_cover_schools(replace(AT_LARGE, seats=(*AT_LARGE.seats, student)))
    assert str(decision.objections[0].sentence) == "No seat is reserved for Elm, Pine."


def test_reserving_no_seat_at_all_for_a_school_covers_nothing() -> None:
    none = SeatPlan(group=SeatGroupKind.PARENTS, seats=0, reserved_school="Oak")
    decision = seats_cover_schools(replace(AT_LARGE, seats=(*AT_LARGE.seats, none)))
    assert str(decision.objections[0].sentence) == "No seat is reserved for Elm, Oak, Pine."


def test_under_the_setting_report_it_is_a_warning() -> None:
    decision = seats_cover_schools(replace(AT_LARGE, df_coverage=Coverage.REPORT))
    assert decision.allowed
    assert [reason.code for reason in decision.warnings] == ["no_seat_reserved"]


def test_a_seat_for_a_school_the_district_does_not_have_is_refused() -> None:
    stray = SeatPlan(group=SeatGroupKind.PARENTS, seats=1, reserved_school="Elmwood")
    decision = seats_cover_schools(replace(RESERVED, seats=(*RESERVED.seats, stray)))
    assert [reason.code for reason in decision.objections] == ["school_unknown"]
    assert "Elmwood" in str(decision.objections[0].sentence)


OAK_UNFILLED = UnfilledSeats(group=SeatGroupKind.PARENTS, school="Oak")
STUDENT_FROM_OAK = CoverageFacts(
    schools=SCHOOLS,
    members=(
        TiedMember(group=SeatGroupKind.PARENTS, school="Elm"),
        TiedMember(group=SeatGroupKind.STUDENTS, school="Oak"),
        TiedMember(group=SeatGroupKind.PARENTS, school="Pine"),
    ),
    unfilled=(OAK_UNFILLED,),
)


def test_a_student_who_attends_oak_covers_oak_and_the_parent_seat_is_unfilled() -> None:
    assert [str(line.sentence) for line in coverage_report(STUDENT_FROM_OAK)] == [
        "Elm: represented by Parents.",
        "Oak: represented by Students.",
        "Pine: represented by Parents.",
    ]
    decision = schools_represented(STUDENT_FROM_OAK)
    assert decision.allowed
    assert [reason.code for reason in decision.warnings] == ["reserved_seat_unfilled"]


def test_a_school_nobody_is_tied_to_needs_a_written_reason() -> None:
    nobody = replace(
        STUDENT_FROM_OAK, members=tuple(m for m in STUDENT_FROM_OAK.members if m.school != "Oak")
    )
    decision = schools_represented(nobody)
    assert not decision.allowed
    (objection,) = decision.objections
    assert str(objection.sentence) == "Oak: not represented."
    assert "Write the reason" in str(objection.remedy)

    explained = schools_represented(replace(nobody, reasons_written=("Oak",)))
    assert explained.allowed
    assert "Oak: not represented." in [str(reason.sentence) for reason in explained.warnings]


@pytest.mark.parametrize(
    ("unfilled", "sentences"),
    [
        (OAK_UNFILLED, ["Oak: 1 of the seats reserved for this school are unfilled (Parents)."]),
        (replace(OAK_UNFILLED, seats=0), []),
    ],
)
def test_a_school_whose_seats_are_filled_lacks_none(unfilled: UnfilledSeats, sentences: list[str]) -> None:
    warnings = schools_represented(replace(STUDENT_FROM_OAK, unfilled=(unfilled,))).warnings
    assert [str(reason.sentence) for reason in warnings] == sentences


def test_nobody_is_declared_elected_where_nobody_stands() -> None:
    contests = contests_from_seats(OTHERS, uncontested=Uncontested.DECLARE_ELECTED)
    assert not any(contest.is_declared or contest.is_printed for contest in contests)


def test_the_contests_of_this_council() -> None:
    contests = contests_from_seats(RESERVED.seats)
    assert [str(contest_heading(contest)) for contest in contests] == [
        "Parents – Elm, 1 seat",
        "Parents – Oak, 1 seat",
        "Parents – Pine, 1 seat",
        "Parents, at large, 1 seat",
        "Business leaders, 1 seat",
        "Community members, 2 seats",
        "Early childhood, 1 seat",
        "Higher education, 1 seat",
        "Students, 2 seats",
    ]
    assert [str(contest_title(contest)) for contest in contests][:4] == [
        "Parents – Elm",
        "Parents – Oak",
        "Parents – Pine",
        "Parents, at large",
    ]
