"""Why waiting messages of a notice were called off by the service itself: what their words say was true no more."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach

OTHER_TIMES = "times_changed"
OTHER_BALLOT = "ballot_corrected"
OTHER_SESSIONS = "sessions_changed"
OLD_WORDS = (OTHER_TIMES, OTHER_BALLOT, OTHER_SESSIONS)


def was_called_off(session: Session, notice_id: UUID) -> bool:
    """Whether messages of this version were called off because their words had become old: should they be true again,
    they go out as another version, or those whose message was called off would never get it. Who wanted none is not
    among them.
    """
    table = outreach.Delivery
    found = select(table.id).where(
        table.notice_id == notice_id,
        table.ended_why.in_(OLD_WORDS),
        table.status != outreach.DeliveryStatus.OPTED_OUT,
    )
    return session.scalar(found.limit(1)) is not None
