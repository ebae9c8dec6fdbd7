"""The page of somebody's own interest form: how it stands, and a button to withdraw it. No session, no script; only
the button changes something.
"""

from __future__ import annotations

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ballot_service.database import db
from ballot_service.links import BadLink, Links, Purpose
from ballot_service.models import FormState, InterestForm, PreElectionStatus
from ballot_service.rules.words import Sentence, say
from ballot_service.services.acting import NotFound, Refused, acting
from ballot_service.services.facts import title_of
from ballot_service.services.interest import (
    OPEN_STATES,
    OwnForm,
    form_decision,
    open_own_form,
    withdraw_own_form,
)
from ballot_service.web.access import anyone
from ballot_service.web.answer_links import frame_of_link, link_unknown, set_language
from ballot_service.web.clerk.evidence_files import MOST_BYTES
from ballot_service.web.clock import now
from ballot_service.web.languages import LANGUAGES
from ballot_service.web.limits import WRONG_LINKS, is_our_form_link, limiter
from ballot_service.web.own_photo import NOTHING_TYPED, PHOTO_ACTS, change_photo, photo_parts
from ballot_service.web.photo_form import TypedPhoto

own_form = Blueprint("own_form", __name__, url_prefix="/form")

LARGEST_FORM = 64 * 1024
"""Bytes. A tick, a line and a button; a photo comes on top."""
Errors = tuple[tuple[str, Sentence], ...]
NOT_SURE = say("Tick the box if you want to withdraw. If not, close this page: nothing has changed.")
WITHDRAWN = say("Your name will not be on the ballot.")
STATES = {
    FormState.RECEIVED: say("Your form is complete. A person checks it."),
    FormState.INCOMPLETE: say("Something is missing in your form."),
    FormState.NEEDS_CURE: say("Your form is not signed."),
    FormState.REFUSED: say(
        "Your form was not accepted. Our message says why, and what you can do. If you have not got it, call us."
    ),
    FormState.WITHDRAWN: say("Your form was withdrawn. Your name will not be on the ballot."),
    FormState.LATE: say("Your form came too late. Our message says what you can do."),
}
STANDS = {
    PreElectionStatus.QUALIFIED: say("Your form was checked and accepted. Your name will be on the ballot."),
    PreElectionStatus.FILED: say(
        "Your form was checked, and something is still missing. Call us to ask what."
    ),
    PreElectionStatus.REFUSED: say("As things are, you cannot stand for these seats. Call us to ask why."),
    PreElectionStatus.WITHDRAWN: STATES[FormState.WITHDRAWN],
}
FROZEN = say("The ballot is frozen, and your name is on it.")


@own_form.before_request
def _small_forms_only() -> None:
    request.max_content_length = LARGEST_FORM + MOST_BYTES
    request.max_form_memory_size = LARGEST_FORM


@own_form.get("/<token>")
@anyone
@limiter.limit(WRONG_LINKS, exempt_when=is_our_form_link)
def show(token: str) -> ResponseReturnValue:
    """How the form stands. Link previews and mail scanners may open it as often as they like."""
    return _page(token, _opened(token))


@own_form.post("/<token>")
@anyone
@limiter.limit(WRONG_LINKS, exempt_when=is_our_form_link)
def change(token: str) -> ResponseReturnValue:
    """Changes the photo, or withdraws the form once the box is ticked. Pressing twice shows how the form stands."""
    found = _opened(token)
    action, _, tag = request.form.get("action", "").partition(":")
    if action == "language" and tag in LANGUAGES:
        g.language = tag
    if action in PHOTO_ACTS and found.withdrawal.allowed:
        typed = change_photo(found.form, action)
        return _page(token, found, typed.errors, typed) if typed.errors else redirect(_url(token), 303)
    if action != "withdraw" or not found.withdrawal.allowed:
        return _page(token, found)
    if request.form.get("sure") != "y":
        return _page(token, found, (("sure", NOT_SURE),))
    try:
        with acting(db.session(), now()):
            withdraw_own_form(db.session(), found.form, now=now())
    except Refused:
        return _page(token, _opened(token))
    frame = frame_of_link("own_form.show", token, found.form.election)
    return render_template("pages/link/withdrawn.html", **frame, said=WITHDRAWN, has_answer=False)


def address_of(form: InterestForm) -> str | None:
    """Where the page of this form is, in the reader's language; None for a form without one."""
    if form.link_key is None:
        return None
    links: Links = current_app.extensions["links"]
    return url_for(
        "own_form.show", token=links.token(Purpose.OWN_FORM, form.link_key), lang=g.get("language")
    )


def _opened(token: str) -> OwnForm:
    """What is behind the link; also sets the page's language."""
    links: Links = current_app.extensions["links"]
    found = open_own_form(db.session(), links, token)
    set_language(found.form.language)
    return found


def _url(token: str) -> str:
    return url_for("own_form.show", token=token, lang=g.language)


def _page(
    token: str, found: OwnForm, errors: Errors = (), typed: TypedPhoto = NOTHING_TYPED
) -> ResponseReturnValue:
    form = found.form
    page = render_template(
        "pages/interest/own.html",
        **frame_of_link("own_form.show", token, form.election),
        form=form,
        seats=title_of(form.contest),
        sent_at=form.filed_at.astimezone(form.election.zone),
        state=_state(form),
        missing=form_decision(form).objections if form.state in OPEN_STATES else (),
        may_withdraw=found.withdrawal.allowed,
        errors=errors,
        page_url=_url(token),
        **photo_parts(form, typed),
    )
    return page, 422 if errors else 200


def _state(form: InterestForm) -> Sentence:
    if form.state is not FormState.NOMINATED or form.candidate is None:
        return STATES[form.state]
    status = form.candidate.pre_election_status
    is_final = form.election.ballot_frozen_at is not None and status is PreElectionStatus.QUALIFIED
    return FROZEN if is_final else STANDS[status]


own_form.register_error_handler(BadLink, link_unknown)
own_form.register_error_handler(NotFound, link_unknown)
