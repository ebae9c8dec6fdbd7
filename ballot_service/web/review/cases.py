"""Reviews and challenges for whoever audits: every case with its days and its outcome; names for the liaison alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from ballot_service.database import db
from ballot_service.models import Account, Case, Election
from ballot_service.rules.cases import ABOUT_WORDS, KIND_WORDS
from ballot_service.rules.words import Sentence, say
from ballot_service.services import cases
from ballot_service.web.access import only
from ballot_service.web.case_words import WAY_WORDS, outcome_of
from ballot_service.web.review.blueprint import (
    PLACE,
    READERS,
    readable,
    review,
    sees_officials,
    sees_voters,
)

UNKNOWN = say("Nobody knows yet about whom")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One case as a person reads it."""

    case: Case
    kind: Sentence
    about: Sentence
    outcome: Sentence
    opened: datetime
    decided: datetime | None
    decider: str


@review.get(PLACE + "/cases")
@only(*READERS)
def cases_list(election_id: UUID) -> ResponseReturnValue:
    """Every review and challenge: what was said and decided for the liaison, the rest for everybody."""
    election = readable(election_id)
    return render_template(
        "pages/review/cases.html",
        election=election,
        lines=[_line(election, case) for case in cases.cases_of(db.session(), election)],
        way_words=WAY_WORDS,
        local=lambda at: at.astimezone(election.zone),
        sees_voters=sees_voters(),
        sees_officials=sees_officials(),
    )


def _line(election: Election, case: Case) -> Line:
    decider = db.session.get(Account, case.decided_by) if case.decided_by else None
    return Line(
        case=case,
        kind=KIND_WORDS[case.kind],
        about=ABOUT_WORDS[case.about] if case.about else UNKNOWN,
        outcome=outcome_of(case),
        opened=case.opened_at.astimezone(election.zone),
        decided=case.decided_at.astimezone(election.zone) if case.decided_at else None,
        decider=decider.name if decider and sees_officials() else "",
    )
