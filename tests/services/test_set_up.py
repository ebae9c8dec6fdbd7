"""S7 and setting up: duty by grade and year, presets, seats reserved for schools, warnings, contests from seats."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from ballot_service.models import (
    Contest,
    Council,
    Election,
    Enrollment,
    Guardianship,
    Person,
    PreElectionStatus,
    School,
    SchoolLevel,
)
from ballot_service.rules.candidacy import Consent
from ballot_service.rules.councils import Grade
from ballot_service.rules.coverage import coverage_report
from ballot_service.rules.election_settings import Coverage, ElectionSettings
from ballot_service.rules.presets import CouncilKind, SeatPlan, preset_seats, recommended_groups
from ballot_service.rules.seat_groups import SeatGroupKind, SelectionMethod
from ballot_service.services import (
    certifying,
    districts,
    freezing,
    issuing,
    nominating,
    opening,
    registering,
    seat_setting,
    seating,
    setting_up,
)
from ballot_service.services.acting import NotFound, Refused
from ballot_service.services.nominating import Nomination
from tests.services.steps import (
    close_and_count,
    refusal,
    sentences,
    sign_and_certify,
)
from tests.tallow_creek import (
    CERTIFY,
    CLOSES,
    FORMS_CLOSE,
    FORMS_OPEN,
    OPENS,
    SET_UP,
    TallowCreek,
    at,
)

PARENTS, STUDENTS = SeatGroupKind.PARENTS, SeatGroupKind.STUDENTS
REST = (
    SeatPlan(group=SeatGroupKind.BUSINESS, seats=1),
    SeatPlan(group=SeatGroupKind.COMMUNITY, seats=2),
    SeatPlan(group=SeatGroupKind.EARLY_CHILDHOOD, seats=1),
    SeatPlan(group=SeatGroupKind.HIGHER_EDUCATION, seats=1),
    SeatPlan(group=STUDENTS, seats=2, selection=SelectionMethod.COMMUNITY_VOTE),
    SeatPlan(group=SeatGroupKind.LIAISON, seats=1, selection=SelectionMethod.APPOINTMENT),
)
AT_LARGE = (SeatPlan(group=PARENTS, seats=4), *REST)
RESERVED = (
    *(SeatPlan(group=PARENTS, seats=1, reserved_school=name) for name in ("Elm", "Oak", "Pine")),
    SeatPlan(group=PARENTS, seats=1),
    *REST,
)


@pytest.fixture
def schools(creek: TallowCreek) -> dict[str, School]:
    """S7's schools; Cypress is rated B here, so that it needs nobody."""
    districts.set_grade(creek.session, creek.district, creek.cypress, "2025-26", Grade.B, now=SET_UP)
    rated = (
        ("Elm", SchoolLevel.ELEMENTARY, Grade.F),
        ("Oak", SchoolLevel.MIDDLE, Grade.D),
        ("Pine", SchoolLevel.HIGH, Grade.D),
        ("Cedar", SchoolLevel.ELEMENTARY, Grade.C),
        ("Birch", SchoolLevel.ELEMENTARY, Grade.B),
    )
    return {name: creek.school(name, level, grade) for name, level, grade in rated}


def district_council(creek: TallowCreek, plans: tuple[SeatPlan, ...]) -> Council:
    return setting_up.create_council(
        creek.session,
        creek.district,
        kind=CouncilKind.DISTRICT,
        name="District council",
        plans=plans,
        now=SET_UP,
    )


def an_election(creek: TallowCreek, council: Council, settings: ElectionSettings | None = None) -> Election:
    return setting_up.create_election(
        creek.session,
        council,
        title="District election",
        nominations_open_at=FORMS_OPEN,
        nominations_close_at=FORMS_CLOSE,
        opens_at=OPENS,
        closes_at=CLOSES,
        roll_closes_on=date(2025, 11, 3),
        settings=settings or ElectionSettings(),
        now=SET_UP,
    )


def family(creek: TallowCreek, school: School, name: str) -> tuple[Person, Person]:
    """A guardian and a child of 14 at a school."""
    parent = creek.person(name, "Parent")
    child = creek.person(name, "Child", date(2011, 1, 1))
    creek.session.add_all(
        (
            Enrollment(district_id=creek.district.id, person_id=child.id, school_id=school.id),
            Guardianship(district_id=creek.district.id, guardian_id=parent.id, student_id=child.id),
        )
    )
    creek.session.flush()
    return parent, child


def test_duty_follows_the_grade_of_the_year(creek: TallowCreek) -> None:
    """R001 to R005: a D school must have a council in the year of the grade, and only then."""
    district = creek.district
    assert "school_council_missing" in districts.duty(creek.session, district, "2025-26").codes
    assert "school_council_missing" not in districts.duty(creek.session, district, "2024-25").codes
    creek.election()
    assert districts.duty(creek.session, district, "2025-26").allowed
    districts.set_grade(creek.session, district, None, "2025-26", Grade.F, now=SET_UP)
    assert "district_council_missing" in districts.duty(creek.session, district, "2025-26").codes
    districts.set_grade(creek.session, district, None, "2025-26", Grade.C, now=SET_UP)
    assert "district_council_missing" not in districts.duty(creek.session, district, "2025-26").codes, (
        "entered anew"
    )


