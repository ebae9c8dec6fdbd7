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
    """Supplies `{personal_link}` or `{personal_code}` at the moment of sending, by the row it belongs to."""

    def values_for(reference: str) -> Values:
        begins, mark, _ = reference.partition(":")
        supply = _SUPPLIES[begins + mark] if mark else _ballot_link
        with sessions() as session:
            return supply(session, reference, links, origin)

    return values_for


def _ballot_link(session: Session, reference: str, links: Links, origin: str) -> Values:
    link = session.get(BallotLink, UUID(reference))
    if link is None or link.revoked_at is not None:
        return None
    return {"personal_link": ballot_address(origin, links.token(Purpose.BALLOT, link.key))}


def _reminder(session: Session, reference: str, links: Links, origin: str) -> Values:
    token = still_to_vote(session, reference, links)
    return {"personal_link": ballot_address(origin, token)} if token else None


def _corrected(session: Session, reference: str, links: Links, origin: str) -> Values:
    token = to_vote_again(session, reference, links)
    return {"personal_link": ballot_address(origin, token)} if token else None


def _code(session: Session, reference: str, links: Links, _origin: str) -> Values:
    return code_values(session, reference, links)


_SUPPLIES: Mapping[str, _Supply] = MappingProxyType(
    {
        REMINDER_LINK: _reminder,
        CORRECTED_LINK: _corrected,
        CODE: _code,
        CONSENT_LINK: consent_values,
        ACCEPTANCE_LINK: acceptance_values,
        FORM_LINK: own_form_values,
    }
)
"""By how the reference begins; that of a ballot link is the link's id alone."""
