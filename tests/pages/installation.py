"""An installation in which every page has something to show: the demonstration, and elections in other stages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from ballot_service.app import create_app
from ballot_service.database import db
from ballot_service.demonstration.building import build_demonstration, fresh_settings
from ballot_service.models import Account, Role
from ballot_service.services.signing_in import new_sign_in_link
from ballot_service.web.limits import limiter
from tests.databases import free_port
from tests.web.whole_path_pages import Person

HOUSEHOLDS, SEED = 120, 1
NOW = datetime(2025, 11, 20, 18, 0, tzinfo=UTC)
"""What the service's clock shows: noon in Tallow Creek."""
EARLIER = NOW - timedelta(hours=1)


@dataclass
class Installation:
    """The service on an address of its own. `rows` has the ids that addresses name, `cookies` who is signed in."""

    app: Flask
    origin: str
    now: datetime = NOW
    rows: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    """What rows and files are called; such names read the same in every language."""

    @property
    def secret(self) -> bytes:
        secret: str = self.app.extensions["settings"].sealing_secret
        return secret.encode()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A look at the rows, or a change, committed at the end."""
        with self.app.app_context():
            yield db.session()
            db.session.commit()

    def sign_in(self, role: Role, name: str = "") -> Person:
        """A browser of somebody in that office; `name` tells it from the others of the same office."""
        with self.session() as session:
            account = session.scalars(select(Account).where(Account.email == address_of(role))).one()
            token = new_sign_in_link(session, account, now=self.now)
        person = Person(self.app.test_client())
        person.go(f"/sign-in/{token}?lang=en")
        person.press("Sign in")
        self.people[name or role.value] = person
        return person

    def keep_cookies(self) -> None:
        """The sessions of everybody signed in so far, for browsers to go on with."""
        for name, person in self.people.items():
            cookie = person.client.get_cookie("session")
            assert cookie is not None, name
            self.cookies[name] = cookie.value


def address_of(role: Role) -> str:
    return f"{role.value.replace('_', '.')}@tallowcreek.example"


@contextmanager
def served_installation(folder: Path) -> Iterator[Installation]:
    """The demonstration on 127.0.0.1, with everybody in office signed in."""
    port = free_port()
    settings = fresh_settings(folder / "installation", f"http://127.0.0.1:{port}")
    built = build_demonstration(settings, households=HOUSEHOLDS, seed=SEED, now=NOW, say=lambda _words: None)
    made: list[Installation] = []
    app = create_app(settings, clock=lambda: made[0].now)
    app.extensions["send_mail"] = lambda _address, _subject, _text, _language: None
    place = Installation(app, settings.public_origin)
    made.append(place)
    limiter.reset()
    place.rows["demonstration.election_id"] = urlsplit(str(built.addresses["public"])).path.rpartition("/")[2]
    place.now = EARLIER
    place.sign_in(Role.CLERK, "an hour ago")
    place.now = NOW
    for role in Role:
        place.sign_in(role)
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield place
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.engine.dispose()
