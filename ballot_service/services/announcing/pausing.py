"""Tells people that a provider was paused because it kept failing: one mail a pause, never by that provider itself.

The technicians of every district get it, and where a district has none, its clerks. Where the paused one carries the
mail, a second way for mail is used if there is one (`to_tell_directly`); without it the technician's page and
`ballots check` say it first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Account, Appointment, District, Role
from ballot_service.rules.calendar import local_date
from ballot_service.services.announcing.notice_words import short_moment
from ballot_service.services.announcing.shipped import APPROVED_BY, languages_of
from ballot_service.services.announcing.texts_that_ship import book

NOTICE = "provider_paused"
EXPIRES_AFTER = timedelta(days=2)
"""Afterwards it is old news."""
PAGE = "/technician/installation"
CALLED = MappingProxyType(
    {
        "sms": "Twilio SMS",
        "voice": "Twilio Voice",
        "whatsapp": "Twilio WhatsApp",
        "sendgrid": "SendGrid",
        "smtp": "SMTP",
        "social": "Apprise",
    }
)
"""Names of products, the same in every language."""


def tell_of_pauses(session: Session, *, mail_by: str, origin: str, now: datetime) -> int:
    """Queues the mail about each automatic pause; answers how many mails are new. Again adds nothing.

    `mail_by` is the provider that carries e-mail, `now` aware. Two workers at once tell it once: the provider's row is
    held meanwhile, and a pause that was told has its notice.
    """
    paused = outreach.paused_by_themselves(session)
    if any(one.name == mail_by for one in paused):
        return 0
    return sum(_tell(session, one, origin, now) for one in paused)


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One mail that goes past the outbox, because what carries the outbox's mail is paused."""

    address: str = field(repr=False)
    language: str
    subject: str
    body: str


def to_tell_directly(
    session: Session, *, mail_by: str, other: str, origin: str, now: datetime
) -> list[Alert]:
    """The mails about each pause that the second way `other` shall carry, once; none while the first one works.

    What is handed out here counts as told: a crash before it is sent loses the mail, and never doubles it.
    """
    paused = outreach.paused_by_themselves(session)
    stopped = {one.name for one in outreach.farings(session) if one.paused_at is not None}
    if other in stopped or mail_by not in {one.name for one in paused}:
        return []
    return [alert for one in paused for alert in _alerts(session, one, origin, now)]


def _alerts(session: Session, paused: outreach.Faring, origin: str, now: datetime) -> list[Alert]:
    notice, people = _new_notice(session, paused, origin, now)
    texts = {text.language: text for text in notice.texts} if notice else {}
    return [
        Alert(
            address=person.contact_points[0].address,
            language=person.language,
            subject=texts[person.language].subject,
            body=texts[person.language].body,
        )
        for person in people
    ]


def _tell(session: Session, paused: outreach.Faring, origin: str, now: datetime) -> int:
    notice, people = _new_notice(session, paused, origin, now)
    if notice is None:
        return 0
    expires_at = now + EXPIRES_AFTER
    added = outreach.enqueue(session, notice, people, now=now, expires_at=expires_at, channels=("email",))
    return added.total()


def _new_notice(
    session: Session, paused: outreach.Faring, origin: str, now: datetime
) -> tuple[outreach.Notice | None, list[outreach.Recipient]]:
    """The notice of one pause and whom to tell; none when it was told, or as long as nobody holds an office."""
    scope, version = str(uuid5(NAMESPACE_URL, f"provider:{paused.name}")), _number_of(paused)
    table = outreach.OutreachNotice
    if session.scalar(
        select(table.id).where(table.scope == scope, table.name == NOTICE, table.version == version)
    ):
        return None, []
    people = _people(session, now)
    if not people:
        return None, []
    zone = ZoneInfo(session.scalar(select(District.zone).order_by(District.slug).limit(1)) or "UTC")
    values = {tag: _values(paused, tag, origin, zone) for tag in languages_of(NOTICE)}
    notice = book().notice(NOTICE, scope=scope, version=version, values=values)
    outreach.approve(session, notice, approved_by=APPROVED_BY, now=now)
    return notice, people


def _number_of(paused: outreach.Faring) -> int:
    """One number for one pause: the second in which it began."""
    return int(paused.paused_at.timestamp()) if paused.paused_at else 0


def _values(paused: outreach.Faring, language: str, origin: str, zone: ZoneInfo) -> dict[str, str]:
    since = paused.paused_at.astimezone(zone) if paused.paused_at else None
    return {
        "provider": CALLED.get(paused.name, paused.name),
        "when": short_moment(language, since) if since else "",
        "error": paused.error,
        "providers_link": f"{origin}{PAGE}",
    }


def _people(session: Session, now: datetime) -> list[outreach.Recipient]:
    """Each person once, however many districts they serve."""
    found = {
        account.id: account
        for district in session.scalars(select(District).order_by(District.slug))
        for account in _in_charge(session, district, now)
    }
    languages = languages_of(NOTICE)
    return [
        outreach.Recipient(
            reference=str(account.id),
            language=account.language if account.language in languages else "en",
            contact_points=(outreach.ContactPoint(channel="email", address=account.email),),
        )
        for account in found.values()
    ]


def _in_charge(session: Session, district: District, now: datetime) -> Iterable[Account]:
    day = local_date(now, district.zone)
    holding = (
        select(Account, Appointment.role)
        .join(Appointment, Appointment.account_id == Account.id)
        .where(
            Account.active,
            Appointment.district_id == district.id,
            Appointment.role.in_((Role.TECHNICIAN, Role.CLERK)),
            Appointment.from_on <= day,
            or_(Appointment.until_on.is_(None), Appointment.until_on > day),
        )
        .order_by(Account.email)
    )
    rows = session.execute(holding).all()
    technicians = [account for account, role in rows if role is Role.TECHNICIAN]
    return technicians or [account for account, _role in rows]
