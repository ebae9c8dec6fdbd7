"""The worker's round: sends what waits, records what was published, forgets unproved sign-ups, signs open heads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import structlog
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from ballot_service.database import committed, reading_only, sessions
from ballot_service.links import Links
from ballot_service.mailing import carriers, channels, other_mail, pacing_of, senders
from ballot_service.models import Election
from ballot_service.services import announcing, inbox, registrations
from ballot_service.services.announcing.pausing import Alert
from ballot_service.services.heads import heads_of, make_head
from ballot_service.services.placing import enter_posts
from ballot_service.settings import Settings
from ballot_service.storage import Storage
from outreach import Fill, Message, Sender, deliver_due, worker_name
from outreach.media import EMAIL

log = structlog.get_logger()

Clock = Callable[[], datetime]

HEAD_EVERY = timedelta(hours=1)
"""A head tells how many ballots there are; one an hour is enough to hold the service to its list."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def work_once(
    settings: Settings, engine: Engine, clock: Clock = utc_now, stop: Callable[[], bool] = lambda: False
) -> None:
    """One round. Ringing too often or too seldom costs time, never a message."""
    make_session = sessions(engine)
    fill = without_writing(announcing.fill(make_session, Links(settings.secret_keys), settings.public_origin))
    pacing = pacing_of(settings)
    with make_session() as session, committed(session):
        announcing.tell_ballots_received(
            session, origin=settings.public_origin, channels=channels(settings), now=clock()
        )
    deliver_due(
        make_session,
        senders(settings),
        fill,
        clock,
        worker_name(),
        stop=stop,
        pacing=pacing,
        policies=announcing.policies_of(settings.sending),
    )
    with make_session() as session, committed(session):
        announcing.learn_from_providers(session, now=clock())
    tell_of_pauses(settings, make_session, clock())
    with make_session() as session, committed(session):
        announcing.record_published(session, now=clock())
        enter_posts(session, Storage(settings.storage_dir), clock())
        registrations.forget_unproved(session, clock())
        inbox.forget_old(session, clock())
    with make_session() as session:
        sign_heads(session, settings.sealing_secret.encode(), clock())
    with make_session() as session, committed(session):
        announcing.send_heads(session, now=clock())


def tell_of_pauses(settings: Settings, make_session: Callable[[], Session], now: datetime) -> None:
    """Tells people of providers that keep failing; where the mail is among them, by the second way for mail."""
    known = {"mail_by": carriers(settings)["email"], "origin": settings.public_origin}
    with make_session() as session, committed(session):
        announcing.tell_of_pauses(session, now=now, **known)
    if (other := other_mail(settings)) is None:
        return
    with make_session() as session, committed(session):
        alerts = announcing.to_tell_directly(session, other=other.name, now=now, **known)
    send_alerts(other, alerts)


def send_alerts(sender: Sender, alerts: Iterable[Alert]) -> None:
    """Hands each over once, past the outbox; what is not taken stands on the technician's page all the same."""
    try:
        for alert in alerts:
            outcome = sender.send(
                Message(
                    delivery_id=uuid4(),
                    sent_at=datetime.now(UTC),
                    channel=EMAIL.name,
                    language=alert.language,
                    address=alert.address,
                    subject=alert.subject,
                    body=alert.body,
                )
            )
            log.info("alert_settled", provider=sender.name, outcome=outcome.answer.value, error=outcome.error)
    finally:
        sender.close()


def without_writing(fill: Fill) -> Fill:
    """Looks a link up without taking SQLite's write lock from voters."""

    def values_for(reference: str) -> Mapping[str, str] | None:
        token = reading_only.set(True)
        try:
            return fill(reference)
        finally:
            reading_only.reset(token)

    return values_for


def sign_heads(session: Session, secret: bytes, now: datetime) -> None:
    """Signs the log of every election that voters can vote in, at most once an hour, for observers to keep."""
    open_now = select(Election).where(
        Election.opening_confirmed_at.is_not(None), Election.opens_at <= now, now < Election.closes_at
    )
    for election in session.scalars(open_now).all():
        made = heads_of(session, election)
        if not made or made[-1].made_at + HEAD_EVERY <= now:
            with committed(session):
                make_head(session, election, secret, now=now)
