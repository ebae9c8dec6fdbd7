"""A clerk's hand on a notice that is on its way: pause it, let it go on, call it off, or let it go at night too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Election
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.words import Sentence, say
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.announcing.kinds import TELLS_WHO_VOTED, Announcing
from ballot_service.services.announcing.versions import newest_of
from outreach.channels import ringing

SOURCE = "R048, R049; requirements 1.15, notice; decision 0012"
CALLED_OFF = "called_off"


class Hold(StrEnum):
    """What a person does about the messages that wait; the value is the name of the act."""

    PAUSE = "pause_notice"
    RESUME = "resume_notice"
    CALL_OFF = "call_off_notice"
    ANY_HOUR = "send_in_quiet_hours"


_NOTHING: Mapping[Hold, tuple[Sentence, Sentence]] = MappingProxyType(
    {
        Hold.PAUSE: (
            say("No message of this notice is waiting to be sent."),
            say("Send the notice first."),
        ),
        Hold.RESUME: (say("This notice is not paused."), say("You do not have to do anything.")),
        Hold.CALL_OFF: (
            say("No message of this notice is waiting to be sent."),
            say("What has been sent cannot be called back. Send a correction."),
        ),
        Hold.ANY_HOUR: (
            say("No message of this notice has to wait for the morning."),
            say("You do not have to do anything."),
        ),
    }
)


def waiting_in(session: Session, notice_id: UUID) -> Mapping[Hold, int]:
    """How many messages each act would be about; an act about none is refused."""
    table = outreach.Delivery
    moving = table.status.in_((outreach.DeliveryStatus.QUEUED, outreach.DeliveryStatus.LEASED))
    counted = select(func.count()).select_from(table).where(table.notice_id == notice_id, moving)

    def number(*conditions: object) -> int:
        return session.scalar(counted.where(*conditions)) or 0  # type: ignore[arg-type]  # column expressions

    held = table.held.is_(True)
    notice = session.get_one(outreach.OutreachNotice, notice_id)
    is_paused = notice.paused_at is not None
    is_spread = (
        notice.name in TELLS_WHO_VOTED
    )  # at once, they would all show who had not voted at that moment
    return {
        Hold.PAUSE: 0 if is_paused else number(),
        Hold.RESUME: max(1, number(held)) if is_paused else 0,
        Hold.CALL_OFF: number(),
        Hold.ANY_HOUR: 0 if is_spread else number(table.hours_zone != "", table.channel.in_(ringing())),
    }


def hold_notice(
    session: Session,
    election: Election,
    kind: Announcing,
    hold: Hold,
    reason: str,
    *,
    now: datetime,
    by: UUID,
) -> int:
    """Does it to the newest version of a notice; answers how many messages it is about. Keeps the reason in the trail.

    Raises Refused when there is nothing to do it to.
    """
    newest = newest_of(session, election, kind)
    if newest is None or not waiting_in(session, newest.id)[hold]:
        sentence, remedy = _NOTHING[hold]
        nothing = Reason(code="nothing_waits", sentence=sentence, source=SOURCE, remedy=remedy)
        raise Refused.for_election(hold.value, Decision(reasons=(nothing,)), election)
    acts: Mapping[Hold, Callable[[], int]] = {
        Hold.PAUSE: lambda: outreach.pause(session, newest.id, now=now),
        Hold.RESUME: lambda: outreach.resume(session, newest.id),
        Hold.CALL_OFF: lambda: outreach.cancel(session, newest.id, why=CALLED_OFF),
        Hold.ANY_HOUR: lambda: outreach.send_at_any_hour(session, newest.id, now=now),
    }
    number = acts[hold]()
    details = {"notice": kind.value, "version": newest.version, "messages": number}
    trail.of_election(
        session, election, hold.value, now=now, by=by, details=details, words={"reason": reason}
    )
    return number
