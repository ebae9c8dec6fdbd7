"""After the database was restored from a backup: what was waiting then may have been sent since, and nobody knows."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from outreach.leasing import FREE
from outreach.locking import in_order
from outreach.models import Attempt, Delivery
from outreach.states import Answer, DeliveryStatus

RESTORED = "restored"
"""The sender of such an attempt: there is nobody to ask about it, and no policy decides."""
_WORDS = "The database was restored from a backup. This may have been sent after the backup was made."
_QUIETLY = {"synchronize_session": False}


def doubt_waiting(session: Session, *, now: datetime) -> int:
    """Calls every delivery that was queued or on its way uncertain, so that none goes out twice; answers how many.

    A person decides about each, as about any other of which nobody knows. `now` is aware. Does not commit.
    """
    waiting = session.execute(
        update(Delivery)
        .where(in_order(Delivery.status.in_((DeliveryStatus.QUEUED, DeliveryStatus.LEASED))))
        .values(status=DeliveryStatus.UNCERTAIN, tries=Delivery.tries + 1, **FREE)
        .returning(Delivery.id, Delivery.tries),
        execution_options=_QUIETLY,
    ).all()
    if not waiting:
        return 0
    session.execute(
        update(Attempt)
        .where(Attempt.finished_at.is_(None))
        .values(outcome=Answer.UNCERTAIN, error=RESTORED, words=_WORDS, finished_at=now),
        execution_options=_QUIETLY,
    )
    session.execute(
        insert(Attempt),
        [
            {
                "id": uuid4(),
                "delivery_id": row.id,
                "number": row.tries,
                "sender": RESTORED,
                "started_at": now,
                "outcome": Answer.UNCERTAIN,
                "error": RESTORED,
                "words": _WORDS,
                "finished_at": now,
            }
            for row in waiting
        ],
    )
    return len(waiting)
