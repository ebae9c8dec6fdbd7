"""Who has signed in at the table, and how many by each means."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot_service.links import BadLink, Links, Purpose, token_in
from ballot_service.models import BallotLink, Election, TableSignIn, VoterRollEntry
from ballot_service.rules.table import TableMeans


@dataclass(frozen=True, kw_only=True)
class TableNumbers:
    """People who signed in; `provisional` of them were held."""

    signed_in: int
    paper: int
    link: int
    provisional: int
    card: int = 0


def table_numbers(session: Session, election: Election) -> TableNumbers:
    rows = session.execute(
        select(TableSignIn.means, TableSignIn.is_provisional, func.count())
        .join(VoterRollEntry, VoterRollEntry.id == TableSignIn.roll_entry_id)
        .where(VoterRollEntry.election_id == election.id)
        .group_by(TableSignIn.means, TableSignIn.is_provisional)
    ).all()
    return TableNumbers(
        signed_in=sum(number for _means, _held, number in rows),
        paper=sum(number for means, _held, number in rows if means is TableMeans.PAPER),
        link=sum(number for means, _held, number in rows if means is TableMeans.LINK),
        card=sum(number for means, _held, number in rows if means is TableMeans.CARD),
        provisional=sum(number for _means, is_held, number in rows if is_held),
    )


def sign_in_of(session: Session, entry: VoterRollEntry) -> TableSignIn | None:
    return session.scalar(select(TableSignIn).where(TableSignIn.roll_entry_id == entry.id))


def voter_of_link(session: Session, election: Election, links: Links, scanned: str) -> VoterRollEntry | None:
    """The voter of this election whose ballot link was scanned, a withdrawn one too; None for anything else."""
    try:
        key = links.key(Purpose.BALLOT, token_in(scanned))
    except BadLink:
        return None
    entry = session.scalar(
        select(VoterRollEntry)
        .join(BallotLink, BallotLink.roll_entry_id == VoterRollEntry.id)
        .where(BallotLink.key == key, VoterRollEntry.election_id == election.id)
    )
    return entry.voter if entry is not None else None


def signed_in_among(session: Session, entries: Collection[UUID]) -> set[UUID]:
    """Those of the lines whose people have signed in."""
    return set(
        session.scalars(select(TableSignIn.roll_entry_id).where(TableSignIn.roll_entry_id.in_(entries)))
    )
