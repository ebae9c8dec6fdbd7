"""Puts the service together: settings, database, languages, sign-in, pages and their guards."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, abort, request
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from ballot_service.database import db, engine_options, make_place, prepared, reading_only
from ballot_service.links import Links
from ballot_service.settings import Settings
from ballot_service.shipped import shipped
from ballot_service.web import BLUEPRINTS, VOUCHED_FOR
from ballot_service.web.access import require_declarations
from ballot_service.web.clock import Clock, set_clock, system_clock
from ballot_service.web.compressing import register_compression
from ballot_service.web.errors import QuietFlask, register_errors
from ballot_service.web.frame import register_frame
from ballot_service.web.languages import WITHOUT_SESSION, register_languages
from ballot_service.web.limits import limiter
from ballot_service.web.sign_in import register_sign_in

csrf = CSRFProtect()

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
MAX_UPLOAD = 20 * 1024 * 1024
"""Bytes. A scan or a district's export fits."""
STYLE_LASTS = timedelta(hours=1)
"""How long a browser keeps style sheets before it asks again; a voter's visit is shorter."""


def create_app(settings: Settings, clock: Clock = system_clock) -> Flask:
    """The WSGI application. Raises UndeclaredView if a view does not say who may use it."""
    app = QuietFlask("ballot_service", template_folder=str(shipped("templates")), static_folder="static")
    app.config.update(_configuration(settings))
    app.extensions["settings"] = settings
    app.extensions["links"] = Links(settings.secret_keys)
    set_clock(app, clock)
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # the documented way to wrap the application
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies, x_host=0
        )
    _open_database(app, settings)
    csrf.init_app(app)
    limiter.init_app(app)
    register_languages(app)
    register_frame(app)
    register_sign_in(app)
    register_errors(app)
    register_compression(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
        if blueprint.name in WITHOUT_SESSION:
            csrf.exempt(blueprint)  # a signed key in the form is the proof; these pages use no session
        if blueprint.name == "callbacks":
            csrf.exempt(
                blueprint
            )  # programs post here: the provider's signature is the proof, and no session is read
    app.before_request(_no_hidden_end)
    app.before_request(_note_reading)
    app.after_request(_secure)
    require_declarations(app, VOUCHED_FOR)
    return app


def _no_hidden_end() -> None:
    """No address of ours holds the sign NUL, and PostgreSQL cannot look for it. Forms lose it in `web/typed.py`."""
    if "\x00" in request.path or any("\x00" in value for value in request.args.values()):
        abort(404)


def _configuration(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_keys[0],
        "SECRET_KEY_FALLBACKS": list(settings.secret_keys[1:]),
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.database_url),
        "MAX_CONTENT_LENGTH": MAX_UPLOAD,
        "SEND_FILE_MAX_AGE_DEFAULT": STYLE_LASTS,
        "SESSION_COOKIE_SECURE": settings.is_secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,  # our own no-referrer policy withholds the header it compares
        "PREFERRED_URL_SCHEME": "https" if settings.is_secure else "http",
    }


def _open_database(app: Flask, settings: Settings) -> None:
    make_place(settings.database_url)
    db.init_app(app)
    with app.app_context():
        prepared(db.engine)


def _note_reading() -> None:
    reading_only.set(request.method in ("GET", "HEAD", "OPTIONS"))


def _secure(response: Response) -> Response:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
