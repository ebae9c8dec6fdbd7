"""The clerk's page for paper envelopes that come back: a scanner that types, or a typed code, and the lists."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from wtforms import DateField, DateTimeLocalField, RadioField, StringField, ValidationError
from wtforms.validators import Optional

from ballot_service.database import db
from ballot_service.links import BadLink
from ballot_service.models import DispositionKind, Election, PaperEnvelope, PaperReturn, Role
from ballot_service.rules.ballot_account import REJECTION_NAMES, RejectionKind
from ballot_service.rules.paper_envelopes import ENVELOPE_WAY_WORDS, EnvelopeWay
from ballot_service.rules.words import Sentence, say
from ballot_service.services.acting import NotFound, acting
from ballot_service.services.paper import read_envelope
from ballot_service.services.paper_account import paper_account
from ballot_service.services.receiving import (
    Arrival,
    Received,
    close_unsigned,
    envelopes_in,
    receive_envelope,
    sign_later,
)
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import (
    CHOOSE,
    FILL_IN,
    LONGEST_LINE,
    Form,
    confirm_page,
    in_field,
    local,
    own_election,
    said,
    to_utc,
    yes_no,
)
from ballot_service.web.clock import now
from ballot_service.web.languages import words
from ballot_service.web.rows import own

PLACE = "/elections/<uuid:election_id>/paper/envelopes"


class EnvelopeForm(Form):
    """One envelope. What stays the same from one to the next stands first; the scanner's field is the last."""

    way = RadioField(lazy_gettext("How did it come?"), validators=[CHOOSE])
    received_at = DateTimeLocalField(
        lazy_gettext("When it came"), format="%Y-%m-%dT%H:%M", validators=[FILL_IN]
    )
    postmarked_on = DateField(
        lazy_gettext("Day of the postmark"),
        description=lazy_gettext(
            "Only for mail. Leave it empty if it cannot be read: the day it came counts then."
        ),
        validators=[Optional()],
    )
    is_signed = yes_no(lazy_gettext("Is it signed on the outside?"))
    code = StringField(
        lazy_gettext("Code on the envelope"),
        description=lazy_gettext("Scan it, or type it: the line of letters under the square code."),
        validators=[FILL_IN, LONGEST_LINE],
    )
    latest: datetime | None = None

    def validate_received_at(self, field: Any) -> None:
        if field.data and self.latest and field.data > self.latest:
            raise ValidationError(_("This moment is still to come. Check the day and the hour."))

    def validate_postmarked_on(self, field: Any) -> None:
        if field.data and self.received_at.data and field.data > self.received_at.data.date():
            raise ValidationError(_("This postmark is later than the day it came. Check both."))

    @property
    def arrival_way(self) -> EnvelopeWay:
        return EnvelopeWay(self.way.data)


def kind_words(kind: DispositionKind) -> Sentence:
    """On which list an envelope stands."""
    if kind is DispositionKind.ACCEPTED:
        return say("Accepted, stays closed until the count")
    if kind is DispositionKind.PROVISIONAL:
        return say("Waits, stays apart")
    return say("Stays closed: {why}", why=REJECTION_NAMES[RejectionKind(kind.value)])


@clerk.route(PLACE, methods=["GET", "POST"])
@only(Role.CLERK)
def envelopes(election_id: UUID) -> ResponseReturnValue:
    """Enters one envelope after the other; below, every one that came back with its list."""
    election = own_election(election_id)
    form = _form(election)
    envelope = _meant(election, form) if form.validate_on_submit() else None
    if envelope is not None:
        with acting(db.session(), now(), actor()):
            received = receive_envelope(
                db.session(), election, envelope, _arrival(election, form), now=now(), by=actor()
            )
        _tell(received)
        # what stays the same from one envelope to the next; nothing of anybody
        kept = {"way": form.way.data, "received": form.received_at.data.isoformat(timespec="minutes")}
        return redirect(url_for("clerk.envelopes", election_id=election.id, **kept), 303)
    found = envelopes_in(db.session(), election, now())
    page = render_template(
        "pages/clerk/envelopes.html",
        election=election,
        form=form,
        account=paper_account(db.session(), election),
        rejection_names=REJECTION_NAMES,
        found=[(one, local(one.row.received_at, election)) for one in found],
        kind_words=kind_words,
        way_words=ENVELOPE_WAY_WORDS,
        overdue=sum(_is_overdue(one) for one in found),
    )
    return page, 422 if form.is_submitted() else 200


