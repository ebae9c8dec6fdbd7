"""A sign-in taken back: a slip of the finger, or an unused card handed in so that the person can vote on paper."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from ballot_service.models import AcceptedBallot, CodeCard, Election, PaperEnvelope, VoterRollEntry
from ballot_service.rules.cards import CardReturnFacts, may_take_card_back
from ballot_service.rules.decision import Decision
from ballot_service.rules.table import TableMeans, UndoFacts, may_undo_sign_in
from ballot_service.sealing.acts import SPOIL_CARD, TAKE_CARD_BACK
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.beside_count import moment_beside_count
from ballot_service.services.cancelling import require_running
from ballot_service.services.card_account import drawn_and_used, drew_card, hold_cards, state_of
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.paper import envelope_out, waiting_request, withdraw_request
from ballot_service.services.table.register import sign_in_of
from ballot_service.services.table.signing_in import put_on_paper_list

HANDED_BACK = "The card was handed back unused."
SLIP = "Signed in by mistake."


def take_card_back(
    session: Session,
    election: Election,
    entry: VoterRollEntry,
    card: CodeCard,
    *,
    to_paper: bool,
    now: datetime,
    by: UUID,
) -> None:
    """Spoils an unused card and frees the person's place, in one: then they vote on paper, or as if they had not come.

    Nobody knows whether it is the card this person drew: any unused one that comes back makes the numbers true.
    Raises Refused for a card that was used or taken out, once all drawn cards are used, and after the close.
    """
    require_running(TAKE_CARD_BACK, election)
    now = moment_beside_count(session, election, now)
    hold_cards(session, election)
    session.refresh(entry, ["status"], with_for_update={"key_share": True})
    drawn, used = drawn_and_used(session, election)
    facts = CardReturnFacts(
        asked_at=now,
        zone=election.district.zone,
        closes_at=election.closes_at,
        card=state_of(session, card),
        drawn=drawn,
        used=used,
        has_drawn=drew_card(session, entry),
    )
    asked, decision = Asked(rule="may_take_card_back", facts=facts), may_take_card_back(facts)
    if not decision.allowed:
        raise Refused.for_election(TAKE_CARD_BACK, decision, election, entry.id, asked=(asked,))
    keep_for(session, election, asked, subject_id=entry.id, now=now)
    card.is_spoiled = True
    session.execute(delete(AcceptedBallot).where(AcceptedBallot.roll_entry_id == entry.id))
    session.expire_all()
    details = {"to_paper": to_paper}
    trail.of_election(session, election, TAKE_CARD_BACK, now=now, by=by, subject_id=entry.id, details=details)
    trail.of_election(
        session,
        election,
        SPOIL_CARD,
        now=now,
        by=by,
        subject_id=card.run_id,
        words={"reason": HANDED_BACK},
    )
    row = sign_in_of(session, entry)
    assert row is not None  # the rule has asked for it
    if to_paper:
        row.means = TableMeans.PAPER
        session.flush()
        put_on_paper_list(session, election, entry, now=now, by=by)
    else:
        session.delete(row)
        session.flush()


def may_undo(session: Session, entry: VoterRollEntry, *, paper_is_here: bool = False) -> Decision:
    """Whether the sign-in of this person can be taken back as a slip."""
    return may_undo_sign_in(_undo_facts(session, entry, paper_is_here=paper_is_here))


def undo_sign_in(
    session: Session,
    election: Election,
    entry: VoterRollEntry,
    *,
    paper_is_here: bool = False,
    now: datetime,
    by: UUID,
) -> None:
    """Takes a sign-in back that was a slip, with the wish for paper that came of it. The trail keeps both.

    A ballot that was given and is torn through now (`paper_is_here`) stays in the account as issued; its envelope is
    cancelled. Raises Refused once something is out with which the person could vote, or a ballot is in the box.
    """
    require_running("undo_sign_in", election)
    session.refresh(entry, ["status"], with_for_update={"key_share": True})
    facts = _undo_facts(session, entry, paper_is_here=paper_is_here)
    asked, decision = Asked(rule="may_undo_sign_in", facts=facts), may_undo_sign_in(facts)
    if not decision.allowed:
        raise Refused.for_election("undo_sign_in", decision, election, entry.id, asked=(asked,))
    keep_for(session, election, asked, subject_id=entry.id, now=now)
    row, request = sign_in_of(session, entry), waiting_request(session, entry)
    assert row is not None  # the rule has asked for it
    if row.means is TableMeans.PAPER and request is not None and request.entered_at == row.signed_in_at:
        withdraw_request(session, election, request, SLIP, now=now, by=by)
    envelope = given_here(session, entry)
    if envelope is not None:
        envelope.replaced_at, envelope.replaced_reason = now, SLIP
    session.delete(row)
    session.flush()
    trail.of_election(session, election, "undo_sign_in", now=now, by=by, subject_id=entry.id)


def given_here(session: Session, entry: VoterRollEntry) -> PaperEnvelope | None:
    """The envelope of a paper ballot that was given with this sign-in, while it is out; none that was mailed before."""
    row, envelope = sign_in_of(session, entry), envelope_out(session, entry)
    if row is None or envelope is None or row.means is not TableMeans.PAPER:
        return None
    return envelope if envelope.issued_at >= row.signed_in_at else None


def _undo_facts(session: Session, entry: VoterRollEntry, *, paper_is_here: bool) -> UndoFacts:
    row = sign_in_of(session, entry)
    return UndoFacts(
        means=row.means if row else TableMeans.PAPER,
        has_signed_in=row is not None,
        has_voted=session.get(AcceptedBallot, entry.id) is not None,
        paper_is_out=envelope_out(session, entry) is not None,
        paper_is_here=paper_is_here and given_here(session, entry) is not None,
    )
