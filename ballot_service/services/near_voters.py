"""Who on the roll somebody may be already: by name, birth date and ways to be reached."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import ContactPoint, Election, Person, VoterRollEntry
from ballot_service.rules.decision import Decision, Outcome
from ballot_service.rules.doubles import DoubleFacts, on_the_roll
from ballot_service.rules.likeness import name_likeness, name_words


@dataclass(frozen=True, kw_only=True)
class NearVoter:
    """A line of the roll that may be the same person, and what the rule says to it."""

    entry_id: UUID
    facts: DoubleFacts
    decision: Decision

    @property
    def is_certain(self) -> bool:
        return self.decision.outcome is Outcome.REFUSED


def near_voters(session: Session, election: Election, person: Person) -> list[NearVoter]:
    """The lines of the roll that are, or may be, this person; the person's own line is left out.

    Lines that were put together with another are left out too. Reads the names of the whole roll.
    """
    sharing = _sharing(session, person)
    words = set(name_words(person.name))
    rows = session.execute(
        select(VoterRollEntry.id, Person.id, Person.given_name, Person.family_name, Person.birth_date)
        .join(Person, Person.id == VoterRollEntry.person_id)
        .where(
            VoterRollEntry.election_id == election.id,
            VoterRollEntry.merged_into_id.is_(None),
            Person.id != person.id,
        )
    )
    found = []
    for entry_id, person_id, given_name, family_name, born in rows:
        name = f"{given_name} {family_name}"
        if words.isdisjoint(name_words(name)) and person_id not in sharing:
            continue
        near = compared(person.name, person.birth_date, name, born, same_contact=person_id in sharing)
        decision = on_the_roll(near)
        if decision.outcome is not Outcome.ALLOWED:
            found.append(NearVoter(entry_id=entry_id, facts=near, decision=decision))
    return sorted(found, key=lambda near: (not near.is_certain, str(near.entry_id)))


def compared(
    name: str, born: date | None, other: str, other_born: date | None, *, same_contact: bool
) -> DoubleFacts:
    """Two people as the rule takes them."""
    return DoubleFacts(
        name_likeness=name_likeness(name, other),
        same_birth_date=None if born is None or other_born is None else born == other_born,
        same_contact=same_contact,
    )


def _sharing(session: Session, person: Person) -> Collection[UUID]:
    """People with one of this person's phones or mailboxes."""
    values = [contact.value for contact in person.contacts]
    if not values:
        return ()
    query = select(ContactPoint.person_id).where(
        ContactPoint.district_id == person.district_id, ContactPoint.value.in_(values)
    )
    return set(session.scalars(query))