def _form(election: Election) -> EnvelopeForm:
    form = EnvelopeForm(way=request.args.get("way", ""), received_at=_moment(election))
    form.way.choices = said(ENVELOPE_WAY_WORDS)
    form.latest = in_field(now(), election)
    return form


def _moment(election: Election) -> datetime:
    """The moment of the envelope before, or now."""
    try:
        kept = datetime.strptime(request.args.get("received", ""), "%Y-%m-%dT%H:%M")  # noqa: DTZ007  # a field's clock
    except ValueError:
        return in_field(now(), election)
    return min(kept, in_field(now(), election))


def _meant(election: Election, form: EnvelopeForm) -> PaperEnvelope | None:
    """The envelope of this election behind the code; names the fault beside the field where there is none."""
    try:
        found = read_envelope(db.session(), current_app.extensions["links"], form.code.data)
    except (BadLink, NotFound):
        form.code.errors = [_("This is not the code of one of our envelopes. Scan it once more, or type it.")]
        return None
    if found.roll_entry.election_id != election.id:
        form.code.errors = [
            _("This envelope belongs to another election. Put it with the envelopes of that one.")
        ]
        return None
    return found


def _arrival(election: Election, form: EnvelopeForm) -> Arrival:
    by_mail = form.arrival_way is EnvelopeWay.MAIL
    return Arrival(
        way=form.arrival_way,
        received_at=to_utc(form.received_at.data, election),
        postmarked_on=form.postmarked_on.data if by_mail else None,
        is_signed=form.is_signed.data == "yes",
    )


def _tell(received: Received) -> None:
    """Whose it was, and on which stack it goes."""
    name = received.row.envelope.roll_entry.person.name
    flash(
        f"{name}: {words(kind_words(received.kind))}.",
        "done" if received.kind is DispositionKind.ACCEPTED else "warning",
    )
    for reason in received.decision.objections:
        flash(" ".join(words(part) for part in (reason.sentence, reason.remedy) if part), "warning")


def _is_overdue(received: Received) -> bool:
    waits = received.kind is DispositionKind.PROVISIONAL
    return waits and "envelope_not_signed" in received.decision.codes


@clerk.route(PLACE + "/<uuid:return_id>/signed", methods=["GET", "POST"])
@only(Role.CLERK)
def envelope_signed(election_id: UUID, return_id: UUID) -> ResponseReturnValue:
    """Keeps that a voter put the missing signature right."""
    election = own_election(election_id)
    row = own(PaperReturn, return_id)
    if row.envelope.roll_entry.election_id != election.id:
        abort(404)
    form = Form()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            received = sign_later(db.session(), election, row, now=now(), by=actor())
        _tell(received)
        return redirect(url_for("clerk.envelopes", election_id=election.id), 303)
    return confirm_page(
        election,
        form,
        title=_("The voter has signed"),
        says=[
            _("It goes on record that you saw %(name)s sign.", name=row.envelope.roll_entry.person.name),
            _("The envelope is accepted, if no other ballot of this voter was accepted before."),
        ],
        undo=_("This cannot be undone."),
        button=_("The voter has signed"),
        back=url_for("clerk.envelopes", election_id=election.id),
        status=422 if form.is_submitted() else 200,
    )


@clerk.route(PLACE + "/unsigned", methods=["GET", "POST"])
@only(Role.CLERK)
def envelopes_unsigned(election_id: UUID) -> ResponseReturnValue:
    """After the days to sign: the envelopes without a signature stay closed for good."""
    election = own_election(election_id)
    form = Form()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            closed = close_unsigned(db.session(), election, now=now(), by=actor())
        told = ngettext(
            "%(num)s envelope without a signature stays closed.",
            "%(num)s envelopes without a signature stay closed.",
            closed,
        )
        flash(told, "done")
        return redirect(url_for("clerk.envelopes", election_id=election.id), 303)
    waiting = sum(_is_overdue(one) for one in envelopes_in(db.session(), election, now()))
    return confirm_page(
        election,
        form,
        title=_("Close the list of envelopes without a signature"),
        says=[
            _("The days to sign are over for this many envelopes: %(number)s.", number=waiting),
            _("They stay closed, and are kept and listed as not put right in time."),
        ],
        undo=_("This cannot be undone."),
        button=_("Close the list"),
        back=url_for("clerk.envelopes", election_id=election.id),
        status=422 if form.is_submitted() else 200,
    )
