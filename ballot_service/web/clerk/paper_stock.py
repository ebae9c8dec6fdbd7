"""The clerk's pages on the stock of paper ballots: print a run, keep the account, give a ballot to a voter."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange

from ballot_service.catalogues import shipped_languages
from ballot_service.database import db
from ballot_service.models import Election, PaperEnvelope, PaperRun, Role, StockKind, VoterRollEntry
from ballot_service.services.acting import acting
from ballot_service.services.announcing import public_address
from ballot_service.services.paper import (
    Issuing,
    PaperKind,
    ballots_pdf,
    change_stock,
    envelope_out,
    envelope_pdf,
    issue_paper,
    may_issue,
    may_print,
    paper_runs,
    print_run,
    stocks,
    waiting_request,
)
from ballot_service.services.papers import Made
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.at_table import AT_TABLE, require_paper_here, table_election
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import (
    CHOOSE,
    FILL_IN,
    LONGEST_TEXT,
    Form,
    ReasonForm,
    local,
    own_election,
)
from ballot_service.web.clerk.people import own_voter
from ballot_service.web.clock import now
from ballot_service.web.languages import spoken
from ballot_service.web.rows import own, settings
from ballot_service.web.speaking import speak

PLACE = "/elections/<uuid:election_id>/paper"
OF_VOTER = "/elections/<uuid:election_id>/roll/<uuid:entry_id>/paper/issue"
KINDS = tuple(
    PaperKind(language=tag, is_large=large) for tag in shipped_languages() for large in (False, True)
)
USUAL = 40


def kind_name(kind: PaperKind) -> str:
    """ "English" or "English, large print"."""
    name = spoken(kind.language)
    return _("%(language)s, large print", language=name) if kind.is_large else name


def _value(kind: PaperKind) -> str:
    return f"{kind.language}-{'large' if kind.is_large else 'plain'}"


BY_VALUE = {_value(kind): kind for kind in KINDS}


class KindForm(Form):
    """Which ballots are meant."""

    kind = SelectField(lazy_gettext("Which ballots"), validators=[CHOOSE])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [SelectChoice(value, kind_name(kind)) for value, kind in BY_VALUE.items()]

    @property
    def meant(self) -> PaperKind:
        return BY_VALUE[self.kind.data]


class RunForm(KindForm):
    """A run to be printed."""

    ballots = IntegerField(
        lazy_gettext("How many"),
        default=USUAL,
        validators=[FILL_IN, NumberRange(1, 500, lazy_gettext("Write a number from 1 to 500."))],
    )


class StockForm(KindForm, ReasonForm):
    """A change of the stock that no other page shows."""

    what = RadioField(
        lazy_gettext("What happened?"),
        choices=[
            SelectChoice(StockKind.SPOILED.value, lazy_gettext("Ballots were spoiled or misprinted")),
            SelectChoice(StockKind.LEFT.value, lazy_gettext("Somebody counted the ballots that are left")),
        ],
        validators=[CHOOSE],
    )
    ballots = IntegerField(
        lazy_gettext("How many"),
        validators=[FILL_IN, NumberRange(0, 100_000, lazy_gettext("Write a number of ballots."))],
    )


class IssueForm(KindForm):
    """A ballot for one voter; the reason is asked where one is out."""

    reason = TextAreaField(
        lazy_gettext("Why another one?"),
        description=lazy_gettext("For example: lost in the mail, or spoiled."),
        validators=[FILL_IN, LONGEST_TEXT],
    )


@clerk.route(PLACE + "/ballots", methods=["GET", "POST"])
@only(Role.CLERK)
def paper_ballots(election_id: UUID) -> ResponseReturnValue:
    """The account of each stack, the runs, and the form that prints another run."""
    election = own_election(election_id)
    form = RunForm()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            print_run(db.session(), election, form.meant, form.ballots.data, now=now(), by=actor())
        flash(_("The run is in the account. Print its file once, and shuffle the stack."), "done")
        return redirect(request.path, 303)
    page = render_template(
        "pages/clerk/paper_ballots.html",
        election=election,
        stocks=stocks(db.session(), election),
        runs=[
            (run, PaperKind(language=run.language, is_large=run.is_large), local(run.printed_at, election))
            for run in paper_runs(db.session(), election)
        ],
        kind_name=kind_name,
        decision=may_print(election, 1, now()),
        form=form,
    )
    return page, 422 if form.is_submitted() else 200


@clerk.get(PLACE + "/ballots/<uuid:run_id>.pdf")
@only(Role.CLERK)
def paper_run(election_id: UUID, run_id: UUID) -> ResponseReturnValue:
    """The ballots of a run, in a new random order each time."""
    election = own_election(election_id)
    run = own(PaperRun, run_id)
    if run.election_id != election.id:
        abort(404)
    return _pdf(ballots_pdf(run, election, _made(election)), "paper-ballots.pdf")


@clerk.route(PLACE + "/stock", methods=["GET", "POST"])
@only(Role.CLERK)
def change_paper_stock(election_id: UUID) -> ResponseReturnValue:
    """Enters spoiled ballots, or how many are left."""
    election = own_election(election_id)
    form = StockForm()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            change_stock(
                db.session(),
                election,
                form.meant,
                StockKind(form.what.data),
                form.ballots.data,
                form.reason.data.strip(),
                now=now(),
                by=actor(),
            )
        flash(_("It is in the account."), "done")
        return redirect(url_for("clerk.paper_ballots", election_id=election.id), 303)
    page = render_template("pages/clerk/paper_stock.html", election=election, form=form)
    return page, 422 if form.is_submitted() else 200


@clerk.route(OF_VOTER, methods=["GET", "POST"])
@only(*AT_TABLE)
def give_paper(election_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """Gives one voter a ballot from the stock, with the sheet for the envelope; or another one for a lost one."""
    election = table_election(election_id)
    entry = own_voter(election, entry_id)
    require_paper_here(election, entry)
    before = envelope_out(db.session(), entry)
    form = IssueForm(kind=_value(kind_for(entry)))
    if before is None:
        del form.reason
    if form.validate_on_submit():
        wanted = Issuing(kind=form.meant, reason=form.reason.data.strip() if form.reason else "")
        with acting(db.session(), now(), actor()):
            issue_paper(db.session(), election, entry, wanted, now=now(), by=actor())
        if g.is_teller:
            return redirect(
                url_for("clerk.table", election_id=election.id, means="paper", last=entry.id), 303
            )
        flash(_("Take any ballot from the stack, and print the sheet for the envelope."), "done")
        return redirect(request.path, 303)
    page = render_template(
        "pages/clerk/paper_give.html",
        election=election,
        entry=entry,
        before=before,
        issued_at=local(before.issued_at, election) if before else None,
        wish=waiting_request(db.session(), entry),
        decision=may_issue(db.session(), election, entry, kind_for(entry), now()),
        form=form,
    )
    return page, 422 if form.is_submitted() else 200


def kind_for(entry: VoterRollEntry) -> PaperKind:
    """What the voter asked for, or else a ballot in the voter's language."""
    wish = waiting_request(db.session(), entry)
    printed, wanted = shipped_languages(), wish.language if wish else entry.language
    return PaperKind(
        language=wanted if wanted in printed else printed[0], is_large=wish is not None and wish.is_large
    )


@clerk.get(PLACE + "/envelopes/<uuid:envelope_id>.pdf")
@only(*AT_TABLE)
def paper_envelope(election_id: UUID, envelope_id: UUID) -> ResponseReturnValue:
    """The sheet for the outside of one voter's envelope."""
    election = table_election(election_id)
    envelope = own(PaperEnvelope, envelope_id)
    if envelope.roll_entry.election_id != election.id or envelope.replaced_at is not None:
        abort(404)
    require_paper_here(election, envelope.roll_entry)
    pdf = envelope_pdf(envelope, election, current_app.extensions["links"], _made(election))
    return _pdf(pdf, "envelope.pdf")


def _made(election: Election) -> Made:
    return Made(speak=speak, address=public_address(settings().public_origin, election), made_at=now())


def _pdf(pdf: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(pdf, mimetype="application/pdf", headers=headers)
