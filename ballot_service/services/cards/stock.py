"""The cards of an election: a run is printed, a card is taken out of the box, what is left is counted by hand."""

from __future__ import annotations

from datetime import datetime
from random import SystemRandom
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.links import Links
from ballot_service.models import CardCount, CardRun, CodeCard, Election
from ballot_service.rules.card_runs import CardFileFacts, CardRunFacts, may_fetch_cards, may_print_cards
from ballot_service.rules.cards import SpoilFacts, may_spoil_card
from ballot_service.rules.decision import Decision
from ballot_service.sealing.acts import COUNT_CARDS, PRINT_CARDS, SPOIL_CARD
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.cancelling import require_running
from ballot_service.services.card_account import card_numbers, hold_cards, state_of
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.facts import voted_contests
from ballot_service.services.reconciling import require_unsigned, take_turn


def may_print(election: Election, cards: int, now: datetime) -> Decision:
    return may_print_cards(_run_facts(election, cards, now))


def print_cards(session: Session, election: Election, cards: int, *, now: datetime, by: UUID) -> CardRun:
    """Enters a run of code cards into the account. Raises Refused before the ballot is frozen and after the close."""
    require_running(PRINT_CARDS, election)
    take_turn(session, election)
    facts = _run_facts(election, cards, now)
    asked, decision = Asked(rule="may_print_cards", facts=facts), may_print_cards(facts)
    if not decision.allowed:
        raise Refused.for_election(PRINT_CARDS, decision, election, asked=(asked,))
    keep_for(session, election, asked, now=now)
    run = CardRun(
        district_id=election.district_id,
        election_id=election.id,
        cards=cards,
        printed_at=now,
        printed_by=by,
    )
    session.add(run)
    session.flush()
    session.add_all(
        CodeCard(district_id=election.district_id, election_id=election.id, run_id=run.id, key=key)
        for key in _new_keys(session, cards)
    )
    session.flush()
    details = {"cards": cards}
    trail.of_election(session, election, PRINT_CARDS, now=now, by=by, subject_id=run.id, details=details)
    return run


def _run_facts(election: Election, cards: int, now: datetime) -> CardRunFacts:
    return CardRunFacts(
        asked_at=now,
        zone=election.district.zone,
        closes_at=election.closes_at,
        cards=cards,
        is_frozen=election.manifest is not None,
        is_voted_on=election.manifest is not None and bool(voted_contests(election)),
    )


def _new_keys(session: Session, cards: int) -> list[str]:
    """Keys that no card of any election has, in a random order."""
    new: set[str] = set()
    while len(new) < cards:
        drawn = {Links.new_card_key() for _ in range(cards - len(new))}
        new |= drawn - set(session.scalars(select(CodeCard.key).where(CodeCard.key.in_(drawn))))
    keys = list(new)
    SystemRandom().shuffle(keys)
    return keys


def card_runs(session: Session, election: Election) -> list[CardRun]:
    """Every run, the newest first."""
    rows = select(CardRun).where(CardRun.election_id == election.id)
    return list(session.scalars(rows.order_by(CardRun.printed_at.desc(), CardRun.id)))


def may_fetch(run: CardRun, now: datetime) -> Decision:
    """Whether the file of this run can still be fetched."""
    return may_fetch_cards(CardFileFacts(asked_at=now, printed_at=run.printed_at))


def cards_to_print(session: Session, election: Election, run: CardRun, *, now: datetime) -> list[CodeCard]:
    """The cards of a run, always in the same order: after a paper jam the missing pages can be printed again.

    Raises Refused once the file is gone.
    """
    decision = may_fetch(run, now)
    if not decision.allowed:
        raise Refused.for_election("fetch_cards", decision, election, run.id)
    return list(session.scalars(select(CodeCard).where(CodeCard.run_id == run.id).order_by(CodeCard.key)))


def spoil_card(
    session: Session, election: Election, card: CodeCard, reason: str, *, now: datetime, by: UUID
) -> None:
    """Takes an unused card out for good. Raises Refused for a card that was used or taken out before."""
    require_unsigned(session, SPOIL_CARD, election, card.run_id)
    hold_cards(session, election)
    facts = SpoilFacts(card=state_of(session, card))
    asked, decision = Asked(rule="may_spoil_card", facts=facts), may_spoil_card(facts)
    if not decision.allowed:
        raise Refused.for_election(SPOIL_CARD, decision, election, asked=(asked,))
    keep_for(session, election, asked, subject_id=card.run_id, now=now)
    card.is_spoiled = True
    session.flush()
    # the run and not the card: a trail that named cards would tell one handed back from the others
    trail.of_election(
        session, election, SPOIL_CARD, now=now, by=by, subject_id=card.run_id, words={"reason": reason}
    )


def count_cards(session: Session, election: Election, cards: int, *, now: datetime, by: UUID) -> CardCount:
    """Keeps how many cards somebody counted as left. It holds until the account changes again."""
    require_running(COUNT_CARDS, election)
    take_turn(session, election)
    require_unsigned(session, COUNT_CARDS, election, election.id)
    numbers = card_numbers(session, election)
    row = CardCount(
        district_id=election.district_id,
        election_id=election.id,
        cards=cards,
        should_be_left=numbers.should_be_left if numbers else 0,
        counted_at=now,
        counted_by=by,
    )
    session.add(row)
    session.flush()
    details = {"cards": cards}
    trail.of_election(session, election, COUNT_CARDS, now=now, by=by, subject_id=row.id, details=details)
    if (after := card_numbers(session, election)) is not None:
        keep_for(session, election, Asked(rule="cards_add_up", facts=after), subject_id=row.id, now=now)
    return row
