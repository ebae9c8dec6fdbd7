"""What a run-off takes over from the first election: the nominees who are tied, and the list of voters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ballot_service.models import (
    Candidate,
    CandidatePhoto,
    Contest,
    Door,
    Election,
    PreElectionStatus,
    RecordedDecision,
    StatementTranslation,
    VoterRollEntry,
)
from ballot_service.rules.election_settings import Electorate
from ballot_service.services.facts import settings_of
from ballot_service.services.registering import enter_roll
from ballot_service.services.roll_screening import A_STUDENT


def carry_candidates(session: Session, tied: Sequence[Candidate], contest: Contest, now: datetime) -> None:
    """The same people with the same words and photo. They have accepted already, so nobody is asked again."""
    for before in tied:
        after = Candidate(
            district_id=before.district_id,
            person=before.person,
            name=before.name,
            statements=dict(before.statements),
            own_language=before.own_language,
            pre_election_status=PreElectionStatus.QUALIFIED,
            consent=before.consent,
            is_personnel=before.is_personnel,
            filed_at=before.filed_at,
        )
        after.translations = [_translation(row) for row in before.translations]
        after.photos = [_photo(row) for row in before.photos if row.ended_at is None]
        contest.candidates.append(after)
        session.flush()
        _carry_decisions(session, before.contest.election, contest.election, {before.id: after.id}, now)


def carry_roll(session: Session, first: Election, runoff: Election, now: datetime) -> int:
    """Everybody on the first list, as it stands now: who was decided about by a person stays so. Answers how many.

    Students come in as new: a guardian's yes was for one vote, and is asked again.
    """
    lines = session.scalars(
        select(VoterRollEntry)
        .where(VoterRollEntry.election_id == first.id, VoterRollEntry.merged_into_id.is_(None))
        .order_by(VoterRollEntry.id)
    ).all()
    if settings_of(first).electorate is Electorate.STUDENTS:
        for door in Door:
            students = [line.person for line in lines if line.door is door]
            enter_roll(session, runoff, students, A_STUDENT, door, now)
        return len(lines)
    same = {line.id: uuid4() for line in lines}
    session.add_all(
        VoterRollEntry(
            id=same[line.id],
            district_id=line.district_id,
            election_id=runoff.id,
            person_id=line.person_id,
            status=line.status,
            door=line.door,
            codes=dict(line.codes),
            language=line.language,
            entered_at=now,
        )
        for line in lines
    )
    session.flush()
    _carry_decisions(session, first, runoff, same, now)
    return len(same)


def _carry_decisions(
    session: Session, first: Election, runoff: Election, same: Mapping[UUID, UUID], now: datetime
) -> None:
    """The newest decision on each line or nominee, so that the reasons can be read, and asked again, there too."""
    rows = session.scalars(
        select(RecordedDecision)
        .where(RecordedDecision.election_id == first.id, RecordedDecision.rule.in_(("may_vote", "may_serve")))
        .order_by(RecordedDecision.decided_at, RecordedDecision.id)
    )
    newest = {row.subject_id: row for row in rows if row.subject_id in same}
    carried = [
        {
            "id": uuid4(),
            "district_id": runoff.district_id,
            "election_id": runoff.id,
            "rule": row.rule,
            "subject_id": same[subject],
            "facts": row.facts,
            "answer": row.answer,
            "decided_at": now,
        }
        for subject, row in newest.items()
    ]
    if carried:
        session.execute(insert(RecordedDecision), carried)


def _translation(row: StatementTranslation) -> StatementTranslation:
    return StatementTranslation(
        district_id=row.district_id,
        language=row.language,
        text=row.text,
        original=row.original,
        entered_by=row.entered_by,
        entered_at=row.entered_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
    )


def _photo(row: CandidatePhoto) -> CandidatePhoto:
    return CandidatePhoto(
        district_id=row.district_id,
        file_id=row.file_id,
        alternative_text=row.alternative_text,
        width=row.width,
        height=row.height,
        put_at=row.put_at,
        put_by=row.put_by,
        ended_because="",
    )
