"""Giving a voter a paper ballot: one envelope a voter that counts, with a signed code; an earlier one is cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.links import Links, Purpose
from ballot_service.models import AcceptedBallot, Election, PaperEnvelope, VoterRollEntry
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.paper_stock import STOCK_SOURCE, IssueFacts, may_issue_paper
from ballot_service.rules.words import say
from ballot_service.services import trail
from ballot_service.services.acting import NotFound, Refused
from ballot_service.services.cancelling import require_running
from ballot_service.services.card_account import drew_card
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.issuing import MAY_HAVE_A_LINK
from ballot_service.services.paper.asking import answer_request
from ballot_service.services.paper.register import waiting_request
from ballot_service.services.paper.stock import PaperKind, in_stock
from ballot_service.services.reconciling import take_turn


@dataclass(frozen=True, kw_only=True)
class Issuing:
    """Which ballot is given, and why another one where one is out."""

    kind: PaperKind
    reason: str = ""


def may_issue(
    session: Session, election: Election, entry: VoterRollEntry, kind: PaperKind, now: datetime
) -> Decision:
    """Whether this voter can be given a paper ballot of this kind now."""
    return may_issue_paper(_facts(session, election, entry, kind, now))


def issue_paper(
    session: Session,
    election: Election,
    entry: VoterRollEntry,
    issuing: Issuing,
    *,
    now: datetime,
    by: UUID,
) -> PaperEnvelope:
    """Takes a ballot from the stock for a voter, answers the wish that waits, and cancels an earlier envelope.

    The ballot link stays valid. Raises Refused after the close, for somebody without a vote or with a ballot in the
    box, when none of the kind is left, and without a reason where one is out.
    """
    require_running("issue_paper", election)
    take_turn(session, election)
    session.refresh(entry, ["status"], with_for_update={"key_share": True})
    facts = _facts(session, election, entry, issuing.kind, now)
    asked, decision = Asked(rule="may_issue_paper", facts=facts), may_issue_paper(facts)
    before = envelope_out(session, entry)
    if before is not None and not issuing.reason.strip():
        decision += Decision(reasons=(_no_reason(),))
    if not decision.allowed:
        raise Refused.for_election("issue_paper", decision, election, entry.id, asked=(asked,))
    keep_for(session, election, asked, subject_id=entry.id, now=now)
    if before is not None:
        before.replaced_at, before.replaced_reason = now, issuing.reason
        session.flush()
    request = waiting_request(session, entry)
    envelope = PaperEnvelope(
        district_id=election.district_id,
        roll_entry=entry,
        request=request,
        key=Links.new_key(),
        language=issuing.kind.language,
        is_large=issuing.kind.is_large,
        issued_at=now,
        issued_by=by,
    )
    session.add(envelope)
    session.flush()
    trail.of_election(
        session,
        election,
        "issue_paper",
        now=now,
        by=by,
        subject_id=entry.id,
        details={
            "replaces": before is not None,
            "language": envelope.language,
            "is_large": envelope.is_large,
        },
        words={"reason": issuing.reason if before is not None else ""},
    )
    if request is not None:
        answer_request(session, election, request, now=now, by=by)
    return envelope


def envelope_out(session: Session, entry: VoterRollEntry) -> PaperEnvelope | None:
    """The one envelope of a voter that counts if it comes back."""
    return session.scalars(
        select(PaperEnvelope).where(
            PaperEnvelope.roll_entry_id == entry.id, PaperEnvelope.replaced_at.is_(None)
        )
    ).one_or_none()


def envelope_code(links: Links, envelope: PaperEnvelope) -> str:
    """What stands on the envelope as a code: 33 characters, signed."""
    return links.token(Purpose.ENVELOPE, envelope.key)


def read_envelope(session: Session, links: Links, code: str) -> PaperEnvelope:
    """The envelope behind a scanned or typed code. Raises BadLink (from `links`) or NotFound."""
    key = links.key(Purpose.ENVELOPE, "".join(code.split()))
    found = session.scalars(select(PaperEnvelope).where(PaperEnvelope.key == key)).one_or_none()
    if found is None:
        raise NotFound("paper envelope")
    return found


def _facts(
    session: Session, election: Election, entry: VoterRollEntry, kind: PaperKind, now: datetime
) -> IssueFacts:
    return IssueFacts(
        asked_at=now,
        zone=election.district.zone,
        closes_at=election.closes_at,
        in_stock=in_stock(session, election, kind),
        may_have_a_ballot=entry.status in MAY_HAVE_A_LINK,
        has_voted=session.get(AcceptedBallot, entry.id) is not None,
        drew_card=drew_card(session, entry),
        is_replacement=envelope_out(session, entry) is not None,
        is_paused=election.paused_at is not None,
    )


def _no_reason() -> Reason:
    return Reason(
        code="issue_reason_missing",
        sentence=say("A paper ballot of this voter is out, and no reason for another one was given."),
        source=STOCK_SOURCE,
        remedy=say("Write why: lost in the mail, or spoiled."),
    )
