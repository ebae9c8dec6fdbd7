"""The question to a guardian, queued, and its link at the moment of sending."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.links import Links, Purpose
from ballot_service.models import ConsentRequest
from ballot_service.services.announcing.answer_links import queue_question
from ballot_service.services.announcing.forms import Post

NAME = "guardian_consent"
LINK = "consent:"
"""Begins the reference of a consent link."""


def send_consent_link(session: Session, request: ConsentRequest, *, post: Post, now: datetime) -> None:
    """Queues the message to the guardian."""
    own = {"guardian": request.guardian_name, "student": request.candidate.name}
    election = request.candidate.contest.election
    queue_question(session, election, NAME, request, own, link=LINK, post=post, now=now)


def consent_values(session: Session, reference: str, links: Links, origin: str) -> Mapping[str, str] | None:
    """The link itself at the moment of sending; None once it was replaced or answered."""
    request = session.get(ConsentRequest, UUID(reference.removeprefix(LINK)))
    if request is None or request.replaced_at is not None or request.consent is not None:
        return None
    return {"personal_link": f"{origin}/consent/{links.token(Purpose.CONSENT, request.key)}"}
