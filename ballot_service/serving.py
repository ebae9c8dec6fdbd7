"""What a server process runs: the application with its mail, refusing to start with the wrong keys."""

from __future__ import annotations

import sys
from contextlib import suppress

from flask import Flask

from ballot_service.app import create_app
from ballot_service.database import db
from ballot_service.logs import set_up_logs
from ballot_service.mailing import bell_for, send_mail_with
from ballot_service.services.announcing import texts_fault
from ballot_service.services.elections import elections_with_other_key
from ballot_service.services.health import keys_of
from ballot_service.services.key_ages import note_keys
from ballot_service.services.migrating import current, newest
from ballot_service.settings import Settings, SettingsRefused
from ballot_service.web.clock import system_clock
from ballot_service.web.numbering import Numbering
from ballot_service.web.sign_in_mail import in_background


def application() -> Flask:
    """The WSGI application for gunicorn. Ends the process with one sentence if it must not start."""
    set_up_logs()
    try:
        settings = Settings.from_environment()
        app = create_app(settings)
        app.extensions["send_mail"] = send_mail_with(settings)
        app.extensions["in_background"] = in_background
        app.extensions["bell"] = bell_for(settings)
        app.extensions["numbering"] = Numbering(app)
        _require_ready(app, settings)
        _note_keys(settings)
    except SettingsRefused as refused:
        print(refused, file=sys.stderr)  # noqa: T201 – a server's last words go to its console
        # gunicorn's own status for "the application could not be loaded": it does not start workers again
        sys.exit(4)
    return app


def _note_keys(settings: Settings) -> None:
    """So that the technician's page can tell how old they are. A folder that cannot be written is told there too."""
    with suppress(OSError):
        note_keys(settings.storage_dir, keys_of(settings), system_clock())


def _require_ready(app: Flask, settings: Settings) -> None:
    if fault := texts_fault():
        raise SettingsRefused(fault)
    with app.app_context():
        if current(db.engine) != newest():
            raise SettingsRefused("The database has not the newest tables. Run: ballots db upgrade")
        titles = elections_with_other_key(db.session(), settings.sealing_secret.encode())
        db.session.rollback()
    if titles:
        raise SettingsRefused(
            "BALLOTS_SEALING_SECRET is not the one these elections were frozen with, so their ballots could not be "
            f"opened: {', '.join(titles)}. Restore the old secret."
        )
