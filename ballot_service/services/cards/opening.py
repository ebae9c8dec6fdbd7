"""The card behind a code: opening one changes nothing, however often it is done."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ballot_service.links import Links
from ballot_service.models import CardBallot, CodeCard, Council, Election, Envelope, Manifest
from ballot_service.services.acting import NotFound
from ballot_service.services.issuing import InTheBox


@dataclass(frozen=True, kw_only=True)
class OpenedCard:
    """A card whose code fits, and the election it belongs to. Whose it is nobody knows."""

    card: CodeCard
    election: Election
    box: InTheBox


def open_card(session: Session, links: Links, code: str) -> OpenedCard:
    """The card behind a code as it was typed or scanned. Raises BadLink (from `links`) or NotFound."""
    key = links.card_key(code)
    found = session.execute(
        select(CodeCard, CardBallot.card_id, Envelope.tracker)
        .outerjoin(CardBallot, CardBallot.card_id == CodeCard.id)
        .outerjoin(Envelope, Envelope.id == CardBallot.envelope_id)
        .where(CodeCard.key == key)
        .options(
            joinedload(CodeCard.election, innerjoin=True).options(
                joinedload(Election.district, innerjoin=True),
                joinedload(Election.council, innerjoin=True).joinedload(Council.school),
                joinedload(Election.manifests).load_only(Manifest.version, Manifest.fingerprint),
            )
        )
    ).unique()
    row = found.one_or_none()
    if row is None:
        raise NotFound("code card")
    card, used, tracker = row
    box = InTheBox(is_there=used is not None, tracker=tracker)
    return OpenedCard(card=card, election=card.election, box=box)


def card_of(session: Session, election: Election, links: Links, code: str) -> CodeCard:
    """A card of this election by its code. Raises BadLink (from `links`) or NotFound."""
    opened = open_card(session, links, code)
    if opened.election.id != election.id:
        raise NotFound("code card")
    return opened.card
