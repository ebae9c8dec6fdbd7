"""Small notices, recipients and fake senders for the tests of outreach."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session, sessionmaker

from outreach import Attachment, ContactPoint, Message, Notice, Outcome, Recipient, Text, approve, enqueue
from outreach.sending import accepted

MONDAY = datetime(2025, 11, 3, 15, 0, tzinfo=UTC)
EXPIRY = MONDAY + timedelta(days=30)
LINK = "https://vote.example.org/b/SECRET-{}"

INVITE = Attachment(
    name="invite.ics",
    kind="text/calendar; method=PUBLISH; charset=utf-8",
    content="BEGIN:VCALENDAR\r\nSUMMARY:Votación\r\nEND:VCALENDAR\r\n".encode(),
)


def ballot_notice(version: int = 1, scope: str = "election-1") -> Notice:
    """A notice with personal links, in English and Spanish, by e-mail and text message."""
    words = {"en": "Your ballot, {voter}: {personal_link}", "es": "Su boleta, {voter}: {personal_link}"}
    email = [Text(language=tag, channel="email", subject="Cypress", body=body) for tag, body in words.items()]
    sms = [Text(language=tag, channel="sms", body=body) for tag, body in words.items()]
    return Notice(
        scope=scope, name="ballot_link", version=version, purpose="ballot_link", texts=(*email, *sms)
    )


def by_email(number: int, language: str = "en", occasion: str = "") -> Recipient:
    return Recipient(
        reference=f"person-{number}",
        language=language,
        contact_points=(ContactPoint(channel="email", address=f"p{number}@example.org"),),
        link_reference=f"link-{number}",
        values={"voter": f"V. {number}***"},
        occasion=occasion,
    )


def link_for(reference: str) -> Mapping[str, str]:
    return {"personal_link": LINK.format(reference)}


def queue(sessions: sessionmaker[Session], recipients: Iterable[Recipient], now: datetime = MONDAY) -> Notice:
    """Approves the ballot notice and queues it for the recipients."""
    notice = ballot_notice()
    with sessions() as session:
        approve(session, notice, approved_by="clerk-1", now=now)
        enqueue(session, notice, recipients, now=now, expires_at=EXPIRY)
        session.commit()
    return notice


@dataclass
class FakeSender:
    """Answers as it is told, and remembers what it was given."""

    answer: Callable[[Message], Outcome] = lambda message: accepted(f"ref-{message.delivery_id}")
    name: str = "fake"
    seen: list[Message] = field(default_factory=list)
    closed: int = 0

    def send(self, message: Message) -> Outcome:
        self.seen.append(message)
        return self.answer(message)

    def close(self) -> None:
        self.closed += 1


@dataclass
class Clock:
    """A clock that the test moves."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **spans: float) -> None:
        self.now += timedelta(**spans)