def test_one_district_council_can_stand_for_all(creek: TallowCreek, schools: dict[str, School]) -> None:
    before = districts.duty(creek.session, creek.district, "2025-26")
    assert any("Elm, Oak, Pine" in text for text in sentences(before))
    districts.choose_one_council(creek.session, creek.district, True, now=SET_UP)
    assert "district_council_missing" in districts.duty(creek.session, creek.district, "2025-26").codes
    district_council(creek, RESERVED)
    after = districts.duty(creek.session, creek.district, "2025-26")
    assert after.allowed
    assert "one_council_for_all" in after.codes


@pytest.mark.parametrize("kind", list(CouncilKind))
def test_a_preset_has_the_groups_the_guidance_names(creek: TallowCreek, kind: CouncilKind) -> None:
    school = None if kind is CouncilKind.DISTRICT else creek.cypress
    council = setting_up.create_council(
        creek.session, creek.district, kind=kind, name="Preset", school=school, now=SET_UP
    )
    assert {group.kind for group in council.seat_groups} == set(recommended_groups(kind))
    assert sum(len(group.seats) for group in council.seat_groups) == sum(p.seats for p in preset_seats(kind))
    said = setting_up.composition_of(council)
    assert said.allowed
    assert not said.warnings, "a preset needs no warning"


def test_the_template_without_teachers_is_warned_about_and_not_refused(creek: TallowCreek) -> None:
    """X7: under the model rule such a council could never hold a vote."""
    creek.election()
    said = setting_up.composition_of(creek.council)
    assert said.allowed
    codes = {reason.code for reason in said.warnings}
    assert {"quorum_without_teacher", "size_outside_recommendation", "groups_absent"} <= codes


def test_students_and_staff_share_are_warned_about(creek: TallowCreek) -> None:
    council = district_council(
        creek, (SeatPlan(group=PARENTS, seats=5), SeatPlan(group=SeatGroupKind.EDUCATORS, seats=5))
    )
    codes = {reason.code for reason in setting_up.composition_of(council).warnings}
    assert {"too_few_students", "many_personnel"} <= codes
    generous = setting_up.composition_of(council, ElectionSettings(personnel_warning_percent=60))
    assert "many_personnel" not in generous.codes


def test_four_at_large_are_refused_with_the_schools_named(
    creek: TallowCreek, schools: dict[str, School]
) -> None:
    council = district_council(creek, AT_LARGE)
    with pytest.raises(Refused) as caught:
        an_election(creek, council)
    assert "No seat is reserved for Elm, Oak, Pine." in sentences(refusal(caught))
    reported = an_election(creek, council, ElectionSettings(df_coverage=Coverage.REPORT))
    assert reported.contests, "the other setting only warns"


def test_reserved_seats_are_accepted_and_make_contests_of_their_own(
    creek: TallowCreek, schools: dict[str, School]
) -> None:
    election = an_election(creek, district_council(creek, RESERVED))
    parents = [c for c in election.contests if c.seat_group.kind is PARENTS]
    assert [(c.reserved_school.name if c.reserved_school else None, c.seats) for c in parents] == [
        ("Elm", 1),
        ("Oak", 1),
        ("Pine", 1),
        (None, 1),
    ]
    kinds = {contest.seat_group.kind for contest in election.contests}
    assert SeatGroupKind.LIAISON not in kinds, "appointed, so not on the ballot"
    assert STUDENTS in kinds


def test_a_seat_for_a_school_the_district_does_not_have(creek: TallowCreek) -> None:
    with pytest.raises(NotFound):
        district_council(creek, (SeatPlan(group=PARENTS, seats=1, reserved_school="Nowhere"),))


def test_a_council_without_any_vote_has_no_election(creek: TallowCreek) -> None:
    council = district_council(creek, (REST[-1],))
    with pytest.raises(Refused) as caught:
        an_election(creek, council)
    assert "nothing_to_elect" in refusal(caught).codes


def test_the_reserved_seat_takes_only_nominees_with_a_child_there(
    creek: TallowCreek, schools: dict[str, School]
) -> None:
    election = an_election(creek, district_council(creek, RESERVED))
    elm = _contest(election, PARENTS, "Elm")
    there, _ = family(creek, schools["Elm"], "Ella")
    elsewhere, _ = family(creek, schools["Oak"], "Otis")
    filed = [_file(creek, elm, person) for person in (there, elsewhere)]
    assert filed == [PreElectionStatus.QUALIFIED, PreElectionStatus.REFUSED]
    registering.build_roll(creek.session, election, now=at(11, 3))
    assert len(registering.roll(creek.session, election)) == 2, "parents of every school vote"


