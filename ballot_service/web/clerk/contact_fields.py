"""E-mail and phone fields of the clerk's forms on voters, written as the files' contacts are written."""

from __future__ import annotations

from typing import Any, Protocol

from ballot_service.importing.contacts import emails, phones
from ballot_service.importing.refusals import Unusable
from ballot_service.models import ContactKind
from ballot_service.web.languages import words


class Contacts(Protocol):
    """A form with both fields."""

    email: Any
    phone: Any


def contacts_of(form: Contacts) -> list[tuple[ContactKind, str]]:
    """What was typed, so that the staff list can be compared with it."""
    mails, _bad = emails(form.email.data or "")
    numbers, _wrong = phones(form.phone.data or "")
    return [(ContactKind.EMAIL, each.lower()) for each in mails] + [
        (ContactKind.PHONE, each) for each in numbers
    ]


def contacts_fit(form: Contacts) -> bool:
    """Names what is no address or number beside its field."""
    is_good = True
    for field, read in ((form.email, emails), (form.phone, phones)):
        faults: tuple[Unusable, ...] = read(field.data or "")[1]
        if faults:
            field.errors = [f"{words(fault.reason)} {words(fault.remedy)}" for fault in faults]
            is_good = False
    return is_good
