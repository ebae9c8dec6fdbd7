"""Who takes the seats once a result is known, and whether every D or F school is spoken for (S7)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Candidate, Contest, Election, Employment, Enrollment, Guardianship, School
from ballot_service.rules.councils import SchoolGrade
from ballot_service.rules.coverage import CoverageFacts, TiedMember, UnfilledSeats
from ballot_service.services.counting import tally
from ballot_service.services.districts import grades


def elected(session: Session, election: Election) -> list[tuple[Contest, Candidate]]:
    """The candidates who have a seat by the cast vote records and confirmed lots, contest by contest."""
    by_id = {
        str(candidate.id): candidate for contest in election.contests for candidate in contest.candidates
    }
    lines = tally(session, election, "unofficial-complete").contests
    return [(by_id[each].contest, by_id[each]) for line in lines for each in line.elected]


def coverage_facts(session: Session, election: Election) -> CoverageFacts:
    """The schools with their grades, the members tied to each, and the reserved seats nobody filled."""
    _, rated = grades(session, election.district, election.school_year)
    members = [
        TiedMember(group=contest.seat_group.kind, school=name)
        for contest, candidate in elected(session, election)
        for name in sorted(_schools_of(session, contest, candidate))
    ]
    return CoverageFacts(
        schools=tuple(SchoolGrade(school=school.name, grade=grade) for school, grade in rated),
        members=tuple(members),
        unfilled=tuple(
            UnfilledSeats(
                group=contest.seat_group.kind,
                school=contest.reserved_school.name,
                seats=contest.seats - len(contest.qualified),
            )
            for contest in election.contests
            if contest.reserved_school and contest.seats > len(contest.qualified)
        ),
        reasons_written=tuple(election.coverage_reasons),
    )


def _schools_of(session: Session, contest: Contest, candidate: Candidate) -> set[str]:
    """A member is tied to a school by a child there, by studying or working there, or by a seat reserved for it."""
    person = candidate.person_id
    children = select(Guardianship.student_id).where(Guardianship.guardian_id == person)
    names = session.scalars(
        select(School.name)
        .outerjoin(Enrollment, Enrollment.school_id == School.id)
        .outerjoin(Employment, Employment.school_id == School.id)
        .where(
            Enrollment.person_id.in_(children)
            | (Enrollment.person_id == person)
            | (Employment.person_id == person)
        )
        .distinct()
    )
    reserved = {contest.reserved_school.name} if contest.reserved_school else set()
    return set(names) | reserved
