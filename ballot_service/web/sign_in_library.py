"""Sets up Flask-Security for what it is good at: sessions, their freshness, and passkeys.

None of its pages is served. Its passkey views answer JSON only; our pages and `static/js/passkey.js` talk.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import (
    Security,
    SQLAlchemyUserDatastore,
    WebAuthnRegisterForm,
    WebAuthnSigninResponseForm,
    WebauthnUtil,
    current_user,
    user_authenticated,
    wan_registered,
)
from flask_security.webauthn import (
    webauthn_register,
    webauthn_register_response,
    webauthn_signin,
    webauthn_signin_response,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from wtforms import HiddenField

from ballot_service.database import db
from ballot_service.models.accounts import Account, Passkey
from ballot_service.services.appointing import current_appointments
from ballot_service.services.signing_in import record_for
from ballot_service.web.clock import now, today
from ballot_service.web.limits import limiter
from ballot_service.web.sign_in_session import renew_session

FRESH_FOR = timedelta(minutes=30)
"""How long after signing in a person may change their passkeys."""
PASSKEY_TRIES = "60 per 10 minutes"
"""A school's one address may hold a whole office; nobody guesses a passkey."""
LONGEST_NAME = 64

CONFIGURATION = {
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_CLI_ROLES_NAME": None,
    "SECURITY_CLI_USERS_NAME": None,
    "SECURITY_DATETIME_FACTORY": now,
    "SECURITY_FLASH_MESSAGES": False,
    "SECURITY_FRESHNESS": FRESH_FOR,
    "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(0),
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_WAN_ALLOW_USER_HINTS": False,
    "SECURITY_WAN_REGISTER_WITHIN": timedelta(minutes=10),
    "SECURITY_WAN_RP_NAME": "Council elections",
    "SECURITY_WAN_SIGNIN_WITHIN": timedelta(minutes=5),
    "SECURITY_WEBAUTHN": True,
}


class _Passkeys(WebauthnUtil):
    """Which keys are taken: of a device that knows the account and checks its owner (finger, face, PIN)."""

    def origin(self) -> str:
        origin: str = current_app.extensions["settings"].public_origin
        return origin

    def authenticator_selection(self, user: Any, usage: str) -> AuthenticatorSelectionCriteria:  # noqa: ARG002  # the library's hook
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        )

    def user_verification(self, user: Any, usage: list[str]) -> UserVerificationRequirement:  # noqa: ARG002  # the same
        return UserVerificationRequirement.REQUIRED

    def name_svn(self, value: str) -> tuple[str | None, str | None]:
        """A device's name on one line; pages escape it, so every character is welcome."""
        name = " ".join(value.split())
        return (None, name) if 0 < len(name) <= LONGEST_NAME else ("too long", None)


class _AddPasskey(WebAuthnRegisterForm):
    """Every passkey signs in by itself, so there is no choice of first or second factor."""

    usage = HiddenField(filters=[lambda _sent: "first"])


class _SignInWithPasskey(WebAuthnSigninResponseForm):
    """Adds to the library's checks that the person may come in at all."""

    def validate(self, **kwargs: Any) -> bool:
        valid = super().validate(**kwargs)
        if valid and not holds_an_office(self.user):
            abort(403)
        return valid


def holds_an_office(account: Any) -> bool:
    """Whether the account is open and holds an office in some district today."""
    return bool(account.active and current_appointments(db.session(), account.id, today()))


def set_up_library(app: Flask) -> None:
    """Sign-in for this application: accounts, sessions, passkeys. Needs settings and CSRF first."""
    app.config.update(CONFIGURATION)
    datastore = SQLAlchemyUserDatastore(db, Account, None, Passkey)  # type: ignore[arg-type]  # no roles: see Account
    security = Security(
        app,
        datastore,
        register_blueprint=False,
        wan_register_form=_AddPasskey,
        wan_signin_response_form=_SignInWithPasskey,
        webauthn_util_cls=_Passkeys,
    )
    security.login_manager.request_loader(
        lambda _request: None
    )  # sessions only: no tokens in headers or addresses
    security.unauthn_handler(_not_signed_in)
    security.reauthn_handler(_not_fresh)
    user_authenticated.connect(_session_begins, app)
    wan_registered.connect(_passkey_added, app)
    app.register_blueprint(_passkey_views())


def _passkey_views() -> Blueprint:
    """The library's four passkey views, under the blueprint name by which it finds them."""
    views = Blueprint("security", __name__, url_prefix="/passkey")
    rules: tuple[tuple[str, str, Callable[..., ResponseReturnValue]], ...] = (
        ("/add", "wan_register", webauthn_register),
        ("/add/<token>", "wan_register_response", webauthn_register_response),
        ("/sign-in", "wan_signin", webauthn_signin),
        ("/sign-in/<token>", "wan_signin_response", webauthn_signin_response),
    )
    for path, endpoint, view in rules:
        views.add_url_rule(path, endpoint, limiter.limit(PASSKEY_TRIES)(view), methods=["POST"])
    views.before_request(_json_from_people_in_office)
    return views


def _json_from_people_in_office() -> None:
    if not request.is_json:
        abort(415)
    if current_user.is_authenticated and not holds_an_office(current_user):
        abort(403)


def _not_signed_in(_mechanisms: object, headers: object) -> Response:
    del headers  # only for HTTP's own password dialog, which is not offered
    return make_response({}, 401) if request.is_json else abort(401)


def _not_fresh(_within: timedelta, _grace: timedelta) -> Response:
    return make_response({} if request.is_json else render_template("pages/sign_in/again.html"), 401)


def _session_begins(_app: Flask, user: Account, authn_via: list[str], **_ignored: object) -> None:
    """Whatever the way in: a new session without remains of the last, and an entry in the trail."""
    renew_session(keep_identity=True)
    record_for(db.session(), user, "sign_in", now=now(), day=today(), details={"way": authn_via[0]})


def _passkey_added(_app: Flask, user: Account, name: str, **_ignored: object) -> None:
    del name  # a person's own word for their device stays out of the trail
    record_for(db.session(), user, "add_passkey", now=now(), day=today())
