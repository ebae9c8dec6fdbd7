"""The page on which people see, add and remove their passkeys, and sign out on every device."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import auth_required, current_user

from ballot_service.database import committed, db
from ballot_service.models.accounts import Passkey, Role
from ballot_service.services.acting import NotFound
from ballot_service.services.signing_in import record_for
from ballot_service.web.access import only
from ballot_service.web.clock import HOME_ZONE, now, today
from ballot_service.web.sign_in_library import FRESH_FOR


def _fresh_for() -> timedelta:
    return FRESH_FOR


freshly_signed_in = auth_required("session", within=_fresh_for, grace=0)
"""A phone left on a table must not be enough to add a way in."""


@only(*Role)
@freshly_signed_in
def passkeys() -> ResponseReturnValue:
    own = [
        {"id": passkey.id, "name": passkey.name, "used": passkey.lastuse_datetime.astimezone(HOME_ZONE)}
        for passkey in current_user.webauthn
    ]
    return render_template("pages/sign_in/passkeys.html", passkeys=own)


@only(*Role)
@freshly_signed_in
def remove_passkey(passkey_id: UUID) -> ResponseReturnValue:
    """Raises NotFound for somebody else's passkey."""
    with committed(db.session()):
        passkey = db.session().get(Passkey, passkey_id)
        if passkey is None or passkey.user_id != current_user.id:
            raise NotFound
        db.session().delete(passkey)
        record_for(db.session(), current_user, "remove_passkey", now=now(), day=today())
    return redirect(url_for("sign_in.passkeys"), 303)
