"""Everybody whom somebody else nominated: who was asked, what came back, how long there is left, and the end of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import (
    AcceptanceRequest,
    Candidate,
    Election,
    FormState,
    InterestForm,
    NominationAnswer,
)
from ballot_service.rules.answer_links import days_left, link_ends_at
from ballot_service.rules.candidacy import Acceptance
from ballot_service.rules.interest import FilledInBy
from ballot_service.services import trail
from ballot_service.services.interest.candidacy import acceptance_of
from ballot_service.services.interest.nominee_links import is_standing
from ballot_service.services.interest.own_reasons import NO_ANSWER


@dataclass(frozen=True, kw_only=True)
class NominatedPerson:
    """Where one nomination by somebody else stands."""

    form: InterestForm
    request: AcceptanceRequest | None
    """The newest link."""
    answers: Sequence[NominationAnswer]
    """Every answer, newest first."""
    is_waiting: bool
    link_ends: datetime | None
    """On the district's clock; None where no link was sent or the answer is there."""

    def days_left(self, now: datetime) -> int | None:
        """Whole days until the link ends, 0 on its last day; None without a link that still works."""
        return days_left(self.link_ends, now)


def nominated_people(session: Session, election: Election) -> list[NominatedPerson]:
    """Everybody who was nominated by somebody else, those who have not answered first, then by name."""
    forms = select(InterestForm).where(
        InterestForm.election_id == election.id,
        InterestForm.filled_in_by == FilledInBy.NOMINATOR,
        InterestForm.state != FormState.LATE,
    )
    found = [_stands(session, election, form) for form in session.scalars(forms)]
    return sorted(found, key=lambda one: (not one.is_waiting, one.form.name.casefold(), one.form.receipt))


def waiting_for_acceptance(session: Session, election: Election) -> int:
    """How many nominated people have not answered."""
    return sum(one.is_waiting for one in nominated_people(session, election))


def close_nominations(
    session: Session, election: Election, *, now: datetime, by: UUID | None = None
) -> list[InterestForm]:
    """Whoever has not accepted when the ballot is frozen is not on it; the form is kept. Called just before."""
    closed = [one.form for one in nominated_people(session, election) if one.is_waiting]
    for form in closed:
        form.state, form.decided_at, form.decided_because = FormState.REFUSED, now, str(NO_ANSWER)
        session.flush()
        trail.of_election(session, election, "close_nomination", now=now, by=by, subject_id=form.id)
    return closed


def said_by_person(session: Session, candidate: Candidate) -> Acceptance | None:
    """What a nominee answered whom somebody else nominated; None for everybody who filled in the form."""
    mine = (InterestForm.candidate_id == candidate.id, InterestForm.filled_in_by == FilledInBy.NOMINATOR)
    forms = session.scalars(select(InterestForm).where(*mine).order_by(InterestForm.filed_at))
    said = [acceptance_of(form) for form in forms if form.nominee_answers]
    return said[-1] if said else None


def _stands(session: Session, election: Election, form: InterestForm) -> NominatedPerson:
    requests = select(AcceptanceRequest).where(AcceptanceRequest.form_id == form.id)
    request = session.scalars(requests.order_by(AcceptanceRequest.sent_at.desc()).limit(1)).first()
    is_open = request is not None and request.given is None and request.replaced_at is None
    return NominatedPerson(
        form=form,
        request=request,
        answers=form.nominee_answers[::-1],
        is_waiting=not form.nominee_answers and is_standing(session, form),
        link_ends=link_ends_at(request.sent_at, election.district.zone) if request and is_open else None,
    )
