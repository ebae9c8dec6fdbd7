"""A table with code cards in the tests: people sign in, draw, and cast."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy.orm import Session

from ballot_service.models import CodeCard, Election, VoterRollEntry
from ballot_service.rules.table import TableMeans
from ballot_service.services import cards, table
from ballot_service.services.voting import Receipt, log_waiting
from tests.services.steps import LINKS, entry_of
from tests.tallow_creek import at

CLERK, NOW = uuid4(), at(11, 20)


def a_box(session: Session, election: Election, number: int) -> list[CodeCard]:
    """So many cards, in the order of their keys."""
    run = cards.print_cards(session, election, number, now=NOW, by=CLERK)
    found = cards.cards_to_print(session, election, run, now=NOW)
    session.commit()
    return found


def draws(session: Session, election: Election, name: str) -> VoterRollEntry:
    entry = entry_of(session, election, name)
    table.sign_in_at_table(session, election, entry, TableMeans.CARD, now=NOW, by=CLERK)
    session.commit()
    return entry


def casts(session: Session, card: CodeCard, names: Sequence[str]) -> Receipt:
    """One ballot with a card, by names in the first contest; committed, and numbered."""
    opened = cards.open_card(session, LINKS, LINKS.card_code(card.key))
    contest = opened.election.contests[0]
    ids = [str(c.id) for c in contest.candidates if c.name in names]
    given = cards.cast_with_card(session, opened, {str(contest.id): ids}, now=NOW)
    session.commit()
    log_waiting(session, opened.election)
    session.commit()
    return given
