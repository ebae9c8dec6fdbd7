"""The clerk's pages on letters: how many there are, what they say, and the one PDF that holds them."""

from __future__ import annotations

from uuid import UUID

import structlog
from flask import Response, abort, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from ballot_service.database import db
from ballot_service.lettering import LettersChanged, Wanted, make_letters
from ballot_service.mailing import channels
from ballot_service.models import Election, Role, VoterRollEntry
from ballot_service.printing.letters import TypeSize
from ballot_service.printing.typesetting import CannotPrint
from ballot_service.rules.languages import language_name
from ballot_service.services.announcing import (
    Announcing,
    Order,
    Press,
    Reach,
    Stand,
    Which,
    may_send,
    prepare,
    reach,
)
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import CHOOSE, Form, own_election
from ballot_service.web.clock import now
from ballot_service.web.languages import tag_here
from ballot_service.web.rows import own, settings
from ballot_service.web.speaking import speak

log = structlog.get_logger()

PLACE = "/elections/<uuid:election_id>/letters"
PRINTED = (Stand.PRINTED, Stand.HANDED_OUT)


class SizeForm(Form):
    """How large the type is."""

    size = RadioField(
        lazy_gettext("Size of the type"),
        choices=[
            SelectChoice(str(int(TypeSize.PLAIN)), lazy_gettext("Usual: one sheet for each letter")),
            SelectChoice(str(int(TypeSize.LARGE)), lazy_gettext("Large: two sheets for each letter")),
        ],
        default=str(int(TypeSize.PLAIN)),
        validators=[CHOOSE],
    )

    @property
    def type_size(self) -> TypeSize:
        return TypeSize(int(self.size.data))


class LettersForm(SizeForm):
    """Which letters, and in which order."""

    which = RadioField(
        lazy_gettext("Which letters?"),
        choices=[
            SelectChoice(Which.NOT_PRINTED.value, lazy_gettext("Only those not printed yet")),
            SelectChoice(Which.ALL.value, lazy_gettext("All of them, also those printed before")),
        ],
        default=Which.NOT_PRINTED.value,
        validators=[CHOOSE],
    )
    order = RadioField(
        lazy_gettext("In which order?"),
        choices=[
            SelectChoice(Order.ZIP.value, lazy_gettext("By ZIP code and street, for the mail")),
            SelectChoice(Order.SCHOOL.value, lazy_gettext("By school and last name")),
        ],
        default=Order.ZIP.value,
        validators=[CHOOSE],
    )


@clerk.route(PLACE, methods=["GET", "POST"])
@only(Role.CLERK)
def letters(election_id: UUID) -> ResponseReturnValue:
    """What the letters say and how many there are; a press of the button answers with the PDF."""
    election = own_election(election_id)
    reached = reach(db.session(), election, channels(settings()))
    form = _form(reached)
    if form.validate_on_submit():
        which = Which(form.which.data) if form.which else Which.NOT_PRINTED
        wanted = Wanted(which=which, order=Order(form.order.data), size=form.type_size)
        return _printed(election, wanted, "ballot-letters.pdf")
    return _page(election, form, reached, status=422 if form.is_submitted() else 200)


def _form(reached: Reach) -> LettersForm:
    """Which letters is asked only where some were printed before."""
    form = LettersForm()
    if not any(reached.number(stand) for stand in PRINTED):
        del form.which
    return form


@clerk.route(PLACE + "/<uuid:entry_id>", methods=["GET", "POST"])
@only(Role.CLERK)
def voter_letter(election_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """One voter's letter, for somebody who asks for paper or whose letter was lost."""
    election = own_election(election_id)
    entry = own(VoterRollEntry, entry_id)
    if entry.election_id != election.id:
        abort(404)
    form = SizeForm()
    if form.validate_on_submit():
        return _printed(election, Wanted(only=entry, size=form.type_size), "ballot-letter.pdf")
    return _page(election, form, None, entry=entry, status=422 if form.is_submitted() else 200)


def _page(
    election: Election,
    form: SizeForm,
    reached: Reach | None,
    *,
    entry: VoterRollEntry | None = None,
    problem: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    ready = prepare(
        db.session(), election, Announcing.BALLOT_LINK, origin=settings().public_origin, speak=speak
    )
    page = render_template(
        "pages/clerk/letters_print.html",
        election=election,
        form=form,
        entry=entry,
        reached=reached,
        texts=[text for text in ready.notice.texts if text.channel == "letter"],
        decision=may_send(db.session(), election, ready, now=now(), by=actor()),
        language_name=language_name,
        problem=problem,
    )
    return page, status


def _printed(election: Election, wanted: Wanted, name: str) -> ResponseReturnValue:
    """The PDF itself: made in memory, given out once, kept nowhere."""
    press = Press(
        links=current_app.extensions["links"],
        origin=settings().public_origin,
        speak=speak,
        channels=channels(settings()),
    )
    try:
        made = make_letters(db.session(), election, press, wanted, now=now(), by=actor(), language=tag_here())
    except (LettersChanged, CannotPrint) as problem:
        return _refused(election, wanted, problem)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(made.pdf, mimetype="application/pdf", headers=headers)


def _refused(election: Election, wanted: Wanted, problem: Exception) -> ResponseReturnValue:
    log.warning("letters_not_printed", error=type(problem).__name__)
    changed = _("A link changed while the letters were made. Nothing was printed. Print them again.")
    broken = _("The letters could not be made. Nothing was printed. Ask the technician to look at the logs.")
    says = changed if isinstance(problem, LettersChanged) else broken
    reached = None if wanted.only else reach(db.session(), election, channels(settings()))
    form = _form(reached) if reached else SizeForm()
    return _page(election, form, reached, entry=wanted.only, problem=says, status=409)
