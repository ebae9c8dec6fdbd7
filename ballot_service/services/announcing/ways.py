"""By which way somebody gets a notice: e-mail where there is an address, else a text message, else paper.

Paper is printed apart from sending (letters). What was refused or did not arrive at an address is not tried there
again: the next way takes its place. What is unclear is never sent by another way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

import phonenumbers
from phonenumbers import PhoneNumberType
from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import ContactKind, Person
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing.addressees import Addressee

EMAIL, TEXT = "email", "sms"
MAIL_ONLY = (EMAIL,)
"""What an installation without Twilio can send."""
_KINDS: Mapping[str, ContactKind] = MappingProxyType({EMAIL: ContactKind.EMAIL, TEXT: ContactKind.PHONE})
"""In the order of preference: e-mail costs nothing and takes more words."""
_TAKES_TEXTS = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
_DID_NOT_ARRIVE = (
    outreach.DeliveryStatus.REFUSED,
    outreach.DeliveryStatus.UNDELIVERED,
    outreach.DeliveryStatus.GIVEN_UP,
    outreach.DeliveryStatus.OPTED_OUT,
)

NO_EMAIL = say("No e-mail address.")
NO_EMAIL_NO_MOBILE = say("No e-mail address and no mobile phone number.")
NO_TEXT = say("No text in this language.")
DID_NOT_ARRIVE = say("The message was refused or did not arrive.")
OPTED_OUT = say("Asked for no such messages at this address.")


class Ways(StrEnum):
    """How many ways a notice takes to one person."""

    ONE = "one"
    """The best one that the person has."""
    EVERY = "every"
    """All of them: e-mail and text message count as two kinds of notice (R048, requirements 1.15)."""


Address = tuple[str, str, str]
"""Recipient's reference, channel and address."""


def takes_texts(number: str) -> bool:
    """Whether a phone number (E.164) may belong to a mobile phone. American numbers do not tell which they are."""
    try:
        return phonenumbers.number_type(phonenumbers.parse(number)) in _TAKES_TEXTS
    except phonenumbers.NumberParseException:
        return False


def contact_points(
    reference: str, person: Person, channels: Collection[str], ways: Ways, failed: Collection[Address]
) -> tuple[outreach.ContactPoint, ...]:
    """The addresses at which somebody gets a message, by the channels that can be sent.

    If nothing has arrived anywhere, all addresses stay, so that a new link may be tried there.
    """
    by_channel = {channel: _points(person, channel) for channel in _KINDS if channel in channels}
    points = [point for some in by_channel.values() for point in some]
    alive = [point for point in points if (reference, point.channel, point.address) not in failed] or points
    if ways is Ways.ONE and alive:
        alive = [point for point in alive if point.channel == alive[0].channel]
    return tuple(alive)


def why_passed_over(channels: Collection[str]) -> Sentence:
    """Said of somebody without any address that can be used."""
    return NO_EMAIL_NO_MOBILE if TEXT in channels else NO_EMAIL


def failed_addresses(session: Session, scope: str, name: str) -> frozenset[Address]:
    """Where a message of this notice was refused or lost, in any version, and none arrived."""
    table, notice = outreach.Delivery, outreach.OutreachNotice
    rows = session.execute(
        select(table.recipient, table.channel, table.address, table.status)
        .join(notice, notice.id == table.notice_id)
        .where(notice.scope == scope, notice.name == name)
        .where(table.status.in_((*_DID_NOT_ARRIVE, outreach.DeliveryStatus.SENT)))
    ).all()
    arrived = {(row[0], row[1], row[2]) for row in rows if row.status is outreach.DeliveryStatus.SENT}
    return frozenset((row[0], row[1], row[2]) for row in rows) - arrived


def stopped_addresses(people: Iterable[Addressee], stopped: outreach.Stopped) -> frozenset[Address]:
    """The addresses of these people at which they asked for no such messages, or which are not theirs."""
    return frozenset(
        (str(one.id), channel, point.value)
        for one in people
        for channel, kind in _KINDS.items()
        for point in one.person.contacts
        if point.kind is kind and stopped.covers(channel, point.value, str(one.person_id))
    )


def _points(person: Person, channel: str) -> list[outreach.ContactPoint]:
    values = sorted(point.value for point in person.contacts if point.kind is _KINDS[channel])
    return [
        outreach.ContactPoint(channel=channel, address=value)
        for value in values
        if channel != TEXT or takes_texts(value)
    ]
