"""Certification: two people sign, the result is frozen, and the audit bundle is written once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Certificate, CertificationSignature, Election, Result
from ballot_service.rules.certification import (
    CERTIFY_SOURCE,
    CertificationFacts,
    may_certify,
    ready_to_certify,
)
from ballot_service.rules.composition import council_composition
from ballot_service.rules.coverage import COVERAGE_SOURCE, CoverageFacts
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.naming import decision_with_names
from ballot_service.rules.presets import CouncilKind
from ballot_service.rules.signatures import Signer, SigningFacts, may_sign
from ballot_service.rules.words import say
from ballot_service.sealing import acts
from ballot_service.sealing.bundle import result_bytes
from ballot_service.sealing.canonical import fingerprint_of_bytes
from ballot_service.sealing.documents import CERTIFIED
from ballot_service.services import trail
from ballot_service.services.accounting import contest_accounts
from ballot_service.services.acting import Refused
from ballot_service.services.bundling import certificate_of, certification_document, store_bundle
from ballot_service.services.counting import may_see_votes, newest_result, publish, tally
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.lots import candidate_names
from ballot_service.services.paper_count import differences_explained
from ballot_service.services.reconciling import (
    ballot_account,
    count_is_whole,
    take_turn,
    window_facts,
)
from ballot_service.services.rounds import is_being_changed, round_of, wants_certificate
from ballot_service.services.runoffs.standing import still_decides, take_turn_of_first
from ballot_service.services.seating import coverage_facts, seated_facts
from ballot_service.services.stakes import known_signer
from ballot_service.storage import Storage


def certification_facts(session: Session, election: Election, now: datetime) -> CertificationFacts:
    """Everything the certification rests on, each number from its own record."""
    return CertificationFacts(
        asked_at=now,
        windows=window_facts(election),
        account=ballot_account(session, election),
        contests=contest_accounts(session, election),
        coverage=_coverage(session, election),
        signers=tuple(_signer(signature) for signature in signatures(session, election)),
    )


def open_points(session: Session, election: Election, now: datetime) -> Decision:
    """What still stands between the result and its certification, with names in the sentences."""
    decision = may_certify(certification_facts(session, election, now)) + _as_it_stands(session, election)
    return decision_with_names(decision, candidate_names(election))


def seated_warnings(session: Session, election: Election, now: datetime) -> Decision:
    """What the guidance says to those who are seated: size, students, staff share, breadth (1.15).

    Empty while votes wait to be published.
    """
    facts = seated_facts(session, election, now)
    return council_composition(facts) if facts else Decision()


def sign(
    session: Session,
    election: Election,
    *,
    name: str,
    capacity: str,
    is_employee: bool,
    is_nominee: bool,
    is_close_relative: bool,
    now: datetime,
    by: UUID,
) -> CertificationSignature:
    """One of the two signatures. Raises Refused for somebody with a stake, or while something is unsettled."""
    take_turn(session, election)
    take_turn_of_first(session, election)
    facts = certification_facts(session, election, now)
    declared = Signer(
        person=str(by), is_employee=is_employee, is_nominee=is_nominee, is_close_relative=is_close_relative
    )
    before = [signature.account_id for signature in signatures(session, election)]
    signer = known_signer(session, election, declared, account_id=by, others=before)
    signing = SigningFacts(signer=signer, already_signed=facts.signers)
    asked = (Asked(rule="ready_to_certify", facts=facts), Asked(rule="may_sign", facts=signing))
    decision = ready_to_certify(facts) + may_sign(signing)
    _require(session, "sign", decision + _as_it_stands(session, election), election, asked, now)
    keep_for(session, election, *asked, now=now)
    signature = CertificationSignature(
        district_id=election.district_id,
        election_id=election.id,
        round=round_of(session, election),
        account_id=by,
        name=name,
        capacity=capacity,
        is_employee=is_employee,
        is_nominee=is_nominee,
        is_relative=is_close_relative,
        signed_at=now,
    )
    session.add(signature)
    session.flush()
    details = {"is_employee": is_employee, "is_nominee": is_nominee, "is_close_relative": is_close_relative}
    trail.of_election(
        session,
        election,
        "sign",
        now=now,
        by=by,
        subject_id=signature.id,
        details=details,
        words={"name": name, "capacity": capacity},
    )
    return signature


def certify(
    session: Session,
    election: Election,
    secret: bytes,
    storage: Storage,
    *,
    now: datetime,
    by: UUID | None = None,
) -> Certificate:
    """Freezes and publishes the result with its bundle. Raises Refused with every open point named."""
    take_turn(session, election)
    take_turn_of_first(session, election)
    facts = certification_facts(session, election, now)
    asked = _asked_to_certify(facts)
    _require(session, "certify", may_certify(facts) + _as_it_stands(session, election), election, asked, now)
    seated = seated_facts(session, election, now)
    if seated:
        asked = (*asked, Asked(rule="council_composition", facts=seated))
    keep_for(session, election, *asked, now=now)
    before = certificate_of(session, election)
    result = _certified_result(session, election, is_first=before is None, now=now, by=by)
    election.certified_at = election.certified_at or now
    document = tally(session, election, result.status)
    fingerprint = fingerprint_of_bytes(result_bytes(document))
    trail.of_election(
        session,
        election,
        acts.CERTIFY_RESULT,
        now=now,
        by=by,
        subject_id=result.id,
        details=acts.certifying_details(fingerprint, before.record_fingerprint if before else ""),
    )
    certification = certification_document(session, election, document, signatures(session, election), now)
    certificate = store_bundle(session, election, secret, storage, document, certification, now=now)
    session.flush()
    return certificate


def _certified_result(
    session: Session, election: Election, *, is_first: bool, now: datetime, by: UUID | None
) -> Result:
    """The version that is certified: the first one is published as certified; that of a recount or a correction is
    public already, and keeps its status."""
    newest = newest_result(session, election)
    if is_first or newest is None:
        return publish(session, election, CERTIFIED, now=now, by=by)
    return newest


def _asked_to_certify(facts: CertificationFacts) -> tuple[Asked, ...]:
    """The rules behind a certificate: the whole, the sum that must agree, and who speaks for which school."""
    asked = (
        Asked(rule="may_certify", facts=facts),
        Asked(rule="ballots_reconcile", facts=facts.account),
    )
    if facts.coverage is None:
        return asked
    return (*asked, Asked(rule="schools_represented", facts=facts.coverage))


def write_reason(
    session: Session, election: Election, school: str, reason: str, *, now: datetime, by: UUID | None = None
) -> None:
    """Keeps in writing why nobody on a district council speaks for a school rated D or F (S7).

    Raises Refused for an empty reason, and after certification.
    """
    decision = Decision() if wants_certificate(session, election) else _as_it_stands(session, election)
    if not reason.strip():
        decision += Decision(reasons=(_no_reason(),))
    _require(session, "write_reason", decision, election, (), now)
    election.coverage_reasons = {**election.coverage_reasons, school: reason}
    session.flush()
    trail.of_election(
        session, election, "write_reason", now=now, by=by, words={"school": school, "reason": reason}
    )


def signatures(session: Session, election: Election) -> list[CertificationSignature]:
    """Who has signed the result as it stands; what was signed before a recount or a correction was another one."""
    return list(
        session.scalars(
            select(CertificationSignature)
            .where(
                CertificationSignature.election_id == election.id,
                CertificationSignature.round == round_of(session, election),
            )
            .order_by(CertificationSignature.signed_at)
        )
    )


def _as_it_stands(session: Session, election: Election) -> Decision:
    """Nothing may be decided after the count, and a result is certified once."""
    decision = count_is_whole(session, election) + differences_explained(session, election)
    if is_being_changed(session, election):
        decision += Decision(reasons=(_being_changed(),))
    decision += still_decides(session, election)
    if wants_certificate(session, election):
        return decision
    already = Reason(
        code="certified_already",
        sentence=say("The result is certified already."),
        source=CERTIFY_SOURCE,
        remedy=say("Read the certificate."),
    )
    return decision + Decision(reasons=(already,))


def _being_changed() -> Reason:
    return Reason(
        code="result_being_changed",
        sentence=say("A recount is going on, or a correction waits for a second person."),
        source=CERTIFY_SOURCE,
        remedy=say("Finish it first. Its result is the one to sign."),
    )


def _no_reason() -> Reason:
    return Reason(
        code="reason_missing",
        sentence=say("A written reason is needed."),
        source=COVERAGE_SOURCE,
        remedy=say("Say in a sentence why nobody on the council is tied to this school."),
    )


def _signer(signature: CertificationSignature) -> Signer:
    return Signer(
        person=str(signature.account_id),
        is_employee=signature.is_employee,
        is_nominee=signature.is_nominee,
        is_close_relative=signature.is_relative,
    )


def _coverage(session: Session, election: Election) -> CoverageFacts | None:
    return coverage_facts(session, election) if election.council.kind is CouncilKind.DISTRICT else None


def _require(
    session: Session,
    act: str,
    decision: Decision,
    election: Election,
    asked: tuple[Asked, ...],
    now: datetime,
) -> None:
    """Raises Refused. While votes wait, the facts are not kept: they tell of votes and ties."""
    if not decision.allowed:
        kept = asked if may_see_votes(session, election, now) else ()
        named = decision_with_names(decision, candidate_names(election))
        raise Refused.for_election(act, named, election, asked=kept)
