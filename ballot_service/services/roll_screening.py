"""What the rules say about everyone on the roll, asked again whenever the policy or the staff list may have changed."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session, selectinload

from ballot_service.models import (
    Case,
    CaseOutcome,
    Door,
    Election,
    Person,
    RecordedDecision,
    RollStatus,
    TrailEntry,
    VoterRollEntry,
)
from ballot_service.rules.calendar import local_date
from ballot_service.rules.cases import CaseKind
from ballot_service.rules.decision import Outcome
from ballot_service.rules.election_settings import Electorate
from ballot_service.rules.eligibility import CommunityTie, VoterFacts, may_vote
from ballot_service.services import trail
from ballot_service.services.deciding import keep_many
from ballot_service.services.explaining import facts_from_json
from ballot_service.services.facts import settings_of
from ballot_service.services.runoffs.rows import runoff_row
from ballot_service.services.screening import StaffList
from ballot_service.services.student_voters import StudentList, came_as_students

STATUS = {
    Outcome.ALLOWED: RollStatus.ELIGIBLE,
    Outcome.HELD: RollStatus.HELD,
    Outcome.REFUSED: RollStatus.EXCLUDED,
}


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is known of a person beside the files: the person's own words, and how the person came."""

    ties: tuple[CommunityTie, ...]
    works_here: bool = False
    came_late: bool = False
    is_like_another: bool = False
    is_merged: bool = False


A_GUARDIAN = Said(ties=(CommunityTie.GUARDIAN,))
"""Somebody whom the district's own files name as a student's guardian."""
A_STUDENT = Said(ties=())
"""Somebody who came onto the roll as a student: a voter in an election for students, and in no other."""


class Screening:
    """People as the rule on voting takes them, beside the settings and the staff list of the day."""

    def __init__(self, session: Session, election: Election) -> None:
        settings = settings_of(election)
        self.policy = settings.voter_exclusion_policy
        self.voter_age = settings.voter_age
        self.electorate = settings.electorate
        for_students = settings.electorate is Electorate.STUDENTS
        self.students = StudentList(session, election) if for_students else None
        self.review_until = local_date(election.opens_at, election.district.zone)
        self.staff = StaffList(session, election.district_id, election.roll_closes_on)

    def facts(self, person: Person, said: Said) -> VoterFacts:
        student = self.students.student(person) if self.students else None
        return VoterFacts(
            policy=self.policy,
            review_until=self.review_until,
            electorate=self.electorate,
            student=student,
            employments=() if student else self.staff.employments(person),
            staff_matches=() if student else self.staff.matches(person),
            community_ties=said.ties,
            declares_voter_age=student is None,
            voter_age=self.voter_age,
            says_works_here=said.works_here,
            signed_up_late=said.came_late,
            is_like_another=said.is_like_another,
            is_merged=said.is_merged,
        )


def screen_again(session: Session, election: Election, *, now: datetime, by: UUID | None = None) -> int:
    """Asks the rules again about everyone whom no person has decided about; answers how many changed.

    A new policy or a newer staff list must reach those who are on the roll already. Decisions on the same facts as
    before are not kept again.
    """
    entries = session.scalars(
        select(VoterRollEntry)
        .where(
            VoterRollEntry.election_id == election.id,
            VoterRollEntry.id.not_in(_decided(session, election)),
            _not_carried(session, election),
        )
        .options(
            selectinload(VoterRollEntry.person).selectinload(Person.employments),
            selectinload(VoterRollEntry.person).selectinload(Person.contacts),
        )
    ).all()
    screening, students = Screening(session, election), came_as_students(session, election)
    asked, changed = [], 0
    for entry in entries:
        facts = screening.facts(entry.person, said_before(session, entry, is_student=entry.id in students))
        asked.append((entry.id, facts))
        decision = may_vote(facts)
        if list(decision.codes) == entry.codes["codes"]:
            continue
        changed += 1
        entry.status, entry.codes = STATUS[decision.outcome], {"codes": list(decision.codes)}
    session.flush()
    keep_many(session, election, "may_vote", asked, now)
    if changed:
        trail.of_election(session, election, "screen_again", now=now, by=by, details={"changed": changed})
    return changed


def said_before(session: Session, entry: VoterRollEntry, *, is_student: bool = False) -> Said:
    """What a voter said on coming onto the roll, and what the door left for a person to look at.

    `is_student` says that the district's files have the person as a student and not as a guardian.
    """
    is_merged = entry.merged_into_id is not None
    if entry.door is Door.ROLL:
        return replace(A_STUDENT if is_student else A_GUARDIAN, is_merged=is_merged)
    before = recorded_voter_facts(session, entry)
    if before is None:
        return Said(ties=(CommunityTie.LIVES_HERE,), is_merged=is_merged)
    return Said(
        ties=before.community_ties,
        works_here=before.says_works_here,
        came_late=before.signed_up_late,
        is_like_another=before.is_like_another,
        is_merged=is_merged,
    )


def recorded_voter_facts(session: Session, entry: VoterRollEntry) -> VoterFacts | None:
    """The facts on which the newest decision of the rules about a voter stood."""
    row = session.scalar(
        select(RecordedDecision)
        .where(RecordedDecision.subject_id == entry.id, RecordedDecision.rule == "may_vote")
        .order_by(RecordedDecision.decided_at.desc())
        .limit(1)
    )
    facts = facts_from_json("may_vote", json.dumps(row.facts)) if row else None
    return facts if isinstance(facts, VoterFacts) else None


def _decided(session: Session, election: Election) -> list[UUID]:
    """The entries a person has decided about, or is asked to: those decisions stand."""
    acts = session.scalars(
        select(TrailEntry).where(TrailEntry.chain_id == election.id, TrailEntry.act == "decide_held")
    )
    in_review = and_(Case.kind == CaseKind.REVIEW, Case.outcome.is_(None))
    upheld = and_(Case.kind == CaseKind.CHALLENGE, Case.outcome == CaseOutcome.CHANGED)
    cases = session.scalars(
        select(Case.roll_entry_id).where(
            Case.election_id == election.id, Case.roll_entry_id.is_not(None), or_(in_review, upheld)
        )
    )
    return [*(UUID(entry.document["subject"]) for entry in acts), *(each for each in cases if each)]


def _not_carried(session: Session, election: Election) -> ColumnElement[bool]:
    """In a run-off whoever came with the first election's list stands there as was decided for that; students, whose
    guardians are asked again, do not."""
    row = runoff_row(session, election)
    if row is None or settings_of(election).electorate is Electorate.STUDENTS:
        return true()
    return VoterRollEntry.entered_at != row.called_at
