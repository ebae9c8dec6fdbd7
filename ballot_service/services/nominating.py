"""Nominees: filed for a seat, qualified or refused with every objection, and withdrawn while the ballot is open."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from ballot_service.models import (
    Candidate,
    Case,
    CaseOutcome,
    Contest,
    Election,
    Enrollment,
    Guardianship,
    Person,
    PreElectionStatus,
    RecordedDecision,
    School,
)
from ballot_service.rules.calendar import local_date
from ballot_service.rules.candidacy import Acceptance, CandidacyFacts, Consent, StudentAge, student_age
from ballot_service.rules.cases import CaseKind
from ballot_service.rules.decision import Decision, Outcome, Reason
from ballot_service.rules.nominations import may_serve
from ballot_service.rules.words import say
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.explaining import facts_from_json
from ballot_service.services.facts import settings_of
from ballot_service.services.reconciling import take_turn
from ballot_service.services.runoffs.fixed import require_no_runoff
from ballot_service.services.screening import StaffList
from ballot_service.services.statements import put_statements

STATUS = {
    Outcome.ALLOWED: PreElectionStatus.QUALIFIED,
    Outcome.HELD: PreElectionStatus.FILED,
    Outcome.REFUSED: PreElectionStatus.REFUSED,
}
FREEZE_SOURCE = "Requirements 1.14 (ballot order) and 1.15"


@dataclass(frozen=True, kw_only=True)
class Nomination:
    """What a form says about a nominee, beside what the district's own files know."""

    name: str
    """As it shall stand on the ballot."""
    statements: Mapping[str, str] = field(default_factory=dict)
    """One short statement by language tag; empty takes one away."""
    own_language: str | None = None
    """The language of the nominee's own words. None: as before, or the first statement."""
    consent: Consent = Consent.PENDING
    acceptance: Acceptance = Acceptance.ACCEPTED
    leads_parent_group: bool = False
    in_group_field: bool = True


def file_nomination(
    session: Session,
    contest: Contest,
    person: Person,
    nomination: Nomination,
    *,
    now: datetime,
    by: UUID | None = None,
) -> Candidate:
    """Files a nominee and decides at once. A refused filing is kept, with its reasons. Raises Refused when frozen."""
    election = contest.election
    _require_open_ballot(session, election)
    require_no_runoff(session, election, "change_ballot")
    facts = candidacy_facts(session, contest, person, nomination)
    decision = may_serve(facts)
    candidate = Candidate(
        district_id=election.district_id,
        contest=contest,
        person=person,
        name=nomination.name,
        statements={},
        pre_election_status=STATUS[decision.outcome],
        consent=nomination.consent,
        is_personnel="note_district_personnel" in decision.codes,
        filed_at=now,
    )
    put_statements(candidate, nomination.statements, nomination.own_language, now=now, by=by)
    session.add(candidate)
    session.flush()
    asked = Asked(rule="may_serve", facts=facts)
    keep_for(session, election, asked, subject_id=candidate.id, now=now)
    details = {"status": candidate.pre_election_status.value, "codes": list(decision.codes)}
    trail.of_election(
        session,
        election,
        "file_nomination",
        now=now,
        by=by,
        subject_id=candidate.id,
        details=details,
        words={"name": nomination.name},
    )
    return candidate


def decide_again(
    session: Session, candidate: Candidate, nomination: Nomination, *, now: datetime, by: UUID | None = None
) -> Decision:
    """Asks the rules again after something was put right: a consent, an acceptance, a corrected form."""
    contest = candidate.contest
    election = contest.election
    _require_open_ballot(session, election)
    facts = candidacy_facts(session, contest, candidate.person, nomination)
    decision = may_serve(facts)
    candidate.name = nomination.name
    put_statements(candidate, nomination.statements, nomination.own_language, now=now, by=by)
    candidate.consent = nomination.consent
    candidate.pre_election_status = STATUS[decision.outcome]
    candidate.is_personnel = "note_district_personnel" in decision.codes
    session.flush()
    asked = Asked(rule="may_serve", facts=facts)
    keep_for(session, election, asked, subject_id=candidate.id, now=now)
    details = {"status": candidate.pre_election_status.value, "codes": list(decision.codes)}
    trail.of_election(
        session, election, "decide_again", now=now, by=by, subject_id=candidate.id, details=details
    )
    return decision


