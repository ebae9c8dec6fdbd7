"""The clerk's pages on single messages: how each one stands, in words, and a word on what is unclear."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from ballot_service.database import db
from ballot_service.models import Role
from ballot_service.rules.words import say
from ballot_service.services.acting import acting
from ballot_service.services.announcing import (
    TELLS_WHO_VOTED,
    Announcing,
    Ruling,
    Show,
    channel_names,
    outcomes,
    rule_on,
    unclear_messages,
    unclear_said,
)
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import CHOOSE, Form, ReasonForm, confirm_page, local, own_election
from ballot_service.web.clerk.sending import KINDS, PLACE, ring
from ballot_service.web.clerk.sending_words import NAMES, SHOW_WORDS
from ballot_service.web.clock import now
from ballot_service.web.languages import words

SAID = {
    Ruling.CONFIRM.value: say("The person says that it arrived."),
    Ruling.REPEAT.value: say("The person says that it did not arrive."),
}
"""The reason that is kept with each button."""


class RulingForm(ReasonForm):
    """A person's word on a message of which nobody knows whether it left."""

    ruling = RadioField(
        lazy_gettext("What should happen?"),
        choices=[
            SelectChoice(Ruling.CONFIRM.value, lazy_gettext("It arrived.")),
            SelectChoice(Ruling.REPEAT.value, lazy_gettext("Send it again. It may then arrive twice.")),
            SelectChoice(
                Ruling.GIVE_UP.value, lazy_gettext("Leave it. The person is listed as not reached.")
            ),
        ],
        validators=[CHOOSE],
    )


@clerk.get(PLACE + KINDS + "/messages")
@only(Role.CLERK)
def messages(election_id: UUID, kind: str) -> ResponseReturnValue:
    """The messages of the newest version, 50 a page, those that need a person first; never of reminders."""
    election, announcing = own_election(election_id), Announcing(kind)
    if announcing in TELLS_WHO_VOTED:
        abort(404)
    asked, page = request.args.get("show", ""), request.args.get("page", "1")
    show = Show(asked) if asked in list(Show) else Show.TROUBLE
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 7 else 1
    found = outcomes(db.session(), election, announcing, show, number)

    def place(show: Show, page: int | None = None) -> str:
        return url_for("clerk.messages", election_id=election.id, kind=kind, show=show.value, page=page)

    return render_template(
        "pages/clerk/sending_messages.html",
        election=election,
        name=NAMES[announcing],
        found=found,
        show=show,
        shows=[(one, said, place(one)) for one, said in SHOW_WORDS.items()],
        previous_url=place(show, found.page - 1) if found.page > 1 else None,
        next_url=place(show, found.page + 1) if found.page < found.pages else None,
        channel_words=channel_names(),
        local=lambda at: local(at, election),
    )


@clerk.route(PLACE + "/unclear/<uuid:delivery_id>", methods=["GET", "POST"])
@only(Role.CLERK)
def settle_message(election_id: UUID, delivery_id: UUID) -> ResponseReturnValue:
    """A person's word on one message of which nobody knows whether it left."""
    election = own_election(election_id)
    waiting = unclear_messages(db.session(), election)
    message = next((one for one in waiting if one.unclear.delivery_id == delivery_id), None) or abort(404)
    form = RulingForm()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            rule_on(
                db.session(),
                election,
                delivery_id,
                Ruling(form.ruling.data),
                form.reason.data,
                now=now(),
                by=actor(),
            )
        ring()
        flash(_("Your decision is kept."), "done")
        return redirect(url_for("clerk.sending", election_id=election.id), 303)
    why, _what = unclear_said(message.unclear.error)
    return confirm_page(
        election,
        form,
        title=_("Settle an unclear message"),
        says=[
            _("The message to %(name)s may have been sent, or not. Nobody knows.", name=message.to),
            words(why),
            _("Ask the person whether it came."),
        ],
        undo=_("Your decision and your reason are kept in the record."),
        button=_("Keep this decision"),
        back=url_for("clerk.sending", election_id=election.id),
        status=422 if form.is_submitted() else 200,
    )


@clerk.post(PLACE + "/unclear/<uuid:delivery_id>/said")
@only(Role.CLERK)
def say_of_message(election_id: UUID, delivery_id: UUID) -> ResponseReturnValue:
    """One of the two buttons beside an unclear message. What was settled meanwhile stays as it is."""
    election = own_election(election_id)
    asked = request.form.get("ruling", "")
    if asked not in SAID or not Form().validate():
        abort(400)
    waiting = {one.unclear.delivery_id for one in unclear_messages(db.session(), election)}
    if delivery_id in waiting:
        with acting(db.session(), now(), actor()):
            rule_on(
                db.session(),
                election,
                delivery_id,
                Ruling(asked),
                words(SAID[asked]),
                now=now(),
                by=actor(),
            )
        ring()
        flash(_("Your decision is kept."), "done")
    else:
        flash(_("This message was settled meanwhile. Nothing was changed."), "done")
    return redirect(url_for("clerk.sending", election_id=election.id), 303)
