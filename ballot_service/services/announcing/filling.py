"""What is put into a message at the moment of sending: a link or a code, by the row that it belongs to.

What is queued holds a reference in its place, so that nobody who reads the outbox can use one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from uuid import UUID

from sqlalchemy.orm import Session

import outreach
from ballot_service.links import Links, Purpose
from ballot_service.models import BallotLink
from ballot_service.services.announcing.acceptances import LINK as ACCEPTANCE_LINK
from ballot_service.services.announcing.acceptances import acceptance_values
from ballot_service.services.announcing.consents import LINK as CONSENT_LINK
from ballot_service.services.announcing.consents import consent_values
from ballot_service.services.announcing.corrected import LINK as CORRECTED_LINK
from ballot_service.services.announcing.corrected import to_vote_again
from ballot_service.services.announcing.forms import LINK as FORM_LINK
from ballot_service.services.announcing.forms import own_form_values
from ballot_service.services.announcing.preparing import ballot_address
from ballot_service.services.announcing.reminders import LINK as REMINDER_LINK
from ballot_service.services.announcing.reminders import still_to_vote
from ballot_service.services.announcing.sign_ups import REFERENCE as CODE
from ballot_service.services.announcing.sign_ups import code_values

Values = Mapping[str, str] | None
"""What fills the open places; None for a link or a code that was withdrawn."""
_Supply = Callable[[Session, str, Links, str], Values]


def fill(sessions: Callable[[], Session], links: Links, origin: str) -> outreach.Fill:
    """Supplies `{personal_link}` or `{personal_code}` at the moment of sending, by the row it belongs to.

    Raises outreach.NotYet for links to a ballot while voting is paused.
    """

    def values_for(reference: str) -> Values:
        begins, mark, _ = reference.partition(":")
        supply = _SUPPLIES[begins + mark] if mark else _BALLOT_LINK
        with sessions() as session:
            return supply(session, reference, links, origin)

    return values_for


def _to_a_ballot(token_of: Callable[[Session, str, Links], str | None]) -> _Supply:
    """A link to a ballot. While voting is paused it waits, whoever has voted too: its words say that one can vote."""

    def supply(session: Session, reference: str, links: Links, origin: str) -> Values:
        link = session.get(BallotLink, UUID(reference.rpartition(":")[2]))
        if link is not None and link.roll_entry.election.paused_at is not None:
            raise outreach.NotYet
        token = token_of(session, reference, links)
        return {"personal_link": ballot_address(origin, token)} if token else None

    return supply


def _working(session: Session, reference: str, links: Links) -> str | None:
    link = session.get(BallotLink, UUID(reference))
    return links.token(Purpose.BALLOT, link.key) if link is not None and link.revoked_at is None else None


def _code(session: Session, reference: str, links: Links, _origin: str) -> Values:
    return code_values(session, reference, links)


_BALLOT_LINK = _to_a_ballot(_working)
_SUPPLIES: Mapping[str, _Supply] = MappingProxyType(
    {
        REMINDER_LINK: _to_a_ballot(still_to_vote),
        CORRECTED_LINK: _to_a_ballot(to_vote_again),
        CODE: _code,
        CONSENT_LINK: consent_values,
        ACCEPTANCE_LINK: acceptance_values,
        FORM_LINK: own_form_values,
    }
)
"""By how the reference begins; that of a ballot link is the link's id alone."""