def _contest(election: Election, group: SeatGroupKind, school: str | None = None) -> Contest:
    return next(
        c
        for c in election.contests
        if c.seat_group.kind is group and (c.reserved_school.name if c.reserved_school else None) == school
    )


def _file(
    creek: TallowCreek, contest: Contest, person: Person, consent: Consent = Consent.PENDING
) -> PreElectionStatus:
    form = Nomination(name=person.name, consent=consent)
    return nominating.file_nomination(
        creek.session, contest, person, form, now=at(10, 20)
    ).pre_election_status


@pytest.mark.parametrize("student_at", ["Oak", "Cedar"])
def test_who_speaks_for_each_school_is_asked_at_certification(
    creek: TallowCreek, schools: dict[str, School], tmp_path: Path, student_at: str
) -> None:
    """Nobody stands for Oak's parent seat; a student of Oak, once elected, speaks for it all the same."""
    election = an_election(creek, district_council(creek, RESERVED))
    for name in ("Elm", "Pine"):
        parent, _ = family(creek, schools[name], f"{name}y")
        assert _file(creek, _contest(election, PARENTS, name), parent) is PreElectionStatus.QUALIFIED
    _, student = family(creek, schools[student_at], "Stu")
    assert _file(creek, _contest(election, STUDENTS), student, Consent.GIVEN) is PreElectionStatus.QUALIFIED
    _run(creek, election)

    report = {line.school: line for line in coverage_report(seating.coverage_facts(creek.session, election))}
    assert set(report) == {"Elm", "Oak", "Pine"}, "Cedar and Birch are never required"
    assert report["Elm"].groups == (PARENTS,)
    assert [(u.school, u.seats) for u in report["Oak"].unfilled] == [("Oak", 1)]
    if student_at == "Oak":
        assert report["Oak"].groups == (STUDENTS,)
    else:
        _needs_a_reason(creek, election)
    papers = sign_and_certify(creek.session, election, tmp_path, CERTIFY)
    assert papers.verified().is_good, papers.verified().first_wrong
    said = papers.certificate.document["statements"]
    if student_at == "Oak":
        assert "Oak: represented by Students." in said
    else:
        assert "Oak: not represented." in said
        assert "The reason given: Two parents were asked, and nobody could." in said


def _run(creek: TallowCreek, election: Election) -> None:
    creek.notify(election)
    registering.build_roll(creek.session, election, now=at(11, 3))
    creek.freeze(election)
    opening.confirm_opening(creek.session, election, now=at(11, 13))
    issuing.issue_links(creek.session, election, now=at(11, 13))
    creek.session.commit()
    close_and_count(creek.session, election)


def _needs_a_reason(creek: TallowCreek, election: Election) -> None:
    points = certifying.open_points(creek.session, election, CERTIFY)
    assert "Oak: not represented." in sentences(points)
    for empty in ("", "  \n"):
        with pytest.raises(Refused) as caught:
            certifying.write_reason(creek.session, election, "Oak", empty, now=CERTIFY)
        assert refusal(caught).codes == ("reason_missing",)
    reason = "Two parents were asked, and nobody could."
    certifying.write_reason(creek.session, election, "Oak", reason, now=CERTIFY)
    creek.session.commit()
    assert "Oak: not represented." not in sentences(certifying.open_points(creek.session, election, CERTIFY))


def test_seats_stay_once_interest_forms_are_open(creek: TallowCreek) -> None:
    election = creek.election()
    with pytest.raises(Refused) as caught:
        seat_setting.set_seats(creek.session, creek.council, AT_LARGE, now=FORMS_OPEN)
    assert refusal(caught).codes == ("seats_in_election",)
    assert election.title in sentences(refusal(caught))[0]


def test_until_forms_open_the_contests_follow_the_seats(creek: TallowCreek) -> None:
    election = creek.election()
    six = (SeatPlan(group=SeatGroupKind.PARENTS, seats=6), SeatPlan(group=SeatGroupKind.BUSINESS, seats=1))
    seat_setting.set_seats(creek.session, creek.council, six, now=FORMS_OPEN - timedelta(seconds=1))
    creek.session.commit()
    made = [(each.seat_group.kind, each.seats, each.position) for each in election.contests]
    assert made == [(SeatGroupKind.PARENTS, 6, 1), (SeatGroupKind.BUSINESS, 1, 2)]


def test_staff_on_the_ballot_are_warned_about_at_the_freeze(creek: TallowCreek) -> None:
    election = creek.election()
    creek.stand(election.contests[0], "Ana Ruiz")
    election.contests[0].candidates[0].is_personnel = True
    assert "many_personnel" in freezing.ballot_warnings(creek.session, election).codes
