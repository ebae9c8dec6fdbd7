"""The student a guardian is asked about: somebody who stands, or somebody who would vote in an election for students.

Both are asked and answered in the same way. What differs stands here: what is agreed to, until when, and the rows.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ballot_service.models import (
    Candidate,
    ConsentRequest,
    Election,
    GuardianConsent,
    PreElectionStatus,
    RollStatus,
    VoterConsent,
    VoterConsentRequest,
    VoterRollEntry,
)
from ballot_service.rules.candidacy import Consent
from ballot_service.rules.consents import ConsentPurpose
from ballot_service.services.nominating import recorded_facts
from ballot_service.services.roll_screening import recorded_voter_facts

Student: TypeAlias = Candidate | VoterRollEntry
Request: TypeAlias = ConsentRequest | VoterConsentRequest
Answer: TypeAlias = GuardianConsent | VoterConsent


def purpose_of(student: Student) -> ConsentPurpose:
    """What a guardian is asked about this student."""
    return ConsentPurpose.STAND if isinstance(student, Candidate) else ConsentPurpose.VOTE


def election_of(student: Student) -> Election:
    return student.contest.election if isinstance(student, Candidate) else student.election


def name_of(student: Student) -> str:
    return student.name if isinstance(student, Candidate) else student.person.name


def student_of(row: Request | Answer) -> Student:
    """The student a question or an answer is about."""
    return row.candidate if isinstance(row, ConsentRequest | GuardianConsent) else row.roll_entry


def is_student(session: Session, student: Student) -> bool:
    """Whether the school's list has the person as a student, as the rules last saw it."""
    if isinstance(student, Candidate):
        known = recorded_facts(session, student)
        return known is not None and known.student_school is not None
    facts = recorded_voter_facts(session, student)
    return facts is not None and facts.student is not None


def is_standing(student: Student) -> bool:
    """Whether a guardian's answer can still change something for the student, time apart."""
    if isinstance(student, VoterRollEntry):
        return student.merged_into_id is None and "student_voter_too_young" not in student.codes["codes"]
    if student.pre_election_status is PreElectionStatus.REFUSED:
        return student.consent in (Consent.REFUSED, Consent.MISSING)
    return student.pre_election_status is not PreElectionStatus.WITHDRAWN


def is_over(student: Student, now: datetime) -> bool:
    """Whether it is too late: the ballot is frozen, or voting has closed where the consent is to vote."""
    election = election_of(student)
    if isinstance(student, Candidate):
        return election.ballot_frozen_at is not None
    return election.cancelled_at is not None or now >= election.closes_at


def requests_of(student: Student) -> Select[Request]:
    """Every question about the student, the newest first."""
    if isinstance(student, Candidate):
        table = select(ConsentRequest).where(ConsentRequest.candidate_id == student.id)
        return table.order_by(ConsentRequest.sent_at.desc())
    asked = select(VoterConsentRequest).where(VoterConsentRequest.roll_entry_id == student.id)
    return asked.order_by(VoterConsentRequest.sent_at.desc())


def answers_of(student: Student) -> Select[Answer]:
    """Every answer about the student, the newest first."""
    if isinstance(student, Candidate):
        table = select(GuardianConsent).where(GuardianConsent.candidate_id == student.id)
        return table.order_by(GuardianConsent.answered_at.desc())
    given = select(VoterConsent).where(VoterConsent.roll_entry_id == student.id)
    return given.order_by(VoterConsent.kept_at.desc())


def consent_of(student: Student) -> Consent:
    """How the question stands: for a voter, as the rules last saw it."""
    if isinstance(student, Candidate):
        return student.consent
    codes = student.codes["codes"]
    if "student_voter_consent_refused" in codes:
        return Consent.REFUSED
    return Consent.PENDING if "student_voter_consent_missing" in codes else Consent.GIVEN


def is_waiting(student: Student, now: datetime) -> bool:
    """Whether a guardian's answer is what the student waits for."""
    if isinstance(student, Candidate):
        return student.pre_election_status is PreElectionStatus.FILED and student.consent is Consent.PENDING
    waits = student.status is RollStatus.EXCLUDED and consent_of(student) is Consent.PENDING
    return waits and is_standing(student) and not is_over(student, now)
