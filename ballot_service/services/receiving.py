"""Envelopes that come back: screened, put on a list, and never opened here. The database decides who was first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ballot_service.models import (
    DispositionKind,
    Election,
    PaperEnvelope,
    PaperReturn,
    VoterRollEntry,
)
from ballot_service.rules.decision import Decision, Outcome, Reason
from ballot_service.rules.paper_envelopes import (
    CURE_SOURCE,
    ENVELOPE_SOURCE,
    EnvelopeWay,
    screen_envelope,
)
from ballot_service.rules.words import say
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.envelope_screening import envelope_facts, put_on_list, takes_place
from ballot_service.services.paper_account import paper_dispositions
from ballot_service.services.reconciling import require_unsigned, take_turn


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """How an envelope came: `received_at` is aware; `postmarked_on` is None for an unreadable postmark and for one
    that did not come by mail."""

    way: EnvelopeWay
    received_at: datetime
    is_signed: bool
    postmarked_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Received:
    """An envelope with the list on which it stands, and why."""

    row: PaperReturn
    kind: DispositionKind
    decision: Decision


def receive_envelope(
    session: Session,
    election: Election,
    envelope: PaperEnvelope,
    arrival: Arrival,
    *,
    now: datetime,
    by: UUID,
) -> Received:
    """Enters an envelope that came back and puts it on its list.

    Raises Refused for one that was entered before, and once anybody has signed the count.
    """
    take_turn(session, election)
    session.refresh(envelope.roll_entry, ["merged_into_id", "merged_into"])
    entry = envelope.roll_entry.voter
    session.refresh(entry, ["status"], with_for_update={"key_share": True})
    require_unsigned(session, "receive_envelope", election, entry.id)
    known = session.scalar(select(PaperReturn.id).where(PaperReturn.envelope_id == envelope.id))
    if known is not None:
        raise Refused.for_election("receive_envelope", _known(), election, entry.id)
    row = PaperReturn(
        district_id=election.district_id,
        envelope=envelope,
        way=arrival.way,
        postmarked_on=arrival.postmarked_on,
        received_at=arrival.received_at,
        was_signed=arrival.is_signed,
        entered_at=now,
        entered_by=by,
    )
    session.add(row)
    session.flush()
    return _screened(session, election, row, "receive_envelope", now=now, by=by)


def sign_later(
    session: Session, election: Election, row: PaperReturn, *, now: datetime, by: UUID
) -> Received:
    """Keeps that the voter has put the missing signature right, and screens the envelope again.

    Raises Refused when it does not wait for a signature, after the window for it, and once the count is signed.
    """
    take_turn(session, election)
    entry = row.envelope.roll_entry.voter
    session.refresh(entry, ["status"], with_for_update={"key_share": True})
    require_unsigned(session, "sign_envelope_later", election, entry.id)
    decision = screen_envelope(envelope_facts(session, election, row, now))
    if "envelope_unsigned" not in decision.codes:
        raise Refused.for_election("sign_envelope_later", _not_waiting(), election, entry.id)
    row.signed_later_at, row.signed_later_by = now, by
    session.flush()
    return _screened(session, election, row, "sign_envelope_later", now=now, by=by)


def close_unsigned(session: Session, election: Election, *, now: datetime, by: UUID) -> int:
    """Puts every envelope that nobody signed in time on its list; answers how many. Nothing before the window ends."""
    take_turn(session, election)
    closed = 0
    for received in envelopes_in(session, election, now):
        late = "envelope_not_signed" in received.decision.codes
        if received.kind is DispositionKind.PROVISIONAL and late:
            _screened(session, election, received.row, "close_envelope", now=now, by=by)
            closed += 1
    return closed


def envelopes_in(session: Session, election: Election, now: datetime) -> Sequence[Received]:
    """Every envelope that came back, the newest first, each with its list and what the rule says now."""
    kinds = paper_dispositions(session, election)
    rows = session.scalars(
        select(PaperReturn)
        .join(PaperReturn.envelope)
        .join(PaperEnvelope.roll_entry)
        .where(VoterRollEntry.election_id == election.id)
        .options(
            joinedload(PaperReturn.envelope)
            .joinedload(PaperEnvelope.roll_entry)
            .joinedload(VoterRollEntry.person)
        )
        .order_by(PaperReturn.entered_at.desc(), PaperReturn.id)
    )
    return [
        Received(
            row=row, kind=kinds[row.id], decision=screen_envelope(envelope_facts(session, election, row, now))
        )
        for row in rows
    ]


def _screened(
    session: Session, election: Election, row: PaperReturn, act: str, *, now: datetime, by: UUID
) -> Received:
    """Asks the rule, takes the voter's one place where it may, and writes the word on the list."""
    entry = row.envelope.roll_entry.voter
    facts = envelope_facts(session, election, row, now)
    decision = screen_envelope(facts)
    # a web ballot may be cast at this moment: the key of the accepted ballot lets in one of the two
    is_taking = "envelope_unsigned" not in decision.codes and decision.outcome is not Outcome.REFUSED
    if is_taking and not takes_place(session, election, entry):
        facts = envelope_facts(session, election, row, now, has_voted=True)
        decision = screen_envelope(facts)
    keep_for(session, election, Asked(rule="screen_envelope", facts=facts), subject_id=row.id, now=now)
    reason = "; ".join(str(each.sentence) for each in decision.objections)
    kind = put_on_list(session, election, row, decision, reason, now)
    details = {"way": row.way.value, "kind": kind.value, "is_signed": row.is_signed}
    trail.of_election(session, election, act, now=now, by=by, subject_id=row.id, details=details)
    return Received(row=row, kind=kind, decision=decision)


def _known() -> Decision:
    reason = Reason(
        code="envelope_known",
        sentence=say("This envelope was entered before."),
        source=ENVELOPE_SOURCE,
        remedy=say("Put it with the others. Look at the list to see where it stands."),
    )
    return Decision(reasons=(reason,))


def _not_waiting() -> Decision:
    reason = Reason(
        code="envelope_not_waiting",
        sentence=say("This envelope does not wait for a signature."),
        source=CURE_SOURCE,
        remedy=say("Look at the list to see where it stands."),
    )
    return Decision(reasons=(reason,))
