"""What a recorded decision was about, in words: a voter, a nominee, the seats of a contest, a notice."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from ballot_service.database import db
from ballot_service.models import (
    Candidate,
    Contest,
    NoticeRecord,
    Person,
    RecordedDecision,
    VoterRollEntry,
)
from ballot_service.rules.languages import language_name
from ballot_service.rules.notice_ledger import KIND_WORDS
from ballot_service.rules.words import Sentence, say
from ballot_service.services.facts import title_of


def subjects_of(rows: Sequence[RecordedDecision]) -> dict[UUID, Sentence]:
    """By the id of what was decided; a decision about the whole election is left out."""
    wanted = [row.subject_id for row in rows]
    elections = [row.election_id for row in rows]
    session = db.session()
    contests = session.scalars(
        select(Contest).where(Contest.id.in_(wanted), Contest.election_id.in_(elections))
    )
    notices = session.scalars(
        select(NoticeRecord).where(NoticeRecord.id.in_(wanted), NoticeRecord.election_id.in_(elections))
    )
    voters = session.execute(
        select(VoterRollEntry.id, Person)
        .join(Person, Person.id == VoterRollEntry.person_id)
        .where(VoterRollEntry.id.in_(wanted), VoterRollEntry.election_id.in_(elections))
    )
    nominees = session.execute(
        select(Candidate.id, Candidate.name)
        .join(Contest, Contest.id == Candidate.contest_id)
        .where(Candidate.id.in_(wanted), Contest.election_id.in_(elections))
    )
    return {
        **{contest.id: title_of(contest) for contest in contests},
        **{record.id: _notice(record) for record in notices},
        **{row.id: _name(row.Person.name) for row in voters},
        **{row.id: _name(row.name) for row in nominees},
    }


def _notice(record: NoticeRecord) -> Sentence:
    kind, language = KIND_WORDS[record.kind], language_name(record.language)
    return say("notice by {kind} in {language}", kind=kind, language=language)


def _name(name: str) -> Sentence:
    return Sentence("{name}", {"name": name})
