"""What the connected account has posted is entered as out; a person still adds the screenshot that makes it proof."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from ballot_service.models import Placement
from ballot_service.rules.placements import PlacementState
from ballot_service.services.acting import Refused
from ballot_service.services.announcing import posted
from ballot_service.services.placing.putting_up import put_up
from ballot_service.storage import Storage


def enter_posts(session: Session, storage: Storage, now: datetime) -> int:
    """Enters every post that went out today; answers how many. Run after the worker; again it adds nothing.

    One of an earlier day needs a screenshot first, so it stays a task for a person. `now` is aware.
    """
    entered = 0
    for placement_id, at in posted(session).items():
        row = session.get(Placement, placement_id)
        if row is None or row.state is not PlacementState.PLANNED:
            continue
        try:
            put_up(session, row, at=at, storage=storage, now=now)
            entered += 1
        except Refused:
            continue
    return entered
