"""The page of somebody's own web form: where the form stands, and withdrawing it by the signed link.

Whoever accepted a nomination withdraws by the same rule and the same act (`nominee_answers`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.links import Links, Purpose
from ballot_service.models import InterestForm
from ballot_service.rules.acceptances import NominationWithdrawalFacts, may_withdraw_nomination
from ballot_service.rules.decision import Decision
from ballot_service.services.acting import NotFound, Refused
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.interest.deciding import withdraw_form
from ballot_service.services.interest.own_reasons import WITHDREW
from ballot_service.services.interest.standing import STANDING_STATES
from ballot_service.services.reconciling import take_turn


@dataclass(frozen=True, kw_only=True)
class OwnForm:
    """A form behind its link, and whether it can be withdrawn now."""

    form: InterestForm
    withdrawal: Decision


def open_own_form(session: Session, links: Links, token: str) -> OwnForm:
    """The form behind a token; changes nothing, however often it is opened. Raises BadLink or NotFound."""
    key = links.key(Purpose.OWN_FORM, token)
    form = session.scalar(select(InterestForm).where(InterestForm.link_key == key))
    if form is None:
        raise NotFound("link to a form")
    return OwnForm(form=form, withdrawal=may_withdraw_nomination(withdrawal_facts(form)))


def withdraw_own_form(session: Session, form: InterestForm, *, now: datetime) -> None:
    """Whoever filed the form no longer wants the seat. The form is kept (R031).

    Raises Refused once the ballot is frozen, and for a form that does not stand any more.
    """
    take_turn(session, form.election)
    withdraw_as_asked(session, form, withdrawal_facts(form), now=now)


def withdraw_as_asked(
    session: Session, form: InterestForm, facts: NominationWithdrawalFacts, *, now: datetime
) -> None:
    """Withdraws if the rule allows it by these facts, taken while the election holds still. Raises Refused."""
    asked, decision = Asked(rule="may_withdraw_nomination", facts=facts), may_withdraw_nomination(facts)
    if not decision.allowed:
        raise Refused.for_election("withdraw_by_link", decision, form.election, form.id, asked=(asked,))
    keep_for(session, form.election, asked, subject_id=form.id, now=now)
    withdraw_form(session, form, str(WITHDREW), now=now, by=None)


def withdrawal_facts(
    form: InterestForm, *, has_accepted: bool = True, was_replaced: bool = False
) -> NominationWithdrawalFacts:
    return NominationWithdrawalFacts(
        has_accepted=has_accepted,
        was_replaced=was_replaced,
        is_standing=form.state in STANDING_STATES,
        is_frozen=form.election.ballot_frozen_at is not None,
    )
