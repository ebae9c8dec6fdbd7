"""The clerk's decisions on an interest form: qualified, refused with reasons, withdrawn."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import TextAreaField
from wtforms.validators import Length

from ballot_service.database import db
from ballot_service.models import InterestForm, Person, PreElectionStatus, Role
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.services import interest
from ballot_service.services.acting import acting
from ballot_service.services.consents import ask_guardian_named
from ballot_service.web.access import actor, only
from ballot_service.web.answering import post, ring
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import Form, ReasonForm, confirm_page, own_election
from ballot_service.web.clerk.interest import NOBODY, ONE, desk, own_form, qualify_form_of, serving_of
from ballot_service.web.clock import now
from ballot_service.web.rows import own


class RefuseForm(Form):
    """What the clerk adds to the reasons of the rules."""

    written = TextAreaField(
        lazy_gettext("Your own words to the person"),
        description=lazy_gettext("The person gets them with the reasons above."),
        validators=[Length(max=500, message=lazy_gettext("Use at most 500 letters."))],
    )


@clerk.post(ONE + "/qualify")
@only(Role.CLERK)
def qualify_form(election_id: UUID, form_id: UUID) -> ResponseReturnValue:
    """Makes a nominee of the form, unless a rule stands against it."""
    election = own_election(election_id)
    form = own_form(election, form_id)
    page = qualify_form_of(form, interest.likely_people(db.session(), form))
    if not page.validate_on_submit():
        flash(_("Choose who this person is, then try again."), "warning")
        return redirect(url_for("clerk.interest_form", election_id=election.id, form_id=form.id), 303)
    person = None if page.person.data == NOBODY else own(Person, UUID(page.person.data))
    with acting(db.session(), now(), actor()):
        candidate = interest.qualify(db.session(), form, person, now=now(), by=actor())
        is_asked = ask_guardian_named(db.session(), candidate, post=post(), now=now(), by=actor())
    if is_asked:
        ring()
        flash(_("The parent or guardian gets a link and is asked to agree."), "done")
    if candidate.pre_election_status is PreElectionStatus.QUALIFIED:
        flash(_("%(name)s is on the ballot.", name=candidate.name), "done")
    else:
        flash(
            _("%(name)s is filed, and something is still missing. See below.", name=candidate.name), "warning"
        )
    return redirect(url_for("clerk.nominee", election_id=election.id, candidate_id=candidate.id), 303)


@clerk.route(ONE + "/refuse", methods=["GET", "POST"])
@only(Role.CLERK)
def refuse_form(election_id: UUID, form_id: UUID) -> ResponseReturnValue:
    """Refuses the form with the rules' reasons and the clerk's own words, and tells the person."""
    election = own_election(election_id)
    form = own_form(election, form_id)
    asked = RefuseForm()
    reasons = _reasons(form)
    if asked.validate_on_submit():
        written = " ".join((asked.written.data or "").split())
        if reasons or written:
            with acting(db.session(), now(), actor()):
                interest.refuse(
                    db.session(), form, reasons, written=written, desk=desk(), now=now(), by=actor()
                )
            ring()
            flash(_("The form is refused, and the person is told why."), "done")
            return redirect(url_for("clerk.interest_form", election_id=election.id, form_id=form.id), 303)
        asked.written.errors = [_("No rule stands against this form: write why you refuse it.")]
    page = render_template(
        "pages/clerk/interest_refuse.html",
        election=election,
        form=form,
        asked=asked,
        decision=Decision(reasons=reasons),
    )
    return page, 422 if asked.is_submitted() else 200


def _reasons(form: InterestForm) -> tuple[Reason, ...]:
    """Everything that stands against the form and against the person in these seats."""
    likely = interest.likely_people(db.session(), form)
    refusing = [reason for reason in serving_of(form, likely).objections if reason.weight is Weight.REFUSES]
    return (*interest.form_decision(form).objections, *refusing)


@clerk.route(ONE + "/withdraw", methods=["GET", "POST"])
@only(Role.CLERK)
def withdraw_form(election_id: UUID, form_id: UUID) -> ResponseReturnValue:
    """The person no longer wants the seat."""
    election = own_election(election_id)
    form = own_form(election, form_id)
    asked = ReasonForm()
    back = url_for("clerk.interest_form", election_id=election.id, form_id=form.id)
    if asked.validate_on_submit():
        with acting(db.session(), now(), actor()):
            interest.withdraw_form(db.session(), form, asked.reason.data.strip(), now=now(), by=actor())
        flash(_("The form is withdrawn. It stays on file."), "done")
        return redirect(back, 303)
    return confirm_page(
        election,
        asked,
        title=_("Withdraw a form"),
        says=[
            _("%(name)s will not be on the ballot.", name=form.name),
            _("The form is kept, and so is the reason you write."),
        ],
        undo=_("The person can send a new form while forms are open."),
        button=_("Withdraw this form"),
        back=back,
        status=422 if asked.is_submitted() else 200,
    )
