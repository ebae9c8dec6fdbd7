"""What is sent before there is a roll, to everybody whom the district's files know: the invitation to the information
sessions that are to come, and the call for interest forms while the form can be sent.

Source: R018, R019, R025, R029; CEC Guidance 2022, p. 8.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Election
from ballot_service.services.announcing.notice_words import Speak
from ballot_service.services.announcing.preparing import CHANNELS, Announcing, prepare
from ballot_service.services.announcing.sending import send_prepared
from ballot_service.services.announcing.ways import Ways


def send_call_for_forms(
    session: Session,
    election: Election,
    *,
    origin: str,
    speak: Speak,
    now: datetime,
    by: UUID,
    channels: Collection[str] = CHANNELS,
    ways: Ways = Ways.ONE,
) -> Counter[outreach.DeliveryStatus]:
    """Queues the call for everybody who is told before there is a roll; answers as `send_election_notice` does.

    What has not left when forms close is never sent. Raises Refused before forms open and from their close on.
    """
    announcement = prepare(
        session,
        election,
        Announcing.CALL_FOR_FORMS,
        origin=origin,
        speak=speak,
        channels=channels,
        ways=ways,
    )
    return send_prepared(session, election, announcement, now, by, origin=origin, speak=speak)


def send_information_sessions(
    session: Session,
    election: Election,
    *,
    origin: str,
    speak: Speak,
    now: datetime,
    by: UUID,
    channels: Collection[str] = CHANNELS,
    ways: Ways = Ways.ONE,
) -> Counter[outreach.DeliveryStatus]:
    """Queues the invitation to all sessions that have not begun; answers as `send_election_notice` does.

    E-mails carry them as a calendar file. What has not left when the first of them begins is never sent. Changed
    sessions make it a new version, which goes to everybody. Raises Refused when no session is to come.
    """
    announcement = prepare(
        session,
        election,
        Announcing.INFORMATION_SESSION,
        origin=origin,
        speak=speak,
        channels=channels,
        ways=ways,
        now=now,
    )
    return send_prepared(session, election, announcement, now, by, origin=origin, speak=speak)
