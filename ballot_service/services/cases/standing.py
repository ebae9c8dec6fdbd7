"""What is known about a case: whom it is about, the facts its rules take, and who decided or entered before."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from ballot_service.models import (
    Account,
    Candidate,
    Case,
    CaseOutcome,
    Election,
    FormState,
    InterestForm,
    PreElectionStatus,
    RecordedDecision,
    RollStatus,
    TrailEntry,
    VoterRollEntry,
)
from ballot_service.rules.calendar import local_date
from ballot_service.rules.case_decisions import CaseDecisionFacts
from ballot_service.rules.cases import (
    CaseAbout,
    CaseKind,
    ChallengeFacts,
    ReviewFacts,
    answer_ends_at,
    review_ends_at,
)
from ballot_service.rules.holidays import holidays_between
from ballot_service.services.facts import settings_of
from ballot_service.services.interest.filing import RECEIPT_LENGTH, RECEIPT_LETTERS
from ballot_service.services.roll_screening import recorded_voter_facts

Refusable = VoterRollEntry | InterestForm
Challengeable = VoterRollEntry | Candidate
Subject = VoterRollEntry | InterestForm | Candidate

REFUSED_FORMS = (FormState.REFUSED, FormState.LATE)
"""A late form was refused by the rules when it came."""
DECIDING = ("decide_held", "refuse_form", "qualify_form", "file_nomination", "decide_again", "decide_case")
ENTERING = ("add_voter", "enter_paper_registration", "file_interest_form", "enter_person")


def election_of(session: Session, subject: Subject) -> Election:
    if isinstance(subject, Candidate):
        return subject.contest.election
    return session.get_one(Election, subject.election_id)


def open_case(session: Session, kind: CaseKind, subject: Subject) -> Case | None:
    """The one case of a kind about somebody that nobody has decided."""
    query = select(Case).where(_is_about(subject), Case.kind == kind, Case.outcome.is_(None))
    return session.scalar(query)


def _is_about(subject: Subject) -> ColumnElement[bool]:
    column = {VoterRollEntry: Case.roll_entry_id, InterestForm: Case.form_id, Candidate: Case.candidate_id}
    return column[type(subject)] == subject.id


def review_facts(session: Session, subject: Refusable, asked_at: datetime) -> ReviewFacts:
    """Facts about a request: the window of the refusal that was given, or the later one after the opening moved."""
    is_voter = isinstance(subject, VoterRollEntry)
    election = election_of(session, subject)
    last = session.scalars(
        select(Case)
        .where(_is_about(subject), Case.kind == CaseKind.REVIEW, Case.decided_at.is_not(None))
        .order_by(Case.decided_at.desc())
        .limit(1)
    ).first()
    return ReviewFacts(
        about=CaseAbout.VOTER if is_voter else CaseAbout.FORM,
        asked_at=asked_at,
        ends_at=review_window(session, election, subject),
        zone=election.district.zone,
        is_refused=subject.status is RollStatus.EXCLUDED
        if isinstance(subject, VoterRollEntry)
        else subject.state in REFUSED_FORMS,
        was_reviewed=last is not None and last.outcome is CaseOutcome.STAYS,
        is_open=open_case(session, CaseKind.REVIEW, subject) is not None,
    )


def review_window(session: Session, election: Election, subject: Refusable | None) -> datetime:
    """When requests end: for a form with the ballot's freeze; else at the set hour of the day that refusals name."""
    if isinstance(subject, InterestForm):
        return _names_final_at(election)
    until = local_date(election.opens_at, election.district.zone)
    known = recorded_voter_facts(session, subject) if subject is not None else None
    if known is not None:
        until = max(until, known.review_until)
    return review_ends_at(until, settings_of(election).windows_end_at, election.district.zone)


def _names_final_at(election: Election) -> datetime:
    return min(election.ballot_frozen_at or election.opens_at, election.opens_at)


