"""Who takes the seats once a result is known: whether they are the mixture the guidance recommends (1.15), and
whether every D or F school is spoken for (S7)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from ballot_service.models import (
    Appointment,
    Candidate,
    Contest,
    Election,
    Employment,
    Enrollment,
    Guardianship,
    Role,
    Runoff,
    School,
    SeatGroup,
)
from ballot_service.rules.calendar import local_date
from ballot_service.rules.composition import CompositionFacts, CompositionMoment, GroupCount
from ballot_service.rules.councils import SchoolGrade
from ballot_service.rules.coverage import CoverageFacts, TiedMember, UnfilledSeats
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.services.counting import may_see_votes, tally
from ballot_service.services.districts import grades
from ballot_service.services.elections_beside import contests_beside
from ballot_service.services.facts import settings_of
from ballot_service.services.runoffs.rows import first_election
from ballot_service.services.runoffs.standing import standing_runoffs


def elected(session: Session, election: Election) -> list[tuple[Contest, Candidate]]:
    """The candidates who have a seat by the cast vote records and confirmed lots, contest by contest."""
    by_id = {
        str(candidate.id): candidate for contest in election.contests for candidate in contest.candidates
    }
    lines = tally(session, election, "unofficial-complete").contests
    return [(by_id[each].contest, by_id[each]) for line in lines for each in line.elected]


def seated_facts(session: Session, election: Election, now: datetime) -> CompositionFacts | None:
    """Those seated by group, the appointed liaison included; None while votes wait, since they tell who won.

    Groups that another election of the council votes on count with its members, or with its seats while nobody may
    know who won there. So do seats that a run-off decides; for the run-off itself the whole council is looked at.
    """
    if not may_see_votes(session, election, now):
        return None
    election = first_election(session, election)
    won: list[tuple[SeatGroupKind, Candidate]] = []
    waiting: Counter[SeatGroupKind] = Counter()
    for other, contests in {election: election.contests, **_beside(session, election)}.items():
        if not may_see_votes(session, other, now):
            for each in contests:
                waiting[each.seat_group.kind] += each.seats
            continue
        won += [(each.seat_group.kind, who) for each, who in elected(session, other) if each in contests]
        left_open = [row for row in standing_runoffs(session, other).values() if row.contest in contests]
        for row in left_open:
            if may_see_votes(session, row.election, now):
                won += [(each.seat_group.kind, who) for each, who in elected(session, row.election)]
            else:
                waiting[row.contest.seat_group.kind] += row.seats
    places = Counter(kind for kind, _ in won) + waiting
    personnel = Counter(kind for kind, candidate in won if candidate.is_personnel)
    liaisons = _liaisons(session, election, now)
    groups = []
    for group in election.council.seat_groups:
        is_liaison = group.kind is SeatGroupKind.LIAISON
        seated = min(liaisons, len(group.seats)) if is_liaison else places[group.kind]
        count = GroupCount(
            group=group.kind,
            places=seated,
            personnel=seated if is_liaison else personnel[group.kind],
            voting=min(seated, _voting_seats(group)),
        )
        groups.append(count)
    return CompositionFacts(
        kind=election.council.kind,
        moment=CompositionMoment.SEATED,
        groups=tuple(groups),
        personnel_warning_percent=settings_of(election).personnel_warning_percent,
    )


def _beside(session: Session, election: Election) -> dict[Election, list[Contest]]:
    found: dict[Election, list[Contest]] = {}
    for contest in contests_beside(session, election):
        found.setdefault(contest.election, []).append(contest)
    return found


def _voting_seats(group: SeatGroup) -> int:
    return sum(seat.is_voting for seat in group.seats)


def _liaisons(session: Session, election: Election, now: datetime) -> int:
    """How many people hold the office of liaison for this council, or for the whole district, on that day."""
    day = local_date(now, election.district.zone)
    found = session.scalar(
        select(func.count(Appointment.account_id.distinct())).where(
            Appointment.district_id == election.district_id,
            Appointment.role == Role.STAFF_LIAISON,
            or_(Appointment.council_id.is_(None), Appointment.council_id == election.council_id),
            Appointment.from_on <= day,
            or_(Appointment.until_on.is_(None), Appointment.until_on > day),
        )
    )
    return found or 0


def coverage_facts(session: Session, election: Election) -> CoverageFacts:
    """The schools with their grades, the members tied to each, and the reserved seats nobody filled.

    A seat that a run-off decides speaks for a school if whoever wins it will.
    """
    asked, election = election, first_election(session, election)
    _, rated = grades(session, election.district, election.school_year)
    members = [
        TiedMember(group=contest.seat_group.kind, school=name)
        for contest, candidate in elected(session, election)
        for name in sorted(_schools_of(session, contest, candidate))
    ]
    for row in standing_runoffs(session, election).values():
        members += _by_runoff(session, row, is_known=row.election is asked)
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
        reasons_written=tuple({**election.coverage_reasons, **asked.coverage_reasons}),
    )


def _by_runoff(session: Session, row: Runoff, *, is_known: bool) -> list[TiedMember]:
    """Who was elected in a run-off; before it is certified, the schools that each of the tied would speak for."""
    group = row.contest.seat_group.kind
    winners = (
        [who for _, who in elected(session, row.election)] if is_known or row.election.certified_at else []
    )
    if winners:
        return [
            TiedMember(group=group, school=name)
            for who in winners
            for name in sorted(_schools_of(session, row.contest, who))
        ]
    tied = [each for each in row.contest.candidates if str(each.id) in row.tied["tied"]]
    surely = set.intersection(*(_schools_of(session, row.contest, each) for each in tied))
    return [TiedMember(group=group, school=name) for name in sorted(surely)]


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
