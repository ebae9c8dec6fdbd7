"""Everything that keeps an election's messages from going out or from arriving, each with its next step."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Election
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing.kinds import TELLS_WHO_VOTED, WITH_A_LINK, Announcing
from ballot_service.services.announcing.versions import newest_of
from outreach import Delivery, DeliveryStatus
from outreach.channels import media

SLOW = timedelta(minutes=10)
"""A worker looks every minute, so what has been due for longer is stuck."""
_MOVING = (DeliveryStatus.QUEUED, DeliveryStatus.LEASED)
_BY_HAND = tuple(name for name, one in media().items() if not one.by_worker)
_LOST = (
    DeliveryStatus.REFUSED,
    DeliveryStatus.UNDELIVERED,
    DeliveryStatus.EXPIRED,
    DeliveryStatus.NO_ADDRESS,
    DeliveryStatus.NO_TEXT,
    DeliveryStatus.OPTED_OUT,
    DeliveryStatus.GIVEN_UP,
)


class Step(StrEnum):
    """Where the next step is done."""

    HOLD = "hold"
    DECIDE = "decide"
    MESSAGES = "messages"
    TECHNICIAN = "technician"


@dataclass(frozen=True, kw_only=True)
class _Group:
    """`tells_who_voted`: a reminder is tried only for those who have not, so how many stand here would tell."""

    sentence: Sentence
    remedy: Sentence
    step: Step
    tells_who_voted: bool


UNCLEAR = _Group(
    sentence=say("Nobody knows whether these have left."),
    remedy=say("Decide about each: send it again, or leave it."),
    step=Step.DECIDE,
    tells_who_voted=True,
)
PAUSED = _Group(
    sentence=say("The notice is paused."),
    remedy=say("Let it go on, or call it off."),
    step=Step.HOLD,
    tells_who_voted=False,
)
VOTING_PAUSED = _Group(
    sentence=say("They wait, because voting is paused and they say that people can vote."),
    remedy=say(
        "They go out by themselves when voting goes on, or are called off if their words are old by then."
    ),
    step=Step.MESSAGES,
    tells_who_voted=False,
)
HALTED = _Group(
    sentence=say("The provider takes no messages now."),
    remedy=say("Ask the technician. The messages stay in the queue and are not lost."),
    step=Step.TECHNICIAN,
    tells_who_voted=False,
)
QUIET = _Group(
    sentence=say("They wait for the morning, because phones do not ring in quiet hours."),
    remedy=say("They go out by themselves. You can let them go now, with a reason."),
    step=Step.HOLD,
    tells_who_voted=True,
)
AGAIN = _Group(
    sentence=say("They could not be sent yet."),
    remedy=say("Nothing: each is tried again by itself."),
    step=Step.MESSAGES,
    tells_who_voted=True,
)
OVERDUE = _Group(
    sentence=say("They are due, and nothing has taken them."),
    remedy=say("Ask the technician whether the worker runs, and how many messages a day the provider takes."),
    step=Step.TECHNICIAN,
    tells_who_voted=False,
)
LOST = _Group(
    sentence=say("They did not reach the person, or there is no address."),
    remedy=say("Reach these people by letter, by phone or in person."),
    step=Step.MESSAGES,
    tells_who_voted=True,
)


@dataclass(frozen=True, kw_only=True)
class Stuck:
    """So many messages of one kind that stand still for one reason, and what to do."""

    kind: Announcing
    number: int
    sentence: Sentence
    remedy: Sentence
    step: Step


@dataclass(frozen=True, kw_only=True)
class Halted:
    """A provider that takes nothing now. `since` and `probe_at` are UTC; no probe means that a person paused it."""

    carrier: str
    channels: tuple[str, ...]
    since: datetime
    probe_at: datetime | None


def halted(session: Session, carriers: Mapping[str, str]) -> list[Halted]:
    """The providers that are paused, of those that this installation uses (kind of address to carrier)."""
    return [
        Halted(
            carrier=each.name,
            channels=tuple(sorted(channel for channel, name in carriers.items() if name == each.name)),
            since=each.paused_at,
            probe_at=each.probe_at,
        )
        for each in outreach.farings(session)
        if each.paused_at is not None and each.name in carriers.values()
    ]


def stuck(session: Session, election: Election, carriers: Mapping[str, str], now: datetime) -> list[Stuck]:
    """What stands still in the newest version of each notice, those that only wait for a person first."""
    stopped = {channel for each in halted(session, carriers) for channel in each.channels}
    found: list[Stuck] = []
    for kind in Announcing:
        newest = newest_of(session, election, kind)
        if newest is not None:
            found += _of_notice(session, election, kind, newest, stopped, now)
    return found


def _of_notice(
    session: Session,
    election: Election,
    kind: Announcing,
    notice: outreach.OutreachNotice,
    stopped: Collection[str],
    now: datetime,
) -> Iterator[Stuck]:
    votes_wait = kind in WITH_A_LINK and election.paused_at is not None
    for group, counted in _counted(notice, stopped, now, votes_wait=votes_wait):
        if group.tells_who_voted and kind in TELLS_WHO_VOTED:
            continue
        if number := session.scalar(counted):
            yield Stuck(
                kind=kind, number=number, sentence=group.sentence, remedy=group.remedy, step=group.step
            )


def _counted(
    notice: outreach.OutreachNotice, stopped: Collection[str], now: datetime, *, votes_wait: bool
) -> Iterator[tuple[_Group, Select[int]]]:
    """How many messages of the notice stand in each group; one stands in one group."""
    mine = select(func.count()).select_from(Delivery).where(Delivery.notice_id == notice.id)
    moving = mine.where(Delivery.status.in_(_MOVING), Delivery.channel.not_in(_BY_HAND))
    going = moving.where(Delivery.held.is_(False))
    free = going.where(Delivery.channel.not_in(stopped))
    later, tried = Delivery.not_before > now, Delivery.tries > 0
    yield UNCLEAR, mine.where(Delivery.status == DeliveryStatus.UNCERTAIN)
    yield PAUSED, moving.where(Delivery.held.is_(True))
    if votes_wait:
        yield VOTING_PAUSED, going
        yield LOST, mine.where(Delivery.status.in_(_LOST))
        return
    yield HALTED, going.where(Delivery.channel.in_(stopped))
    yield QUIET, free.where(Delivery.hours_zone != "", later, ~tried)
    yield AGAIN, free.where(tried, later)
    yield OVERDUE, free.where(Delivery.not_before <= now - SLOW)
    yield LOST, mine.where(Delivery.status.in_(_LOST))