def withdraw(
    session: Session, candidate: Candidate, reason: str, *, now: datetime, by: UUID | None = None
) -> None:
    """Takes a nominee off before the ballot is frozen; the filing is kept (R031)."""
    election = candidate.contest.election
    _require_open_ballot(session, election)
    candidate.pre_election_status = PreElectionStatus.WITHDRAWN
    session.flush()
    trail.of_election(
        session, election, "withdraw", now=now, by=by, subject_id=candidate.id, words={"reason": reason}
    )


def candidacy_facts(
    session: Session, contest: Contest, person: Person, nomination: Nomination
) -> CandidacyFacts:
    """The form and the district's files as the rule takes them."""
    election = contest.election
    staff = StaffList(session, election.district_id, election.roll_closes_on)
    enrolled = _school_names(session, Enrollment.person_id == person.id)
    children = select(Guardianship.student_id).where(Guardianship.guardian_id == person.id)
    return CandidacyFacts(
        seat_group=contest.seat_group.kind,
        council_schools=_council_schools(session, election),
        seat_school=contest.reserved_school.name if contest.reserved_school else None,
        employments=staff.certain(person),
        child_schools=_school_names(session, Enrollment.person_id.in_(children)),
        student_school=enrolled[0] if enrolled else None,
        student_age=age_at_close(election, person.birth_date) if enrolled else None,
        consent=nomination.consent,
        acceptance=nomination.acceptance,
        leads_parent_group=nomination.leads_parent_group,
        in_group_field=nomination.in_group_field,
        challenge_upheld=_challenge_upheld(session, contest, person),
    )


def _challenge_upheld(session: Session, contest: Contest, person: Person) -> bool:
    """Whether somebody has upheld a challenge to this person as a nominee for these seats."""
    upheld = (
        Case.candidate_id == Candidate.id,
        Case.kind == CaseKind.CHALLENGE,
        Case.outcome == CaseOutcome.CHANGED,
        Candidate.contest_id == contest.id,
        Candidate.person_id == person.id,
    )
    return bool(session.scalar(select(exists().where(*upheld))))


def age_at_close(election: Election, born_on: date | None) -> StudentAge | None:
    """A student's age on the local day on which nominations close (1.14).

    None while it is not known, and for a birth after that day, which can only be a slip of a file or of a form.
    """
    close = local_date(election.nominations_close_at, election.district.zone)
    if born_on is None or born_on > close:
        return None
    return student_age(born_on, close, settings_of(election).minimum_student_age)


def _council_schools(session: Session, election: Election) -> tuple[str, ...]:
    """The school a school council serves; every school of the district for a district council."""
    if election.council.school is not None:
        return (election.council.school.name,)
    names = session.scalars(select(School.name).where(School.district_id == election.district_id))
    return tuple(sorted(names))


def _school_names(session: Session, condition: object) -> tuple[str, ...]:
    names = session.scalars(
        select(School.name).join(Enrollment, Enrollment.school_id == School.id).where(condition).distinct()  # type: ignore[arg-type]  # a column expression
    )
    return tuple(sorted(names))


def _require_open_ballot(session: Session, election: Election) -> None:
    """Whoever is freezing or correcting the ballot at this moment is waited for."""
    take_turn(session, election)
    if election.ballot_frozen_at is None or not election.names_are_fixed:
        return
    since = election.ballot_frozen_at.astimezone(election.zone)
    reason = Reason(
        code="ballot_frozen",
        sentence=say("The ballot has been frozen since {since}.", since=since),
        source=FREEZE_SOURCE,
        remedy=say("Names on a frozen ballot change only through a corrected ballot."),
    )
    raise Refused.for_election("change_ballot", Decision(reasons=(reason,)), election)


def recorded_facts(session: Session, candidate: Candidate) -> CandidacyFacts | None:
    """The facts on which the newest decision about a nominee stood; asking `may_serve` again gives its reasons."""
    row = session.scalar(
        select(RecordedDecision)
        .where(RecordedDecision.subject_id == candidate.id, RecordedDecision.rule == "may_serve")
        .order_by(RecordedDecision.decided_at.desc())
        .limit(1)
    )
    facts = facts_from_json("may_serve", json.dumps(row.facts)) if row else None
    return facts if isinstance(facts, CandidacyFacts) else None
