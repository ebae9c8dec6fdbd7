"""Whom a request from the public page is about: by the receipt number of a form, or by name and contact together."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.importing.contacts import emails, phones
from ballot_service.models import (
    Case,
    ContactPoint,
    Election,
    InterestForm,
    Person,
    RollStatus,
    VoterRollEntry,
)


def whom_meant(
    session: Session, election: Election, name: str, contact: str, receipt: str
) -> VoterRollEntry | InterestForm | None:
    """The form with that receipt number and that name, else the one voter of that name and contact, else nobody.

    A name alone or a contact alone is no proof: then a clerk looks.
    """
    if receipt:
        form = form_with(session, election, receipt)
        return form if form is not None and _same(form.name, name) else None
    at_this_contact = select(ContactPoint.person_id).where(ContactPoint.value.in_(_spellings(contact)))
    entries = session.scalars(
        select(VoterRollEntry)
        .join(Person, Person.id == VoterRollEntry.person_id)
        .where(VoterRollEntry.election_id == election.id, Person.id.in_(at_this_contact))
    )
    found = [entry for entry in entries if _same(entry.person.name, name)]
    return found[0] if len(found) == 1 else None


def form_with(session: Session, election: Election, receipt: str) -> InterestForm | None:
    """The interest form with that receipt number, however it was typed."""
    typed = receipt_as_given(receipt)
    forms = select(InterestForm).where(InterestForm.election_id == election.id)
    return session.scalar(forms.where(InterestForm.receipt == typed))


def possible_subjects(session: Session, case: Case) -> list[VoterRollEntry | InterestForm]:
    """Whom a request may mean, for a clerk who looks: the form of the receipt, and refused voters of a like name."""
    asked = case.statements[0]
    form = form_with(session, case.election, asked.receipt_given) if asked.receipt_given else None
    return [*([form] if form is not None else []), *_voters_like(session, case.election, asked.name)]


def _voters_like(session: Session, election: Election, name: str) -> list[VoterRollEntry]:
    """Voters who were refused and share the last word of a name: at most twenty."""
    words = name.split()
    if not words:
        return []
    query = (
        select(VoterRollEntry)
        .join(Person, Person.id == VoterRollEntry.person_id)
        .where(
            VoterRollEntry.election_id == election.id,
            VoterRollEntry.status == RollStatus.EXCLUDED,
            Person.family_name.icontains(words[-1], autoescape=True),
        )
        .order_by(Person.family_name, Person.given_name, VoterRollEntry.id)
    )
    return list(session.scalars(query.limit(20)))


def receipt_as_given(typed: str) -> str:
    """A receipt number as the service writes it, however it was typed."""
    letters = "".join(each for each in typed.upper() if each.isalnum())
    return f"{letters[:4]}-{letters[4:]}"


def _spellings(contact: str) -> list[str]:
    mails, _bad = emails(contact)
    numbers, _wrong = phones(contact)
    return [contact, contact.casefold(), *(each.lower() for each in mails), *numbers]


def _same(known: str, typed: str) -> bool:
    return " ".join(known.split()).casefold() == " ".join(typed.split()).casefold()
