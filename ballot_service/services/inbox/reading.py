"""The inbox as a clerk reads it: who waits, the longest first; then everything else, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from ballot_service.models import Conversation

PAGE = 50
"""Lines on one page."""


@dataclass(frozen=True, kw_only=True)
class InboxPage:
    """One page of conversations; how many wait, and how many there are."""

    conversations: Sequence[Conversation]
    waiting: int
    total: int
    page: int
    pages: int


def number_waiting(session: Session, district_id: UUID) -> int:
    """How many people of a district wait for an answer."""
    waits = select(func.count()).select_from(Conversation)
    return (
        session.scalar(
            waits.where(Conversation.district_id == district_id, Conversation.waits_since.is_not(None))
        )
        or 0
    )


def inbox_page(session: Session, district_id: UUID, *, only_waiting: bool, page: int = 1) -> InboxPage:
    """One page; a page beyond the last is the last."""
    mine = Conversation.district_id == district_id
    waiting = number_waiting(session, district_id)
    total = session.scalar(select(func.count()).select_from(Conversation).where(mine)) or 0
    listed = waiting if only_waiting else total
    pages = max(1, -(-listed // PAGE))
    page = min(max(1, page), pages)
    query = (
        select(Conversation)
        .where(mine)
        .order_by(Conversation.waits_since.is_(None), Conversation.waits_since, Conversation.last_at.desc())
        .options(selectinload(Conversation.messages))
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    )
    if only_waiting:
        query = query.where(Conversation.waits_since.is_not(None))
    return InboxPage(
        conversations=session.scalars(query).all(), waiting=waiting, total=total, page=page, pages=pages
    )
