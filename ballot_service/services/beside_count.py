"""Acts of voters and of the table that meet the count: whoever came before it and waited for it acts after it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from ballot_service.models import Election


def moment_beside_count(session: Session, election: Election, now: datetime) -> datetime:
    """Waits for a count that is going on; answers `now`, or the moment of a count that is later (UTC).

    No count begins before the transaction ends. To be called before any other row is locked: the count takes the
    election first, and two that hold what the other wants would wait for ever.
    """
    session.refresh(election, ["counted_at"], with_for_update={"read": True, "key_share": True})
    return now if election.counted_at is None else max(now, election.counted_at)
