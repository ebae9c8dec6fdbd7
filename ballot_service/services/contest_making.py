"""Contests follow from seats: whether the seats are sound, and the contests made from them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ballot_service.models import Contest, Council, District, Election
from ballot_service.rules.composition import SeatsFacts, seats_are_filled_properly
from ballot_service.rules.contests import contests_from_seats
from ballot_service.rules.councils import SchoolGrade
from ballot_service.rules.coverage import SeatCoverageFacts, seats_cover_schools
from ballot_service.rules.decision import Decision
from ballot_service.rules.election_settings import ElectionSettings
from ballot_service.rules.electorates import ElectorateFacts, electorate_fits_seats
from ballot_service.rules.presets import CouncilKind
from ballot_service.services.acting import Refused
from ballot_service.services.deciding import Asked
from ballot_service.services.districts import grades
from ballot_service.services.facts import seat_plans, settings_of


def require_sound_seats(
    session: Session, council: Council, school_year: str, settings: ElectionSettings, *, act: str
) -> tuple[Asked, ...]:
    """What the rules were asked about the seats, so that it can be kept with the election.

    Raises Refused when no seat is filled by a vote of the electorate, or a D or F school has none on a district
    council (S7).
    """
    plans = seat_plans(council.seat_groups)
    seats = SeatsFacts(seats=plans)
    electorate = ElectorateFacts(electorate=settings.electorate, seats=plans)
    decision = seats_are_filled_properly(seats) + electorate_fits_seats(electorate)
    asked: tuple[Asked, ...] = (
        Asked(rule="seats_are_filled_properly", facts=seats),
        Asked(rule="electorate_fits_seats", facts=electorate),
    )
    if council.kind is CouncilKind.DISTRICT:
        district = session.get_one(District, council.district_id)
        coverage = coverage_facts(session, district, council, school_year, settings)
        decision += seats_cover_schools(coverage)
        asked = (*asked, Asked(rule="seats_cover_schools", facts=coverage))
    if not decision.allowed:
        raise Refused(act, decision, district_id=council.district_id, subject_id=council.id, asked=asked)
    return asked


def coverage_of(
    session: Session, district: District, council: Council, school_year: str, settings: ElectionSettings
) -> Decision:
    """Whether the seats of a district council reach every school rated D or F in that school year (S7)."""
    return seats_cover_schools(coverage_facts(session, district, council, school_year, settings))


def coverage_facts(
    session: Session, district: District, council: Council, school_year: str, settings: ElectionSettings
) -> SeatCoverageFacts:
    """The seats as planned, and the schools with their grades in that school year."""
    _, rated = grades(session, district, school_year)
    return SeatCoverageFacts(
        schools=tuple(SchoolGrade(school=school.name, grade=grade) for school, grade in rated),
        seats=seat_plans(council.seat_groups),
        df_coverage=settings.df_coverage,
    )


def make_contests_again(session: Session, election: Election, council: Council) -> None:
    """Replaces the contests before anybody stands: the seats, or who votes on them, are others now."""
    election.contests.clear()
    session.flush()  # the old positions have to be free
    add_contests(election, council)
    session.flush()


def add_contests(election: Election, council: Council) -> None:
    """Gives the election one contest for each seat group and reserved school that its electorate votes on."""
    schools = {
        s.reserved_school.name: s.reserved_school
        for g in council.seat_groups
        for s in g.seats
        if s.reserved_school
    }
    groups = {group.kind: group for group in council.seat_groups}
    voted = contests_from_seats(seat_plans(council.seat_groups), electorate=settings_of(election).electorate)
    for position, contest in enumerate(voted, start=1):
        election.contests.append(
            Contest(
                district_id=election.district_id,
                seat_group=groups[contest.group],
                reserved_school=schools[contest.reserved_school] if contest.reserved_school else None,
                position=position,
                seats=contest.seats,
            )
        )
