"""A clerk at work for the page tests: Tallow Creek, a clock that can be moved, and a signed-in browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from io import BytesIO
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from ballot_service.app import create_app
from ballot_service.database import db
from ballot_service.models import Account, Election, Role
from ballot_service.services.appointing import appoint
from ballot_service.services.signing_in import new_sign_in_link
from ballot_service.web.limits import limiter
from tests.kept_rows import furnish
from tests.tallow_creek import SET_UP, TallowCreek
from tests.web.sign_in.scene import TOKEN, MovableClock, settings_for

PAPER = {"received_on": "2025-10-01", "works_here": "no", "declares": "y"}
"""What a clerk enters of every registration on paper, beside what stands on it."""
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
NAME, VALUE = re.compile(r'name="([^"]*)"'), re.compile(r'value="([^"]*)"')


@dataclass
class Office:
    """One election of Tallow Creek and the clerk's browser."""

    app: Flask
    clock: MovableClock
    client: FlaskClient
    election_id: object
    folder: Path

    @property
    def secret(self) -> bytes:
        secret: str = self.app.extensions["settings"].sealing_secret
        return secret.encode()

    def path(self, rest: str = "") -> str:
        return f"/clerk/elections/{self.election_id}{rest}"

    def get(self, rest: str, status: int = 200) -> str:
        answer = self.client.get(rest if rest.startswith("/clerk") else self.path(rest))
        assert answer.status_code == status, answer.text
        return unescape(answer.text)

    def post(self, rest: str, page: str | None = None, status: int = 303, **typed: object) -> str:
        """Sends a form with the hidden fields of the page it stands on; follows the redirect."""
        path = rest if rest.startswith("/clerk") else self.path(rest)
        fields = self._hidden(self.client.get(self.path(page) if page is not None else path).text)
        answer = self.client.post(path, data={**fields, **typed})
        assert answer.status_code == status, answer.text
        return unescape(self._followed(answer).text)

    @staticmethod
    def _hidden(text: str) -> dict[str, str]:
        tags = HIDDEN.findall(text)
        return {NAME.findall(tag)[0]: unescape((VALUE.findall(tag) or [""])[0]) for tag in tags}

    def _followed(self, answer: TestResponse) -> TestResponse:
        return self.client.get(answer.headers["Location"]) if answer.status_code == 303 else answer

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A look at the rows, or a change, committed at the end."""
        with self.app.app_context():
            yield db.session()
            db.session.commit()

    def election(self, session: Session) -> Election:
        return session.get_one(Election, self.election_id)

    def move_to(self, moment: datetime) -> None:
        self.clock.moment = moment


def open_office(url: str, folder: Path, **wanted: object) -> Office:
    """The clerk of Tallow Creek, signed in, with an election whose nominations are open."""
    return kept_office(url, folder, ("office", repr(wanted)), lambda: _new_office(url, folder, wanted))


def kept_office(url: str, folder: Path, name: object, build: Callable[[], Office]) -> Office:
    """The office as `build` leaves it, with its browser signed in; built once for each name."""
    built: list[Office] = []

    def once() -> tuple[object, datetime, str]:
        built.append(build())
        cookie = built[0].client.get_cookie("session")
        assert cookie is not None
        return built[0].election_id, built[0].clock.moment, cookie.value

    election_id, moment, cookie = furnish(url, folder, name, once)
    return built[0] if built else _opened(url, folder, election_id, moment, cookie)


def _opened(url: str, folder: Path, election_id: object, moment: datetime, cookie: str) -> Office:
    clock = MovableClock()
    clock.moment = moment
    app = create_app(settings_for(url, folder), clock)
    limiter.reset()
    client = app.test_client()
    client.set_cookie("session", cookie)
    return Office(app, clock, client, election_id, folder)


def _new_office(url: str, folder: Path, wanted: Mapping[str, object]) -> Office:
    clock = MovableClock()
    clock.moment = SET_UP
    app = create_app(settings_for(url, folder), clock)
    limiter.reset()
    with app.app_context():
        session = db.session()
        creek = TallowCreek(session)
        election = creek.election(**wanted)  # type: ignore[arg-type]  # the keywords of the method
        token = new_sign_in_link(session, clerk_of(session, creek), now=SET_UP)
        session.commit()
        election_id = election.id
    client = app.test_client()
    office = Office(app, clock, client, election_id, folder)
    sign_in(client, token)
    return office


def clerk_of(session: Session, creek: TallowCreek, email: str = "clerk@tallowcreek.example") -> Account:
    appointment = appoint(
        session,
        creek.district,
        email=email,
        name="Carla Clerk",
        role=Role.CLERK,
        is_employee=True,
        from_on=date(2025, 1, 1),
        now=SET_UP,
    )
    return session.get_one(Account, appointment.account_id)


def sign_in(client: FlaskClient, token: str) -> None:
    key = TOKEN.findall(client.get(f"/sign-in/{token}").text)[0]
    answer = client.post(f"/sign-in/{token}", data={"csrf_token": unescape(key)})
    assert answer.status_code in (302, 303), answer.text


def upload(content: bytes, name: str) -> tuple[BytesIO, str]:
    return BytesIO(content), name
