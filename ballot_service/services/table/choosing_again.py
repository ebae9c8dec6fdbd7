"""Choosing again at the table, after the ballot was corrected: the voter's own link, on a device of the table."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models import AcceptedBallot, Election, VoterRollEntry
from ballot_service.rules.decision import Decision
from ballot_service.rules.table_again import AgainFacts, may_choose_again_at_table
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.cancelling import require_running
from ballot_service.services.card_account import drew_card
from ballot_service.services.issuing import MAY_HAVE_A_LINK, issue_link
from ballot_service.services.voting_again import offered_to


def may_choose_again(session: Session, election: Election, entry: VoterRollEntry, now: datetime) -> Decision:
    """Whether this person can be given their link at the table to choose again now."""
    return may_choose_again_at_table(_facts(session, election, entry, now))


def choose_again_at_table(
    session: Session, election: Election, entry: VoterRollEntry, *, now: datetime, by: UUID
) -> None:
    """Gives a link to whoever has none that works, and keeps in the trail that this one was shown at the table.

    No decision is kept: its facts would say who was about to choose again, and that is forgotten at the count.
    Raises Refused as `may_choose_again_at_table` says; the trail then names neither person nor reason, because "they
    have chosen again already" is forgotten as well.
    """
    require_running("choose_again_at_table", election)
    session.refresh(entry, ["status"], with_for_update={"key_share": True})
    decision = may_choose_again(session, election, entry, now)
    if not decision.allowed:
        raise Refused.for_election("choose_again_at_table", decision, election, keeps_why=False)
    issue_link(session, election, entry, now=now)
    trail.of_election(session, election, "choose_again_at_table", now=now, by=by, subject_id=entry.id)


def _facts(session: Session, election: Election, entry: VoterRollEntry, now: datetime) -> AgainFacts:
    offered = offered_to(session, election, entry)
    return AgainFacts(
        asked_at=now,
        zone=election.district.zone,
        closes_at=election.closes_at,
        has_opened=election.opening_confirmed_at is not None and now >= election.opens_at,
        is_paused=election.paused_at is not None,
        may_have_a_ballot=entry.status in MAY_HAVE_A_LINK,
        has_voted=session.get(AcceptedBallot, entry.id) is not None,
        drew_card=drew_card(session, entry),
        contests_again=len(offered.contests) if offered else 0,
    )
