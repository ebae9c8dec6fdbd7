"""A clerk's office with a teacher who was refused, a voter and a nominee; and a second clerk."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from ballot_service.models import Case, ContactKind, RollStatus, VoterRollEntry
from ballot_service.rules.eligibility import CommunityTie
from ballot_service.rules.employment import Position
from ballot_service.services import registering
from ballot_service.services.signing_in import new_sign_in_link
from tests.databases import Database
from tests.tallow_creek import SET_UP, TallowCreek, at
from tests.web.clerk_office import PAPER, Office, clerk_of, kept_office, open_office, sign_in

ENTERED = at(11, 3, 9)
BORN = date(1980, 2, 2)


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    return kept_office(database.url, tmp_path, "cases", lambda: _with_people(database.url, tmp_path))


def _with_people(url: str, folder: Path) -> Office:
    opened = open_office(url, folder)
    with opened.session() as session:
        creek = TallowCreek.found(session, opened.election(session))
        creek.employ(creek.person("Tess", "Rowe", BORN), Position.TEACHER)
    opened.move_to(ENTERED)
    opened.post(
        "/roll/add",
        **PAPER,
        given_name="Tess",
        family_name="Rowe",
        tie="lives_here",
        language="es",
        birth_date=BORN.isoformat(),
        email="tess@example.org",
        phone="",
        address="",
    )
    with opened.session() as session:
        registering.add_voter(
            session,
            opened.election(session),
            given_name="Pat",
            family_name="Plain",
            tie=CommunityTie.LIVES_HERE,
            language="en",
            contacts=[(ContactKind.EMAIL, "pat@example.org")],
            now=ENTERED,
        )
        creek = TallowCreek.found(session, opened.election(session))
        creek.stand(opened.election(session).contests[0], "Ana Ruiz")
    opened.move_to(at(11, 5, 10))
    return opened


def entry_id(office: Office, given: str = "Tess") -> UUID:
    with office.session() as session:
        election = office.election(session)
        (found,) = [e for e in registering.roll(session, election) if e.person.given_name == given]
        return found.id


def status(office: Office, given: str = "Tess") -> RollStatus:
    with office.session() as session:
        return session.get_one(VoterRollEntry, entry_id(office, given)).status


def nominee_id(office: Office) -> UUID:
    with office.session() as session:
        return office.election(session).contests[0].candidates[0].id


def the_case(office: Office) -> UUID:
    with office.session() as session:
        return session.scalars(select(Case.id).order_by(Case.opened_at.desc(), Case.id)).first() or UUID(
            int=0
        )


def second_clerk(office: Office) -> Office:
    """The same office, seen by another clerk."""
    with office.session() as session:
        creek = TallowCreek.found(session, office.election(session))
        account = clerk_of(session, creek, "dora@tallowcreek.example")
        account.name = "Dora Clerk"
        token = new_sign_in_link(session, account, now=office.clock.moment)
    client: FlaskClient = office.app.test_client()
    sign_in(client, token)
    return Office(office.app, office.clock, client, office.election_id, office.folder)


def ask_on_the_web(office: Office, status: int = 200, language: str = "en", **typed: str) -> str:
    """Somebody without an account asks for a review; answers the page."""
    fields = {
        "name": "Tess Rowe",
        "contact": "tess@example.org",
        "receipt": "",
        "words": "I left the school in June.",
        **typed,
    }
    client = office.app.test_client()
    path = f"/elections/{office.election_id}/review"
    keys = re.findall(r'name="key" value="([^"]+)"', client.get(path).text)
    fields.setdefault("key", keys[0] if keys else "")
    answer = client.post(f"{path}?lang={language}", data={"action": "send", **fields})
    assert answer.status_code == status, answer.text
    return unescape(answer.text)


__all__ = [
    "SET_UP",
    "ask_on_the_web",
    "entry_id",
    "nominee_id",
    "office",
    "second_clerk",
    "status",
    "the_case",
]
