"""The clerk's page for counting on paper: open the envelopes, make batches, and write down what does not agree."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import NumberRange

from ballot_service.catalogues import shipped_languages
from ballot_service.database import db
from ballot_service.models import Election, PaperBatch, Role
from ballot_service.rules.languages import language_name
from ballot_service.rules.paper_batches import MOST_IN_A_BATCH, may_add_batch
from ballot_service.rules.paper_opening import may_open_paper
from ballot_service.services.acting import acting
from ballot_service.services.paper_account import paper_numbers
from ballot_service.services.paper_count import (
    Difference,
    add_batch,
    batch_facts,
    batch_views,
    differences,
    keep_photo,
    open_paper,
    opening_facts,
    openings_of,
    versions_on_paper,
    withdraw_batch,
    write_difference,
)
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.evidence_files import as_download, check_upload, uploaded
from ballot_service.web.clerk.form_parts import (
    CHOOSE,
    FILL_IN,
    LONGEST_LINE,
    Form,
    ReasonForm,
    local,
    named,
    own_election,
)
from ballot_service.web.clerk.paper_stock import kind_name
from ballot_service.web.clock import now
from ballot_service.web.languages import words
from ballot_service.web.rows import own, storage

PLACE = "/elections/<uuid:election_id>/paper/count"


class OpeningForm(Form):
    """Opening is public: where it was, and who saw it."""

    expected = HiddenField()
    place = StringField(lazy_gettext("Where are they opened?"), validators=[FILL_IN, LONGEST_LINE])
    present = StringField(
        lazy_gettext("Who is there?"),
        description=lazy_gettext("Names of the tellers and of whoever else watches."),
        validators=[FILL_IN, LONGEST_LINE],
    )


class BatchForm(Form):
    """A stack counted by hand, with its picture if there is one."""

    sheets = IntegerField(
        lazy_gettext("How many sheets are in it?"),
        description=lazy_gettext("Count them by hand. A batch has at most 50."),
        validators=[
            FILL_IN,
            NumberRange(1, MOST_IN_A_BATCH, lazy_gettext("Write a number from 1 to 50.")),
        ],
    )
    file = FileField(
        lazy_gettext("Scan or photo of the sheets"),
        description=lazy_gettext(
            "PDF, PNG or JPEG, up to 20 MB. Lay the sheets out so that each can be read."
        ),
    )

    version = SelectField(
        lazy_gettext("Which version of the ballot is it?"),
        description=lazy_gettext(
            "The ballot was corrected. Sort the sheets by the fingerprint on them; each batch has sheets of one "
            "version."
        ),
        validators=[CHOOSE],
    )

    def validate_file(self, field: FileField) -> None:
        check_upload(field)


def _batch_form(election: Election) -> BatchForm:
    """Asks for the version only where more than one was printed."""
    form = BatchForm()
    versions = versions_on_paper(db.session(), election)
    if len(versions) < 2:
        del form.version
        return form
    prints = {row.version: row.fingerprint[:8] for row in election.manifests}
    choices = [
        (str(each), _("Version %(number)s, fingerprint %(print)s…", number=each, print=prints[each]))
        for each in versions
    ]
    form.version.choices = named(choices, _("Choose one"))
    return form


@clerk.route(PLACE, methods=["GET", "POST"])
@only(Role.CLERK)
def paper_count(election_id: UUID) -> ResponseReturnValue:
    """How far the paper has come into the count; the form begins another batch."""
    election = own_election(election_id)
    form = _batch_form(election)
    if form.validate_on_submit():
        version = int(form.version.data) if "version" in form else None
        photo = uploaded(form.file, "batch")
        warnings = may_add_batch(batch_facts(db.session(), election, form.sheets.data)).reasons
        with acting(db.session(), now(), actor()):
            batch = add_batch(
                db.session(), election, form.sheets.data, now=now(), by=actor(), version=version
            )
            if photo:
                keep_photo(db.session(), batch, photo, storage(), now=now(), by=actor())
        flash(_("Write the number on the stack: batch %(number)s.", number=batch.number), "done")
        for warning in warnings:
            flash(f"{words(warning.sentence)} {words(warning.remedy)}", "warning")
        return redirect(request.path, 303)
    session, moment = db.session(), now()
    numbers = paper_numbers(session, election)
    page = render_template(
        "pages/clerk/paper_count.html",
        election=election,
        form=form,
        numbers=numbers,
        to_open=may_open_paper(opening_facts(session, election, moment)),
        openings=[(each, local(each.opened_at, election)) for each in openings_of(session, election)],
        batches=batch_views(session, election),
        differences=differences(session, election),
        kind_name=kind_name,
        tags=shipped_languages(),
        language_name=language_name,
    )
    return page, 422 if form.is_submitted() else 200


@clerk.route(PLACE + "/open", methods=["GET", "POST"])
@only(Role.CLERK)
def open_envelopes(election_id: UUID) -> ResponseReturnValue:
    """Records that every accepted envelope is opened now, in public."""
    election = own_election(election_id)
    form = OpeningForm()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            opening = open_paper(
                db.session(),
                election,
                place=form.place.data.strip(),
                present=form.present.data.strip(),
                now=now(),
                by=actor(),
                expected=int(form.expected.data) if (form.expected.data or "").isdecimal() else None,
            )
        flash(
            _(
                "It is on record: %(number)s envelopes. Shuffle the ballots, and make batches of them.",
                number=opening.envelopes,
            ),
            "done",
        )
        return redirect(url_for("clerk.paper_count", election_id=election.id), 303)
    facts = opening_facts(db.session(), election, now())
    form.expected.data = str(facts.paper_unopened)
    page = render_template(
        "pages/clerk/paper_open.html",
        election=election,
        form=form,
        facts=facts,
        decision=may_open_paper(facts),
    )
    return page, 422 if form.is_submitted() else 200


@clerk.route(PLACE + "/batches/<uuid:batch_id>/withdraw", methods=["GET", "POST"])
@only(Role.CLERK)
def withdraw_paper_batch(election_id: UUID, batch_id: UUID) -> ResponseReturnValue:
    """Takes out a batch that was begun by mistake."""
    election = own_election(election_id)
    batch = _own_batch(election, batch_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            withdraw_batch(db.session(), batch, form.reason.data.strip(), now=now(), by=actor())
        flash(_("The batch is taken out. It stays on record."), "done")
        return redirect(url_for("clerk.paper_count", election_id=election.id), 303)
    page = render_template("pages/clerk/paper_withdraw.html", election=election, batch=batch, form=form)
    return page, 422 if form.is_submitted() else 200


@clerk.get(PLACE + "/batches/<uuid:batch_id>/picture")
@only(Role.CLERK)
def batch_picture(election_id: UUID, batch_id: UUID) -> ResponseReturnValue:
    """The picture of a batch, as a download."""
    batch = _own_batch(own_election(election_id), batch_id)
    return as_download(batch.photo) if batch.photo else abort(404)


@clerk.route(PLACE + "/differences/<line>", methods=["GET", "POST"])
@only(Role.CLERK)
def explain_difference(election_id: UUID, line: str) -> ResponseReturnValue:
    """The reason why two numbers do not agree, in writing; a second person confirms it."""
    election = own_election(election_id)
    difference = _difference(election, line)
    form = ReasonForm()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            write_difference(
                db.session(), election, difference, form.reason.data.strip(), now=now(), by=actor()
            )
        flash(_("The reason is on record. It counts once a second person has confirmed it."), "done")
        return redirect(url_for("clerk.paper_count", election_id=election.id), 303)
    page = render_template(
        "pages/clerk/paper_difference.html",
        election=election,
        difference=difference,
        kind_name=kind_name,
        numbers=paper_numbers(db.session(), election),
        form=form,
    )
    return page, 422 if form.is_submitted() else 200


def _difference(election: Election, line: str) -> Difference:
    found = (each for each in differences(db.session(), election) if each.line == line)
    return next(found, None) or abort(404)


def _own_batch(election: Election, batch_id: UUID) -> PaperBatch:
    batch = own(PaperBatch, batch_id)
    return batch if batch.election_id == election.id else abort(404)
