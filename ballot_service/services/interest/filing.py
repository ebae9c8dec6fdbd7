"""The act of filing an interest form: kept as it came, judged at once, answered in the person's own channel."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from ballot_service.links import Links
from ballot_service.models import Election, FormState, InterestForm, StoredFile
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.form_times import PERIOD_SOURCE, form_in_time
from ballot_service.rules.interest import FilledInBy, FormChannel, form_complete
from ballot_service.rules.photos import shows_photos
from ballot_service.rules.words import say
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.announcing.forms import Post, acknowledge, tell_refused
from ballot_service.services.cancelling import require_running
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.interest.copies import keep_copy
from ballot_service.services.interest.drafts import Filing, draft_of
from ballot_service.services.interest.matching import certain_person, earlier_form, sent_before
from ballot_service.services.interest.nominee_links import ask_at_once
from ballot_service.services.interest.photos import kept_photo
from ballot_service.services.interest.standing import complete_facts, state_of, time_facts
from ballot_service.services.noticing import keep_file
from ballot_service.services.reconciling import take_turn
from ballot_service.storage import Storage

RECEIPT_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No two of them look or sound alike on paper or on the phone."""
RECEIPT_LENGTH = 8


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What filing needs from outside: where files are kept, and how people are answered."""

    storage: Storage
    post: Post


@dataclass(frozen=True, kw_only=True)
class Filed:
    """A form that is now on file, or was before: then nothing was changed."""

    form: InterestForm
    decision: Decision
    """What is missing or too late."""
    was_there_before: bool = False


class OtherSeats(Exception):
    """The same person already wants other seats: the person has to choose."""

    def __init__(self, form: InterestForm) -> None:
        super().__init__("the same person filed a form for other seats")
        self.form = form


def file_interest_form(
    session: Session, election: Election, filing: Filing, *, desk: Desk, now: datetime, by: UUID | None = None
) -> Filed:
    """Files a form and decides whether it is complete and in time; the same form twice is one form.

    `by` is the clerk who enters paper. Raises Refused for a web form before the period and for a cancelled election,
    and OtherSeats when the same person (same name with the same e-mail, phone or birth date) wants other seats.
    Source: R029–R032; requirements 1.14 (late mail forms); S5.
    """
    require_running("file_interest_form", election)
    _require_period(election, filing)
    take_turn(session, election)
    draft = draft_of(election, filing, now, by)
    before = sent_before(session, draft)
    if before is None and not filing.is_somebody_else:
        before = _weighed(session, draft, filing)
    if before is not None:
        return Filed(form=before, decision=Decision(), was_there_before=True)
    return _keep(session, election, draft, filing, desk, now, by)


def _weighed(session: Session, draft: InterestForm, filing: Filing) -> InterestForm | None:
    """The same person's form for the same seats. Notes on the draft the form that it is to take the place of.

    The own form of somebody who was nominated is the yes to the nomination (R032), and so is a form of its own.
    """
    before = earlier_form(session, draft)
    own = draft.filled_in_by is FilledInBy.SELF
    if before is None:
        return None
    nominated = before.filled_in_by is FilledInBy.NOMINATOR
    if before.contest_id == draft.contest_id:
        if not (own and nominated):
            return before
        draft.instead_of_id = before.id
    elif own and not nominated:
        if filing.instead_of != before.id:
            raise OtherSeats(before)
        draft.instead_of_id = before.id
    return None


def _require_period(election: Election, filing: Filing) -> None:
    if filing.channel is not FormChannel.WEB or filing.received_at >= election.nominations_open_at:
        return
    opens = election.nominations_open_at.astimezone(election.zone)
    reason = Reason(
        code="forms_not_open",
        sentence=say("Interest forms are not open yet."),
        source=PERIOD_SOURCE,
        remedy=say("Send your form from {opens} on.", opens=opens),
    )
    raise Refused.for_election("file_interest_form", Decision(reasons=(reason,)), election)


def _keep(
    session: Session,
    election: Election,
    form: InterestForm,
    filing: Filing,
    desk: Desk,
    now: datetime,
    by: UUID | None,
) -> Filed:
    form.receipt = _free_receipt(session, election)
    if filing.scan is not None:
        form.scan = keep_file(session, election.district_id, filing.scan, desk.storage, now)
    if filing.photo is not None and _takes_photo(form):
        photo = kept_photo(session, election.district_id, filing.photo, desk.storage, now, by)
        form.photos.append(photo)
    keep_copy(session, form, desk.storage, desk.post.speak, now)
    in_time, complete = time_facts(form), complete_facts(form)
    decision = form_in_time(in_time) + form_complete(complete)
    form.state = state_of(form)
    form.link_key = Links.new_key() if _has_a_page(form) else None
    form.person = certain_person(session, form)
    session.add(form)
    session.flush()
    asked = (Asked(rule="form_in_time", facts=in_time), Asked(rule="form_complete", facts=complete))
    keep_for(session, election, *asked, subject_id=form.id, now=now)
    details = _details(form, form.scan, decision)
    trail.of_election(
        session,
        election,
        "file_interest_form",
        now=now,
        by=by,
        subject_id=form.id,
        details=details,
        words={"name": form.name},
    )
    if form.state is FormState.LATE:
        tell_refused(session, form, form_in_time(in_time).objections, post=desk.post, now=now)
    else:
        acknowledge(session, form, decision.objections, post=desk.post, now=now)
        ask_at_once(session, form, post=desk.post, now=now, by=by)
    return Filed(form=form, decision=decision)


def _has_a_page(form: InterestForm) -> bool:
    """Who filed for themselves on the web can withdraw by a link; a form that came too late stands for nothing."""
    is_own = form.channel is FormChannel.WEB and form.filled_in_by is FilledInBy.SELF
    return is_own and form.state is not FormState.LATE


def _takes_photo(form: InterestForm) -> bool:
    """Nobody sends another person's photo, and no pictures of minors are published."""
    return form.filled_in_by is FilledInBy.SELF and shows_photos(form.contest.seat_group.kind)


def _details(form: InterestForm, scan: StoredFile | None, decision: Decision) -> dict[str, Any]:
    return {
        "channel": form.channel.value,
        "filled_in_by": form.filled_in_by.value,
        "contest": str(form.contest_id),
        "state": form.state.value,
        "codes": list(decision.codes),
        "form": form.filed_sha256,
        "scan": scan.sha256 if scan else None,
        "photo": form.photos[0].file.sha256 if form.photos else None,
    }


def _free_receipt(session: Session, election: Election) -> str:
    """Eight random letters in two groups, not yet given in this election."""
    while True:
        letters = "".join(secrets.choice(RECEIPT_LETTERS) for _ in range(RECEIPT_LENGTH))
        receipt = f"{letters[:4]}-{letters[4:]}"
        taken = exists().where(InterestForm.election_id == election.id, InterestForm.receipt == receipt)
        if not session.scalar(select(taken)):
            return receipt
