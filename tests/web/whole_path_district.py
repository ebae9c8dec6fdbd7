"""Where the whole path is walked: the service on a real address, a mail server, a clock, and people in office."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from threading import Thread

from sqlalchemy import Engine
from werkzeug.serving import make_server

from ballot_service.app import create_app
from ballot_service.database import db, sessions
from ballot_service.importing.generator import generate_district
from ballot_service.importing.generator.district import District
from ballot_service.importing.generator.people import Guardian, Household
from ballot_service.mailing import send_mail_with
from ballot_service.models import Role
from ballot_service.services.appointing import appoint
from ballot_service.services.districts import create_district
from ballot_service.web.limits import limiter
from ballot_service.working import work_once
from tests.databases import Database, free_port
from tests.outreach.smtp_sink import Sink, serving
from tests.tallow_creek import SET_UP, ZONE, at
from tests.web.conftest import World, settings_for
from tests.web.whole_path_pages import Person

SEED = 24
OFFICIALS = {
    Role.CLERK: ("Carla Clerk", True),
    Role.WITNESS: ("Will Witness", False),
    Role.STAFF_LIAISON: ("Lena Liaison", True),
}
"""Name, and whether the person works for the district."""


@dataclass
class Place:
    """The district before anything has happened in it. `election` is the address of its pages, once there is one."""

    world: World
    engine: Engine
    sink: Sink
    generated: District
    folder: Path
    people: dict[Role, Person] = field(default_factory=dict)
    election_id: str = ""

    @property
    def origin(self) -> str:
        return self.world.app.extensions["settings"].public_origin  # type: ignore[no-any-return]  # untyped dictionary

    def move_to(self, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
        self.world.now = at(month, day, hour, minute)
        return self.world.now

    def signed_in(self, role: Role) -> Person:
        """The official's own browser, signed in by the mailed link and the button on its page."""
        if role not in self.people:
            person = Person(self.world.app.test_client())
            person.go("/sign-in")
            person.press("Mail me a link", {"Your e-mail address": address_of(role)})
            person.go(self.mailed_path(address_of(role), "sign-in"))
            person.press("Sign in")
            assert OFFICIALS[role][0] in person.page.text
            self.people[role] = person
        return self.people[role]

    def mails_to(self, address: str) -> list[str]:
        pairs = zip(self.sink.recipients, self.sink.taken, strict=True)
        return [mail.get_body(("plain",)).get_content() for recipient, mail in pairs if recipient == address]  # type: ignore[attr-defined]  # the policy makes it an EmailMessage

    @property
    def mails_to_voters(self) -> int:
        """How many mails went out, without those to people in office."""
        officials = {address_of(role) for role in OFFICIALS}
        return sum(recipient not in officials for recipient in self.sink.recipients)

    def voters_addresses(self) -> list[str]:
        """Everybody who got a mail, holds no office and is no staff, in the order of the mails."""
        others = {address_of(role) for role in OFFICIALS} | {one.email for one in self.generated.staff}
        return [each for each in dict.fromkeys(self.sink.recipients) if each not in others]

    def mailed_path(self, address: str, kind: str) -> str:
        """The path of the newest link of that kind ("v" or "sign-in") mailed to somebody."""
        found = re.findall(rf"{re.escape(self.origin)}(/{kind}/\S+)", self.mails_to(address)[-1])
        assert found, self.mails_to(address)[-1]
        return str(found[0])

    def let_the_worker_run(self) -> None:
        work_once(self.world.app.extensions["settings"], self.engine, clock=lambda: self.world.now)

    @property
    def school(self) -> str:
        """The school whose council is elected."""
        return self.generated.schools[0].name

    def households_of_the_school(self) -> list[Household]:
        return [
            household
            for household in self.generated.households
            if any(student.school.name == self.school for student in household.students)
        ]

    def parents(self) -> list[tuple[Guardian, str]]:
        """Guardians of the school whose name nobody else has, with their language."""
        names = [name_of(g) for household in self.generated.households for g in household.guardians]
        names += [name_of(s) for household in self.generated.households for s in household.students]
        names += [name_of(member) for member in self.generated.staff]
        return [
            (guardian, household.language)
            for household in self.households_of_the_school()
            for guardian in household.guardians
            if names.count(name_of(guardian)) == 1
        ]

    def teacher(self) -> str:
        """A teacher of the school whose name nobody else has."""
        staff = [
            m for m in self.generated.staff if m.title == "Teacher" and m.school == self.generated.schools[0]
        ]
        names = [name_of(member) for member in self.generated.staff]
        return next(name_of(member) for member in staff if names.count(name_of(member)) == 1)


def name_of(person: object) -> str:
    return f"{person.given_name} {person.family_name}"  # type: ignore[attr-defined]  # guardians, students and staff


def address_of(role: Role) -> str:
    return f"{role.value.replace('_', '.')}@tallowcreek.example"


@contextmanager
def opened_place(database: Database, folder: Path, households: int) -> Iterator[Place]:
    """The district with its officials appointed; the service can be reached with a browser at its own origin."""
    port, engine = free_port(), database.engine()
    with serving(Sink()) as sink:
        settings = replace(
            settings_for(database, folder / "storage"),
            public_origin=f"http://127.0.0.1:{port}",
            mail_url=f"smtp://127.0.0.1:{sink.port}",
            mail_from="ballots@tallowcreek.example",
        )
        made: dict[str, World] = {}
        app = create_app(settings, clock=lambda: made["world"].now)
        app.extensions["send_mail"] = send_mail_with(settings)
        limiter.reset()
        world = made["world"] = World(app=app, make_session=sessions(engine), now=SET_UP)
        generated = generate_district(SEED, households, schools=5)
        place = Place(world=world, engine=engine, sink=sink, generated=generated, folder=folder)
        _appoint(place)
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
            engine.dispose()


def _appoint(place: Place) -> None:
    with place.world.session() as session:
        district = create_district(
            session,
            slug="tallow-creek",
            name=place.generated.name,
            phone="(601) 555-0100",
            postal_address="1 School Road\nTallow Creek, MS 39000",
            now=SET_UP,
        )
        assert district.zone == ZONE.key
        for role, (name, is_employee) in OFFICIALS.items():
            appoint(
                session,
                district,
                email=address_of(role),
                name=name,
                role=role,
                is_employee=is_employee,
                from_on=date(2025, 9, 1),
                now=SET_UP,
            )
