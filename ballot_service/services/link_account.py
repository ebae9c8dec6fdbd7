"""How many ballot links are out, and to whom one went astray."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session, selectinload

from ballot_service.models import BallotLink, Election, Person, VoterRollEntry
from ballot_service.services.issuing import MAY_HAVE_A_LINK

MOST = 25


@dataclass(frozen=True, kw_only=True)
class LinkAccount:
    """People, not links: `may_vote` may have a link, `working` hold one that works, `without` have none."""

    may_vote: int
    working: int
    revoked_links: int

    @property
    def without(self) -> int:
        return self.may_vote - self.working


def link_account(session: Session, election: Election) -> LinkAccount:
    on_roll = (VoterRollEntry.election_id == election.id, VoterRollEntry.status.in_(MAY_HAVE_A_LINK))
    links = (
        select(func.count(distinct(BallotLink.roll_entry_id)))
        .join(VoterRollEntry, VoterRollEntry.id == BallotLink.roll_entry_id)
        .where(*on_roll)
    )
    return LinkAccount(
        may_vote=session.scalar(select(func.count()).select_from(VoterRollEntry).where(*on_roll)) or 0,
        working=session.scalar(links.where(BallotLink.revoked_at.is_(None))) or 0,
        revoked_links=session.scalar(
            select(func.count(BallotLink.id))
            .join(VoterRollEntry, VoterRollEntry.id == BallotLink.roll_entry_id)
            .where(VoterRollEntry.election_id == election.id, BallotLink.revoked_at.is_not(None))
        )
        or 0,
    )


def not_me_reports(session: Session, election: Election) -> list[BallotLink]:
    """Links whose reader said "this is not me", newest first."""
    return list(
        session.scalars(
            select(BallotLink)
            .join(VoterRollEntry, VoterRollEntry.id == BallotLink.roll_entry_id)
            .where(VoterRollEntry.election_id == election.id, BallotLink.not_me_at.is_not(None))
            .order_by(BallotLink.not_me_at.desc())
        )
    )


def voters_named(session: Session, election: Election, wanted: str, most: int = MOST) -> list[VoterRollEntry]:
    """At most `most` lines of the roll whose names hold every word of what was typed."""
    query = (
        select(VoterRollEntry)
        .join(Person, Person.id == VoterRollEntry.person_id)
        .where(VoterRollEntry.election_id == election.id, VoterRollEntry.status.in_(MAY_HAVE_A_LINK))
        .options(selectinload(VoterRollEntry.person), selectinload(VoterRollEntry.links))
        .order_by(Person.family_name, Person.given_name, VoterRollEntry.id)
        .limit(most)
    )
    for word in wanted.split():
        held = Person.given_name.icontains(word, autoescape=True)
        query = query.where(held | Person.family_name.icontains(word, autoescape=True))
    return list(session.scalars(query))
