"""The roll: from imported guardians or students and from people the clerk adds; staff kept out, likeness held."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from ballot_service.models import (
    ContactKind,
    ContactPoint,
    Door,
    Election,
    Guardianship,
    Person,
    RollStatus,
    VoterRollEntry,
)
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.election_settings import Electorate
from ballot_service.rules.eligibility import CommunityTie, VoterFacts, may_vote
from ballot_service.rules.words import say
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.deciding import keep_many
from ballot_service.services.facts import settings_of
from ballot_service.services.near_voters import near_voters
from ballot_service.services.roll_screening import (
    A_GUARDIAN,
    A_STUDENT,
    STATUS,
    Said,
    Screening,
    screen_again,
)
from ballot_service.services.student_voters import enrolled, may_be_old_enough

ROLL_SOURCE = "Design 7 (the roll is frozen when voting opens); requirements 1.15"


def build_roll(session: Session, election: Election, *, now: datetime, by: UUID | None = None) -> int:
    """Puts every guardian of the council's schools on the roll who is not on it yet. Answers how many are new.

    In an election for students it puts their students there who are old enough, or whose birth date is not known.
    Building twice adds nobody twice. Raises Refused once the roll is frozen.
    """
    _require_open_roll(election, now)
    screen_again(session, election, now=now, by=by)
    present = select(VoterRollEntry.person_id).where(VoterRollEntry.election_id == election.id)
    for_students = settings_of(election).electorate is Electorate.STUDENTS
    from_files = enrolled(election) if for_students else _guardians(election)
    people = session.scalars(
        select(Person)
        .where(Person.id.in_(from_files), Person.id.not_in(present))
        .options(selectinload(Person.employments), selectinload(Person.contacts))
        .order_by(Person.id)
    ).all()
    if for_students:
        students = [person for person in people if may_be_old_enough(election, person)]
        added = enter_roll(session, election, students, A_STUDENT, Door.ROLL, now)
    else:
        added = enter_roll(session, election, people, A_GUARDIAN, Door.ROLL, now)
    trail.of_election(session, election, "build_roll", now=now, by=by, details={"added": len(added)})
    return len(added)


def _guardians(election: Election) -> Select[UUID]:
    """Guardians of students at the council's school; of every school for a district council."""
    return select(Guardianship.guardian_id).where(Guardianship.student_id.in_(enrolled(election)))


def add_voter(
    session: Session,
    election: Election,
    *,
    given_name: str,
    family_name: str,
    tie: CommunityTie,
    language: str,
    now: datetime,
    by: UUID | None = None,
    contacts: Iterable[tuple[ContactKind, str]] = (),
    address: str = "",
    birth_date: date | None = None,
    works_here: bool = False,
    came_late: bool = False,
) -> VoterRollEntry:
    """Adds somebody the clerk knows of, screened like everyone else. Raises Refused once the roll is frozen.

    `came_late` says that the form came after that: its person is held, and votes provisionally.
    """
    if not came_late:
        _require_open_roll(election, now)
    person = Person(
        district_id=election.district_id,
        given_name=given_name,
        family_name=family_name,
        language=language,
        address=address,
        birth_date=birth_date,
        source="clerk",
        source_id=str(uuid4()),
    )
    person.contacts = [
        ContactPoint(district_id=election.district_id, kind=kind, value=value) for kind, value in contacts
    ]
    session.add(person)
    session.flush()
    near = near_voters(session, election, person)
    said = Said(ties=(tie,), works_here=works_here, came_late=came_late, is_like_another=bool(near))
    (entry,) = enter_roll(session, election, [person], said, Door.CLERK, now)
    trail.of_election(
        session,
        election,
        "add_voter",
        now=now,
        by=by,
        subject_id=entry.id,
        details={"status": entry.status.value, "tie": tie.value},
    )
    return entry


def enter_roll(
    session: Session,
    election: Election,
    people: Iterable[Person],
    said: Said,
    door: Door,
    now: datetime,
) -> list[VoterRollEntry]:
    """Puts people on the roll as the rules see them, each with the facts that were asked."""
    screening = Screening(session, election)
    entries: list[VoterRollEntry] = []
    asked: list[tuple[UUID, VoterFacts]] = []
    for person in people:
        facts = screening.facts(person, said)
        decision = may_vote(facts)
        entry = VoterRollEntry(
            id=uuid4(),
            district_id=election.district_id,
            election_id=election.id,
            person=person,
            status=STATUS[decision.outcome],
            door=door,
            codes={"codes": list(decision.codes)},
            language=person.language,
            entered_at=now,
        )
        entries.append(entry)
        asked.append((entry.id, facts))
    session.add_all(entries)
    session.flush()
    keep_many(session, election, "may_vote", asked, now)
    return entries


def roll(session: Session, election: Election, status: RollStatus | None = None) -> list[VoterRollEntry]:
    """The roll by family name, all of it or one status."""
    query = (
        select(VoterRollEntry)
        .join(Person, Person.id == VoterRollEntry.person_id)
        .where(VoterRollEntry.election_id == election.id)
        .options(selectinload(VoterRollEntry.person).selectinload(Person.contacts))
        .order_by(Person.family_name, Person.given_name, VoterRollEntry.id)
    )
    return list(session.scalars(query if status is None else query.where(VoterRollEntry.status == status)))


def held(session: Session, election: Election) -> list[VoterRollEntry]:
    """Everyone who waits for a person's decision."""
    return roll(session, election, RollStatus.HELD)


def _require_open_roll(election: Election, now: datetime) -> None:
    if election.roll_frozen_at is None or now < election.roll_frozen_at:
        return
    since = election.roll_frozen_at.astimezone(election.zone)
    reason = Reason(
        code="roll_frozen",
        sentence=say("The roll has been frozen since {since}, when voting opened.", since=since),
        source=ROLL_SOURCE,
        remedy=say("Somebody who comes later gets a provisional ballot."),
    )
    raise Refused.for_election("change_roll", Decision(reasons=(reason,)), election)
