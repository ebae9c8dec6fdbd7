"""Ballot links on paper: for voters whom no message reaches, as letters by mail or to be handed over.

The words are those of the approved notice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

import outreach
from ballot_service.models import Election, VoterRollEntry
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.words import say
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.announcing.judging import may_send
from ballot_service.services.announcing.kinds import Announcing
from ballot_service.services.announcing.letter_order import Order
from ballot_service.services.announcing.letter_run import UNNAMED, LetterRun, Press, Stack
from ballot_service.services.announcing.preparing import prepare
from ballot_service.services.announcing.reaching import ON_PAPER, Stand, reach

ACT = "print_letters"
LETTER_SOURCE = "R020–R022; requirements 1.15, notice: nobody is passed over in silence"


class Which(StrEnum):
    """Which letters are printed."""

    NOT_PRINTED = "not_printed"
    ALL = "all"
    """Those printed before as well: a reprint, recorded as such."""


WANTED: Mapping[Which, tuple[Stand, ...]] = {
    Which.NOT_PRINTED: (Stand.TO_PRINT, Stand.TO_HAND_OUT),
    Which.ALL: ON_PAPER,
}


def print_letters(
    session: Session,
    election: Election,
    press: Press,
    *,
    now: datetime,
    by: UUID | None,
    which: Which = Which.NOT_PRINTED,
    order: Order = Order.ZIP,
    only: VoterRollEntry | None = None,
) -> Stack:
    """Records the printing of letters, each recipient's delivery with it, and answers the filled letters.

    `only` prints one voter's letter, whatever else reached them. `now` is aware. Raises Refused when there is
    nothing to print, after the close, before the ballot is frozen, or while a second person has to approve the
    words. The letters must not be given out unless the transaction is committed.
    """
    announcement = prepare(session, election, Announcing.BALLOT_LINK, origin=press.origin, speak=press.speak)
    entries = _entries(session, election, press, which, only)
    reasons = may_send(session, election, announcement, now=now, by=by).reasons
    decision = Decision(reasons=(*reasons, *(() if entries else (_nothing(),))))
    if not decision.allowed:
        raise Refused.for_election(ACT, decision, election)
    notice = announcement.notice
    notice_id = outreach.approve(session, notice, approved_by=str(by or UNNAMED), now=now)
    run = LetterRun(session, election, announcement, press, notice_id)
    again = run.enqueue(entries, now)
    stack = run.stacked(entries, order, run.printed(now, by), again)
    details = {
        "notice": str(notice_id),
        "version": notice.version,
        "fingerprint": notice.fingerprint,
        "by_mail": stack.by_mail,
        "by_hand": stack.by_hand,
        "again": again,
        "order": order.value,
    }
    trail.of_election(session, election, ACT, now=now, by=by, details=details)
    return stack


def _entries(
    session: Session, election: Election, press: Press, which: Which, only: VoterRollEntry | None
) -> dict[UUID, VoterRollEntry]:
    """Lines of the roll by id."""
    reached = reach(session, election, press.channels)
    wanted = reached.entries(tuple(Stand) if only else WANTED[which])
    ids = set(wanted) & {only.id} if only else set(wanted)
    rows = session.scalars(
        select(VoterRollEntry)
        .where(VoterRollEntry.election_id == election.id)
        .options(selectinload(VoterRollEntry.person), selectinload(VoterRollEntry.links))
        .order_by(VoterRollEntry.id)
    )
    return {row.id: row for row in rows if row.id in ids}


def _nothing() -> Reason:
    return Reason(
        code="nothing_to_print",
        sentence=say("There is no letter to print."),
        source=LETTER_SOURCE,
        remedy=say("Issue the links first, or print all letters again."),
    )
