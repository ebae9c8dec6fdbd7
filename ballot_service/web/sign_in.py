"""The pages on which people who run elections sign in and out: by mailed link, six digits, or passkey.

Opening the mailed link changes nothing, because mail scanners open links; the button on its page signs in.
"""

from __future__ import annotations

import re
import secrets
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user, login_user, logout_user

from ballot_service.database import committed, db
from ballot_service.models.accounts import Account
from ballot_service.services.accounts import BadAddress, end_sessions, normal_address
from ballot_service.services.signing_in import (
    LINK_LIFETIME,
    TRIES,
    record_for,
    use_code,
    use_link,
    whose_link,
)
from ballot_service.web.access import anyone
from ballot_service.web.clock import now, today
from ballot_service.web.limits import SIGN_IN, SIGN_IN_MAILS, limiter, typed_mailbox
from ballot_service.web.sign_in_library import holds_an_office, set_up_library
from ballot_service.web.sign_in_mail import mail_later
from ballot_service.web.sign_in_passkeys import passkeys, remove_passkey
from ballot_service.web.sign_in_session import renew_session

register_sign_in = set_up_library

sign_in = Blueprint("sign_in", __name__)
sign_in.add_url_rule("/sign-in/passkeys", "passkeys", passkeys)
sign_in.add_url_rule(
    "/sign-in/passkeys/<uuid:passkey_id>/remove", "remove_passkey", remove_passkey, methods=["POST"]
)

NOT_LOCAL = re.compile(r"[\x00-\x20\x7f\\]|^//")
"""Browsers read a backslash as a slash and drop control characters, so "/\\evil" would lead away."""
LONGEST_PATH = 500
MINUTES = int(LINK_LIFETIME.total_seconds() // 60)


@sign_in.get("/sign-in")
@anyone
def ask() -> ResponseReturnValue:
    return render_template("pages/sign_in/ask.html", next=local_path(request.args.get("next")), address="")


@sign_in.post("/sign-in")
@limiter.limit(SIGN_IN)
@limiter.limit(SIGN_IN_MAILS, key_func=typed_mailbox)
@anyone
def asked() -> ResponseReturnValue:
    """Answers the same for every address; whether it is somebody's is looked up after the answer has left."""
    wanted, typed = local_path(request.form.get("next")), request.form.get("email", "")
    try:
        address = normal_address(typed)
    except BadAddress:
        return render_template("pages/sign_in/ask.html", next=wanted, address=typed, problem=True), 400
    session["asked_in"] = secrets.token_urlsafe(24)
    session["asked_for"] = address
    session["next"] = wanted
    mail_later(address, session["asked_in"])
    return redirect(url_for("sign_in.code"), 303)


@sign_in.get("/sign-in/code")
@anyone
def code() -> ResponseReturnValue:
    if "asked_in" not in session:
        return redirect(url_for("sign_in.ask"))
    return _code_page()


@sign_in.post("/sign-in/code")
@limiter.limit(SIGN_IN)
@anyone
def try_code() -> ResponseReturnValue:
    """Signs in whoever types the mailed digits into the browser that asked for them."""
    if "asked_in" not in session:
        return redirect(url_for("sign_in.ask"), 303)
    digits = re.sub(r"[^0-9]", "", request.form.get("code", "")[:40])
    with committed(db.session()):
        account = use_code(db.session(), session["asked_in"], digits, now=now())
        return _enter(account, "code") if account else (_code_page(problem=True), 400)


@sign_in.get("/sign-in/<token>")
@anyone
def complete(token: str) -> ResponseReturnValue:
    """The page behind a mailed link: a button, and nothing is changed by looking."""
    account = whose_link(db.session(), token, now=now())
    if account is None:
        return _link_is_over()
    return render_template("pages/sign_in/complete.html", token=token, account=account)


@sign_in.post("/sign-in/<token>")
@anyone
def completed(token: str) -> ResponseReturnValue:
    with committed(db.session()):
        account = use_link(db.session(), token, now=now())
        return _enter(account, "link") if account else _link_is_over()


@sign_in.post("/sign-out")
@anyone
def out() -> ResponseReturnValue:
    """Ends this session, or with `everywhere` every session of this person."""
    if current_user.is_authenticated and request.form.get("everywhere"):
        with committed(db.session()):
            end_sessions(current_user)
            record_for(db.session(), current_user, "end_sessions", now=now(), day=today())
    logout_user()
    renew_session(keep_identity=False)
    return redirect(url_for("sign_in.ask", next=local_path(request.form.get("next"))), 303)


def local_path(wanted: str | None) -> str | None:
    """The path if it stays on this site, or None."""
    if not wanted or len(wanted) > LONGEST_PATH or not wanted.startswith("/") or NOT_LOCAL.search(wanted):
        return None
    parts = urlsplit(wanted)
    return None if parts.scheme or parts.netloc else wanted


def _enter(account: Account, way: str) -> ResponseReturnValue:
    """Begins the session; a closed account, or one that holds no office today, gets a page that says so."""
    wanted = local_path(session.get("next"))
    if not holds_an_office(account):
        return render_template("pages/sign_in/no_office.html"), 403
    login_user(account, remember=False, authn_via=[way])
    return redirect(wanted or url_for("home.start"), 303)


def _code_page(*, problem: bool = False) -> str:
    return render_template(
        "pages/sign_in/code.html", address=session["asked_for"], minutes=MINUTES, tries=TRIES, problem=problem
    )


def _link_is_over() -> ResponseReturnValue:
    return render_template("pages/sign_in/link_over.html", minutes=MINUTES), 410
