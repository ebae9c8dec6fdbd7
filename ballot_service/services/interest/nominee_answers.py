"""A nominated person's answer: by the signed link, once, or on paper with its scan; and withdrawing by the link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.links import Links, Purpose
from ballot_service.models import AcceptanceRequest, FormState, InterestForm, NominationAnswer, NomineeAnswer
from ballot_service.rules.acceptances import (
    NominationAnswerFacts,
    NominationWithdrawalFacts,
    may_answer_nomination,
    may_withdraw_nomination,
)
from ballot_service.rules.decision import Decision
from ballot_service.services import trail
from ballot_service.services.acting import NotFound, Refused
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.interest.deciding import withdraw_form
from ballot_service.services.interest.nominee_links import has_declined, is_standing
from ballot_service.services.interest.own_forms import withdraw_as_asked, withdrawal_facts
from ballot_service.services.interest.own_reasons import SAID_NO
from ballot_service.services.interest.standing import OPEN_STATES, state_of
from ballot_service.services.noticing import Evidence, keep_file
from ballot_service.services.reconciling import take_turn
from ballot_service.storage import Storage


@dataclass(frozen=True, kw_only=True)
class GivenAnswer:
    """What a nominated person says. `text` is what stood on the page; empty for paper.

    `statement` is the person's own, None where it stays as the form has it; `statement_language` a BCP-47 tag.
    """

    answer: NomineeAnswer
    name: str
    language: str
    text: str = ""
    statement: str | None = None
    statement_language: str = ""


@dataclass(frozen=True, kw_only=True)
class OpenedNomination:
    """An acceptance link that fits, the form behind it, and whether an answer or a withdrawal counts now."""

    request: AcceptanceRequest
    form: InterestForm
    decision: Decision
    withdrawal: Decision

    @property
    def has_accepted(self) -> bool:
        return accepted_by(self.request)


def open_nomination(session: Session, links: Links, token: str, now: datetime) -> OpenedNomination:
    """What is behind a token; changes nothing, however often it is opened. Raises BadLink or NotFound."""
    key = links.key(Purpose.ACCEPTANCE, token)
    request = session.scalar(select(AcceptanceRequest).where(AcceptanceRequest.key == key))
    if request is None:
        raise NotFound("acceptance link")
    return OpenedNomination(
        request=request,
        form=request.form,
        decision=may_answer_nomination(_answer_facts(session, request.form, request, now)),
        withdrawal=may_withdraw_nomination(_withdrawal_facts(request)),
    )


def answer_nomination(
    session: Session, request: AcceptanceRequest, given: GivenAnswer, *, now: datetime
) -> NominationAnswer:
    """Keeps the answer by link. A yes completes the form, a no withdraws it; the form is kept as filed.

    Raises Refused for a link that was used, replaced or has expired, and once the ballot is frozen.
    """
    is_undecided = _require(session, request.form, request, now)
    row = _row(session, request.form, given, at=now, now=now)
    row.request = request
    return _keep(session, row, "link", is_undecided, now, None)


def enter_paper_answer(
    session: Session,
    form: InterestForm,
    given: GivenAnswer,
    scan: Evidence,
    *,
    received_at: datetime,
    storage: Storage,
    now: datetime,
    by: UUID,
) -> NominationAnswer:
    """Keeps a signed answer with its scan; it counts like one by link and takes the place of an earlier one.

    `received_at` is aware. Raises Refused once the ballot is frozen or the nomination does not stand any more.
    """
    is_undecided = _require(session, form, None, now)
    kept = keep_file(session, form.district_id, scan, storage, now)
    row = _row(session, form, given, at=received_at, now=now)
    row.entered_by, row.scan = by, kept
    return _keep(session, row, "paper", is_undecided, now, by)


def withdraw_by_link(session: Session, request: AcceptanceRequest, *, now: datetime) -> None:
    """The person who accepted by this link no longer wants the seat. The form and the answer are kept (R031).

    Raises Refused once the ballot is frozen, and for a link by which nobody accepted.
    """
    take_turn(session, request.form.election)
    withdraw_as_asked(session, request.form, _withdrawal_facts(request), now=now)


def accepted_by(request: AcceptanceRequest) -> bool:
    return request.given is not None and request.given.answer is NomineeAnswer.ACCEPTS


def _require(session: Session, form: InterestForm, request: AcceptanceRequest | None, now: datetime) -> bool:
    """Whether nobody but the person has decided about the form. Raises Refused when no answer counts any more."""
    take_turn(session, form.election)
    facts = _answer_facts(session, form, request, now)
    asked, decision = Asked(rule="may_answer_nomination", facts=facts), may_answer_nomination(facts)
    if not decision.allowed:
        raise Refused.for_election("answer_nomination", decision, form.election, form.id, asked=(asked,))
    keep_for(session, form.election, asked, subject_id=form.id, now=now)
    return form.state in OPEN_STATES or has_declined(form)


def _answer_facts(
    session: Session, form: InterestForm, request: AcceptanceRequest | None, now: datetime
) -> NominationAnswerFacts:
    return NominationAnswerFacts(
        asked_at=now,
        zone=form.election.district.zone,
        sent_at=request.sent_at if request else None,
        is_answered=request is not None and request.given is not None,
        was_replaced=request is not None and request.replaced_at is not None,
        is_standing=is_standing(session, form),
        is_frozen=form.election.ballot_frozen_at is not None,
    )


def _withdrawal_facts(request: AcceptanceRequest) -> NominationWithdrawalFacts:
    return withdrawal_facts(
        request.form, has_accepted=accepted_by(request), was_replaced=request.replaced_at is not None
    )


def _row(
    session: Session, form: InterestForm, given: GivenAnswer, *, at: datetime, now: datetime
) -> NominationAnswer:
    row = NominationAnswer(
        district_id=form.district_id,
        form=form,
        answer=given.answer,
        name=given.name,
        language=given.language,
        text=given.text,
        statement=given.statement,
        statement_language=given.statement_language or form.language,
        answered_at=at,
        kept_at=now,
    )
    session.add(row)
    return row


def _keep(
    session: Session, row: NominationAnswer, way: str, is_undecided: bool, now: datetime, by: UUID | None
) -> NominationAnswer:
    form = row.form
    session.flush()
    details = {
        "answer": row.answer.value,
        "way": way,
        "language": row.language,
        "scan": row.scan.sha256 if row.scan else None,
    }
    trail.of_election(
        session,
        form.election,
        "answer_nomination",
        now=now,
        by=by,
        subject_id=form.id,
        details=details,
        words={"name": row.name},
    )
    _settle(session, form, row.answer, is_undecided, now, by)
    return row


def _settle(
    session: Session,
    form: InterestForm,
    answer: NomineeAnswer,
    is_undecided: bool,
    now: datetime,
    by: UUID | None,
) -> None:
    """A no withdraws the form and a nominee made of it; a yes lets the rules say again where the form stands."""
    if answer is NomineeAnswer.DECLINES:
        if form.state is not FormState.WITHDRAWN:
            withdraw_form(session, form, str(SAID_NO), now=now, by=by)
    elif is_undecided:
        form.state, form.decided_at, form.decided_because = state_of(form), None, ""
    session.flush()
