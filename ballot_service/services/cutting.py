"""Cutting what leads from a voter to an envelope, in the same transaction in which the ballots are counted."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from ballot_service.models import (
    AcceptedBallot,
    CardBallot,
    DispositionKind,
    Election,
    Envelope,
    LaterBallot,
    PaperEnvelope,
    PaperOpening,
    PaperReturn,
    TableSignIn,
    VoterRollEntry,
)
from ballot_service.rules.table import TableMeans
from ballot_service.services.reconciling import dispositions

BATCH = 500
"""Envelopes a statement; databases limit how many values one statement may hold."""


def cut_links(session: Session, election: Election, envelope_ids: list[UUID]) -> None:
    """Credits the voters with voting, then forgets which envelope was whose, except for ballots still on hold.

    Paper is counted only once every opened envelope is accounted for, so all voters of opened envelopes are credited:
    which sheet was whose nobody knows.
    """
    on_paper = _on_paper(session, election)
    for start in range(0, len(on_paper), BATCH):
        _credit(session, on_paper[start : start + BATCH])
    for start in range(0, len(envelope_ids), BATCH):
        batch = envelope_ids[start : start + BATCH]
        _credit(session, select(AcceptedBallot.roll_entry_id).where(AcceptedBallot.envelope_id.in_(batch)))
        session.execute(update(CardBallot).where(CardBallot.envelope_id.in_(batch)).values(is_counted=True))
        session.execute(update(Envelope).where(Envelope.id.in_(batch)).values(is_opened=True))
    _settle_cards(session, election)
    kinds = dispositions(session, election)
    _forget(session, election, [each for each, kind in kinds.items() if kind is DispositionKind.PROVISIONAL])


def forget_links(session: Session, election: Election) -> None:
    """For a vote that is ended without a count: nobody is credited, and whose envelope was whose is forgotten too, also
    of ballots on hold."""
    _forget_cards(session, election)
    _forget(session, election, [])


def _forget(session: Session, election: Election, on_hold: list[UUID]) -> None:
    silently = {"synchronize_session": False}
    session.execute(
        update(AcceptedBallot)
        .where(AcceptedBallot.election_id == election.id, AcceptedBallot.envelope_id.not_in(on_hold))
        .values(envelope_id=None),
        execution_options=silently,
    )
    # not even that somebody chose again may stay: where few did, their envelopes are few, too
    again = delete(LaterBallot).where(LaterBallot.election_id == election.id)
    session.execute(again.where(LaterBallot.envelope_id.not_in(on_hold)), execution_options=silently)
    session.expire_all()


def _settle_cards(session: Session, election: Election) -> None:
    """Credits everybody who drew a card, because nobody can tell who did not use it, and forgets whose ballot came with
    which card."""
    entries = select(VoterRollEntry.id).where(VoterRollEntry.election_id == election.id)
    _credit(
        session,
        select(TableSignIn.roll_entry_id).where(
            TableSignIn.means == TableMeans.CARD, TableSignIn.roll_entry_id.in_(entries)
        ),
    )
    _forget_cards(session, election)


def _forget_cards(session: Session, election: Election) -> None:
    session.execute(
        update(CardBallot)
        .where(CardBallot.election_id == election.id)
        .values(envelope_id=None)
        .execution_options(synchronize_session=False)
    )


def _on_paper(session: Session, election: Election) -> list[UUID]:
    """The lines that vote; an envelope may have gone out by another line of the same person."""
    lines = session.scalars(
        select(VoterRollEntry)
        .join(PaperEnvelope, PaperEnvelope.roll_entry_id == VoterRollEntry.id)
        .join(PaperReturn, PaperReturn.envelope_id == PaperEnvelope.id)
        .join(PaperOpening, PaperOpening.id == PaperReturn.opening_id)
        .where(PaperOpening.election_id == election.id)
    )
    return [line.voter.id for line in lines]


def _credit(session: Session, whose: Select[UUID] | list[UUID]) -> None:
    session.execute(
        update(VoterRollEntry)
        .where(VoterRollEntry.id.in_(whose))
        .values(counted=True)
        .execution_options(synchronize_session=False)
    )
