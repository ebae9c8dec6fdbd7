"""A counted election for the pages of those who look and sign: a person for each role, and another district."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from ballot_service.app import create_app
from ballot_service.database import db
from ballot_service.models import Account, District, Election, Role, SchoolLevel
from ballot_service.rules.election_settings import ElectionSettings
from ballot_service.rules.employment import Position
from ballot_service.rules.notice_ledger import NoticeKind
from ballot_service.rules.presets import CouncilKind
from ballot_service.services import (
    counting,
    districts,
    heads,
    holding,
    issuing,
    lots,
    opening,
    registering,
    setting_up,
    voting,
)
from ballot_service.services import freezing as freezing_acts
from ballot_service.services.acting import Refused, acting
from ballot_service.services.appointing import appoint
from ballot_service.services.noticing import Evidence, record_notice
from ballot_service.services.signing_in import new_sign_in_link
from ballot_service.storage import Storage
from ballot_service.web.limits import limiter
from tests.kept_rows import furnish
from tests.tallow_creek import CLOSES, FORMS_CLOSE, FORMS_OPEN, FREEZE, NOTICE, OPENS, SET_UP, TallowCreek, at
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


def open_room(url: str, folder: Path, *, counted: bool = True) -> Room:
    """An open vote with ballots cast, or the same election counted, with a lot that waits for confirmation."""
    clock = MovableClock()
    clock.moment = at(12, 15, 10) if counted else at(11, 25)
    app = create_app(settings_for(url, folder), clock)
    limiter.reset()
    name = ("room", counted)
    tokens, election_id, foreign_id = furnish(url, folder, name, lambda: _rows(app, folder, clock, counted))
    return Room(app, clock, folder, tokens, election_id, foreign_id)


def _rows(app: Flask, folder: Path, clock: MovableClock, counted: bool) -> tuple[dict[Role, str], UUID, UUID]:
    """The sign-in link of each role, this election and one of another district."""
    secret = app.extensions["settings"].sealing_secret.encode()
    with app.app_context():
        session = db.session()
        creek = TallowCreek(session)
        accounts = _people(session, creek.district)
        clerk = accounts[Role.CLERK]
        election = _open_election(session, creek, secret, folder, clerk)
        _vote(session, election, secret)
        if counted:
            _count(session, election, secret, clerk)
        foreign = _another_district(session)
        tokens = {
            role: new_sign_in_link(session, account, now=clock.moment) for role, account in accounts.items()
        }
        session.commit()
        return tokens, election.id, foreign.id


def _people(session: Session, district: District) -> dict[Role, Account]:
    return {
        role: session.get_one(
            Account,
            appoint(
                session,
                district,
                email=f"{role.value}@tallowcreek.example",
                name=NAMES[role],
                role=role,
                is_employee=role in (Role.CLERK, Role.STAFF_LIAISON, Role.TELLER),
                from_on=date(2025, 1, 1),
                now=SET_UP,
            ).account_id,
        )
        for role in Role
    }


def _open_election(
    session: Session, creek: TallowCreek, secret: bytes, folder: Path, clerk: Account
) -> Election:
    """One parent seat for two nominees; a teacher, somebody named like her, and a school board member on the roll."""
    election = creek.election(parents=1)
    setting_up.change_setting(session, election, "cure_business_days", 4, now=SET_UP, by=clerk.id)
    creek.stand(election.contests[0], "Ana Ruiz", "Bo Lee")
    for number in range(4):
        creek.guardian(f"Voter{number}", "Onlyvotes")
    creek.employ(creek.guardian("Tina", "Teacher"), Position.TEACHER)
    creek.employ(creek.guardian("Bea", "Boardwoman"), Position.BOARD_MEMBER)
    creek.employ(creek.person("Hal", "Alike", date(1980, 1, 1)), Position.TEACHER)
    creek.guardian("Hal", "Alike")
    registering.build_roll(session, election, now=at(11, 3, 9), by=clerk.id)
    for entry in registering.held(session, election):
        holding.decide_held(
            session, election, entry, may=True, reason="Asked Hal by phone", now=at(11, 4), by=clerk.id
        )
    session.commit()
    _refused_opening(session, election, clerk)
    creek.notify(election)
    photo = Evidence(name="door.png", media_type="image/png", content=PNG)
    record_notice(
        session,
        election,
        kind=NoticeKind.WEB,
        language="en",
        place="District website",
        published_at=NOTICE,
        now=at(11, 7),
        by=clerk.id,
        evidence=photo,
        storage=Storage(folder),
    )
    freezing_acts.freeze_ballot(session, election, secret, now=FREEZE, shuffle=Random(3).shuffle, by=clerk.id)
    opening.confirm_opening(session, election, now=at(11, 17), by=clerk.id)
    return election


def _refused_opening(session: Session, election: Election, clerk: Account) -> None:
    with pytest.raises(Refused), acting(session, at(11, 4, 9), clerk.id):
        opening.confirm_opening(session, election, now=at(11, 4, 9), by=clerk.id)


def _vote(session: Session, election: Election, secret: bytes) -> None:
    contest = election.contests[0]
    for number, link in enumerate(issuing.issue_links(session, election, now=at(11, 17, 13))[:4]):
        opened = issuing.OpenedLink(link=link, entry=link.roll_entry, election=election)
        choice = [str(contest.qualified[number % 2].id)]
        voting.cast(session, opened, {str(contest.id): choice}, now=OPENS)
        voting.log_waiting(session, election)
        session.commit()
    heads.make_head(session, election, secret, now=OPENS)


def _count(session: Session, election: Election, secret: bytes, clerk: Account) -> None:
    """Two votes each: a tie, for which a lot is entered."""
    counting.freeze_dispositions(session, election, secret, now=CLOSES, by=clerk.id)
    counting.count(session, election, secret, now=CLOSES, shuffle=Random(7).shuffle, by=clerk.id)
    contest = election.contests[0]
    seen = [
        lots.Witness(name=name, is_employee=False, is_nominee=False, is_close_relative=False)
        for name in ("Wanda One", "Walt Two")
    ]
    lots.record_lot(
        session,
        contest,
        drawn=lots.tied_in(session, contest),
        drawn_at=at(12, 13, 10),
        place="Library",
        method="Names drawn from a hat",
        witnesses=seen,
        now=at(12, 13, 11),
        by=clerk.id,
    )


def _another_district(session: Session) -> Election:
    """An election that nobody of Tallow Creek may see."""
    district = districts.create_district(
        session,
        slug="other",
        name="Other District",
        phone="(601) 555-0199",
        postal_address="2 Road",
        now=SET_UP,
    )
    school = districts.add_school(
        session, district, name="Other School", level=SchoolLevel.ELEMENTARY, source_id="o", now=SET_UP
    )
    council = setting_up.create_council(
        session, district, kind=CouncilKind.ELEMENTARY, name="Other Council", school=school, now=SET_UP
    )
    return setting_up.create_election(
        session,
        council,
        title="Other election",
        nominations_open_at=FORMS_OPEN,
        nominations_close_at=FORMS_CLOSE,
        opens_at=OPENS,
        closes_at=CLOSES,
        roll_closes_on=date(2025, 11, 3),
        settings=ElectionSettings(),
        now=SET_UP,
    )
