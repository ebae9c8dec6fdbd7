"""The clerk's pages on certification: every open point, the clerk's signature, and the audit bundle."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from wtforms import SelectField

from ballot_service.database import db
from ballot_service.models import Election, Role
from ballot_service.rules.decision import Decision
from ballot_service.services.acting import Refused, acting
from ballot_service.services.bundling import certificate_of, certificates_of
from ballot_service.services.certifying import (
    certify,
    open_points,
    seated_warnings,
    sign,
    signatures,
    write_reason,
)
from ballot_service.services.districts import grades
from ballot_service.services.reconciling import ballot_account
from ballot_service.services.rounds import wants_certificate
from ballot_service.web.access import actor, only, works_for_the_district
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import (
    CHOOSE,
    Form,
    ReasonForm,
    confirm_page,
    local,
    named,
    own_election,
    yes_no,
)
from ballot_service.web.clock import now
from ballot_service.web.languages import words
from ballot_service.web.navigation import ROLE_NAMES
from ballot_service.web.rows import sealing_secret, storage

PLACE = "/elections/<uuid:election_id>/certification"


class SigningForm(Form):
    """What somebody declares who signs. Whether they work for the district is known from their office."""

    is_nominee = yes_no(lazy_gettext("Are you a nominee in this election?"))
    is_close_relative = yes_no(lazy_gettext("Are you a close relative of a nominee?"))


class CoverageForm(ReasonForm):
    """Why nobody speaks for a school."""

    school = SelectField(lazy_gettext("School"), validators=[CHOOSE])


@clerk.get(PLACE)
@only(Role.CLERK)
def certifying(election_id: UUID) -> ResponseReturnValue:
    """Every point that is still open, who has signed, and the certificate once there is one."""
    election = own_election(election_id)
    return render_template(
        "pages/clerk/certifying_overview.html",
        election=election,
        decision=_open_points(election),
        warnings=seated_warnings(db.session(), election, now()),
        account=ballot_account(db.session(), election),
        signed=[(row, local(row.signed_at, election)) for row in signatures(db.session(), election)],
        has_signed=any(row.account_id == actor() for row in signatures(db.session(), election)),
        certificate=None
        if wants_certificate(db.session(), election)
        else certificate_of(db.session(), election),
        certificates=[
            (row, local(row.certified_at, election)) for row in certificates_of(db.session(), election)
        ],
    )


def _open_points(election: Election) -> Decision | None:
    if not wants_certificate(db.session(), election):
        return None
    return open_points(db.session(), election, now())


@clerk.route(PLACE + "/sign", methods=["GET", "POST"])
@only(Role.CLERK)
def sign_result(election_id: UUID) -> ResponseReturnValue:
    """The clerk's signature, with the declaration to have no stake in the result."""
    election = own_election(election_id)
    form = SigningForm()
    if not form.validate_on_submit():
        return _signing_page(election, form, None, 422 if form.is_submitted() else 200)
    try:
        with acting(db.session(), now(), actor()):
            sign(
                db.session(),
                election,
                name=current_user.name,
                capacity=g.appointment.title or str(ROLE_NAMES[g.appointment.role]),
                is_employee=works_for_the_district(),
                is_nominee=form.is_nominee.data == "yes",
                is_close_relative=form.is_close_relative.data == "yes",
                now=now(),
                by=actor(),
            )
    except Refused as refused:
        return _signing_page(election, form, refused.decision, 409)
    flash(
        _("You have signed. A second person signs too; at least one of you must not work for the district."),
        "done",
    )
    return redirect(url_for("clerk.certifying", election_id=election.id), 303)


def _signing_page(
    election: Election, form: SigningForm, decision: Decision | None, status: int
) -> ResponseReturnValue:
    page = render_template(
        "pages/clerk/certifying_sign.html",
        election=election,
        form=form,
        decision=decision,
        name=current_user.name,
        capacity=g.appointment.title or words(ROLE_NAMES[g.appointment.role]),
        is_employee=works_for_the_district(),
    )
    return page, status


@clerk.route(PLACE + "/certify", methods=["GET", "POST"])
@only(Role.CLERK)
def certify_result(election_id: UUID) -> ResponseReturnValue:
    """Freezes and publishes the certified result with its bundle."""
    election = own_election(election_id)
    form = Form()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            certify(db.session(), election, sealing_secret(), storage(), now=now(), by=actor())
        flash(_("The result is certified and published."), "done")
        return redirect(url_for("clerk.certifying", election_id=election.id), 303)
    names = [row.name for row in signatures(db.session(), election)]
    return confirm_page(
        election,
        form,
        title=_("Certify the result"),
        says=[
            _("Signed by: %(names)s.", names=words(tuple(names))) if names else _("Nobody has signed yet."),
            _("The result becomes final and is published as certified."),
            _("The audit bundle is written, with its own fingerprint."),
        ],
        undo=_(
            "This cannot be undone. A mistake found later is put right by a correction beside this result."
        ),
        button=_("Certify the result"),
        back=url_for("clerk.certifying", election_id=election.id),
    )


@clerk.route(PLACE + "/reason", methods=["GET", "POST"])
@only(Role.CLERK)
def explain_coverage(election_id: UUID) -> ResponseReturnValue:
    """Writes down why nobody on a district council speaks for a school rated D or F."""
    election = own_election(election_id)
    _district, rated = grades(db.session(), election.district, election.school_year)
    form = CoverageForm()
    form.school.choices = named(
        ((school.name, school.name) for school, _grade in rated), _("Choose a school")
    )
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            write_reason(db.session(), election, form.school.data, form.reason.data, now=now(), by=actor())
        flash(_("Your reason is kept and goes into the record."), "done")
        return redirect(url_for("clerk.certifying", election_id=election.id), 303)
    return confirm_page(
        election,
        form,
        title=_("Write why nobody speaks for a school"),
        says=[_("Your reason lets the result be certified without a member for this school. It is public.")],
        undo=_("You can write it anew until the result is certified."),
        button=_("Keep this reason"),
        back=url_for("clerk.certifying", election_id=election.id),
        status=422 if form.is_submitted() else 200,
    )


@clerk.get(PLACE + "/bundle.zip")
@only(Role.CLERK)
def bundle(election_id: UUID) -> ResponseReturnValue:
    """The audit bundle as it was written at certification."""
    election = own_election(election_id)
    certificate = certificate_of(db.session(), election) or abort(404)
    headers = {"Content-Disposition": f'attachment; filename="bundle-{election.id}.zip"'}
    return Response(storage().read(certificate.bundle_hash), mimetype="application/zip", headers=headers)
