"""The one table that turns errors into pages: a status, and words that say what to do. No stack trace is shown."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Flask, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from ballot_service.database import db
from ballot_service.services.acting import NotFound, Refused
from ballot_service.web.expired_forms import once_more
from ballot_service.web.typed import CleanRequest

log = structlog.get_logger()

PAGES = {
    400: (
        lazy_gettext("We could not read that"),
        lazy_gettext("Go back, check what you entered and try again."),
    ),
    403: (
        lazy_gettext("This page is not part of your role"),
        lazy_gettext("If you need it, ask the district clerk to appoint you."),
    ),
    404: (
        lazy_gettext("There is no such page"),
        lazy_gettext("Check the address, or start from the first page."),
    ),
    405: (lazy_gettext("There is no such page"), lazy_gettext("Start from the first page.")),
    413: (lazy_gettext("That file is too large"), lazy_gettext("Send a smaller file, at most 20 MB.")),
    429: (
        lazy_gettext("Too many tries"),
        lazy_gettext("Wait a few minutes and try again. Nothing you sent before is lost."),
    ),
    500: (
        lazy_gettext("Something went wrong on our side"),
        lazy_gettext("Nothing was changed. Try again in a minute; if it happens again, call the district."),
    ),
}


def register_errors(app: Flask) -> None:
    app.register_error_handler(401, _sign_in)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(CSRFError, once_more)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _sign_in(_error: Exception) -> ResponseReturnValue:
    return redirect(url_for("sign_in.ask", next=request.path if request.method == "GET" else None))


def _refused(error: Refused) -> ResponseReturnValue:
    return render_template("pages/refused.html", decision=error.decision), 409


def _not_found(_error: NotFound) -> ResponseReturnValue:
    return page(404)


def _http(error: HTTPException) -> ResponseReturnValue:
    return page(error.code or 500) if (error.code or 500) >= 400 else error


def _unexpected(error: Exception) -> ResponseReturnValue:
    # the database may be gone, so the page that says sorry asks it nothing about the reader
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]  # set by Flask-Login
    db.session.rollback()
    log.error("unexpected", endpoint=request.endpoint, exc_info=error)
    return page(500)


class QuietFlask(Flask):
    """Flask writes the address of a failed request into its log, and addresses hold link tokens. This one does not."""

    request_class = CleanRequest

    def log_exception(self, exc_info: Any) -> None:
        """What no error page caught, by type and place alone."""
        log.error("unexpected", endpoint=request.endpoint, exc_info=exc_info[1])


def page(status: int) -> ResponseReturnValue:
    title, advice = PAGES.get(status, PAGES[500 if status >= 500 else 400])
    return render_template("pages/error.html", title=title, advice=advice), status
