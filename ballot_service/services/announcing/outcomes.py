"""How each message of a notice stands, for the clerk: troubles first, one page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Election
from ballot_service.rules.words import Sentence
from ballot_service.services.announcing.addressees import Addressee, those_with
from ballot_service.services.announcing.kinds import TELLS_WHO_VOTED, Announcing
from ballot_service.services.announcing.outcome_words import said_of
from ballot_service.services.announcing.versions import sent_versions
from outreach import DeliveryStatus

PAGE = 50
"""Lines on one page."""
_RANK = (
    DeliveryStatus.UNCERTAIN,
    DeliveryStatus.REFUSED,
    DeliveryStatus.UNDELIVERED,
    DeliveryStatus.OPTED_OUT,
    DeliveryStatus.NO_ADDRESS,
    DeliveryStatus.NO_TEXT,
    DeliveryStatus.EXPIRED,
    DeliveryStatus.GIVEN_UP,
    DeliveryStatus.QUEUED,
    DeliveryStatus.LEASED,
    DeliveryStatus.CANCELLED,
    DeliveryStatus.SENT,
)
"""What needs a person stands first."""


class Show(StrEnum):
    """Which messages are listed."""

    TROUBLE = "trouble"
    """Everything that has not simply gone out."""
    ALL = "all"


@dataclass(frozen=True, kw_only=True)
class MessageOutcome:
    """One message: to whom, by which channel, how it stands and what to do. `at` is UTC."""

    entry: Addressee | None
    channel: str
    at: datetime | None
    sentence: Sentence
    remedy: Sentence | None
    delivery_id: UUID
    is_unclear: bool


@dataclass(frozen=True, kw_only=True)
class OutcomePage:
    """One page of messages, and how many there are on all."""

    outcomes: tuple[MessageOutcome, ...]
    total: int
    page: int
    pages: int


def outcomes(
    session: Session, election: Election, kind: Announcing, show: Show, page: int = 1
) -> OutcomePage:
    """The messages of the newest version; a page beyond the last is the last. Reminders are not listed."""
    rows = () if kind in TELLS_WHO_VOTED else sent_versions(session, election, kind)
    newest = next(iter(rows), None)
    found = [] if newest is None else list(outreach.standings(session, newest.id, statuses=_statuses(show)))
    entries = those_with(session, election, {one.recipient for one in found})
    found.sort(key=lambda one: (_RANK.index(one.status), not one.error, _name(entries, one), one.channel))
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, page), pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    return OutcomePage(
        outcomes=tuple(_outcome(one, entries) for one in shown), total=len(found), page=page, pages=pages
    )


def _statuses(show: Show) -> list[DeliveryStatus] | None:
    return [status for status in _RANK if status is not DeliveryStatus.SENT] if show is Show.TROUBLE else None


def _name(entries: Mapping[str, Addressee], one: outreach.Standing) -> tuple[str, str]:
    entry = entries.get(one.recipient)
    return (entry.person.family_name.casefold(), entry.person.given_name.casefold()) if entry else ("", "")


def _outcome(one: outreach.Standing, entries: Mapping[str, Addressee]) -> MessageOutcome:
    sentence, remedy = said_of(one)
    return MessageOutcome(
        entry=entries.get(one.recipient),
        channel=one.channel,
        at=one.reported_at or one.tried_at,
        sentence=sentence,
        remedy=remedy,
        delivery_id=one.delivery_id,
        is_unclear=one.status is DeliveryStatus.UNCERTAIN,
    )
