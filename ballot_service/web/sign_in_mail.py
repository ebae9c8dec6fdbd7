"""Mails the sign-in link and code. Neither the address nor the link or code is ever logged or stored."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Thread

import structlog
from flask import Flask, after_this_request, current_app
from flask.wrappers import Response

from ballot_service.database import committed, db
from ballot_service.models.accounts import Account
from ballot_service.models.districts import District
from ballot_service.services.accounts import find_account
from ballot_service.services.signing_in import LINK_LIFETIME, SignInMail, district_of, mail_for
from ballot_service.shipped import shipped
from ballot_service.web.clock import now

log = structlog.get_logger()
Task = Callable[[], object]

TEXTS = "sign_in"
BASE_LANGUAGE = "en"


def mail_later(address: str, asked_in: str) -> None:
    """Looks the address up and sends the mail apart from the answer, so that no timing tells whose address it is.

    A server does it in a thread of its own (`app.extensions["in_background"]`): after the answer alone would hold
    up the next request on the same connection.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's documented way to its object
    task = partial(_mail_now, app, address, asked_in)

    @after_this_request
    def _when_gone(response: Response) -> Response:
        later: Callable[[Task], object] = app.extensions.get("in_background", response.call_on_close)
        later(task)
        return response


def in_background(task: Task) -> None:
    """Runs a task in a thread of its own; the process waits for it before it ends."""
    Thread(target=task, name="mail").start()


def _mail_now(app: Flask, address: str, asked_in: str) -> None:
    try:
        with app.app_context():
            _look_up_and_mail(app, address, asked_in)
    except Exception as error:  # nobody waits for an answer any more; the log is the only one who can be told
        log.error("sign_in_mail_failed", error=type(error).__name__)


def _look_up_and_mail(app: Flask, address: str, asked_in: str) -> None:
    with committed(db.session()):
        account = find_account(db.session(), address)
        district = district_of(db.session(), account) if account else None
        mail = mail_for(db.session(), account, asked_in=asked_in, now=now()) if account and district else None
    if account and district and mail:
        subject, text, language = written(account, district, mail, app.extensions["settings"].public_origin)
        app.extensions["send_mail"](account.email, subject, text, language)


def written(account: Account, district: District, mail: SignInMail, origin: str) -> tuple[str, str, str]:
    """Subject and text in the person's language, and which one that is."""
    folder = shipped("templates") / "notices" / TEXTS
    tags = (account.language, account.language.partition("-")[0], BASE_LANGUAGE)
    chosen = next(folder / tag for tag in tags if (folder / tag).is_dir())
    values = {
        "district": district.name,
        "name": account.name,
        "phone": district.phone,
        "minutes": str(int(LINK_LIFETIME.total_seconds() // 60)),
        "personal_link": sign_in_address(origin, mail.token),
        "personal_code": f"{mail.code[:3]} {mail.code[3:]}",
    }
    clean = {name: " ".join(value.split()) for name, value in values.items()}
    subject = (chosen / "email.subject.txt").read_text("utf-8").strip().format(**clean)
    return subject, (chosen / "email.txt").read_text("utf-8").format(**clean), chosen.name


def sign_in_address(origin: str, token: str) -> str:
    """The whole address of a sign-in link, for mail and for commands (no request needed)."""
    return f"{origin}/sign-in/{token}"
