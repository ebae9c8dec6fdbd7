"""Who may stand for which seat: scenarios S2, S3, S4 and S7 with their own dates."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.rules.calendar import add_years, age_on, local_date
from ballot_service.rules.candidacy import Acceptance, CandidacyFacts, Consent, StudentAge, student_age
from ballot_service.rules.decision import Outcome
from ballot_service.rules.employment import Employment, Position
from ballot_service.rules.nominations import may_serve
from ballot_service.rules.seat_groups import SeatGroupKind

CYPRESS = "Cypress Elementary"
TEACHER = Employment(position=Position.TEACHER)
CLOSING = date(2025, 11, 3)


def nominee(group: SeatGroupKind, *employments: Employment, children: tuple[str, ...] = ()) -> CandidacyFacts:
    return CandidacyFacts(
        seat_group=group, council_schools=(CYPRESS,), employments=employments, child_schools=children
    )


def student(age: StudentAge | None, consent: Consent = Consent.PENDING) -> CandidacyFacts:
    facts = nominee(SeatGroupKind.STUDENTS)
    return replace(facts, student_school=CYPRESS, student_age=age, consent=consent)


def test_s2_a_teacher_stands_for_a_teacher_seat() -> None:
    decision = may_serve(nominee(SeatGroupKind.EDUCATORS, TEACHER, children=(CYPRESS,)))
    assert decision.allowed
    assert decision.codes == ("note_district_personnel",)


def test_s2_a_teacher_with_a_child_hears_both_objections_to_a_community_seat() -> None:
    decision = may_serve(nominee(SeatGroupKind.COMMUNITY, TEACHER, children=(CYPRESS,)))
    assert [r.code for r in decision.objections] == [
        "community_seat_employed",
        "community_seat_child_enrolled",
    ]
    assert all(r.source.startswith("R040") for r in decision.objections)


def test_s2_a_teacher_stands_for_a_parent_seat_with_a_mark() -> None:
    decision = may_serve(nominee(SeatGroupKind.PARENTS, TEACHER, children=(CYPRESS,)))
    assert decision.allowed
    assert [str(r.sentence) for r in decision.reasons] == [
        "District personnel: works for the district or is on the school board."
    ]


@pytest.mark.parametrize(
    ("born_on", "outcome", "eligible_from"),
    [
        (date(2014, 6, 15), Outcome.REFUSED, date(2026, 6, 15)),
        (date(2013, 2, 20), Outcome.HELD, None),
        (date(2013, 11, 3), Outcome.HELD, None),
        (date(2013, 11, 4), Outcome.REFUSED, date(2025, 11, 4)),
    ],
)
def test_s3_students_on_the_day_nominations_close(
    born_on: date, outcome: Outcome, eligible_from: date | None
) -> None:
    decision = may_serve(student(student_age(born_on, CLOSING)))
    assert decision.outcome is outcome
    assert "pending_consent" in decision.codes
    assert decision.dates.get("eligible_from") == eligible_from


def test_s3_the_refusal_says_the_age_and_the_day_from_which_it_changes() -> None:
    [objection] = may_serve(student(student_age(date(2014, 6, 15), CLOSING), Consent.GIVEN)).objections
    assert str(objection.sentence) == (
        "The student is 11 on Mon 3 Nov 2025. Student members must be at least 12."
    )
    assert str(objection.remedy) == "Eligible from Mon 15 Jun 2026."


@pytest.mark.parametrize(
    ("consent", "outcome", "codes"),
    [
        (Consent.GIVEN, Outcome.ALLOWED, ()),
        (Consent.PENDING, Outcome.HELD, ("pending_consent",)),
        (Consent.MISSING, Outcome.REFUSED, ("consent_missing",)),
        (Consent.REFUSED, Outcome.REFUSED, ("consent_refused",)),
    ],
)
def test_s3_no_student_stands_without_a_guardians_consent(
    consent: Consent, outcome: Outcome, codes: tuple[str, ...]
) -> None:
    for age in (12, 18):
        decision = may_serve(student(StudentAge(age=age, on=CLOSING), consent))
        assert (decision.outcome, decision.codes) == (outcome, codes)


def test_a_student_without_a_birth_date_is_asked_for_it() -> None:
    assert may_serve(student(None, Consent.GIVEN)).codes == ("birth_date_missing",)


def test_a_student_who_stands_for_another_seat_needs_age_and_consent_too() -> None:
    facts = replace(student(StudentAge(age=16, on=CLOSING)), seat_group=SeatGroupKind.BUSINESS)
    assert may_serve(facts).codes == ("pending_consent",)


def test_a_student_seat_is_for_students_of_the_councils_schools() -> None:
    assert may_serve(nominee(SeatGroupKind.STUDENTS)).codes == ("student_seat_not_student",)
    elsewhere = replace(student(StudentAge(age=15, on=CLOSING), Consent.GIVEN), student_school="Oak Middle")
    assert may_serve(elsewhere).codes == ("student_seat_not_student",)


@pytest.mark.parametrize("position", list(Position))
def test_s4_whoever_may_not_vote_may_be_nominated(position: Position) -> None:
    for group in (SeatGroupKind.PARENTS, SeatGroupKind.BUSINESS, SeatGroupKind.EARLY_CHILDHOOD):
        decision = may_serve(nominee(group, Employment(position=position), children=(CYPRESS,)))
        assert decision.allowed


class TestReservedSeat:
    """S7: the reserved Elm parent seat accepts nominees only with a child at Elm."""

    def reserved(self, *children: str) -> CandidacyFacts:
        return CandidacyFacts(
            seat_group=SeatGroupKind.PARENTS,
            council_schools=("Elm ES", "Oak MS", "Pine HS"),
            seat_school="Elm ES",
            child_schools=children,
        )

    def test_a_child_at_elm_is_needed(self) -> None:
        assert may_serve(self.reserved("Elm ES")).allowed
        assert may_serve(self.reserved("Oak MS", "Elm ES")).allowed
        [objection] = may_serve(self.reserved("Oak MS")).objections
        assert str(objection.sentence) == (
            "This seat is kept for parents and guardians of children at Elm ES."
        )

    def test_the_seat_at_large_accepts_a_child_at_any_of_the_schools(self) -> None:
        at_large = replace(self.reserved("Oak MS"), seat_school=None)
        assert may_serve(at_large).allowed
        assert may_serve(replace(at_large, child_schools=("Cedar ES",))).codes == ("parent_seat_no_child",)


def test_nobody_stands_for_the_liaisons_seat() -> None:
    assert may_serve(nominee(SeatGroupKind.LIAISON, TEACHER)).objections[0].code == "liaison_is_appointed"


def test_community_seats_take_people_who_neither_work_nor_have_a_child_here() -> None:
    assert may_serve(nominee(SeatGroupKind.COMMUNITY)).reasons == ()
    assert may_serve(nominee(SeatGroupKind.COMMUNITY, Employment(position=Position.RETIRED))).reasons == ()
    board = may_serve(nominee(SeatGroupKind.COMMUNITY, Employment(position=Position.BOARD_MEMBER)))
    assert board.outcome is Outcome.HELD
    contractor = may_serve(nominee(SeatGroupKind.COMMUNITY, Employment(position=Position.CONTRACTOR)))
    assert contractor.allowed
    assert contractor.codes == ("needs_review_work",)


@pytest.mark.parametrize(
    ("position", "code"),
    [
        (Position.ASSISTANT_TEACHER, None),
        (Position.ADMINISTRATOR, None),
        (Position.CAFETERIA, "educator_seat_not_educator"),
        (Position.RETIRED, "educator_seat_not_educator"),
        (Position.OTHER_DISTRICT, "educator_seat_not_educator"),
        (Position.UNKNOWN, "educator_position_unknown"),
    ],
)
def test_educator_seats_take_teachers_assistants_and_administrators(
    position: Position, code: str | None
) -> None:
    decision = may_serve(nominee(SeatGroupKind.EDUCATORS, Employment(position=position)))
    assert [r.code for r in decision.objections] == ([code] if code else [])


def test_a_pta_leader_is_flagged_and_not_refused() -> None:
    leader = replace(nominee(SeatGroupKind.PARENTS, children=(CYPRESS,)), leads_parent_group=True)
    decision = may_serve(leader)
    assert decision.allowed
    assert [r.code for r in decision.warnings] == ["leads_parent_group"]
    assert may_serve(replace(leader, seat_group=SeatGroupKind.BUSINESS)).reasons == ()


@pytest.mark.parametrize(
    ("acceptance", "outcome"),
    [
        (Acceptance.ACCEPTED, Outcome.ALLOWED),
        (Acceptance.PENDING, Outcome.HELD),
        (Acceptance.DECLINED, Outcome.REFUSED),
    ],
)
def test_whoever_is_nominated_has_to_accept(acceptance: Acceptance, outcome: Outcome) -> None:
    facts = replace(nominee(SeatGroupKind.BUSINESS), acceptance=acceptance)
    assert may_serve(facts).outcome is outcome


def test_a_business_seat_is_for_people_of_its_field() -> None:
    facts = replace(nominee(SeatGroupKind.BUSINESS), in_group_field=False)
    assert may_serve(facts).codes == ("not_in_group_field",)


@given(born_on=st.dates(date(2000, 1, 1), date(2020, 12, 31)), days=st.integers(0, 5000))
def test_a_student_is_old_enough_from_the_day_named_and_not_a_day_before(born_on: date, days: int) -> None:
    found = student_age(born_on, born_on + timedelta(days=days))
    if found.old_enough_on is None:
        assert found.age >= 12
    else:
        assert found.age < 12
        assert age_on(born_on, found.old_enough_on) == 12
        assert age_on(born_on, found.old_enough_on - timedelta(days=1)) == 11


@given(
    born_on=st.dates(date(2008, 1, 1), date(2014, 12, 31))
    | st.sampled_from([date(2008, 2, 29), date(2012, 2, 29)]),
    away=st.integers(-2, 2),
    clock=st.times(),
    zone=st.sampled_from(
        ["America/Chicago", "UTC", "Pacific/Kiritimati", "Pacific/Honolulu", "Asia/Kolkata"]
    ),
)
def test_what_counts_is_the_districts_own_day_on_which_nominations_close(
    born_on: date, away: int, clock: time, zone: str
) -> None:
    """Wherever the server's clock stands: an hour of the next UTC day makes nobody a day older."""
    twelfth = add_years(born_on, 12)
    day = twelfth + timedelta(days=away)
    closes = datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)
    found = student_age(born_on, local_date(closes, zone))
    assert (found.old_enough_on is None) is (day >= twelfth)


@given(
    group=st.sampled_from(SeatGroupKind),
    position=st.none() | st.sampled_from(Position),
    children=st.sampled_from([(), (CYPRESS,), ("Oak MS",)]),
    acceptance=st.sampled_from(Acceptance),
    consent=st.sampled_from(Consent),
    school=st.none() | st.just(CYPRESS),
)
def test_every_objection_has_a_remedy(
    group: SeatGroupKind,
    position: Position | None,
    children: tuple[str, ...],
    acceptance: Acceptance,
    consent: Consent,
    school: str | None,
) -> None:
    work = (Employment(position=position),) if position else ()
    facts = replace(
        nominee(group, *work, children=children),
        acceptance=acceptance,
        consent=consent,
        student_school=school,
    )
    assert all(str(r.remedy) and r.source for r in may_serve(facts).objections)
