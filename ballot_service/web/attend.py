"""Signing in at an information session with one's own phone: no cookie, no script, no account."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from ballot_service.database import db
from ballot_service.importing.cleaning import plain_text
from ballot_service.links import BadLink, Links
from ballot_service.rules.words import Sentence, say
from ballot_service.services.acting import NotFound, Refused, acting
from ballot_service.services.informing import Guest, OpenedSession, open_session, sign_in
from ballot_service.web.access import anyone
from ballot_service.web.clock import now
from ballot_service.web.frame import contact_of, languages, place_of
from ballot_service.web.languages import LANGUAGES, of_the_browser
from ballot_service.web.limits import (
    WRONG_LINKS,
    count_sign_in_from_here,
    is_our_session_link,
    limiter,
    may_sign_in_from_here,
)

attend = Blueprint("attend", __name__, url_prefix="/attend")

LONGEST = 200
LARGEST_FORM = 256 * 1024
"""Bytes. A form with every field far too long still fits, so that it can be shown again."""
Errors = tuple[tuple[str, Sentence], ...]
NEEDED = say("Write your name.")
TOO_LONG = say("Use at most 200 letters.")
TOO_MANY = say(
    "Many people signed in from this network in the last minutes. Nothing is lost: wait ten minutes and press the "
    "button once more, or sign the paper sheet."
)


@dataclass(frozen=True)
class Typed:
    """What somebody typed, without marks that cannot be seen. `language` is set when another one was asked for."""

    name: str = ""
    contact: str = ""
    neighborhood: str = ""
    language: str = ""

    @classmethod
    def read(cls, form: MultiDict[str, str]) -> Typed:
        action, _, tag = form.get("action", "").partition(":")
        return cls(
            name=plain_text(form.get("name", "")),
            contact=plain_text(form.get("contact", "")),
            neighborhood=plain_text(form.get("neighborhood", "")),
            language=tag if action == "language" and tag in LANGUAGES else "",
        )

    @property
    def errors(self) -> Errors:
        found = [("name", NEEDED)] if not self.name else []
        texts = (("name", self.name), ("contact", self.contact), ("neighborhood", self.neighborhood))
        return (*found, *((field, TOO_LONG) for field, text in texts if len(text) > LONGEST))

    @property
    def guest(self) -> Guest:
        return Guest(name=self.name, contact=self.contact, neighborhood=self.neighborhood)


@attend.before_request
def _small_forms_only() -> None:
    request.max_content_length = LARGEST_FORM


@attend.get("/<token>")
@anyone
@limiter.limit(WRONG_LINKS, exempt_when=is_our_session_link)
def arrive(token: str) -> ResponseReturnValue:
    """The form; before and after the session, when it works."""
    found = _opened(token)
    return _form(token, found, Typed()) if found.decision.allowed else _closed(token, found)


@attend.post("/<token>")
@anyone
@limiter.limit(WRONG_LINKS, exempt_when=is_our_session_link)
def enter(token: str) -> ResponseReturnValue:
    """Puts the person on the list. Whoever presses twice reads that the name is there."""
    found, typed = _opened(token), Typed.read(request.form)
    if typed.language:
        g.language = typed.language
        return _form(token, found, typed) if found.decision.allowed else _closed(token, found)
    if not found.decision.allowed:
        return _closed(token, found)
    if typed.errors:
        return _form(token, found, typed, typed.errors)
    if not may_sign_in_from_here(found.row.id):
        return _form(token, found, typed, (("name", TOO_MANY),), 429)
    try:
        with acting(db.session(), now()):
            is_new = sign_in(db.session(), found.row, typed.guest, now=now())
    except Refused:
        return _closed(token, _opened(token))
    if is_new:
        count_sign_in_from_here(found.row.id)
    return render_template("pages/attend/done.html", **_frame(token, found), is_new=is_new, name=typed.name)


def _opened(token: str) -> OpenedSession:
    """What is behind the address; also sets the page's language."""
    links: Links = current_app.extensions["links"]
    found = open_session(db.session(), links, token, now())
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        g.language = asked
    return found


def _form(
    token: str, found: OpenedSession, typed: Typed, errors: Errors = (), status: int = 422
) -> ResponseReturnValue:
    page = render_template("pages/attend/form.html", **_frame(token, found), typed=typed, errors=errors)
    return page, status if errors else 200


def _closed(token: str, found: OpenedSession) -> ResponseReturnValue:
    """Too early, over or cancelled: when it works, and what to do."""
    is_early = "sign_in_too_early" in found.decision.codes
    page = render_template(
        "pages/attend/closed.html", **_frame(token, found), decision=found.decision, is_early=is_early
    )
    return page, 200 if is_early else 410


def _frame(token: str, found: OpenedSession) -> dict[str, object]:
    election = found.row.election
    language = g.get("language") or of_the_browser()
    offered = languages(language)
    for each in offered:
        each["url"] = url_for("attend.arrive", token=token, lang=each["tag"])
    return {
        "place": place_of(election.council, election.district),
        "contact": contact_of(election.district),
        "languages": offered,
        "here_url": url_for("attend.arrive", token=token, lang=language),
        "row": found.row,
        "starts": found.row.starts_at.astimezone(election.zone),
        "election_url": url_for("public.election", election_id=election.id, lang=language),
    }


@attend.errorhandler(BadLink)
@attend.errorhandler(NotFound)
def _unknown(_error: Exception) -> ResponseReturnValue:
    """Changed, cut short, or never ours: the page says what to do and nothing else."""
    return render_template("pages/attend/unknown.html"), 404
