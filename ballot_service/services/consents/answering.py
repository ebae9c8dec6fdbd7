"""A guardian's answer: by the signed link, once, or on paper that a clerk enters with its scan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.links import Links, Purpose
from ballot_service.models import Candidate, ConsentAnswer, ConsentRequest, Election, GuardianConsent
from ballot_service.rules.candidacy import Acceptance, Consent
from ballot_service.rules.consents import GuardianAnswerFacts, may_answer_consent
from ballot_service.rules.decision import Decision
from ballot_service.services import trail
from ballot_service.services.acting import NotFound, Refused
from ballot_service.services.consents.asking import is_standing
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
    """A consent link that fits, the student's candidacy behind it, and whether an answer counts now."""

    request: ConsentRequest
    candidate: Candidate
    election: Election
    decision: Decision


def open_consent(session: Session, links: Links, token: str, now: datetime) -> OpenedConsent:
    """What is behind a token; changes nothing, however often it is opened. Raises BadLink or NotFound."""
    key = links.key(Purpose.CONSENT, token)
    request = session.scalar(select(ConsentRequest).where(ConsentRequest.key == key))
    if request is None:
        raise NotFound("consent link")
    candidate = request.candidate
    decision = may_answer_consent(_facts(candidate, request, now))
    election = candidate.contest.election
    return OpenedConsent(request=request, candidate=candidate, election=election, decision=decision)


def answer_by_link(
    session: Session, request: ConsentRequest, given: GuardianAnswer, *, now: datetime
) -> GuardianConsent:
    """Keeps the answer and decides about the student again.

    Raises Refused for a link that was used, replaced or has expired, and once the ballot is frozen.
    """
    candidate = request.candidate
    _require(session, candidate, request, now)
    row = _row(candidate, given, now)
    row.request = request
    return _keep(session, candidate, row, "link", now, None)


def enter_paper(
    session: Session,
    candidate: Candidate,
    given: GuardianAnswer,
    scan: Evidence,
    *,
    received_at: datetime,
    storage: Storage,
    now: datetime,
    by: UUID,
) -> GuardianConsent:
    """Keeps a signed form with its scan; it counts like an answer by link and takes the place of an earlier one.

    `received_at` is aware. Raises Refused once the ballot is frozen or the student does not stand any more.
    """
    _require(session, candidate, None, now)
    row = _row(candidate, given, received_at)
    row.entered_by = by
    row.scan = keep_file(session, candidate.district_id, scan, storage, now)
    return _keep(session, candidate, row, "paper", now, by)


def _require(session: Session, candidate: Candidate, request: ConsentRequest | None, now: datetime) -> None:
    election = candidate.contest.election
    take_turn(session, election)
    facts = _facts(candidate, request, now)
    asked, decision = Asked(rule="may_answer_consent", facts=facts), may_answer_consent(facts)
    if not decision.allowed:
        raise Refused.for_election("answer_consent", decision, election, candidate.id, asked=(asked,))
    keep_for(session, election, asked, subject_id=candidate.id, now=now)


def _facts(candidate: Candidate, request: ConsentRequest | None, now: datetime) -> GuardianAnswerFacts:
    election = candidate.contest.election
    return GuardianAnswerFacts(
        asked_at=now,
        zone=election.district.zone,
        sent_at=request.sent_at if request else None,
        is_answered=request is not None and request.consent is not None,
        was_replaced=request is not None and request.replaced_at is not None,
        is_standing=is_standing(candidate),
        is_frozen=election.ballot_frozen_at is not None,
    )


def _row(candidate: Candidate, given: GuardianAnswer, at: datetime) -> GuardianConsent:
    return GuardianConsent(
        district_id=candidate.district_id,
        candidate=candidate,
        answer=given.answer,
        guardian_name=given.guardian_name,
        relation=given.relation,
        language=given.language,
        text=given.text,
        answered_at=at,
    )


def _keep(
    session: Session, candidate: Candidate, row: GuardianConsent, way: str, now: datetime, by: UUID | None
) -> GuardianConsent:
    session.add(row)
    session.flush()
    details = {
        "answer": row.answer.value,
        "way": way,
        "language": row.language,
        "scan": row.scan.sha256 if row.scan else None,
    }
    trail.of_election(
        session,
        candidate.contest.election,
        "answer_consent",
        now=now,
        by=by,
        subject_id=candidate.id,
        details=details,
        words={"guardian": row.guardian_name, "relation": row.relation},
    )
    decide_with(session, candidate, CONSENTS[row.answer], now=now, by=by)
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
