"""How one message stands, in words for the clerk: what happened to it, and what to do.

The outbox and the providers give short codes; every code that can come back has its sentence here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import outreach
from ballot_service.rules.words import Sentence, say
from outreach import DeliveryStatus, ReportKind, channels

_BY_ITSELF = say("Nothing: it is tried again by itself.")
_TECHNICIAN = say("Ask the technician to put it right. Then the messages go out by themselves.")
_ANOTHER_WAY = say("Reach the person by letter or by phone.")
_NUMBER = say("Correct the number, or reach the person another way.")
_ADDRESS = say("Correct the address, or reach the person another way.")
_DECIDE = say("Ask the person whether it came. Then decide: send it again, or leave it.")

_SHARED = (
    say("Not sent: the same message goes to this address once, for another person in the files."),
    None,
)

Said = tuple[Sentence, Sentence | None]

_NOT_YET = (say("Not sent yet."), _BY_ITSELF)
_UNSURE = say("It may have been sent, or not. Nobody knows.")

WHY_WAITING: Mapping[str, Said] = MappingProxyType(
    {
        "busy": (say("Not sent yet: the provider asked us to wait."), _BY_ITSELF),
        "no_connection": (say("Not sent yet: the provider cannot be reached."), _BY_ITSELF),
        "address_later": (say("Not sent yet: the mail server does not take it now."), _BY_ITSELF),
        "message_later": (say("Not sent yet: the mail server does not take it now."), _BY_ITSELF),
        "not_tried": _NOT_YET,
        "out_of_time": _NOT_YET,
        "stream_closed": _NOT_YET,
        "key_refused": (say("Not sent yet: the provider refuses our key."), _TECHNICIAN),
        "sign_in_refused": (say("Not sent yet: the mail server refuses our password."), _TECHNICIAN),
        "not_permitted": (say("Not sent yet: the provider does not let us send."), _TECHNICIAN),
        "account_unknown": (say("Not sent yet: the provider does not know our account."), _TECHNICIAN),
        "account_inactive": (say("Not sent yet: our account with the provider is not active."), _TECHNICIAN),
        "sender_refused": (say("Not sent yet: the provider refuses us as sender."), _TECHNICIAN),
        "report_address_refused": (
            say("Not sent yet: the provider does not accept our address for its reports."),
            _TECHNICIAN,
        ),
    }
)
"""Surely not sent. Nothing is lost, and no person is to blame."""

WHY_REFUSED: Mapping[str, Said] = MappingProxyType(
    {
        "number_invalid": (say("Refused: this phone number cannot be used."), _NUMBER),
        "not_mobile": (say("Refused: this phone takes no text messages."), _ANOTHER_WAY),
        "opted_out": (say("Refused: the person asked not to get such messages."), _ANOTHER_WAY),
        "number_unverified": (
            say("Refused: our Twilio account is a trial and sends to verified numbers only (21608)."),
            say("Ask the technician. Until then, reach the person another way."),
        ),
        "region_blocked": (say("Refused: our account may not send to this country."), _ANOTHER_WAY),
        "no_route": (say("Refused: there is no way from our number to this one."), _ANOTHER_WAY),
        "text_too_long": (say("Refused: the message is too long."), say("Tell the technician.")),
        "bad_address": (say("Refused: this mail address cannot be used."), _ADDRESS),
        "address_refused": (say("Refused: the mail provider does not take this address."), _ADDRESS),
        "message_refused": (say("Refused: the provider does not take this message."), _ANOTHER_WAY),
        "empty_letter": (say("Refused: the letter has no words."), say("Tell the technician.")),
    }
)
"""Refused for good: the same again would be refused again."""

WHY_UNDELIVERED: Mapping[str, Said] = MappingProxyType(
    {
        "phone_off": (say("It did not arrive: the phone cannot be reached."), _ANOTHER_WAY),
        "phone_blocks": (
            say("It did not arrive: the phone or its company blocks our messages."),
            _ANOTHER_WAY,
        ),
        "number_unknown": (say("It did not arrive: the number is not in use."), _NUMBER),
        "not_mobile": (say("It did not arrive: this phone takes no text messages."), _ANOTHER_WAY),
        "carrier_filtered": (
            say("It did not arrive: the phone company held it back as unwanted."),
            _ANOTHER_WAY,
        ),
        "sender_unregistered": (
            say("It did not arrive: the phone companies do not know our number as a sender yet."),
            say("Ask the technician to register it. Until then, reach the person another way."),
        ),
        "opted_out": (say("It did not arrive: the person asked not to get such messages."), _ANOTHER_WAY),
        "mailbox_unknown": (say("It did not arrive: there is no such mailbox, or it is full."), _ADDRESS),
        "mailbox_blocks": (say("It did not arrive: the mail provider blocks our mails."), _ANOTHER_WAY),
        "marked_as_spam": (
            say("It did not arrive: the person marked an earlier mail as unwanted."),
            _ANOTHER_WAY,
        ),
        "not_delivered": (say("It did not arrive. The provider does not say why."), _ANOTHER_WAY),
    }
)
"""The provider took it and reported later that it did not arrive."""

WHY_UNCLEAR: Mapping[str, Said] = MappingProxyType(
    {
        "no_answer": (say("No answer came back. It may have been sent, or not."), _DECIDE),
        "provider_failed": (
            say("The provider failed as it took it. It may have been sent, or not."),
            _DECIDE,
        ),
        "answer_unclear": (say("The answer could not be read. It may have been sent, or not."), _DECIDE),
        "worker_lost": (say("Our service stopped while it was sent. It may have left, or not."), _DECIDE),
        "channel_failed": (say("Our service failed while it was sent. It may have left, or not."), _DECIDE),
    }
)
"""Never sent again by itself: a report of the provider or a person settles it."""

_ENDED: Mapping[DeliveryStatus, Said] = MappingProxyType(
    {
        DeliveryStatus.QUEUED: (say("Waiting to be sent."), None),
        DeliveryStatus.LEASED: (say("Being sent."), None),
        DeliveryStatus.SENT: (say("Accepted by the provider."), None),
        DeliveryStatus.EXPIRED: (say("Not sent in time."), _ANOTHER_WAY),
        DeliveryStatus.NO_ADDRESS: (say("No address that this sending could use."), _ANOTHER_WAY),
        DeliveryStatus.NO_TEXT: (say("No text in the person’s language."), _ANOTHER_WAY),
        DeliveryStatus.GIVEN_UP: (say("Nobody knew whether it left, and it was left so."), _ANOTHER_WAY),
        DeliveryStatus.OPTED_OUT: (
            say("Not sent: the person asked for no such messages at this address."),
            _ANOTHER_WAY,
        ),
        DeliveryStatus.CANCELLED: (say("Taken off the list before it was sent."), None),
    }
)


def said_of(standing: outreach.Standing) -> Said:
    """What happened to one message, and what to do about it, if anything."""
    if standing.status is DeliveryStatus.QUEUED and standing.error in WHY_WAITING:
        return WHY_WAITING[standing.error]
    if standing.status is DeliveryStatus.REFUSED:
        return _first(standing.error, WHY_REFUSED, otherwise="message_refused")
    if standing.status is DeliveryStatus.UNDELIVERED:
        return _first(standing.report_error, WHY_UNDELIVERED, otherwise="not_delivered")
    if standing.status is DeliveryStatus.UNCERTAIN:
        return unclear_said(standing.error)
    if standing.status is DeliveryStatus.SENT:
        return _sent(standing)
    if standing.ended_why == outreach.SAME_ADDRESS:
        return _SHARED
    return _ENDED[standing.status]


def _first(code: str, words: Mapping[str, Said], *, otherwise: str) -> Said:
    """Our own words, else those that a channel file brings for a code of its own."""
    if code in words or code not in channels.says():
        return words.get(code, words[otherwise])
    what, todo = channels.says()[code]
    return Sentence(what), Sentence(todo) if todo else None


def unclear_said(error: str) -> Said:
    """Why nobody knows whether a message left."""
    return _first(error, {**WHY_UNCLEAR, "": (_UNSURE, _DECIDE)}, otherwise="")


def _sent(standing: outreach.Standing) -> Said:
    medium = channels.media().get(standing.channel)
    if medium is None or not medium.arrived:
        return _ENDED[DeliveryStatus.SENT]
    is_known = standing.report is ReportKind.DELIVERED or not medium.by_worker
    return (Sentence(medium.arrived), None) if is_known else _ENDED[DeliveryStatus.SENT]
