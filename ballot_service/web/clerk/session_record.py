"""The clerk's page of one information session: its sign-in address, the files that show it, and who came."""

from __future__ import annotations

from uuid import UUID

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup, escape

from ballot_service.database import db
from ballot_service.links import Links, Purpose, qr_svg
from ballot_service.models import Election, InformationSession, ProofKind, Role
from ballot_service.rules.decision import Decision
from ballot_service.rules.languages import language_name
from ballot_service.rules.session_plans import SignInWay
from ballot_service.services.acting import Refused, acting
from ballot_service.services.informing import (
    add_proof,
    count_attendance,
    has_evidence,
    may_change,
    open_session,
    put_on_list,
)
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.evidence_files import as_download
from ballot_service.web.clerk.fact_choices import WAY_WORDS
from ballot_service.web.clerk.form_parts import local, own_election
from ballot_service.web.clerk.session_forms import PROOF_WORDS, CountForm, GuestForm, ProofForm
from ballot_service.web.clerk.sessions import ONE, own_session
from ballot_service.web.clock import now
from ballot_service.web.frame import contact_of, place_of
from ballot_service.web.rows import settings, storage


@clerk.get(ONE)
@only(Role.CLERK)
def session(election_id: UUID, session_id: UUID) -> ResponseReturnValue:
    """One session with everything about it, and what can be done next."""
    election = own_election(election_id)
    row = own_session(election, session_id)
    moment = now()
    return render_template(
        "pages/clerk/sessions_one.html",
        election=election,
        row=row,
        starts=local(row.starts_at, election),
        ends=local(row.ends_at, election),
        has_begun=moment >= row.starts_at,
        lacks_evidence=moment >= row.ends_at and row.cancelled_at is None and not has_evidence(row),
        may_change=may_change(row, moment).allowed,
        proof_words=PROOF_WORDS,
        way_words=WAY_WORDS,
        language_name=language_name,
        local=lambda at: local(at, election),
    )


@clerk.get(ONE + "/code")
@only(Role.CLERK)
def session_code(election_id: UUID, session_id: UUID) -> ResponseReturnValue:
    """The sign-in address as a large square code, to print or to show on a screen; nothing else is on the page."""
    election = own_election(election_id)
    row = own_session(election, session_id)
    token = _token(row)
    address = settings().public_origin + url_for("attend.arrive", token=token)
    return render_template(
        "pages/clerk/sessions_code.html",
        place=place_of(election.council, election.district),
        contact=contact_of(election.district),
        election=election,
        row=row,
        starts=local(row.starts_at, election),
        dates=open_session(db.session(), current_app.extensions["links"], token, now()).decision.dates,
        address=address,
        code=code_picture(
            address, _("Square code that leads to the sign-in page. Its address stands below.")
        ),
    )


def code_picture(address: str, says: str) -> Markup:
    """The square code as wide as the page; `says` stands for it where it cannot be seen."""
    drawn = qr_svg(address).partition("<svg")[2]
    shape = drawn[drawn.index("viewBox") :]
    return Markup(f'<svg width="100%" role="img" aria-label="{escape(says)}" {shape}')  # noqa: S704  # our own markup


def _token(row: InformationSession) -> str:
    links: Links = current_app.extensions["links"]
    return links.token(Purpose.SESSION, row.key)


@clerk.route(ONE + "/files/new", methods=["GET", "POST"])
@only(Role.CLERK)
def add_session_proof(election_id: UUID, session_id: UUID) -> ResponseReturnValue:
    """Adds the agenda, the scanned sheet or a photo."""
    election = own_election(election_id)
    row = own_session(election, session_id)
    form = ProofForm.empty()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            add_proof(
                db.session(),
                row,
                ProofKind(form.kind.data),
                form.evidence,
                storage=storage(),
                now=now(),
                by=actor(),
            )
        flash(_("The file is with the session."), "done")
        return redirect(_page_of(row), 303)
    return _form_page(election, row, form, _("Add a file"), _("Add this file"))


@clerk.route(ONE + "/count", methods=["GET", "POST"])
@only(Role.CLERK)
def count_session(election_id: UUID, session_id: UUID) -> ResponseReturnValue:
    """Enters how many people came."""
    election = own_election(election_id)
    row = own_session(election, session_id)
    form, title, button = (
        CountForm(counted=row.counted),
        _("Enter how many people came"),
        _("Enter this number"),
    )
    form.signed_in = len(row.sign_ins)
    if not form.validate_on_submit():
        return _form_page(election, row, form, title, button)
    try:
        with acting(db.session(), now(), actor()):
            count_attendance(db.session(), row, form.counted.data, now=now(), by=actor())
    except Refused as refused:
        return _form_page(election, row, form, title, button, refused.decision)
    flash(_("The number is entered."), "done")
    return redirect(_page_of(row), 303)


@clerk.route(ONE + "/people/new", methods=["GET", "POST"])
@only(Role.CLERK)
def add_guest(election_id: UUID, session_id: UUID) -> ResponseReturnValue:
    """Puts somebody on the list who has no phone, or who stands on the paper sheet."""
    election = own_election(election_id)
    row = own_session(election, session_id)
    form, title, button = GuestForm.empty(), _("Put somebody on the list"), _("Put on the list")
    if not form.validate_on_submit():
        return _form_page(election, row, form, title, button)
    try:
        with acting(db.session(), now(), actor()):
            way = SignInWay(form.way.data)
            is_new = put_on_list(db.session(), row, form.guest, way, now=now(), by=actor())
    except Refused as refused:
        return _form_page(election, row, form, title, button, refused.decision)
    if is_new:
        flash(_("%(name)s is on the list.", name=form.guest.name), "done")
    else:
        flash(_("%(name)s was on the list already.", name=form.guest.name), "warning")
    return redirect(_page_of(row), 303)


def _form_page(
    election: Election,
    row: InformationSession,
    form: ProofForm | CountForm | GuestForm,
    title: str,
    button: str,
    decision: Decision | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "pages/clerk/sessions_entry.html",
        election=election,
        row=row,
        starts=local(row.starts_at, election),
        form=form,
        title=title,
        button=button,
        decision=decision,
    )
    return page, 409 if decision else 422 if form.is_submitted() else 200


def _page_of(row: InformationSession) -> str:
    return url_for("clerk.session", election_id=row.election_id, session_id=row.id)


@clerk.get(ONE + "/files/<uuid:proof_id>")
@only(Role.CLERK)
def session_file(election_id: UUID, session_id: UUID, proof_id: UUID) -> ResponseReturnValue:
    """One file, always as a download."""
    row = own_session(own_election(election_id), session_id)
    files = [proof.file for proof in row.proofs if proof.id == proof_id]
    return as_download(files[0]) if files else abort(404)
