"""A guardian's answer: by the signed link, once, or on paper that a clerk enters with its scan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.links import Links, Purpose
from ballot_service.models import (
    Candidate,
    ConsentAnswer,
    ConsentRequest,
    Election,
    GuardianConsent,
    VoterConsent,
    VoterConsentRequest,
)
from ballot_service.rules.answer_links import link_ends_at
from ballot_service.rules.candidacy import Acceptance, Consent
from ballot_service.rules.consents import ConsentPurpose, GuardianAnswerFacts, may_answer_consent
from ballot_service.rules.decision import Decision
from ballot_service.services import trail
from ballot_service.services.acting import NotFound, Refused
from ballot_service.services.consents.students import (
    Answer,
    Request,
    Student,
    election_of,
    is_over,
    is_standing,
    purpose_of,
    student_of,
)
from ballot_service.services.consents.voters import decide_about_voter
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.nominating import Nomination, decide_again, recorded_facts
from ballot_service.services.noticing import Evidence, keep_file
from ballot_service.services.reconciling import take_turn
from ballot_service.storage import Storage

CONSENTS = {ConsentAnswer.AGREES: Consent.GIVEN, ConsentAnswer.DECLINES: Consent.REFUSED}


@dataclass(frozen=True, kw_only=True)
class GuardianAnswer:
    """What a guardian says, and in which language the page was. `text` is what stood on it; empty for paper."""

    answer: ConsentAnswer
    guardian_name: str
    relation: str
    language: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class OpenedConsent:
    """A consent link that fits, the student behind it, and whether an answer counts now."""

    request: Request
    student: Student
    election: Election
    decision: Decision


def open_consent(session: Session, links: Links, token: str, now: datetime) -> OpenedConsent:
    """What is behind a token; changes nothing, however often it is opened. Raises BadLink or NotFound."""
    key = links.key(Purpose.CONSENT, token)
    request = _request(session, key)
    if request is None:
        raise NotFound("consent link")
    student = student_of(request)
    decision = may_answer_consent(_facts(student, request, now))
    return OpenedConsent(request=request, student=student, election=election_of(student), decision=decision)


def answer_ends(found: OpenedConsent) -> datetime:
    """Until when the link takes an answer, on the district's clock: its week, and for voting not past the close."""
    ends_at = link_ends_at(found.request.sent_at, found.election.district.zone)
    closes_at = found.election.closes_at.astimezone(found.election.zone)
    return min(ends_at, closes_at) if purpose_of(found.student) is ConsentPurpose.VOTE else ends_at


def _request(session: Session, key: str) -> Request | None:
    """Whether the student stands or would vote, no two links have the same key."""
    standing = session.scalar(select(ConsentRequest).where(ConsentRequest.key == key))
    return standing or session.scalar(select(VoterConsentRequest).where(VoterConsentRequest.key == key))


def answer_by_link(session: Session, request: Request, given: GuardianAnswer, *, now: datetime) -> Answer:
    """Keeps the answer and decides about the student again.

    Raises Refused for a link that was used, replaced or has expired, and once it is too late.
    """
    student = student_of(request)
    _require(session, student, request, now)
    row = _row(student, given, now, now)
    row.request = request
    return _keep(session, student, row, "link", now, None)


def enter_paper(
    session: Session,
    student: Student,
    given: GuardianAnswer,
    scan: Evidence,
    *,
    received_at: datetime,
    storage: Storage,
    now: datetime,
    by: UUID,
) -> Answer:
    """Keeps a signed form with its scan; it counts like an answer by link and takes the place of an earlier one.

    `received_at` is aware. Raises Refused once it is too late, or when the student needs no consent any more.
    """
    _require(session, student, None, now)
    row = _row(student, given, received_at, now)
    row.entered_by = by
    row.scan = keep_file(session, student.district_id, scan, storage, now)
    return _keep(session, student, row, "paper", now, by)


def _require(session: Session, student: Student, request: Request | None, now: datetime) -> None:
    election = election_of(student)
    take_turn(session, election)
    facts = _facts(student, request, now)
    asked, decision = Asked(rule="may_answer_consent", facts=facts), may_answer_consent(facts)
    if not decision.allowed:
        raise Refused.for_election("answer_consent", decision, election, student.id, asked=(asked,))
    keep_for(session, election, asked, subject_id=student.id, now=now)


def _facts(student: Student, request: Request | None, now: datetime) -> GuardianAnswerFacts:
    return GuardianAnswerFacts(
        asked_at=now,
        zone=election_of(student).district.zone,
        sent_at=request.sent_at if request else None,
        is_answered=request is not None and request.consent is not None,
        was_replaced=request is not None and request.replaced_at is not None,
        is_standing=is_standing(student),
        is_frozen=is_over(student, now),
        purpose=purpose_of(student),
    )


def _row(student: Student, given: GuardianAnswer, at: datetime, now: datetime) -> Answer:
    row: Answer
    if isinstance(student, Candidate):
        row = GuardianConsent(candidate=student)
    else:
        row = VoterConsent(roll_entry=student, kept_at=now)
    row.district_id = student.district_id
    row.answer = given.answer
    row.guardian_name, row.relation = given.guardian_name, given.relation
    row.language, row.text = given.language, given.text
    row.answered_at = at
    return row


def _keep(
    session: Session, student: Student, row: Answer, way: str, now: datetime, by: UUID | None
) -> Answer:
    session.add(row)
    session.flush()
    details = {
        "answer": row.answer.value,
        "way": way,
        "language": row.language,
        "scan": row.scan.sha256 if row.scan else None,
        "purpose": purpose_of(student).value,
    }
    trail.of_election(
        session,
        election_of(student),
        "answer_consent",
        now=now,
        by=by,
        subject_id=student.id,
        details=details,
        words={"guardian": row.guardian_name, "relation": row.relation},
    )
    if isinstance(student, Candidate):
        decide_with(session, student, CONSENTS[row.answer], now=now, by=by)
    else:
        decide_about_voter(session, student, CONSENTS[row.answer], now=now)
    return row


def decide_with(
    session: Session, candidate: Candidate, consent: Consent, *, now: datetime, by: UUID | None
) -> Decision:
    """Asks the rules again about the nominee as filed, with this answer of a guardian."""
    known = recorded_facts(session, candidate)
    nomination = Nomination(
        name=candidate.name,
        statements=candidate.statements,
        own_language=candidate.own_language,
        consent=consent,
        acceptance=known.acceptance if known else Acceptance.ACCEPTED,
        leads_parent_group=known.leads_parent_group if known else False,
        in_group_field=known.in_group_field if known else True,
    )
    return decide_again(session, candidate, nomination, now=now, by=by)
