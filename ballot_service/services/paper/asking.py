"""Asking for a paper ballot: by phone, mail, at the table or by link. The ballot link stays valid all the while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models import AcceptedBallot, Election, PaperRequest, VoterRollEntry
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.paper_requests import (
    REQUEST_SOURCE,
    PaperDelivery,
    PaperRequestFacts,
    PaperWay,
    may_ask_for_paper,
)
from ballot_service.rules.words import say
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.cancelling import require_running
from ballot_service.services.card_account import drew_card
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.facts import voted_contests
from ballot_service.services.issuing import MAY_HAVE_A_LINK
from ballot_service.services.paper.register import waiting_request


@dataclass(frozen=True, kw_only=True)
class PaperWish:
    """What a voter asked for. `address` is where it goes by mail, and empty otherwise; `language` is a BCP-47 tag."""

    way: PaperWay
    delivery: PaperDelivery
    language: str
    is_large: bool = False
    address: str = ""


def may_ask(
    session: Session, election: Election, entry: VoterRollEntry, asked_at: datetime, *, by_mail: bool = False
) -> Decision:
    """Whether this voter can be given a paper ballot on a wish of `asked_at` (aware)."""
    return may_ask_for_paper(_facts(session, election, entry, asked_at, by_mail))


def ask_for_paper(
    session: Session,
    election: Election,
    entry: VoterRollEntry,
    wish: PaperWish,
    *,
    asked_at: datetime,
    now: datetime,
    by: UUID | None,
) -> PaperRequest:
    """Keeps a wish for a paper ballot, to be answered from the worklist. `by` is None for a voter's own link.

    Raises Refused for somebody without a vote or with a ballot in the box, while an earlier wish waits, and for a
    wish that came after the close.
    """
    require_running("ask_for_paper", election)
    # two presses at once come one after the other, and the second one is told of the first
    session.refresh(entry, ["status"], with_for_update={"key_share": True})
    facts = _facts(session, election, entry, asked_at, wish.delivery is PaperDelivery.MAIL)
    asked, decision = Asked(rule="may_ask_for_paper", facts=facts), may_ask_for_paper(facts)
    if not decision.allowed:
        raise Refused.for_election("ask_for_paper", decision, election, entry.id, asked=(asked,))
    keep_for(session, election, asked, subject_id=entry.id, now=now)
    request = PaperRequest(
        district_id=election.district_id,
        roll_entry=entry,
        way=wish.way,
        delivery=wish.delivery,
        address=wish.address if wish.delivery is PaperDelivery.MAIL else "",
        language=wish.language,
        is_large=wish.is_large,
        asked_at=asked_at,
        entered_at=now,
        entered_by=by,
    )
    session.add(request)
    session.flush()
    details = {"way": wish.way.value, "delivery": wish.delivery.value, "language": wish.language}
    trail.of_election(
        session, election, "ask_for_paper", now=now, by=by, subject_id=entry.id, details=details
    )
    return request


def answer_request(
    session: Session, election: Election, request: PaperRequest, *, now: datetime, by: UUID
) -> None:
    """Keeps that the ballot was mailed or handed over. Raises Refused for a wish that waits no more."""
    _require_waiting(session, "answer_paper_request", election, request)
    request.answered_at, request.answered_by = now, by
    session.flush()
    trail.of_election(
        session,
        election,
        "answer_paper_request",
        now=now,
        by=by,
        subject_id=request.roll_entry_id,
        details={"delivery": request.delivery.value},
    )


def withdraw_request(
    session: Session,
    election: Election,
    request: PaperRequest,
    reason: str,
    *,
    now: datetime,
    by: UUID | None,
) -> None:
    """Takes a wish back; it stays on file. `by` is None for the voter. Raises Refused once it was answered."""
    _require_waiting(session, "withdraw_paper_request", election, request)
    request.withdrawn_at = now
    session.flush()
    trail.of_election(
        session,
        election,
        "withdraw_paper_request",
        now=now,
        by=by,
        subject_id=request.roll_entry_id,
        words={"reason": reason},
    )


def _require_waiting(session: Session, act: str, election: Election, request: PaperRequest) -> None:
    session.refresh(request, ["answered_at", "withdrawn_at"], with_for_update=True)
    if request.is_waiting:
        return
    over = Reason(
        code="paper_request_over",
        sentence=say("This request was answered or taken back before."),
        source=REQUEST_SOURCE,
        remedy=say("Enter a new request if the voter needs another ballot."),
    )
    raise Refused.for_election(act, Decision(reasons=(over,)), election, request.roll_entry_id)


def _facts(
    session: Session, election: Election, entry: VoterRollEntry, asked_at: datetime, by_mail: bool
) -> PaperRequestFacts:
    return PaperRequestFacts(
        asked_at=asked_at,
        zone=election.district.zone,
        closes_at=election.closes_at,
        by_mail=by_mail,
        may_have_a_ballot=entry.status in MAY_HAVE_A_LINK,
        has_voted=session.get(AcceptedBallot, entry.id) is not None,
        drew_card=drew_card(session, entry),
        is_waiting=waiting_request(session, entry) is not None,
        is_voted_on=election.manifest is None or bool(voted_contests(election)),
    )
