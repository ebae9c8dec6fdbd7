"""An information session, and the days of voting, as files for a calendar."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, url_for

from ballot_service.database import db
from ballot_service.models import Election, InformationSession
from ballot_service.services.informing import sessions_file, voting_invite
from ballot_service.web.access import anyone
from ballot_service.web.clock import now
from ballot_service.web.languages import tag_here
from ballot_service.web.public_council import public
from ballot_service.web.rows import settings
from ballot_service.web.speaking import speak

__all__ = ["public", "session_calendar", "voting_calendar"]


@public.get("/elections/<uuid:election_id>/sessions/<uuid:session_id>.ics")
@anyone
def session_calendar(election_id: UUID, session_id: UUID) -> Response:
    """One session as a calendar file, in the reader's language."""
    row = db.session.get(InformationSession, session_id)
    if row is None or row.election_id != election_id:
        abort(404)
    page = settings().public_origin + url_for("public.election", election_id=election_id)
    content = sessions_file([row], tag_here(), speak=speak, page=page, now=now())
    headers = {"Content-Disposition": 'attachment; filename="information-session.ics"'}
    return Response(content, content_type="text/calendar; charset=utf-8", headers=headers)


@public.get("/elections/<uuid:election_id>/voting.ics")
@anyone
def voting_calendar(election_id: UUID) -> Response:
    """The days of voting as a calendar file, in the reader's language."""
    election = db.session.get(Election, election_id) or abort(404)
    page = settings().public_origin + url_for("public.election", election_id=election.id)
    content = voting_invite(db.session(), election, tag_here(), speak=speak, page=page, now=now())
    headers = {"Content-Disposition": 'attachment; filename="voting.ics"'}
    return Response(content, content_type="text/calendar; charset=utf-8", headers=headers)
