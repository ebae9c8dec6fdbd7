"""Signing up to vote, for everybody who is not on the school's list: a form, a code, an answer.

No session, no script, no account. A signed key in the form keeps programs from sending many, and the number of sign-ups
that nobody has proved is limited by network; whoever types the code gives the place back.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from ballot_service.database import db
from ballot_service.links import BadLink, Links, Purpose
from ballot_service.models import ContactKind, Election, Registration, RollStatus
from ballot_service.rules.decision import Decision
from ballot_service.rules.election_settings import Electorate
from ballot_service.rules.words import Sentence, say
from ballot_service.services.acting import NotFound, Refused
from ballot_service.services.announcing import who_may_vote
from ballot_service.services.facts import settings_of
from ballot_service.services.registrations import (
    ask_to_register,
    may_register_now,
    open_registration,
    prove,
    send_code_again,
    standing_of,
)
from ballot_service.web.access import anyone
from ballot_service.web.answering import post, ring
from ballot_service.web.clock import now, today
from ballot_service.web.form_keys import FormKeys
from ballot_service.web.frame import contact_of, languages, place_of
from ballot_service.web.languages import LANGUAGES, tag_here
from ballot_service.web.limits import WRONG_LINKS, is_our_sign_up, limiter, network_digest
from ballot_service.web.register_form import SignUpForm, read_form
from ballot_service.web.rows import settings

register = Blueprint("register", __name__)

LARGEST_FORM = 64 * 1024
PAGE_TOO_OLD = say("This page was open for a long time. Nothing is lost: please press the button once more.")
TOO_MANY = ("too_many_codes", "too_many_from_network")


@register.before_request
def _small_forms_only() -> None:
    request.max_content_length = LARGEST_FORM


@register.get("/elections/<uuid:election_id>/register")
@anyone
def start(election_id: UUID) -> ResponseReturnValue:
    """Who may vote, and the form; or when it opens, or that it is over."""
    return _form_page(_election(election_id), SignUpForm(MultiDict(), (), None))


@register.post("/elections/<uuid:election_id>/register")
@anyone
def ask(election_id: UUID) -> ResponseReturnValue:
    """Keeps the sign-up and sends a code. Pressing twice sends one."""
    election = _election(election_id)
    tongue = request.form.get("action", "").removeprefix("language:")
    if tongue in LANGUAGES:
        g.language = tongue
        return _form_page(election, SignUpForm(request.form, (), None))
    form = read_form(election, request.form, tuple(post().channels), tag_here(), today())
    key = _keys(election).read(request.form.get("key", ""))
    if form.applicant is None:
        return _form_page(election, form, status=422)
    if key is None or not key.is_fresh(now()):
        return _form_page(election, form, notice=PAGE_TOO_OLD, status=422)
    session = db.session()
    try:
        registration = ask_to_register(
            session,
            election,
            form.applicant,
            sent_key=key.once,
            network=network_digest(settings().secret_keys[0]),
            post=post(),
            now=now(),
        )
    except Refused as refused:
        session.rollback()
        return _form_page(_election(election_id), form, refused.decision, status=_status(refused.decision))
    session.commit()
    ring()
    links: Links = current_app.extensions["links"]
    token = links.token(Purpose.SIGN_UP, registration.key)
    return redirect(url_for("register.code", token=token, lang=tag_here()), 303)


@register.get("/register/<token>")
@anyone
@limiter.limit(WRONG_LINKS, exempt_when=is_our_sign_up)
def code(token: str) -> ResponseReturnValue:
    """Where the code is typed; once it was, where the person stands."""
    registration = _registration(token)
    return _code_page(token, registration) if registration.proved_at is None else _done(registration)


@register.post("/register/<token>")
@anyone
@limiter.limit(WRONG_LINKS, exempt_when=is_our_sign_up)
def type_code(token: str) -> ResponseReturnValue:
    """Takes the code, or sends a new one. Both buttons may be pressed twice."""
    registration, session = _registration(token), db.session()
    again = request.form.get("action") == "again"
    try:
        if again:
            send_code_again(session, registration, post=post(), now=now())
            decision = Decision()
        else:
            links: Links = current_app.extensions["links"]
            decision = prove(
                session, registration, request.form.get("code", ""), links=links, post=post(), now=now()
            )
    except Refused as refused:
        session.rollback()
        return _code_page(token, _registration(token), refused.decision, status=_status(refused.decision))
    session.commit()
    if not decision.allowed:
        return _code_page(token, registration, decision, status=422)
    ring()
    return redirect(url_for("register.code", token=token, lang=g.language, sent=1 if again else None), 303)


def _status(refused: Decision) -> int:
    if "sign_up_parents_only" in refused.codes:
        return 422  # another answer on the form makes it succeed
    return 429 if set(refused.codes) & set(TOO_MANY) else 409


def _election(election_id: UUID) -> Election:
    return db.session.get(Election, election_id) or abort(404)


def _keys(election: Election) -> FormKeys:
    return FormKeys(settings().secret_keys, f"register:{election.id}")


def _registration(token: str) -> Registration:
    """What is behind the address; also sets the page's language."""
    links: Links = current_app.extensions["links"]
    found = open_registration(db.session(), links, token)
    asked = request.args.get("lang", "")
    g.language = asked if asked in LANGUAGES else found.language
    return found


