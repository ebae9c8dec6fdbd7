"""A counted election for the pages of those who look and sign: a person for each role, and another district."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from html import unescape
from pathlib import Path
from random import Random
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from ballot_service.app import create_app
from ballot_service.database import db
from ballot_service.models import BallotLink, Council, District, Election, LotDrawing, Role, School, SchoolLevel
from ballot_service.rules.calendar import at_local
from ballot_service.rules.election_settings import ElectionSettings
from ballot_service.rules.employment import Position
from ballot_service.rules.notice_ledger import NoticeKind
from ballot_service.rules.presets import CouncilKind
from ballot_service.services import counting, issuing, lots, opening, registering, setting_up, voting
from ballot_service.services import freezing as freezing_acts
from ballot_service.services.appointing import appoint
from ballot_service.services.noticing import Evidence, record_notice
from ballot_service.services.signing_in import new_sign_in_link
from ballot_service.storage import Storage
from ballot_service.web.limits import limiter
from tests.tallow_creek import CLOSES, FREEZE, NOTICE, OPENS, SET_UP, TallowCreek, at
from tests.web.clerk_office import Office, sign_in
from tests.web.sign_in.scene import MovableClock, settings_for

PNG = b"\x89PNG\r\n\x1a\nproof"
NO_STAKE = {"is_nominee": "no", "is_close_relative": "no"}
NAMES = {role: f"{role.value.replace('_', ' ').title()} Person" for role in Role}


@dataclass
class Room:
    """The application, its clock, and a signed-in browser for each role."""

    app: Flask
    clock: MovableClock
    folder: Path
    tokens: dict[Role, str]
    election_id: UUID
    foreign_id: UUID
    browsers: dict[Role, FlaskClient] = field(default_factory=dict)

    @property
    def secret(self) -> bytes:
        secret: str = self.app.extensions["settings"].sealing_secret
        return secret.encode()

    def browser(self, role: Role) -> FlaskClient:
        if role not in self.browsers:
            self.browsers[role] = self.app.test_client()
            sign_in(self.browsers[role], self.tokens[role])
        return self.browsers[role]

    def read(self, role: Role, path: str, status: int = 200) -> str:
        answer = self.browser(role).get(path.replace("ELECTION", str(self.election_id)))
        assert answer.status_code == status, (path, answer.status_code, answer.text[:2000])
        return unescape(answer.text)

    def load(self, role: Role, path: str) -> bytes:
        answer = self.browser(role).get(path.replace("ELECTION", str(self.election_id)))
        assert answer.status_code == 200, path
        assert answer.headers["Content-Disposition"].startswith("attachment"), path
        return answer.data

    def send(self, role: Role, path: str, status: int = 303, **typed: str) -> str:
        path = path.replace("ELECTION", str(self.election_id))
        hidden = Office._hidden(self.browser(role).get(path).text)
        answer = self.browser(role).post(path, data={**hidden, **typed})
        assert answer.status_code == status, (answer.status_code, answer.text[:2000])
        return unescape(answer.text)

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.app.app_context():
            yield db.session()
            db.session.commit()

    def election(self, session: Session) -> Election:
        return session.get_one(Election, self.election_id)


def open_room(url: str, folder: Path, until: datetime = CLOSES) -> Room:
    """Everything up to `until`: OPENS for an open vote with ballots cast, CLOSES for a counted one with a lot."""
    clock = MovableClock()
    clock.moment = SET_UP
    app = create_app(settings_for(url, folder), clock)
    limiter.reset()
    secret = app.extensions["settings"].sealing_secret.encode()
    with app.app_context():
        session = db.session()
        creek = TallowCreek(session)
        tokens = _people(session, creek.district)
        election = _open_election(session, creek, secret, folder)
        if until >= CLOSES:
            _count(session, election, secret)
        foreign = _another_district(session)
        session.commit()
        room = Room(app, clock, folder, tokens, election.id, foreign.id)
    clock.moment = at(12, 13, 12) if until >= CLOSES else at(11, 25)
    return room


def _people(session: Session, district: District) -> dict[Role, str]:
    tokens = {}
    for role in Role:
        appointment = appoint(
            session,
            district,
            email=f"{role.value}@tallowcreek.example",
            name=NAMES[role],
            role=role,
            is_employee=role in (Role.CLERK, Role.STAFF_LIAISON, Role.TELLER),
            from_on=date(2025, 1, 1),
            now=SET_UP,
        )
        account = registering_account(session, appointment.account_id)
        tokens[role] = new_sign_in_link(session, account, now=at(12, 13, 11), reusable=True)
    return tokens


def registering_account(session: Session, account_id: UUID):  # type: ignore[no-untyped-def]  # the row of the account
    from ballot_service.models import Account  # noqa: PLC0415

    return session.get_one(Account, account_id)
