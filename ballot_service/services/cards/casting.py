"""Casting a ballot with a card: sealed on arrival, one a card, and nothing beside it that leads to a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ballot_service.models import CardBallot, Envelope
from ballot_service.rules.cards import CardUseFacts, may_use_card
from ballot_service.rules.decision import Decision
from ballot_service.services.accepting import AlreadyCast
from ballot_service.services.card_account import drawn_and_used, hold_cards, state_of
from ballot_service.services.cards.opening import OpenedCard
from ballot_service.services.voting import (
    BallotRefused,
    Choices,
    Receipt,
    VotingNotOpen,
    check_choices,
    is_shut,
    sealed_row,
)


class CardRefused(Exception):
    """Nothing can be cast with this card. `decision` says why, and where to go. Nothing is kept of it: a row would say
    when somebody stood there with a card."""

    def __init__(self, decision: Decision) -> None:
        super().__init__("the card cannot be used")
        self.decision = decision


def receipt_of_card(opened: OpenedCard) -> Receipt | None:
    """The receipt of the ballot that was cast with this card, or None."""
    if not opened.box.is_there:
        return None
    return Receipt(tracker=opened.box.tracker, was_there_before=True, is_provisional=False)


def may_use(session: Session, opened: OpenedCard) -> Decision:
    """Whether a ballot can be cast with this card now, its own ballot left out."""
    drawn, used = drawn_and_used(session, opened.election)
    return may_use_card(CardUseFacts(card=state_of(session, opened.card), drawn=drawn, used=used))


def cast_with_card(session: Session, opened: OpenedCard, choices: Choices, *, now: datetime) -> Receipt:
    """Seals the choices and puts the envelope into the box: one a card, whoever is first.

    Raises VotingNotOpen, BallotRefused, CardRefused, or AlreadyCast (then the caller rolls back and shows the receipt).
    """
    if (before := receipt_of_card(opened)) is not None:
        return before
    election = opened.election
    if not election.is_open(now):
        raise VotingNotOpen
    decisions = check_choices(election, choices)
    if any(not decision.allowed for decision in decisions.values()):
        raise BallotRefused(decisions)
    hold_cards(session, election)
    if session.get(CardBallot, opened.card.id) is not None:
        raise AlreadyCast
    decision = may_use(session, opened)
    if not decision.allowed:
        raise CardRefused(decision)
    envelope = sealed_row(election, {contest: tuple(choices.get(contest, ())) for contest in decisions})
    _put_into_box(session, opened, envelope)
    if is_shut(session, election):
        raise VotingNotOpen
    return Receipt(tracker=envelope["tracker"], was_there_before=False, is_provisional=False)


def _put_into_box(session: Session, opened: OpenedCard, envelope: Mapping[str, Any]) -> None:
    """The envelope and the card's one place, both or neither. Raises AlreadyCast."""
    session.execute(insert(Envelope).values(dict(envelope)))
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    taking = (postgresql.insert if on_postgresql else sqlite.insert)(CardBallot)
    values = {
        "card_id": opened.card.id,
        "district_id": opened.election.district_id,
        "election_id": opened.election.id,
        "envelope_id": envelope["id"],
        "is_counted": False,
    }
    taken = session.execute(
        taking.values(values).on_conflict_do_nothing(index_elements=["card_id"]).returning(CardBallot.card_id)
    )
    if taken.first() is None:
        raise AlreadyCast
