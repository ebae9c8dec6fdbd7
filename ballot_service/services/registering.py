"""The roll: from imported guardians and from people the clerk adds; staff kept out with reasons, likeness held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, selectinload

from ballot_service.models import (
    AcceptedBallot,
    Case,
    CertificationSignature,
    ContactKind,
    ContactPoint,
    Disposition,
    DispositionKind,
    Door,
    Election,
    Enrollment,
    Guardianship,
    Person,
    RollStatus,
    VoterRollEntry,
)
from ballot_service.rules.cases import CaseKind
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.eligibility import CommunityTie, VoterFacts, may_vote
from ballot_service.rules.held_voters import HeldVoterFacts, may_decide_held
from ballot_service.rules.words import say
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.deciding import Asked, keep_for, keep_many
from ballot_service.services.near_voters import near_voters
from ballot_service.services.reconciling import take_turn
from ballot_service.services.roll_screening import (
    A_GUARDIAN,
    STATUS,
    Said,
    Screening,
    recorded_voter_facts,
    screen_again,
)

ROLL_SOURCE = "Design 7 (the roll is frozen when voting opens); requirements 1.15"


def build_roll(session: Session, election: Election, *, now: datetime, by: UUID | None = None) -> int:
    """Puts every guardian of the council's schools on the roll who is not on it yet. Answers how many are new.

    Building twice adds nobody twice. Raises Refused once the roll is frozen.
    """
    _require_open_roll(election, now)
    screen_again(session, election, now=now, by=by)
    present = select(VoterRollEntry.person_id).where(VoterRollEntry.election_id == election.id)
    guardians = session.scalars(
        select(Person)
        .where(Person.id.in_(_guardians(election)), Person.id.not_in(present))
        .options(selectinload(Person.employments), selectinload(Person.contacts))
        .order_by(Person.id)
    ).all()
    added = enter_roll(session, election, guardians, A_GUARDIAN, Door.ROLL, now)
    trail.of_election(session, election, "build_roll", now=now, by=by, details={"added": len(added)})
    return len(added)


def _guardians(election: Election) -> Select[UUID]:
    """Guardians of students at the council's school; of every school for a district council."""
    students = select(Enrollment.person_id).where(Enrollment.district_id == election.district_id)
    if election.council.school_id is not None:
        students = students.where(Enrollment.school_id == election.council.school_id)
    return select(Guardianship.guardian_id).where(Guardianship.student_id.in_(students))


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
) -> VoterRollEntry:
    """Adds somebody the clerk knows of, screened like everyone else. Raises Refused once the roll is frozen."""
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
    said = Said(ties=(tie,), is_like_another=bool(near))
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


def decide_held(
    session: Session,
    election: Election,
    entry: VoterRollEntry,
    *,
    may: bool,
    reason: str,
    now: datetime,
    by: UUID,
) -> None:
    """A person decides about somebody the rules held; a provisional ballot already cast follows the decision.

    A decision after the list of ballots was fixed opens the list again. Raises Refused for somebody who is not held,
    and once anybody has signed the count.
    """
    take_turn(session, election)
    # a cast that is under way at this moment is waited for, so that no ballot stays on hold for ever
    session.refresh(entry, ["status"], with_for_update={"key_share": True})
    asked = _held_facts(session, election, entry)
    decision = may_decide_held(asked)
    kept = Asked(rule="may_decide_held", facts=asked)
    if not decision.allowed:
        raise Refused.for_election("decide_held", decision, election, entry.id, asked=(kept,))
    _keep_decided(session, election, entry, may, now)
    keep_for(session, election, kept, subject_id=entry.id, now=now)
    entry.status = RollStatus.ELIGIBLE if may else RollStatus.EXCLUDED
    session.flush()
    kind = DispositionKind.ACCEPTED if may else DispositionKind.NOT_ELIGIBLE
    follow_with_ballot(session, election, entry, kind, reason, now)
    session.flush()
    trail.of_election(
        session,
        election,
        "decide_held",
        now=now,
        by=by,
        subject_id=entry.id,
        details={"may_vote": may},
        words={"reason": reason},
    )


def follow_with_ballot(
    session: Session,
    election: Election,
    entry: VoterRollEntry,
    kind: DispositionKind,
    reason: str,
    now: datetime,
) -> None:
    """A ballot that is already in the box follows what was decided about its voter; the list of ballots opens again."""
    accepted = session.get(AcceptedBallot, entry.id)
    if accepted is None or accepted.envelope_id is None:
        return
    election.dispositions_frozen_at = None
    session.add(
        Disposition(
            district_id=election.district_id,
            envelope_id=accepted.envelope_id,
            kind=kind,
            reason=reason,
            made_at=now,
        )
    )
    session.flush()


def _held_facts(session: Session, election: Election, entry: VoterRollEntry) -> HeldVoterFacts:
    signed = select(func.count()).where(CertificationSignature.election_id == election.id)
    in_review = (Case.roll_entry_id == entry.id, Case.kind == CaseKind.REVIEW, Case.outcome.is_(None))
    return HeldVoterFacts(
        is_held=entry.status is RollStatus.HELD,
        signatures=session.scalar(signed) or 0,
        is_certified=election.certified_at is not None,
        in_review=bool(session.scalar(select(exists().where(*in_review)))),
    )


def _keep_decided(
    session: Session, election: Election, entry: VoterRollEntry, may: bool, now: datetime
) -> None:
    """Keeps the facts that held the voter, with what the person decided beside them."""
    held_on = recorded_voter_facts(session, entry)
    if held_on is not None:
        asked = Asked(rule="may_vote", facts=replace(held_on, may_by_person=may))
        keep_for(session, election, asked, subject_id=entry.id, now=now)


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
