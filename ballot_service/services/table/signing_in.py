"""Signing in at the table: somebody on the roll gets a paper ballot, their own link to use on the spot, or a card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models import AcceptedBallot, Election, RollStatus, TableSignIn, VoterRollEntry
from ballot_service.rules.cards import DrawFacts, may_draw_card
from ballot_service.rules.decision import Decision
from ballot_service.rules.paper_requests import PaperDelivery, PaperWay
from ballot_service.rules.table import TableFacts, TableMeans, may_vote_at_table
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.beside_count import moment_beside_count
from ballot_service.services.cancelling import require_running
from ballot_service.services.card_account import card_numbers, drew_card, hold_cards
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.envelope_screening import takes_place
from ballot_service.services.issuing import MAY_HAVE_A_LINK, issue_link
from ballot_service.services.paper import PaperWish, ask_for_paper, envelope_out, waiting_request
from ballot_service.services.table.register import sign_in_of


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What somebody declared who was not on the roll: the words of the page, and where they live or work."""

    words: str = ""
    tie_words: str = ""


def may_vote_here(session: Session, election: Election, entry: VoterRollEntry, now: datetime) -> Decision:
    """Whether this person can sign in at the table now, and how."""
    return may_vote_at_table(_facts(session, election, entry, now))


def may_draw(session: Session, election: Election, entry: VoterRollEntry) -> Decision:
    """Whether this person can draw a code card, if they may vote here at all."""
    return may_draw_card(_draw_facts(session, election, entry))


def sign_in_at_table(
    session: Session,
    election: Election,
    entry: VoterRollEntry,
    means: TableMeans,
    *,
    declared: Declared | None = None,
    now: datetime,
    by: UUID,
) -> TableSignIn:
    """Keeps that somebody came; gives a link to whoever has none, puts a paper ballot on the list to hand over, or
    takes the person's one place in the box for the card that they draw now.

    Raises Refused while voting is not open, for somebody with a ballot in the box, somebody who has signed in
    before, somebody who may not vote, and for a card as `may_draw_card` says.
    """
    require_running("sign_in_at_table", election)
    now = moment_beside_count(session, election, now)
    if means is TableMeans.CARD:
        hold_cards(session, election)  # one card is left, and two people draw at once
    session.refresh(entry, ["status"], with_for_update={"key_share": True})
    facts = _facts(session, election, entry, now)
    asked: tuple[Asked, ...] = (Asked(rule="may_vote_at_table", facts=facts),)
    decision = may_vote_at_table(facts)
    if means is TableMeans.CARD:
        draws = _draw_facts(session, election, entry)
        asked, decision = (*asked, Asked(rule="may_draw_card", facts=draws)), decision + may_draw_card(draws)
    if not decision.allowed:
        raise Refused.for_election("sign_in_at_table", decision, election, entry.id, asked=asked)
    keep_for(session, election, *asked, subject_id=entry.id, now=now)
    said = declared or Declared()
    row = TableSignIn(
        district_id=election.district_id,
        roll_entry=entry,
        means=means,
        is_provisional=facts.is_held,
        declaration=said.words,
        tie_words=said.tie_words,
        signed_in_at=now,
        signed_in_by=by,
    )
    session.add(row)
    session.flush()
    details = {"means": means.value, "is_provisional": facts.is_held}
    trail.of_election(
        session, election, "sign_in_at_table", now=now, by=by, subject_id=entry.id, details=details
    )
    if means is TableMeans.LINK:
        issue_link(session, election, entry, now=now)
    elif means is TableMeans.PAPER:
        put_on_paper_list(session, election, entry, now=now, by=by)
    elif not takes_place(session, election, entry):  # a ballot by link came in at this very moment
        voted = may_vote_at_table(_facts(session, election, entry, now))
        raise Refused.for_election("sign_in_at_table", voted, election, entry.id)
    return row


def put_on_paper_list(
    session: Session, election: Election, entry: VoterRollEntry, *, now: datetime, by: UUID
) -> None:
    """A paper ballot to hand over at the table, unless an earlier wish waits."""
    if waiting_request(session, entry) is None:
        wish = PaperWish(way=PaperWay.TABLE, delivery=PaperDelivery.BY_HAND, language=entry.language)
        ask_for_paper(session, election, entry, wish, asked_at=now, now=now, by=by)


def _draw_facts(session: Session, election: Election, entry: VoterRollEntry) -> DrawFacts:
    cards = card_numbers(session, election)
    return DrawFacts(
        in_box=max(cards.should_be_left, 0) if cards else 0,
        is_held=entry.status is RollStatus.HELD,
        paper_is_out=envelope_out(session, entry) is not None,
    )


def _facts(session: Session, election: Election, entry: VoterRollEntry, now: datetime) -> TableFacts:
    return TableFacts(
        asked_at=now,
        zone=election.district.zone,
        opens_at=election.opens_at,
        closes_at=election.closes_at,
        has_opened=election.opening_confirmed_at is not None,
        may_have_a_ballot=entry.status in MAY_HAVE_A_LINK,
        is_held=entry.status is RollStatus.HELD,
        has_voted=session.get(AcceptedBallot, entry.id) is not None,
        drew_card=drew_card(session, entry),
        has_signed_in=sign_in_of(session, entry) is not None,
    )
