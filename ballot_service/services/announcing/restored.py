"""What a backup and a restore need to know of the outbox: its tables, and that nothing is sent twice afterwards."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Table
from sqlalchemy.orm import Session

import outreach


def outbox_tables() -> list[Table]:
    """The outbox's own tables, each after those it points to."""
    return list(outreach.Base.metadata.sorted_tables)


def doubt_what_waited(session: Session, *, now: datetime) -> int:
    """Lists messages that waited when the backup was made as unclear; a person decides. Answers how many."""
    return outreach.doubt_waiting(session, now=now)
