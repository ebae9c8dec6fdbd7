"""A district with people in office, an application on it, a clock that can be moved, and a mailbox."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from ballot_service.app import create_app
from ballot_service.database import db
from ballot_service.models import Account, District, Role
from ballot_service.services.accounts import find_account
from ballot_service.services.appointing import appoint
from ballot_service.services.districts import create_district
from ballot_service.settings import Settings

START = datetime(2025, 11, 4, 15, 0, tzinfo=UTC)
TODAY = date(2025, 11, 4)
CLERK = "clerk@tallowcreek.example"
LIAISON = "liaison@tallowcreek.example"
LINK = re.compile(r"http://\S+/sign-in/(\S+)")
CODE = re.compile(r"\b(\d{3} \d{3})\b")
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class MovableClock:
    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, by: timedelta) -> None:
        self.moment += by


@dataclass
class Mailbox:
    mails: list[tuple[str, str, str]] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)

    def __call__(self, to: str, subject: str, text: str, language: str) -> None:
        self.mails.append((to, subject, text))
        self.languages.append(language)

    @property
    def last(self) -> str:
        return self.mails[-1][2]

    @property
    def link(self) -> str:
        """The path of the link in the last mail."""
        found: list[str] = LINK.findall(self.last)
        return f"/sign-in/{found[0]}"

    @property
    def code(self) -> str:
        found: list[str] = CODE.findall(self.last)
        return found[0]


@dataclass
class Scene:
    app: Flask
    clock: MovableClock
    mailbox: Mailbox
    district_id: object

    def browser(self) -> Browser:
        return Browser(self.app.test_client())

    def account(self, email: str = CLERK) -> Account:
        found = find_account(db.session(), email)
        assert found is not None
        return found


@dataclass
class Browser:
    """A test client that reads the key against forged forms from the page, as a person's browser does."""

    client: FlaskClient

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def key(self, path: str) -> str:
        found: list[str] = TOKEN.findall(self.get(path).text)
        return unescape(found[0])

    def post(self, path: str, page: str | None = None, **fields: str) -> TestResponse:
        """Sends the form that stands on `page`; closes the answer, as a server does when it has left."""
        answer = self.client.post(path, data={"csrf_token": self.key(page or path), **fields})
        answer.close()
        return answer

    def ask(self, email: str = CLERK, **fields: str) -> TestResponse:
        return self.post("/sign-in", email=email, **fields)

    def type_code(self, code: str) -> TestResponse:
        return self.post("/sign-in/code", code=code)

    @property
    def is_signed_in(self) -> bool:
        return self.get("/sign-in/passkeys").status_code == 200


def settings_for(url: str, folder: Path, origin: str = "http://localhost") -> Settings:
    return Settings.from_environment(
        {
            "BALLOTS_DATABASE_URL": url,
            "BALLOTS_SECRET_KEYS": "kx-7Qm2Vn9Lw4Tz8Rb3Yd6Hf1Jg5Pc0Sa",
            "BALLOTS_SEALING_SECRET": "ua-3Wd8Ke1Xo6Nv9Bt2Mi5Gr7Lz4Fy0Hc",
            "BALLOTS_PUBLIC_ORIGIN": origin,
            "BALLOTS_STORAGE_DIR": str(folder),
        }
    )


def people_in_office(session: Session) -> District:
    """Tallow Creek with a clerk who reads English and a staff liaison who reads Spanish."""
    district = create_district(
        session,
        slug="tallow-creek",
        name="Tallow Creek",
        phone="601-555-0100",
        postal_address="1 Main Street",
        now=START,
    )
    clerk, liaison = (CLERK, "Pat Clerk", Role.CLERK), (LIAISON, "Luz Enlace", Role.STAFF_LIAISON)
    for language, (email, name, role) in (("en", clerk), ("es", liaison)):
        appoint(
            session,
            district,
            email=email,
            name=name,
            role=role,
            is_employee=True,
            from_on=TODAY,
            until_on=date(2026, 7, 1),
            now=START,
            language=language,
        )
    session.commit()
    return district


def open_scene(url: str, folder: Path, origin: str = "http://localhost") -> Scene:
    clock, mailbox = MovableClock(), Mailbox()
    app = create_app(settings_for(url, folder, origin), clock)
    app.extensions["send_mail"] = mailbox
    with app.app_context():
        district_id = people_in_office(db.session()).id
    return Scene(app=app, clock=clock, mailbox=mailbox, district_id=district_id)