def challenge_facts(session: Session, subject: Challengeable, asked_at: datetime) -> ChallengeFacts:
    election = election_of(session, subject)
    is_voter = isinstance(subject, VoterRollEntry)
    return ChallengeFacts(
        about=CaseAbout.VOTER if is_voter else CaseAbout.NOMINEE,
        asked_at=asked_at,
        starts_at=subject.entered_at
        if isinstance(subject, VoterRollEntry)
        else _qualified_at(session, subject),
        ends_at=election.opens_at if is_voter else _names_final_at(election),
        zone=election.district.zone,
        is_standing=subject.status is RollStatus.ELIGIBLE
        if isinstance(subject, VoterRollEntry)
        else subject.pre_election_status is PreElectionStatus.QUALIFIED,
        is_open=open_case(session, CaseKind.CHALLENGE, subject) is not None,
    )


def _qualified_at(session: Session, candidate: Candidate) -> datetime | None:
    """When the newest decision about a qualified candidate was made; None for anybody else."""
    if candidate.pre_election_status is not PreElectionStatus.QUALIFIED:
        return None
    decided = select(RecordedDecision.decided_at).where(
        RecordedDecision.subject_id == candidate.id, RecordedDecision.rule == "may_serve"
    )
    return session.scalar(decided.order_by(RecordedDecision.decided_at.desc()).limit(1)) or candidate.filed_at


def answer_time(election: Election, facts: ChallengeFacts, now: datetime) -> datetime:
    """Until when somebody who is challenged now may answer."""
    first = local_date(now, election.district.zone)
    return answer_ends_at(
        now,
        max(facts.ends_at, now),
        holidays_between(first, first.replace(year=first.year + 1, day=1)),
        settings_of(election).windows_end_at,
        election.district.zone,
    )


def decision_facts(
    session: Session,
    case: Case,
    outcome: CaseOutcome,
    *,
    reason: str,
    has_conflict: bool | None,
    now: datetime,
    by: UUID,
) -> CaseDecisionFacts:
    election, account = case.election, session.get(Account, by)
    own = {account.email.casefold(), account.name.casefold()} if account else set()
    said = {text.casefold() for one in case.asked for text in (one.contact, one.name)}
    return CaseDecisionFacts(
        kind=case.kind,
        about=case.about or CaseAbout.VOTER,
        changes=outcome is CaseOutcome.CHANGED,
        asked_at=now,
        zone=election.district.zone,
        is_open=case.outcome is None,
        decided_first=_did(session, case, DECIDING, by),
        entered_person=_did(session, case, ENTERING, by),
        brought_case=bool(own & said),
        has_conflict=has_conflict,
        reason_given=bool(reason.strip()),
        answer_ends_at=case.answer_until,
        was_answered=bool(case.answers),
        is_frozen=election.ballot_frozen_at is not None,
        has_opened=now >= election.opens_at,
    )


def _did(session: Session, case: Case, acts: Collection[str], by: UUID) -> bool:
    """Whether this person did one of these acts to whom the case is about. Acts of the rules alone have nobody."""
    entries = select(TrailEntry).where(
        TrailEntry.chain_id == case.election_id,
        TrailEntry.act.in_(acts),
        TrailEntry.document["subject"].as_string().in_([str(row) for row in _rows_of(session, case)]),
    )
    return any(entry.document["by"] == str(by) for entry in session.scalars(entries))


def _rows_of(session: Session, case: Case) -> list[UUID]:
    """The rows under which the trail knows this person: the line of the roll, the nominee, forms, the person."""
    subject = case.subject
    if subject is None:
        return []
    rows = [subject.id, *([subject.person_id] if subject.person_id else [])]
    if isinstance(subject, Candidate):
        rows += session.scalars(select(InterestForm.id).where(InterestForm.candidate_id == subject.id))
    return rows


def free_receipt(session: Session, election: Election) -> str:
    """Random letters in two groups, not given to another case of this election."""
    while True:
        letters = "".join(secrets.choice(RECEIPT_LETTERS) for _ in range(RECEIPT_LENGTH))
        receipt = f"{letters[:4]}-{letters[4:]}"
        if not session.scalar(
            select(exists().where(Case.election_id == election.id, Case.receipt == receipt))
        ):
            return receipt
