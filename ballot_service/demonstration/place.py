"""Builds the demonstration district: schools with grades, people imported from its own zip, officials appointed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.importing.generator import generate_district
from ballot_service.importing.reading import read_import
from ballot_service.models import Account, District, Role, School
from ballot_service.rules.calendar import local_date, school_year_of
from ballot_service.rules.councils import Grade
from ballot_service.services import districts
from ballot_service.services.appointing import appoint
from ballot_service.services.importing import import_people

NAME = "Tallow Creek School District"
SLUG = "tallow-creek"

OFFICIALS: dict[Role, tuple[str, bool]] = {
    Role.CLERK: ("Carla Clerk", True),
    Role.TECHNICIAN: ("Theo Technician", True),
    Role.TELLER: ("Tess Teller", False),
    Role.WITNESS: ("Will Witness", False),
    Role.STAFF_LIAISON: ("Lena Liaison", True),
    Role.OBSERVER: ("Omar Observer", False),
    Role.OFFICER: ("Olive Officer", False),
    Role.MONITOR: ("Mona Monitor", False),
}
"""Name, and whether the person works for the district."""

Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Place:
    """The district with its schools in the generator's order, and an account for each role."""

    district: District
    schools: tuple[School, ...]
    accounts: dict[Role, Account]


def build_place(session: Session, *, seed: int, households: int, now: datetime, say: Say) -> Place:
    """A district of so many households. The same seed gives the same people."""
    generated = generate_district(seed, households, schools=5, name=NAME)
    district = districts.create_district(
        session,
        slug=SLUG,
        name=NAME,
        phone="(601) 555-0100",
        postal_address="1 School Road\nTallow Creek, MS 39000",
        now=now,
    )
    say(f"Importing {households} households from the district's own file …")
    reading = read_import(
        "oneroster-1.1.zip", generated.files["oneroster-1.1.zip"], today=local_date(now, district.zone)
    )
    import_people(session, district, reading, now)
    schools = tuple(
        session.scalars(
            select(School).where(School.district_id == district.id, School.name == made.name)
        ).one()
        for made in generated.schools
    )
    year = school_year_of(local_date(now, district.zone))
    for school, made in zip(schools, generated.schools, strict=True):
        districts.set_grade(session, district, school, year, Grade(made.accountability_grade), now=now)
    districts.set_grade(session, district, None, year, Grade.C, now=now)
    return Place(district=district, schools=schools, accounts=_appoint_all(session, district, now))


def _appoint_all(session: Session, district: District, now: datetime) -> dict[Role, Account]:
    accounts = {}
    for role, (name, is_employee) in OFFICIALS.items():
        appointment = appoint(
            session,
            district,
            email=f"{role.value.replace('_', '.')}@tallowcreek.example",
            name=name,
            role=role,
            is_employee=is_employee,
            from_on=local_date(now, district.zone) - timedelta(days=1),
            now=now,
        )
        accounts[role] = session.get_one(Account, appointment.account_id)
    return accounts
