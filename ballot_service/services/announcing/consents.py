"""The question to a guardian, queued, and its link at the moment of sending."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.links import Links, Purpose
from ballot_service.models import ConsentRequest, VoterConsentRequest
from ballot_service.services.announcing.answer_links import queue_question
from ballot_service.services.announcing.forms import Post

TO_STAND, TO_VOTE = "guardian_consent", "voter_consent"
LINK = "consent:"
"""Begins the reference of a consent link."""


def send_consent_link(
    session: Session, request: ConsentRequest | VoterConsentRequest, *, post: Post, now: datetime
) -> None:
    """Queues the message to the guardian of a student who stands or would vote."""
    no_later = None
    if isinstance(request, ConsentRequest):
        name, student, election = TO_STAND, request.candidate.name, request.candidate.contest.election
    else:
        name, student, election = TO_VOTE, request.roll_entry.person.name, request.roll_entry.election
        no_later = election.closes_at
    own = {"guardian": request.guardian_name, "student": student}
    queue_question(session, election, name, request, own, link=LINK, post=post, now=now, no_later=no_later)


def consent_values(session: Session, reference: str, links: Links, origin: str) -> Mapping[str, str] | None:
    """The link itself at the moment of sending; None once it was replaced or answered."""
    row_id = UUID(reference.removeprefix(LINK))
    request = session.get(ConsentRequest, row_id) or session.get(VoterConsentRequest, row_id)
    if request is None or request.replaced_at is not None or request.consent is not None:
        return None
    return {"personal_link": f"{origin}/consent/{links.token(Purpose.CONSENT, request.key)}"}
