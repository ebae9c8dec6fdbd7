"""The clerk's pages on messages that wait: what is stuck and why, and a hand on one notice."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice

from ballot_service.database import db
from ballot_service.mailing import carriers
from ballot_service.models import Role
from ballot_service.services.acting import acting
from ballot_service.services.announcing import (
    Announcing,
    Hold,
    Step,
    halted,
    hold_notice,
    stuck,
    versions,
    waiting_in,
)
from ballot_service.web.access import actor, only
from ballot_service.web.carrier_words import CARRIER_WORDS
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import (
    CHOOSE,
    FILL_IN,
    LONGEST_TEXT,
    Form,
    confirm_page,
    local,
    own_election,
)
from ballot_service.web.clerk.sending import KINDS, PLACE, ring
from ballot_service.web.clerk.sending_words import HELD_WORDS, HOLD_WORDS, NAMES
from ballot_service.web.clock import now
from ballot_service.web.languages import words
from ballot_service.web.rows import settings

PLACES = {Step.HOLD: "clerk.hold", Step.MESSAGES: "clerk.messages"}


class HoldForm(Form):
    """What to do about the messages that wait, and then why."""

    hold = RadioField(lazy_gettext("What should happen?"), validators=[CHOOSE])
    reason = TextAreaField(lazy_gettext("Reason"), validators=[FILL_IN, LONGEST_TEXT])


@clerk.get(PLACE + "/stuck")
@only(Role.CLERK)
def stuck_messages(election_id: UUID) -> ResponseReturnValue:
    """What stands still, how much, and the next step for each."""
    election = own_election(election_id)
    by = carriers(settings())

    def place(kind: Announcing, step: Step) -> str | None:
        if step is Step.DECIDE:
            return url_for("clerk.sending", election_id=election.id)
        return url_for(PLACES[step], election_id=election.id, kind=kind.value) if step in PLACES else None

    return render_template(
        "pages/clerk/sending_stuck.html",
        election=election,
        found=[(one, place(one.kind, one.step)) for one in stuck(db.session(), election, by, now())],
        halted=halted(db.session(), by),
        names=NAMES,
        carrier_words=CARRIER_WORDS,
        local=lambda at: local(at, election),
    )


@clerk.route(PLACE + KINDS + "/hold", methods=["GET", "POST"])
@only(Role.CLERK)
def hold(election_id: UUID, kind: str) -> ResponseReturnValue:
    """Pauses a notice, lets it go on, calls it off, or lets it go in quiet hours; always with a reason."""
    election, announcing = own_election(election_id), Announcing(kind)
    newest = next(iter(versions(db.session(), election, announcing)), None)
    waiting = waiting_in(db.session(), newest.notice.id) if newest else {}
    form = HoldForm()
    possible = [one for one in Hold if waiting.get(one)]
    form.hold.choices = [SelectChoice(one.value, words(HOLD_WORDS[one])) for one in possible]
    back = url_for("clerk.sending", election_id=election.id)
    if not possible:
        flash(_("Nothing of this notice is waiting to be sent."), "warning")
        return redirect(back, 303)
    if form.validate_on_submit():
        chosen = Hold(form.hold.data)
        with acting(db.session(), now(), actor()):
            hold_notice(
                db.session(), election, announcing, chosen, form.reason.data.strip(), now=now(), by=actor()
            )
        ring()
        flash(words(HELD_WORDS[chosen]), "done")
        return redirect(back, 303)
    number = waiting[Hold.CALL_OFF]
    return confirm_page(
        election,
        form,
        title=_("Hold or release: %(name)s", name=words(NAMES[announcing])),
        says=[
            ngettext("%(num)s message is waiting.", "%(num)s messages are waiting.", number),
            _("What a provider has taken already cannot be called back."),
        ],
        undo=_(
            "A pause can be ended. What is called off is not sent any more. Your reason is kept in the record."
        ),
        button=_("Do this"),
        back=back,
        status=422 if form.is_submitted() else 200,
    )
