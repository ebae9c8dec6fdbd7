"""The days of voting, or the information sessions to come, as a calendar file in the e-mails that tell about them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Election
from ballot_service.services.announcing.coming_sessions import sessions_to_come
from ballot_service.services.announcing.kinds import Announcing
from ballot_service.services.announcing.made_notice import public_address
from ballot_service.services.announcing.notice_words import Speak
from ballot_service.services.announcing.preparing import Announcement
from ballot_service.services.informing import sessions_file, voting_invite
from outreach.channels import media
from outreach.media import Reaches
from outreach.together import MANY

NAME = "invite.ics"
KIND = "text/calendar; method=PUBLISH; charset=utf-8"
TELL_OF_VOTING = (Announcing.ELECTION_NOTICE, Announcing.BALLOT_LINK)


def attach_invite(
    session: Session,
    election: Election,
    announcement: Announcement,
    notice_id: UUID,
    *,
    origin: str,
    speak: Speak,
    now: datetime,
) -> None:
    """Puts the file to each language of the notice's e-mails. It leads to the public page, never to a ballot."""
    of_sessions = announcement.kind is Announcing.INFORMATION_SESSION
    if not of_sessions and announcement.kind not in TELL_OF_VOTING:
        return
    page = public_address(origin, election)
    texts = announcement.notice.texts
    for tag in sorted({one.language for one in texts if media()[one.channel].reaches is Reaches.EMAIL}):
        language = election.district.language if tag == MANY else tag
        if of_sessions:
            coming = sessions_to_come(session, election, now)
            rows = [*coming.held, *coming.called_off]
            content = sessions_file(rows, language, speak=speak, page=page, now=now)
        else:
            content = voting_invite(session, election, language, speak=speak, page=page, now=now)
        outreach.attach(session, notice_id, tag, outreach.Attachment(name=NAME, kind=KIND, content=content))
