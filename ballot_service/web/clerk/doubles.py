"""The clerk's pages on lines of the roll that are likely one person: put together, or kept apart, with a reason."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from ballot_service.database import db
from ballot_service.models import Role
from ballot_service.rules.doubles import DoubleFacts
from ballot_service.rules.likeness import Likeness
from ballot_service.rules.words import Sentence, say
from ballot_service.services.acting import acting
from ballot_service.services.registrations import compare, keep_apart, likely_doubles, merge
from ballot_service.services.roll_story import has_voted
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import CHOOSE, ReasonForm, own_election
from ballot_service.web.clerk.people import own_voter
from ballot_service.web.clock import now
from ballot_service.web.roll_words import DOOR_WORDS, STATUS_WORDS

PLACE = "/elections/<uuid:election_id>/doubles"
SHOWN = 200
SAME = "same"


class DoubleForm(ReasonForm):
    """Whether two lines of the roll are one person."""

    same = RadioField(
        lazy_gettext("Are these the same person?"),
        choices=[
            SelectChoice(SAME, lazy_gettext("Yes, one person: one ballot")),
            SelectChoice("two", lazy_gettext("No, two people")),
        ],
        validators=[CHOOSE],
    )


@clerk.get(PLACE)
@only(Role.CLERK)
def doubles(election_id: UUID) -> ResponseReturnValue:
    """Every pair that nobody has decided about, with what speaks for it."""
    election = own_election(election_id)
    pairs = likely_doubles(db.session(), election)
    return render_template(
        "pages/clerk/doubles_list.html",
        election=election,
        pairs=[(pair, signs(pair.facts)) for pair in pairs[:SHOWN]],
        number=len(pairs),
        door_words=DOOR_WORDS,
    )


@clerk.route(PLACE + "/<uuid:one_id>/<uuid:other_id>", methods=["GET", "POST"])
@only(Role.CLERK)
def double(election_id: UUID, one_id: UUID, other_id: UUID) -> ResponseReturnValue:
    """Two lines side by side, and the decision."""
    election = own_election(election_id)
    one, other = own_voter(election, one_id), own_voter(election, other_id)
    form = DoubleForm()
    if form.validate_on_submit():
        act = merge if form.same.data == SAME else keep_apart
        with acting(db.session(), now(), actor()):
            act(db.session(), election, one, other, form.reason.data.strip(), now=now(), by=actor())
        told = _("They are one voter now.") if act is merge else _("They stay two voters.")
        flash(told, "done")
        return redirect(url_for("clerk.doubles", election_id=election_id), 303)
    page = render_template(
        "pages/clerk/doubles_pair.html",
        election=election,
        lines=[(entry, has_voted(db.session(), entry)) for entry in (one, other)],
        signs=signs(compare(one, other)),
        door_words=DOOR_WORDS,
        status_words=STATUS_WORDS,
        form=form,
    )
    return page, 422 if form.is_submitted() else 200


def signs(facts: DoubleFacts) -> tuple[Sentence, ...]:
    """What speaks for and against one person."""
    found = (
        (say("Same name"), facts.name_likeness is Likeness.EXACT),
        (say("A name that is much alike"), facts.name_likeness is Likeness.LIKE),
        (say("Same e-mail or phone"), facts.same_contact),
        (say("Same birth date"), facts.same_birth_date is True),
        (say("Different birth dates"), facts.same_birth_date is False),
    )
    return tuple(sentence for sentence, holds in found if holds)
