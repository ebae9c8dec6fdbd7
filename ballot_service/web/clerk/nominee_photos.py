"""The clerk's page on a nominee's photo: one that came on paper is put in, and an unfit one is removed."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ballot_service.database import db
from ballot_service.models import Role
from ballot_service.rules.photos import may_put_photo
from ballot_service.services.acting import acting
from ballot_service.services.interest import photo_facts, photo_of, remove_photo
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import Form, ReasonForm, confirm_page, own_election
from ballot_service.web.clerk.nominees import PLACE, own_candidate
from ballot_service.web.clock import now
from ballot_service.web.own_photo import NOTHING_TYPED, address_of_photo
from ballot_service.web.photo_form import put_in


@clerk.route(PLACE + "/<uuid:candidate_id>/photo", methods=["GET", "POST"])
@only(Role.CLERK)
def nominee_photo(election_id: UUID, candidate_id: UUID) -> ResponseReturnValue:
    """The photo as everybody will see it, and another one in its place until the ballot is frozen."""
    election = own_election(election_id)
    candidate = own_candidate(election, candidate_id)
    form, typed = Form(), NOTHING_TYPED
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            typed = put_in(candidate, actor())
        if not typed.errors:
            flash(_("The photo is there."), "done")
            return redirect(
                url_for("clerk.nominee_photo", election_id=election.id, candidate_id=candidate.id), 303
            )
    photo = photo_of(candidate)
    page = render_template(
        "pages/clerk/nominees_photo.html",
        election=election,
        candidate=candidate,
        form=form,
        photo=photo,
        photo_address=address_of_photo(photo),
        against=may_put_photo(photo_facts(candidate)),
        typed=typed,
    )
    return page, 422 if typed.errors else 200


@clerk.route(PLACE + "/<uuid:candidate_id>/photo/remove", methods=["GET", "POST"])
@only(Role.CLERK)
def remove_nominee_photo(election_id: UUID, candidate_id: UUID) -> ResponseReturnValue:
    """Takes an unfit photo away, with the reason; also once the ballot is frozen."""
    election = own_election(election_id)
    candidate = own_candidate(election, candidate_id)
    there = url_for("clerk.nominee_photo", election_id=election.id, candidate_id=candidate.id)
    form = ReasonForm()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            remove_photo(db.session(), candidate, form.reason.data, now=now(), by=actor())
        flash(_("The photo is removed."), "done")
        return redirect(there, 303)
    return confirm_page(
        election,
        form,
        title=_("Remove a photo"),
        says=[
            _("The photo of %(name)s is not shown any more.", name=candidate.name),
            _("The file is kept with the form, and so is the reason you write."),
        ],
        undo=_("Another photo can be put in until the ballot is frozen."),
        button=_("Remove this photo"),
        back=there,
        status=422 if form.is_submitted() else 200,
    )
