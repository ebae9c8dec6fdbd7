"""How students are reached: through the parent or guardian who agreed by a link, and else on paper at school.

The contacts that the files have for a student are never used in an election for students: they may be a child's own
phone, or a mailbox that the school reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import (
    Candidate,
    ConsentAnswer,
    ContactPoint,
    Contest,
    Election,
    GuardianConsent,
    Person,
    VoterConsent,
    VoterRollEntry,
)
from ballot_service.rules.election_settings import Electorate
from ballot_service.services.announcing.addressees import Addressee, Known
from ballot_service.services.facts import settings_of


def is_for_students(election: Election) -> bool:
    return settings_of(election).electorate is Electorate.STUDENTS


def guardians_contacts(session: Session, election: Election) -> Mapping[UUID, ContactPoint]:
    """By line of the roll or nominee: where the guardian agreed by a link. Whoever answered on paper has none.

    The contact points are copies that belong to nobody, so that none of them is ever stored for the student.
    """
    to_vote = session.scalars(
        select(VoterConsent)
        .join(VoterRollEntry, VoterRollEntry.id == VoterConsent.roll_entry_id)
        .where(VoterRollEntry.election_id == election.id)
        .order_by(VoterConsent.kept_at)
    )
    to_stand = session.scalars(
        select(GuardianConsent)
        .join(Candidate, Candidate.id == GuardianConsent.candidate_id)
        .join(Contest, Contest.id == Candidate.contest_id)
        .where(Contest.election_id == election.id)
        .order_by(GuardianConsent.answered_at)
    )
    newest: dict[UUID, VoterConsent | GuardianConsent] = {row.roll_entry_id: row for row in to_vote}
    newest |= {row.candidate_id: row for row in to_stand}
    return {
        student: ContactPoint(kind=row.request.contact_kind, value=row.request.contact)
        for student, row in newest.items()
        if row.answer is ConsentAnswer.AGREES and row.request is not None
    }


def reached_through(addressee: Addressee, contacts: Mapping[UUID, ContactPoint]) -> Person:
    """Somebody with the guardian's contact and no other, in a student's place."""
    found = contacts.get(addressee.id)
    return Person(contacts=[ContactPoint(kind=found.kind, value=found.value)] if found else [], address="")


def who_is_reached(session: Session, addressee: Addressee) -> Person:
    """Whose contacts and address a message takes: the person's own, or the guardian's in an election for students.

    Whoever is told before there is a roll is no student.
    """
    if isinstance(addressee, Known):
        return addressee.person
    election = addressee.contest.election if isinstance(addressee, Candidate) else addressee.election
    if not is_for_students(election):
        return addressee.person
    return reached_through(addressee, guardians_contacts(session, election))