def _frame(election: Election) -> dict[str, Any]:
    return {
        "place": place_of(election.council, election.district),
        "contact": contact_of(election.district),
        "help_url": url_for("public.help_page", election_id=election.id),
        "election": election,
        "closes_at": election.closes_at.astimezone(election.zone),
    }


def _form_page(
    election: Election,
    form: SignUpForm,
    refused: Decision | None = None,
    *,
    notice: Sentence | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    period = may_register_now(election, now())
    if not period.allowed:
        return render_template("pages/register/closed.html", **_frame(election), decision=period)
    page = render_template(
        "pages/register/start.html",
        **_frame(election),
        form=form,
        key=_keys(election).new(now()),
        who_may_vote=who_may_vote(election),
        for_parents=settings_of(election).electorate is Electorate.PARENTS,
        age=settings_of(election).voter_age,
        texts="sms" in post().channels,
        late=period.warnings,
        refused=refused,
        notice=notice,
    )
    return page, status


def _code_page(
    token: str, registration: Registration, decision: Decision | None = None, *, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "pages/register/code.html",
        **_frame(registration.election),
        token=token,
        sent_to=hidden(registration),
        by_text=registration.contact_kind is ContactKind.PHONE,
        sent_again="sent" in request.args,
        decision=decision,
        languages=_in_languages(token),
    )
    return page, status


def _done(registration: Registration) -> ResponseReturnValue:
    proved = standing_of(db.session(), registration)
    frame = _frame(registration.election)
    if proved.entry.status is RollStatus.EXCLUDED:
        frame["closes_at"] = None  # the footer would say until when one can vote
    return render_template(
        "pages/register/done.html",
        **frame,
        proved=proved,
        sent_to=hidden(registration),
        languages=_in_languages(str((request.view_args or {})["token"])),
    )


def _in_languages(token: str) -> list[dict[str, Any]]:
    offered = languages(g.language)
    for each in offered:
        each["url"] = url_for("register.code", token=token, lang=each["tag"])
    return offered


def hidden(registration: Registration) -> str:
    """The contact as far as its owner needs it: the last digits, or the first letter and the mailbox's host."""
    if registration.contact_kind is ContactKind.PHONE:
        return f"(•••) •••-{registration.contact[-4:]}"
    name, _, host = registration.contact.partition("@")
    return f"{name[:1]}•••@{host}"


@register.errorhandler(BadLink)
@register.errorhandler(NotFound)
def _unknown(_error: Exception) -> ResponseReturnValue:
    """Changed, cut short, or forgotten after a day: the page says what to do."""
    return render_template("pages/register/unknown.html"), 404
