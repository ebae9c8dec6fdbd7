"""The clerk's pages after a result: a recount on request, and a correction of what was certified."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import DateTimeLocalField, RadioField, SelectField, StringField, TextAreaField

from ballot_service.database import db, wipe_replaced_records
from ballot_service.models import Election, Role
from ballot_service.rules.corrections import may_correct
from ballot_service.rules.decision import Decision
from ballot_service.rules.recounts import AskedAs, may_end_recount, may_recount
from ballot_service.rules.words import say
from ballot_service.services import recounting
from ballot_service.services.acting import Refused, acting
from ballot_service.services.correcting_result import (
    correction_facts,
    corrections_of,
    waiting_correction,
    write_correction,
)
from ballot_service.services.facts import title_of
from ballot_service.services.lots import confirmed_lot
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import (
    CHOOSE,
    FILL_IN,
    LONGEST_LINE,
    LONGEST_TEXT,
    Form,
    confirm_page,
    in_field,
    local,
    named,
    own_election,
    said,
    to_utc,
)
from ballot_service.web.clock import now
from ballot_service.web.languages import words
from ballot_service.web.recount_words import recount_view
from ballot_service.web.rows import sealing_secret

PLACE = "/elections/<uuid:election_id>"
AS_WORDS = {
    AskedAs.CANDIDATE: say("A candidate"),
    AskedAs.VOTER: say("A voter on the roll"),
    AskedAs.COUNCIL: say("The council"),
}


class RecountForm(Form):
    """A request for a recount, as it came."""

    asked_as = RadioField(lazy_gettext("Who asks?"), validators=[CHOOSE])
    name = StringField(lazy_gettext("Name of who asks"), validators=[FILL_IN, LONGEST_LINE])
    asked_at = DateTimeLocalField(
        lazy_gettext("When the request came"), format="%Y-%m-%dT%H:%M", validators=[FILL_IN]
    )
    reason = TextAreaField(
        lazy_gettext("Reason"),
        description=lazy_gettext("Name and reason stay with the office and the liaison."),
        validators=[FILL_IN, LONGEST_TEXT],
    )


class CorrectionForm(Form):
    """What is wrong with a certified result."""

    reason = TextAreaField(
        lazy_gettext("What is wrong, and how is it right?"),
        description=lazy_gettext("Everybody can read it. It stands on the new certificate."),
        validators=[FILL_IN, LONGEST_TEXT],
    )
    contest = SelectField(
        lazy_gettext("Was a lot entered wrongly?"),
        description=lazy_gettext("Then the seat is undecided again until the lot is entered anew."),
    )


@clerk.route(PLACE + "/recount", methods=["GET", "POST"])
@only(Role.CLERK)
def recount(election_id: UUID) -> ResponseReturnValue:
    """The request that begins a recount; while one goes on, how far it is and how both counts compare."""
    election, session = own_election(election_id), db.session()
    form = RecountForm(asked_at=in_field(now(), election))
    form.asked_as.choices = said(AS_WORDS)
    if form.validate_on_submit():
        asked = recounting.Request(
            asked_as=AskedAs(form.asked_as.data),
            name=form.name.data,
            reason=form.reason.data,
            asked_at=to_utc(form.asked_at.data, election),
        )
        try:
            with acting(session, now(), actor()):
                recounting.begin_recount(session, election, asked, now=now(), by=actor())
        except Refused as refused:
            return _recount_page(election, form, refused.decision), 409
        flash(_("The recount has begun."), "done")
        return redirect(request.path, 303)
    return _recount_page(election, form, None), 422 if form.is_submitted() else 200


def _recount_page(election: Election, form: RecountForm, refused: Decision | None) -> str:
    session, secret = db.session(), sealing_secret()
    running = recounting.running_recount(session, election)
    before = recounting.recounts_of(session, election)
    decision = refused or may_recount(recounting.request_facts(session, election, now()))
    return render_template(
        "pages/clerk/recount.html",
        election=election,
        form=form,
        running=running,
        asked_as=AS_WORDS,
        asked_at=local(running.asked_at, election) if running else None,
        decision=decision,
        # what came in time may be entered later
        may_ask={reason.code for reason in decision.objections} <= {"recount_late"},
        may_end=may_end_recount(recounting.stand_facts(session, running)) if running else None,
        recounts=[(each, recount_view(session, each, secret)) for each in before],
    )


@clerk.route(PLACE + "/recount/end", methods=["GET", "POST"])
@only(Role.CLERK)
def end_recount(election_id: UUID) -> ResponseReturnValue:
    """Publishes the result of the recount beside the first one."""
    election, session, form = own_election(election_id), db.session(), Form()
    running = recounting.running_recount(session, election)
    if running is None:
        return redirect(url_for("clerk.recount", election_id=election.id), 303)
    if form.validate_on_submit():
        with acting(session, now(), actor()):
            recounting.end_recount(session, running, sealing_secret(), now=now(), by=actor())
        wipe_replaced_records(db.engine)
        flash(_("The result of the recount is public."), "done")
        return redirect(url_for("clerk.recount", election_id=election.id), 303)
    return confirm_page(
        election,
        form,
        title=_("Publish the result of the recount"),
        says=[
            _(
                "The votes are added up again, with the second reading of each batch whose second count stands."
            ),
            _("The result is published as a recount, beside the one before. Two people sign it anew."),
            _("What the second pair entered is wiped. The comparison stays, and is public."),
        ],
        undo=_("This cannot be undone."),
        button=_("Publish the recount"),
        back=url_for("clerk.recount", election_id=election.id),
    )


@clerk.route(PLACE + "/correction", methods=["GET", "POST"])
@only(Role.CLERK)
def correct_result(election_id: UUID) -> ResponseReturnValue:
    """Writes down what is wrong with the certified result; a witness or teller confirms it."""
    election, session = own_election(election_id), db.session()
    form = CorrectionForm()
    drawn = {str(each.id): each for each in election.contests if confirmed_lot(session, each)}
    form.contest.choices = named(
        ((key, words(title_of(each))) for key, each in drawn.items()), _("No, something else is wrong")
    )
    if form.validate_on_submit():
        contest = drawn.get(form.contest.data)
        try:
            with acting(session, now(), actor()):
                write_correction(session, election, form.reason.data, contest, now=now(), by=actor())
        except Refused as refused:
            return _correction_page(election, form, refused.decision), 409
        flash(_("It is on record. A witness or teller confirms it on their own page."), "done")
        return redirect(request.path, 303)
    return _correction_page(election, form, None), 422 if form.is_submitted() else 200


def _correction_page(election: Election, form: CorrectionForm, refused: Decision | None) -> str:
    session = db.session()
    return render_template(
        "pages/clerk/result_correction.html",
        election=election,
        form=form,
        waiting=waiting_correction(session, election),
        decision=refused or may_correct(correction_facts(session, election, "?", None)),
        corrections=[
            (each, local(each.confirmed_at, election))
            for each in corrections_of(session, election)
            if each.confirmed_at is not None
        ],
    )
