"""The register of consents: every student who stands or would vote, who was asked, what came back, and how long there
is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from ballot_service.models import Election, Person, VoterConsent, VoterConsentRequest, VoterRollEntry
from ballot_service.rules.answer_links import days_left, link_ends_at
from ballot_service.rules.candidacy import Consent
from ballot_service.rules.election_settings import Electorate
from ballot_service.rules.words import Sentence
from ballot_service.services.announcing.answer_links import not_reached
from ballot_service.services.consents.students import (
    Answer,
    Request,
    Student,
    answers_of,
    consent_of,
    election_of,
    is_waiting,
    name_of,
    requests_of,
)
from ballot_service.services.facts import settings_of
from ballot_service.services.nominating import recorded_facts


@dataclass(frozen=True, kw_only=True)
class StudentConsent:
    """Where one student's consent stands."""

    student: Student
    name: str
    stands: Consent
    is_waiting: bool
    request: Request | None
    """The newest link."""
    consents: Sequence[Answer]
    """Every answer, newest first."""
    link_ends: datetime | None
    """On the district's clock; None where no link was sent or the answer is there."""
    not_reached: Sentence | None
    """Why the message with the newest link did not reach the guardian, who has to be asked another way."""

    def days_left(self, now: datetime) -> int | None:
        """Whole days until the link ends, 0 on its last day; None without a link that still works."""
        return days_left(self.link_ends, now)


def student_consents(session: Session, election: Election, now: datetime) -> list[StudentConsent]:
    """Every student who was nominated, those who wait first, then by name."""
    students = [
        candidate
        for contest in election.contests
        for candidate in contest.candidates
        if (known := recorded_facts(session, candidate)) is not None and known.student_school is not None
    ]
    return _in_order(consent_about(session, candidate, now) for candidate in students)


def voter_consents(session: Session, election: Election, now: datetime) -> list[StudentConsent]:
    """Every student on the roll of an election for students, those who wait first, then by name."""
    if settings_of(election).electorate is not Electorate.STUDENTS:
        return []
    entries = session.scalars(
        select(VoterRollEntry)
        .where(VoterRollEntry.election_id == election.id, VoterRollEntry.merged_into_id.is_(None))
        .options(joinedload(VoterRollEntry.person), joinedload(VoterRollEntry.election))
    ).all()
    students = [entry for entry in entries if "voter_not_student" not in entry.codes["codes"]]
    ids = [entry.id for entry in students]
    requests, answers = _requests(session, ids), _answers(session, ids)
    lost = not_reached(session, [asked[0].id for asked in requests.values()])
    return _in_order(_stands(entry, requests[entry.id], answers[entry.id], lost, now) for entry in students)


def voters_waiting(session: Session, election: Election, now: datetime) -> list[VoterRollEntry]:
    """Students on the roll who wait for a guardian's answer about voting, by name."""
    if settings_of(election).electorate is not Electorate.STUDENTS:
        return []
    waiting = session.scalars(
        select(VoterRollEntry)
        .join(Person, Person.id == VoterRollEntry.person_id)
        .where(VoterRollEntry.election_id == election.id)
        .options(selectinload(VoterRollEntry.person).selectinload(Person.contacts))
        .order_by(Person.family_name, Person.given_name, VoterRollEntry.id)
    )
    return [entry for entry in waiting if is_waiting(entry, now)]


def waiting_for_consent(session: Session, election: Election, now: datetime) -> int:
    """How many students who stand wait for a guardian."""
    return sum(one.is_waiting for one in student_consents(session, election, now))


def consent_about(session: Session, student: Student, now: datetime) -> StudentConsent:
    """Where the consent of one student stands."""
    requests = session.scalars(requests_of(student)).all()
    lost = not_reached(session, [one.id for one in requests[:1]])
    return _stands(student, requests, session.scalars(answers_of(student)).all(), lost, now)


def _stands(
    student: Student,
    requests: Sequence[Request],
    answers: Sequence[Answer],
    lost: Mapping[UUID, Sentence],
    now: datetime,
) -> StudentConsent:
    """`requests` and `answers` have the newest first."""
    request = requests[0] if requests else None
    is_open = request is not None and request.replaced_at is None and not _is_answered(request, answers)
    zone = election_of(student).district.zone
    return StudentConsent(
        student=student,
        name=name_of(student),
        stands=consent_of(student),
        is_waiting=is_waiting(student, now),
        request=request,
        consents=answers,
        link_ends=link_ends_at(request.sent_at, zone) if request and is_open else None,
        not_reached=lost.get(request.id) if request and is_open else None,
    )


def _is_answered(request: Request, answers: Sequence[Answer]) -> bool:
    return any(answer.request_id == request.id for answer in answers)


def _in_order(found: Iterable[StudentConsent]) -> list[StudentConsent]:
    return sorted(found, key=lambda one: (not one.is_waiting, one.name.casefold()))


def _requests(session: Session, ids: Collection[UUID]) -> dict[UUID, list[Request]]:
    """By line of the roll, the newest first; one question to the database for all."""
    query = select(VoterConsentRequest).where(VoterConsentRequest.roll_entry_id.in_(ids))
    found: dict[UUID, list[Request]] = defaultdict(list)
    for row in session.scalars(query.order_by(VoterConsentRequest.sent_at.desc())):
        found[row.roll_entry_id].append(row)
    return found


def _answers(session: Session, ids: Collection[UUID]) -> dict[UUID, list[Answer]]:
    query = select(VoterConsent).where(VoterConsent.roll_entry_id.in_(ids))
    found: dict[UUID, list[Answer]] = defaultdict(list)
    for row in session.scalars(query.order_by(VoterConsent.kept_at.desc())):
        found[row.roll_entry_id].append(row)
    return found
