"""The link of somebody who signed in for it, shown at the table once more. The sign-in itself shows it first."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models import AcceptedBallot, Election, VoterRollEntry
from ballot_service.rules.decision import Decision
from ballot_service.rules.table import TableMeans
from ballot_service.rules.table_slip import SlipFacts, may_show_link_again
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.cancelling import require_running
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.issuing import MAY_HAVE_A_LINK, issue_link
from ballot_service.services.table.register import sign_in_of


def may_show_again(session: Session, election: Election, entry: VoterRollEntry, now: datetime) -> Decision:
    """Whether the link of this person can be shown at the table once more now."""
    return may_show_link_again(_facts(session, election, entry, now))


def show_link_again(
    session: Session, election: Election, entry: VoterRollEntry, *, now: datetime, by: UUID
) -> None:
    """Keeps in the trail who saw whose link, each time; gives a link to whoever has none that works.

    Raises Refused as `may_show_link_again` says.
    """
    require_running("show_link_again", election)
    session.refresh(entry, ["status"], with_for_update={"key_share": True})
    facts = _facts(session, election, entry, now)
    asked, decision = Asked(rule="may_show_link_again", facts=facts), may_show_link_again(facts)
    if not decision.allowed:
        raise Refused.for_election("show_link_again", decision, election, entry.id, asked=(asked,))
    keep_for(session, election, asked, subject_id=entry.id, now=now)
    issue_link(session, election, entry, now=now)
    trail.of_election(session, election, "show_link_again", now=now, by=by, subject_id=entry.id)


def _facts(session: Session, election: Election, entry: VoterRollEntry, now: datetime) -> SlipFacts:
    row = sign_in_of(session, entry)
    return SlipFacts(
        asked_at=now,
        zone=election.district.zone,
        closes_at=election.closes_at,
        signed_in_for_link=row is not None and row.means is TableMeans.LINK,
        may_have_a_ballot=entry.status in MAY_HAVE_A_LINK,
        has_voted=session.get(AcceptedBallot, entry.id) is not None,
    )
