"""The numbers of the code cards, each counted from a record of its own, and the lock that keeps them true."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from ballot_service.models import (
    CardBallot,
    CardCount,
    CardRun,
    CodeCard,
    DifferenceReason,
    Election,
    TableSignIn,
    VoterRollEntry,
)
from ballot_service.rules.card_account import CardNumbers
from ballot_service.rules.cards import CardState
from ballot_service.rules.table import TableMeans
from ballot_service.sealing.acts import CARD_STOCK_LINE, CARD_USE_LINE


def hold_cards(session: Session, election: Election) -> None:
    """Until the transaction ends nobody else casts with a card of this election or hands one back."""
    session.execute(
        select(CardRun.id).where(CardRun.election_id == election.id).order_by(CardRun.id).with_for_update()
    ).all()


def state_of(session: Session, card: CodeCard) -> CardState:
    """Where a card stands at this moment."""
    session.refresh(card, ["is_spoiled"])
    if card.is_spoiled:
        return CardState.SPOILED
    used = session.scalar(select(CardBallot.card_id).where(CardBallot.card_id == card.id))
    return CardState.UNUSED if used is None else CardState.USED


def drawn_and_used(session: Session, election: Election) -> tuple[int, int]:
    """People who signed in with a card, and cards with a ballot in the box."""
    return _drawn(session, election), _number(session, _of(CardBallot, election))


def drew_card(session: Session, entry: VoterRollEntry) -> bool:
    """Whether this person signed in with a card and has not handed it back."""
    found = select(TableSignIn.id).where(
        TableSignIn.roll_entry_id == entry.id, TableSignIn.means == TableMeans.CARD
    )
    return session.scalar(found) is not None


def card_numbers(session: Session, election: Election) -> CardNumbers | None:
    """The cards as the canvass takes them; None while none was printed."""
    printed = session.scalar(select(func.sum(CardRun.cards)).where(CardRun.election_id == election.id))
    if not printed:
        return None
    drawn, used = drawn_and_used(session, election)
    numbers = CardNumbers(
        printed=int(printed),
        drawn=drawn,
        spoiled=_number(session, _of(CodeCard, election).where(CodeCard.is_spoiled)),
        used=used,
        counted=_number(session, _of(CardBallot, election).where(CardBallot.is_counted)),
        credited=_drawn(session, election, credited=True),
    )
    numbers = replace(numbers, left=_left(session, election, numbers.should_be_left))
    return replace(
        numbers,
        is_stock_explained=_explains(session, election, CARD_STOCK_LINE, numbers.stock_difference),
        is_use_explained=_explains(session, election, CARD_USE_LINE, numbers.not_used),
    )


def _left(session: Session, election: Election, should_be_left: int) -> int | None:
    """The newest count by hand, if the account behind it is still the same."""
    newest = session.scalars(
        select(CardCount)
        .where(CardCount.election_id == election.id)
        .order_by(CardCount.counted_at.desc())
        .limit(1)
    ).first()
    return newest.cards if newest is not None and newest.should_be_left == should_be_left else None


def _explains(session: Session, election: Election, line: str, difference: int) -> bool:
    """Whether two people stand behind a reason for exactly this difference."""
    found = select(DifferenceReason.id).where(
        DifferenceReason.election_id == election.id,
        DifferenceReason.line == line,
        DifferenceReason.difference == difference,
        DifferenceReason.withdrawn_at.is_(None),
        DifferenceReason.confirmed_at.is_not(None),
    )
    return difference != 0 and session.scalar(found) is not None


def _drawn(session: Session, election: Election, *, credited: bool = False) -> int:
    drawn = (
        select(func.count())
        .select_from(TableSignIn)
        .join(VoterRollEntry, VoterRollEntry.id == TableSignIn.roll_entry_id)
        .where(VoterRollEntry.election_id == election.id, TableSignIn.means == TableMeans.CARD)
    )
    return _number(session, drawn.where(VoterRollEntry.counted) if credited else drawn)


def _of(table: type[CardBallot | CodeCard], election: Election) -> Select[int]:
    return select(func.count()).select_from(table).where(table.election_id == election.id)


def _number(session: Session, question: Select[int]) -> int:
    return session.scalar(question) or 0
