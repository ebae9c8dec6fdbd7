"""Whom messages cannot reach: voters without phone, e-mail, postal address or a text in their language, by school.

Numbers only. Groups under the election's minimum are put together, so that no number points to a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import ContactKind, ContactPoint, Election, Person, VoterRollEntry
from ballot_service.services.announcing import takes_texts
from ballot_service.services.facts import settings_of
from ballot_service.services.issuing import MAY_HAVE_A_LINK
from ballot_service.services.roll_report import Merged, merge_small, schools_of_guardians


class Gap(StrEnum):
    """What somebody does not have."""

    NO_PHONE = "no_phone"
    NO_TEXTS = "no_texts"
    """A phone, and none of them takes text messages."""
    NO_EMAIL = "no_email"
    NO_MESSAGE = "no_message"
    """Neither an e-mail address nor a phone that takes texts."""
    NO_ADDRESS = "no_address"
    NO_LANGUAGE = "no_language"
    """No text in the language that the person reads."""


@dataclass(frozen=True, kw_only=True)
class GapNumbers:
    """How many people have one gap, by the school of their children ("" for none or not known)."""

    gap: Gap
    people: int
    by_school: Merged[str]


@dataclass(frozen=True, kw_only=True)
class ReachNumbers:
    """Everybody who may vote, in numbers."""

    people: int
    minimum: int
    by_school: Merged[str]
    gaps: tuple[GapNumbers, ...]
    languages_without_text: Merged[str]


def reach_numbers(session: Session, election: Election, *, spoken: Collection[str]) -> ReachNumbers:
    """The gaps of those who may vote; `spoken` are the tags of the languages in which there are texts.

    With children at two schools a person counts at both.
    """
    rows = session.execute(
        select(VoterRollEntry.person_id, VoterRollEntry.language, Person.address)
        .join(Person, Person.id == VoterRollEntry.person_id)
        .where(VoterRollEntry.election_id == election.id, VoterRollEntry.status.in_(MAY_HAVE_A_LINK))
    ).all()
    contacts = _contacts(session, election)
    gaps = {
        row.person_id: _gaps(contacts.get(row.person_id, {}), row.address, row.language in spoken)
        for row in rows
    }
    schools = schools_of_guardians(session, election)
    minimum = settings_of(election).small_group_minimum

    def by_school(people: Collection[UUID]) -> Merged[str]:
        return merge_small(Counter(name for one in people for name in schools.get(one, {""})), minimum)

    return ReachNumbers(
        people=len(rows),
        minimum=minimum,
        by_school=by_school(list(gaps)),
        gaps=tuple(
            GapNumbers(gap=gap, people=len(having), by_school=by_school(having))
            for gap in Gap
            for having in [[person for person, found in gaps.items() if gap in found]]
        ),
        languages_without_text=merge_small(
            Counter(row.language for row in rows if row.language not in spoken), minimum
        ),
    )


def _gaps(contacts: Mapping[ContactKind, list[str]], address: str, has_text: bool) -> set[Gap]:
    phones = contacts.get(ContactKind.PHONE, [])
    has_texts, has_email = any(takes_texts(each) for each in phones), ContactKind.EMAIL in contacts
    found = {
        Gap.NO_PHONE: not phones,
        Gap.NO_TEXTS: bool(phones) and not has_texts,
        Gap.NO_EMAIL: not has_email,
        Gap.NO_MESSAGE: not has_email and not has_texts,
        Gap.NO_ADDRESS: not address.strip(),
        Gap.NO_LANGUAGE: not has_text,
    }
    return {gap for gap, is_there in found.items() if is_there}


def _contacts(session: Session, election: Election) -> Mapping[UUID, Mapping[ContactKind, list[str]]]:
    """The phone numbers and mailboxes of everybody on the roll."""
    rows = session.execute(
        select(ContactPoint.person_id, ContactPoint.kind, ContactPoint.value)
        .join(VoterRollEntry, VoterRollEntry.person_id == ContactPoint.person_id)
        .where(VoterRollEntry.election_id == election.id)
    )
    found: dict[UUID, dict[ContactKind, list[str]]] = {}
    for row in rows:
        found.setdefault(row.person_id, {}).setdefault(row.kind, []).append(row.value)
    return found
