"""The question to a person whom somebody else nominated, queued, and its link at the moment of sending.

The message does not say who nominated: nobody was asked whether the name may be passed on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.links import Links, Purpose
from ballot_service.models import AcceptanceRequest
from ballot_service.services.announcing.answer_links import queue_question
from ballot_service.services.announcing.forms import Post
from ballot_service.services.facts import title_of

NAME = "nomination_acceptance"
LINK = "accept:"
"""Begins the reference of an acceptance link."""


def send_acceptance_link(session: Session, request: AcceptanceRequest, *, post: Post, now: datetime) -> None:
    """Queues the message to the person nominated."""
    form = request.form
    own = {"name": form.name, "seats": title_of(form.contest)}
    queue_question(session, form.election, NAME, request, own, link=LINK, post=post, now=now)


def acceptance_values(
    session: Session, reference: str, links: Links, origin: str
) -> Mapping[str, str] | None:
    """The link itself at the moment of sending; None once it was replaced or answered."""
    request = session.get(AcceptanceRequest, UUID(reference.removeprefix(LINK)))
    if request is None or request.replaced_at is not None or request.given is not None:
        return None
    return {"personal_link": f"{origin}/nomination/{links.token(Purpose.ACCEPTANCE, request.key)}"}
