"""The clerk's pages on information sessions: the list with its warnings, entering, changing and cancelling one."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ballot_service.database import db
from ballot_service.models import Election, InformationSession, Role
from ballot_service.rules.decision import Decision
from ballot_service.rules.languages import language_name
from ballot_service.services.acting import Refused, acting
from ballot_service.services.announcing import call_off_old_sessions
from ballot_service.services.informing import (
    cancel_session,
    change_session,
    has_evidence,
    may_change,
    outreach_standing,
    schedule_session,
    sessions_of,
)
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import ReasonForm, confirm_page, local, own_election
from ballot_service.web.clerk.session_forms import SessionForm
from ballot_service.web.clock import now
from ballot_service.web.languages import when
from ballot_service.web.rows import own
from ballot_service.web.sessions_sheet import sessions_sheet

PLACE = "/elections/<uuid:election_id>/sessions"
ONE = PLACE + "/<uuid:session_id>"


def own_session(election: Election, session_id: UUID) -> InformationSession:
    """The session, if it is one of this election. Aborts with 404."""
    row = own(InformationSession, session_id)
    return row if row.election_id == election.id else abort(404)


@clerk.get(PLACE)
@only(Role.CLERK)
def sessions(election_id: UUID) -> ResponseReturnValue:
    """Every session, what its evidence lacks, and what the guidance would say to all of them."""
    election = own_election(election_id)
    moment = now()
    return render_template(
        "pages/clerk/sessions_list.html",
        election=election,
        sessions=[
            (
                row,
                local(row.starts_at, election),
                moment >= row.starts_at,
                moment >= row.ends_at,
                has_evidence(row),
            )
            for row in sessions_of(db.session(), election)
        ],
        decision=outreach_standing(db.session(), election, moment),
        language_name=language_name,
    )


@clerk.get(PLACE + ".csv")
@only(Role.CLERK)
def sessions_csv(election_id: UUID) -> Response:
    """The list for the evidence, without names of people."""
    return sessions_sheet(own_election(election_id), with_reasons=True)


@clerk.route(PLACE + "/new", methods=["GET", "POST"])
@only(Role.CLERK)
def enter_session(election_id: UUID) -> ResponseReturnValue:
    """Enters a session that is planned, or one that was held."""
    election = own_election(election_id)
    form = SessionForm.of(election)
    if not form.validate_on_submit():
        return _form_page(election, form, None, None, 422 if form.is_submitted() else 200)
    try:
        with acting(db.session(), now(), actor()):
            row = schedule_session(db.session(), election, form.planned(election), now=now(), by=actor())
    except Refused as refused:
        return _form_page(election, form, None, refused.decision, 409)
    flash(_("The session is entered. People can read of it on the page of the election."), "done")
    return redirect(url_for("clerk.session", election_id=election.id, session_id=row.id), 303)


@clerk.route(ONE + "/change", methods=["GET", "POST"])
@only(Role.CLERK)
def change_one_session(election_id: UUID, session_id: UUID) -> ResponseReturnValue:
    """Changes times, place or languages until the session begins."""
    election = own_election(election_id)
    row = own_session(election, session_id)
    form = SessionForm.of(election, row)
    if not form.validate_on_submit():
        return _form_page(election, form, row, None, 422 if form.is_submitted() else 200)
    try:
        with acting(db.session(), now(), actor()):
            before = _told(row)
            change_session(db.session(), row, form.planned(election), now=now(), by=actor())
            if _told(row) != before:
                call_off_old_sessions(db.session(), election)
    except Refused as refused:
        return _form_page(election, form, row, refused.decision, 409)
    flash(_("The session is changed. Tell the people who know the old time or place."), "done")
    return redirect(url_for("clerk.session", election_id=election.id, session_id=row.id), 303)


def _told(row: InformationSession) -> tuple[object, ...]:
    """What people read of it."""
    return (row.starts_at, row.ends_at, row.place, row.online, list(row.languages))


def _form_page(
    election: Election,
    form: SessionForm,
    row: InformationSession | None,
    decision: Decision | None,
    status: int,
) -> ResponseReturnValue:
    refused = None if row is None else may_change(row, now())
    page = render_template(
        "pages/clerk/sessions_form.html",
        election=election,
        form=form,
        row=row,
        decision=decision or (refused if refused and not refused.allowed else None),
        closes=local(election.nominations_close_at, election),
    )
    return page, status


@clerk.route(ONE + "/cancel", methods=["GET", "POST"])
@only(Role.CLERK)
def cancel_one_session(election_id: UUID, session_id: UUID) -> ResponseReturnValue:
    """Calls a session off; it stays on the list with the reason."""
    election = own_election(election_id)
    row = own_session(election, session_id)
    back = url_for("clerk.session", election_id=election.id, session_id=row.id)
    if row.cancelled_at is not None:
        flash(_("This session was cancelled already."), "warning")
        return redirect(back, 303)
    form = ReasonForm()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            cancel_session(db.session(), row, form.reason.data, now=now(), by=actor())
            call_off_old_sessions(db.session(), election)
        flash(_("The session is cancelled. Tell the people who wanted to come."), "done")
        return redirect(back, 303)
    return confirm_page(
        election,
        form,
        title=_("Cancel an information session"),
        says=[
            _("The session of %(when)s is marked as cancelled.", when=when(local(row.starts_at, election))),
            _("The page of the election says so. It does not show your reason."),
            _("It no longer counts as a session of this round. What is on file stays on file."),
        ],
        undo=_("This cannot be undone. You can enter a new session."),
        button=_("Cancel this session"),
        back=back,
        status=422 if form.is_submitted() else 200,
    )
