"""Which information sessions are to come, what people were told of them, and who was told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Election, InformationSession
from ballot_service.services.informing import sessions_of

INVITATION, CALLED_OFF = "information_session", "sessions_cancelled"
"""The folders of the words: an invitation, and the news that none takes place, a version of the same notice."""


@dataclass(frozen=True, kw_only=True)
class Coming:
    """The sessions that have not begun, the earliest first: those that take place, and those that were called off."""

    held: Sequence[InformationSession] = ()
    called_off: Sequence[InformationSession] = ()
    told_off: Sequence[InformationSession] = ()
    """Those that were called off after people had been told of them."""

    @property
    def is_off(self) -> bool:
        """Whether there is nothing left to invite to, and people have to hear that they need not come."""
        return bool(self.told_off) and not self.held


def sessions_to_come(session: Session, election: Election, now: datetime) -> Coming:
    """As they stand at `now` (aware)."""
    rows = [row for row in sessions_of(session, election) if row.starts_at > now]
    off = [(row, row.cancelled_at) for row in rows if row.cancelled_at is not None]
    told = _told_at(session, election) if off else ()
    return Coming(
        held=[row for row in rows if row.cancelled_at is None],
        called_off=[row for row, _ in off],
        told_off=[row for row, since in off if any(row.entered_at <= at < since for at in told)],
    )


def _told_at(session: Session, election: Election) -> Sequence[datetime]:
    """When the words of each invitation that reached somebody, or may have, were approved: it told of the sessions of
    that moment.
    """
    notice, delivery = outreach.OutreachNotice, outreach.Delivery
    rows = (
        select(notice.approved_at)
        .join(delivery, delivery.notice_id == notice.id)
        .where(notice.scope == str(election.id), notice.name == INVITATION)
        .where(outreach.may_have_it(delivery))
        .distinct()
    )
    return session.scalars(rows).all()


def told_of_sessions(session: Session, election: Election) -> set[str]:
    """The references of those whom an invitation reached, or may have, also at an address that they share."""
    notice, delivery = outreach.OutreachNotice, outreach.Delivery
    rows = (
        select(delivery.recipient)
        .join(notice, notice.id == delivery.notice_id)
        .where(notice.scope == str(election.id), notice.name == INVITATION)
        .where(outreach.told_at_address())
        .distinct()
    )
    return set(session.scalars(rows))


def people_still_come(session: Session, election: Election, now: datetime) -> bool:
    """Whether people were told of a session that has been called off, and nothing was sent since. `now` is aware."""
    notice = outreach.OutreachNotice
    newest = session.scalar(
        select(func.max(notice.approved_at, type_=outreach.UtcTime())).where(
            notice.scope == str(election.id), notice.name == INVITATION
        )
    )
    off = sessions_to_come(session, election, now).told_off
    return any(
        newest is not None and row.cancelled_at is not None and newest < row.cancelled_at for row in off
    )
