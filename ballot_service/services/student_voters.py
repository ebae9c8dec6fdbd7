"""Students as the rule on voting takes them: enrolled at the council's schools, their age, and a guardian's answer."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ballot_service.models import (
    ConsentAnswer,
    Door,
    Election,
    Enrollment,
    Guardianship,
    Person,
    VoterConsent,
    VoterRollEntry,
)
from ballot_service.rules.candidacy import Consent, StudentAge, student_age
from ballot_service.rules.electorate_voters import StudentVoter
from ballot_service.rules.electorates import STUDENT_VOTER_AGE

CONSENTS = {ConsentAnswer.AGREES: Consent.GIVEN, ConsentAnswer.DECLINES: Consent.REFUSED}


def enrolled(election: Election) -> Select[UUID]:
    """Students at the council's school; at every school for a district council."""
    students = select(Enrollment.person_id).where(Enrollment.district_id == election.district_id)
    if election.council.school_id is not None:
        students = students.where(Enrollment.school_id == election.council.school_id)
    return students


def came_as_students(session: Session, election: Election) -> set[UUID]:
    """Lines of the roll that came from the files as students, not as guardians: what they are in another electorate
    if the council changes its mind."""
    guardians = select(Guardianship.guardian_id).where(Guardianship.district_id == election.district_id)
    lines = select(VoterRollEntry.id).where(
        VoterRollEntry.election_id == election.id,
        VoterRollEntry.door == Door.ROLL,
        VoterRollEntry.person_id.in_(enrolled(election)),
        VoterRollEntry.person_id.not_in(guardians),
    )
    return set(session.scalars(lines))


def may_be_old_enough(election: Election, person: Person) -> bool:
    """False for children who are surely too young: they are not put on a list of voters at all."""
    age = _age(election, person)
    return age is None or age.age >= age.minimum


class StudentList:
    """The students of the council's schools, with what their guardians answered about voting in this election."""

    def __init__(self, session: Session, election: Election) -> None:
        self.election = election
        self._enrolled = set(session.scalars(enrolled(election)))
        answers = session.execute(
            select(VoterRollEntry.person_id, VoterConsent.answer)
            .join(VoterConsent, VoterConsent.roll_entry_id == VoterRollEntry.id)
            .where(VoterRollEntry.election_id == election.id)
            .order_by(VoterConsent.kept_at)
        )
        self._consents = {row.person_id: CONSENTS[row.answer] for row in answers}

    def student(self, person: Person) -> StudentVoter | None:
        """None for somebody who is not enrolled there."""
        if person.id not in self._enrolled:
            return None
        consent = self._consents.get(person.id, Consent.PENDING)
        return StudentVoter(student_age=_age(self.election, person), consent=consent)


def _age(election: Election, person: Person) -> StudentAge | None:
    """On the day the roll closes. None while the birth date is unknown, or lies after that day by a slip."""
    born, day = person.birth_date, election.roll_closes_on
    return student_age(born, day, STUDENT_VOTER_AGE) if born is not None and born <= day else None
