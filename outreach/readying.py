"""A few claimed deliveries made ready at the moment of sending: filled with personal values, withdrawn, or put off.

No session is open while they are filled, because `fill` may open its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from outreach.again import again
from outreach.allowance import WITHOUT_LIMIT, left_for
from outreach.attaching import attachments_of
from outreach.errors import NotYet
from outreach.filling import message_of
from outreach.groups import PUT_OFF, Fill, Group
from outreach.leasing import Claimed
from outreach.media import EMAIL
from outreach.pacing import Pacing, segments_of
from outreach.sending import Attachment

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Readying:
    """What is asked of each delivery of one channel before it may be begun: the hour, the allowance, its values."""

    sessions: Callable[[], Session]
    sender: str
    channel: str
    fill: Fill
    clock: Callable[[], datetime]
    pacing: Pacing
    files: dict[tuple[UUID, str], tuple[Attachment, ...]] = field(default_factory=dict)

    def group(self, few: Sequence[Claimed]) -> Group:
        """Each of the few stands in it once."""
        group, left = Group(), self._left()
        for delivery in few:
            now = self.clock()
            until = self.pacing.open_until(self.channel, delivery.hours_zone, now)
            if until is None:
                later = self.pacing.next_open(self.channel, delivery.hours_zone, now)
                group.put_off[later].append(delivery.id)
            elif left <= 0:
                group.used_up = True
                group.put_off[delivery.not_before].append(delivery.id)
            else:
                left -= self._filled(group, delivery, until, now)
        return group

    def _filled(self, group: Group, delivery: Claimed, until: datetime, now: datetime) -> int:
        """Puts one delivery into the group; answers as how many messages it will count."""
        try:
            values = self.fill(delivery.link_reference) if delivery.link_reference else {}
            if values is None:
                group.withdrawn.append(delivery.id)
                return 0
            message = message_of(delivery, values, now, self._files(delivery))
            segments = segments_of(self.channel, message.body)
        except NotYet as wait:
            group.put_off[now + wait.pause].append(delivery.id)
            return 0
        except Exception as error:  # the application's code: one failure must not stop the rest
            _log.error("delivery_not_filled", delivery=str(delivery.id), error=type(error).__name__)
            group.put_off[now + PUT_OFF].append(delivery.id)
            return 0
        group.ready[delivery.id], group.segments[delivery.id] = message, segments
        group.latest[delivery.id] = min(until, delivery.expires_at)
        return segments

    def _files(self, delivery: Claimed) -> tuple[Attachment, ...]:
        """What goes along by e-mail, read once for each version and language: files never change."""
        if self.channel != EMAIL.name:
            return ()
        key = (delivery.notice_id, delivery.language)
        if key not in self.files:
            self.files[key] = again(self.sessions, lambda session: attachments_of(session, *key))
        return self.files[key]

    def _left(self) -> int:
        if not self.pacing.rate(self.channel):
            return WITHOUT_LIMIT
        return again(
            self.sessions,
            lambda session: left_for(session, self.pacing, self.channel, self.sender, self.clock()),
        )
