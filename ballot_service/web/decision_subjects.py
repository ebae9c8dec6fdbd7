"""What a recorded decision was about, in words: a voter, a nominee, the seats of a contest, a notice, a session."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from ballot_service.database import db
from ballot_service.models import (
    Candidate,
    Contest,
    Election,
    InformationSession,
    NoticeRecord,
    Person,
    Placement,
    VoterRollEntry,
)
from ballot_service.rules.languages import language_name
from ballot_service.rules.notice_ledger import KIND_WORDS
from ballot_service.rules.places import MATERIAL_WORDS
from ballot_service.rules.words import Sentence, say
from ballot_service.services.facts import title_of


def subjects_of(
    elections: Collection[Election], subjects: Collection[UUID], *, with_people: bool
) -> dict[UUID, Sentence]:
    """By the id of the row that was decided about. Names of voters and nominees only `with_people`."""
    ids = [election.id for election in elections]
    session = db.session()
    contests = session.scalars(select(Contest).where(Contest.id.in_(subjects), Contest.election_id.in_(ids)))
    notices = session.scalars(
        select(NoticeRecord).where(NoticeRecord.id.in_(subjects), NoticeRecord.election_id.in_(ids))
    )
    meetings = session.scalars(
        select(InformationSession).where(
            InformationSession.id.in_(subjects), InformationSession.election_id.in_(ids)
        )
    )
    places = session.scalars(
        select(Placement).where(Placement.id.in_(subjects), Placement.election_id.in_(ids))
    )
    return {
        **{election.council_id: say("The council") for election in elections},
        **{election_id: say("The whole election") for election_id in ids},
        **{contest.id: title_of(contest) for contest in contests},
        **{record.id: _notice(record) for record in notices},
        **{each.id: _session(each) for each in meetings},
        **{
            each.id: say("{material}: {place}", material=MATERIAL_WORDS[each.material], place=each.name)
            for each in places
        },
        **(_people(ids, subjects) if with_people else {}),
    }


def _people(elections: Collection[UUID], subjects: Collection[UUID]) -> dict[UUID, Sentence]:
    session = db.session()
    voters = session.execute(
        select(VoterRollEntry.id, Person)
        .join(Person, Person.id == VoterRollEntry.person_id)
        .where(VoterRollEntry.id.in_(subjects), VoterRollEntry.election_id.in_(elections))
    )
    nominees = session.execute(
        select(Candidate.id, Candidate.name)
        .join(Contest, Contest.id == Candidate.contest_id)
        .where(Candidate.id.in_(subjects), Contest.election_id.in_(elections))
    )
    return {
        **{row.id: _name(row.Person.name) for row in voters},
        **{row.id: _name(row.name) for row in nominees},
    }


def _notice(record: NoticeRecord) -> Sentence:
    kind, language = KIND_WORDS[record.kind], language_name(record.language)
    return say("Notice by {kind} in {language}", kind=kind, language=language)


def _session(held: InformationSession) -> Sentence:
    return say("Information session of {day}", day=held.starts_at.astimezone(held.election.zone).date())


def _name(name: str) -> Sentence:
    return Sentence("{name}", {"name": name})
