"""By which way somebody gets a notice: e-mail where there is an address, else a text message, else paper.

Which ways there are, in which order they are preferred and which addresses they need is said by the channel files
(`outreach/channels`). Paper is printed apart from sending (letters). What was refused or did not arrive at an address
is not tried there again: the next way takes its place. What is unclear is never sent by another way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

import phonenumbers
from phonenumbers import PhoneNumberType
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import ContactKind, Person
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing.addressees import Addressee, Known
from outreach import Medium, Reaches
from outreach.channels import media
from outreach.media import EMAIL

MAIL_ONLY = (EMAIL.name,)
"""What an installation without Twilio can send."""
_KINDS: Mapping[Reaches, ContactKind] = MappingProxyType(
    {
        Reaches.EMAIL: ContactKind.EMAIL,
        Reaches.MOBILE: ContactKind.PHONE,
        Reaches.PHONE: ContactKind.PHONE,
    }
)
_TAKES_TEXTS = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
_CAN_BE_CALLED = (*_TAKES_TEXTS, PhoneNumberType.FIXED_LINE, PhoneNumberType.VOIP)
_DID_NOT_ARRIVE = (
    outreach.DeliveryStatus.REFUSED,
    outreach.DeliveryStatus.UNDELIVERED,
    outreach.DeliveryStatus.GIVEN_UP,
    outreach.DeliveryStatus.OPTED_OUT,
)

NO_EMAIL = say("No e-mail address.")
NO_EMAIL_NO_MOBILE = say("No e-mail address and no mobile phone number.")
NO_EMAIL_NO_PHONE = say("No e-mail address and no phone number that can be called.")
NO_TEXT = say("No text in this language.")
TOO_LONG = say(
    "No text in this language, and one in all languages of the notice is too long for a text message."
)
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
    return _is_one_of(number, _TAKES_TEXTS)


def reaches(medium: Medium, kind: ContactKind, value: str) -> bool:
    """Whether this kind of message can go to an address."""
    if _KINDS.get(medium.reaches) is not kind:
        return False
    if medium.reaches is Reaches.MOBILE:
        return takes_texts(value)
    return medium.reaches is not Reaches.PHONE or _is_one_of(value, _CAN_BE_CALLED)


def channel_to(kind: ContactKind, contact: str) -> str:
    """The preferred kind of message with a personal link to an address; empty for an address that takes none."""
    usable = (one.name for one in media().values() if one.personal_links and reaches(one, kind, contact))
    return next(usable, "")


def _is_one_of(number: str, kinds: Collection[int]) -> bool:
    try:
        return phonenumbers.number_type(phonenumbers.parse(number)) in kinds
    except phonenumbers.NumberParseException:
        return False


def contact_points(
    reference: str, person: Person, channels: Collection[str], ways: Ways, failed: Collection[Address]
) -> tuple[outreach.ContactPoint, ...]:
    """The addresses at which somebody gets a message, by the channels that can be sent.

    If nothing has arrived anywhere, all addresses stay, so that a new link may be tried there.
    """
    points = [point for one in media().values() if one.name in channels for point in _points(person, one)]
    alive = [point for point in points if (reference, point.channel, point.address) not in failed] or points
    if ways is Ways.ONE and alive:
        alive = [point for point in alive if point.channel == alive[0].channel]
    return tuple(alive)


def why_passed_over(channels: Collection[str]) -> Sentence:
    """Said of somebody without any address that can be used."""
    needed = {one.reaches for one in media().values() if one.name in channels}
    if Reaches.PHONE in needed:
        return NO_EMAIL_NO_PHONE
    return NO_EMAIL_NO_MOBILE if Reaches.MOBILE in needed else NO_EMAIL


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


def dead_for_all(
    session: Session, scope: str, name: str, failed: Collection[Address], people: Iterable[Addressee]
) -> frozenset[Address]:
    """Where one message goes for all who share an address, what did not arrive there is lost for each of them.

    That one of them wants no messages there says nothing of the others, unless a message may have gone before. `scope`
    and `name` are those of the notice in which `failed` were found.
    """
    dead = _dead_addresses(session, scope, name)
    kinds = {name: _KINDS.get(one.reaches) for name, one in media().items()}
    return frozenset(failed) | {
        (str(one.id), channel, point.value)
        for one in people
        if isinstance(one, Known)
        for point in one.person.contacts
        for channel, kind in kinds.items()
        if kind is point.kind and (channel, point.value) in dead
    }


def _dead_addresses(session: Session, scope: str, name: str) -> set[tuple[str, str]]:
    """Channel and address where something was refused or lost, and nothing arrived for anybody."""
    table, notice = outreach.Delivery, outreach.OutreachNotice
    of_notice = (
        select(table.channel, table.address)
        .join(notice, notice.id == table.notice_id)
        .where(notice.scope == scope, notice.name == name, table.address != "")
        .distinct()
    )
    opted_out = table.status == outreach.DeliveryStatus.OPTED_OUT
    lost = and_(table.status.in_(_DID_NOT_ARRIVE), or_(~opted_out, outreach.may_have_it(table)))
    arrived = table.status == outreach.DeliveryStatus.SENT
    found, well = (session.execute(of_notice.where(one)) for one in (lost, arrived))
    return {(row.channel, row.address) for row in found} - {(row.channel, row.address) for row in well}


def stopped_addresses(
    people: Iterable[Addressee], reached: Mapping[UUID, Person], stopped: outreach.Stopped
) -> frozenset[Address]:
    """The addresses at which these people asked for no such messages, or which are not theirs.

    `reached`: whose contacts are used for each.
    """
    return frozenset(
        (str(one.id), medium.name, point.value)
        for one in people
        for medium in media().values()
        for point in reached[one.id].contacts
        if reaches(medium, point.kind, point.value)
        and stopped.covers(medium.name, point.value, str(one.person_id))
    )


def _points(person: Person, medium: Medium) -> list[outreach.ContactPoint]:
    values = sorted(point.value for point in person.contacts if reaches(medium, point.kind, point.value))
    return [outreach.ContactPoint(channel=medium.name, address=value) for value in values]
