"""The part of the installation's health that is about messages: a way out, a queue that moves, the last one sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import District
from ballot_service.provider_settings import MailBy
from ballot_service.rules.words import say
from ballot_service.services.announcing.standing import Outbox, a_provider_is_paused
from ballot_service.services.checks import Check, State
from ballot_service.settings import Settings

PATIENCE = timedelta(minutes=10)
"""How long a message may wait before something is wrong: the worker looks every minute."""


def mail_check(settings: Settings) -> Check:
    """Whether mail has a way out."""
    label = say("Mail")
    if settings.mail_by is not MailBy.CONSOLE:
        sentence = say("Messages go out from {sender}.", sender=settings.mail_from)
        return Check(name="mail", label=label, state=State.GOOD, sentence=sentence)
    return Check(
        name="mail",
        label=label,
        state=State.NOTE,
        sentence=say("No mail server is set: messages are printed to the console and reach nobody."),
        remedy=say("Set BALLOTS_MAIL_URL and BALLOTS_MAIL_FROM, or SENDGRID_API_KEY and BALLOTS_MAIL_FROM."),
    )


def texts_check(settings: Settings) -> Iterator[Check]:
    """Nothing is said where no text messages are wanted."""
    if settings.twilio is None:
        return
    sentence, remedy = say("Text messages go out by Twilio, and its reports are checked."), None
    if not settings.twilio.auth_token:
        sentence = say(
            "Text messages go out by Twilio. Its reports cannot be checked, so none are asked for."
        )
        remedy = say("Set TWILIO_AUTH_TOKEN beside the key.")
    state = State.NOTE if remedy else State.GOOD
    yield Check(name="texts", label=say("Text messages"), state=state, sentence=sentence, remedy=remedy)


def waiting_check(since: datetime | None, unclear: int, now: datetime) -> Check:
    """Whether the queue moves: since when the oldest message waits, and how many are unclear. `now` is aware."""
    label = say("Outbox")
    if since is not None and now - since > PATIENCE:
        minutes = int((now - since).total_seconds()) // 60
        return Check(
            name="outbox",
            label=label,
            state=State.WRONG,
            sentence=say("Messages have been waiting for {minutes} minutes.", minutes=minutes),
            remedy=say("See whether the worker runs: ballots worker"),
        )
    if unclear:
        return Check(
            name="outbox",
            label=label,
            state=State.NOTE,
            sentence=say("Messages of which nobody knows whether they left: {number}.", number=unclear),
            remedy=say("A clerk decides about each of them on the page on sending."),
        )
    return Check(name="outbox", label=label, state=State.GOOD, sentence=say("No message is stuck."))


def providers_check(session: Session) -> Check:
    """Whether a provider is paused: messages then wait until it works again or a person says so."""
    label = say("Providers")
    if a_provider_is_paused(session):
        return Check(
            name="providers",
            label=label,
            state=State.WRONG,
            sentence=say("A provider is paused. Messages wait and are not lost."),
            remedy=say("See below which one and why. Put it right, then let it go on."),
        )
    return Check(name="providers", label=label, state=State.GOOD, sentence=say("No provider is paused."))


def last_send_check(session: Session, box: Outbox) -> Check:
    """When the last message left, on the clock of the first district."""
    label = say("Last message")
    if box.last_sent_at is None:
        return Check(
            name="last_send", label=label, state=State.GOOD, sentence=say("No message has left yet.")
        )
    zone = ZoneInfo(session.scalar(select(District.zone).order_by(District.slug).limit(1)) or "UTC")
    sentence = say("The last message left on {sent}.", sent=box.last_sent_at.astimezone(zone))
    return Check(name="last_send", label=label, state=State.GOOD, sentence=sentence)
