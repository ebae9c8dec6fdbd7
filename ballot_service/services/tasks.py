"""One task on the work list, and the part of an election's work it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot_service.models import Election, VoterRollEntry
from ballot_service.rules.calendar import local_date
from ballot_service.rules.words import Sentence


class Part(StrEnum):
    """The part of an election's work in which a task is done."""

    SESSIONS = "sessions"
    FORMS = "forms"
    NOMINEES = "nominees"
    NOMINATIONS = "nominations"
    CONSENTS = "consents"
    VOTER_CONSENTS = "voter_consents"
    CASES = "cases"
    ROLL = "roll"
    HELD = "held"
    REGISTRATIONS = "registrations"
    NOTICES = "notices"
    PLACEMENTS = "placements"
    BALLOT = "ballot"
    CORRECTION = "correction"
    TIMES = "times"
    LINKS = "links"
    PAPER = "paper"
    SENDING = "sending"
    COUNTING = "counting"
    CERTIFYING = "certifying"
    RESULT_CORRECTION = "result_correction"
    ENDING = "ending"


@dataclass(frozen=True, kw_only=True)
class ToDo:
    """One task. `on` is the local day by which it has to be done, or None when there is no such day."""

    part: Part
    sentence: Sentence
    step: Sentence
    on: date | None


def day_of(election: Election, at: datetime) -> date:
    """The day of a moment on the district's clock."""
    return local_date(at, election.district.zone)


def number_on_roll(session: Session, election: Election, *conditions: object) -> int:
    """Lines of the roll to which all the conditions apply."""
    query = select(func.count()).select_from(VoterRollEntry).where(VoterRollEntry.election_id == election.id)
    return session.scalar(query.where(*conditions)) or 0  # type: ignore[arg-type]  # column expressions
