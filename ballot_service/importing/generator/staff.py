"""Makes the staff of a generated district, with the people who make a voter roll hard.

Some teachers are parents too and stand in the files twice. Some staff share a name with a parent who is
somebody else. One retired teacher is a guardian. Board members and a contractor's drivers are on the list.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

from ballot_service.importing.generator.households import mail_address, plain_letters
from ballot_service.importing.generator.names import family_name, given_name
from ballot_service.importing.generator.people import (
    Guardian,
    Household,
    School,
    StaffMember,
    birthday,
    phone_number,
)

AT_EACH_SCHOOL: tuple[tuple[str, str, float], ...] = (
    ("Principal", "administrator", 0),
    ("Assistant Principal", "administrator", 0),
    ("Teacher", "teacher", 15),
    ("Assistant Teacher", "aide", 60),
    ("School Counselor", "proctor", 300),
    ("School Nurse", "proctor", 0),
    ("Secretary", "proctor", 0),
    ("Cafeteria Worker", "proctor", 110),
    ("Custodian", "proctor", 160),
)
"""Title, OneRoster role, and students for each such person; 0 means one at every school."""
IN_THE_DISTRICT: tuple[tuple[str, str, int], ...] = (
    ("Superintendent", "administrator", 1),
    ("Federal Programs Director", "administrator", 1),
    ("Bookkeeper", "proctor", 2),
    ("Bus Driver", "proctor", 9),
    ("Contract Bus Driver", "proctor", 3),
    ("Maintenance Technician", "proctor", 3),
    ("Substitute Teacher", "proctor", 6),
    ("School Board Member", "proctor", 5),
)
PARENTS_AMONG_STAFF = 0.10
SAME_NAME_AS_A_PARENT = 3
STAFF_MAIL = "staff.example.org"


def make_staff(
    draw: random.Random, schools: Sequence[School], households: Sequence[Household], today: date
) -> tuple[StaffMember, ...]:
    """Everybody on the staff list, in the order of the list."""
    places = _places(schools, households)
    guardians = [guardian for household in households for guardian in household.guardians]
    parents = draw.sample(guardians, min(len(guardians), round(len(places) * PARENTS_AMONG_STAFF)))
    namesakes = draw.sample(guardians, min(len(guardians), SAME_NAME_AS_A_PARENT))
    staff: list[StaffMember] = []
    for index, (title, role, school) in enumerate(places, start=1):
        if index % 10 == 0 and parents:
            staff.append(_parent(draw, index, title, role, school, parents.pop()))
        elif index % 17 == 0 and namesakes:
            staff.append(_namesake(draw, index, title, role, school, namesakes.pop(), today))
        else:
            staff.append(_anybody(draw, index, title, role, school, today))
    staff.append(_retired(draw, len(places) + 1, guardians, schools, today))
    return tuple(staff)


def _places(
    schools: Sequence[School], households: Sequence[Household]
) -> list[tuple[str, str, School | None]]:
    places: list[tuple[str, str, School | None]] = []
    for school in schools:
        pupils = sum(s.school.id == school.id for household in households for s in household.students)
        for title, role, share in AT_EACH_SCHOOL:
            places += [(title, role, school)] * (max(1, round(pupils / share)) if share else 1)
    for title, role, count in IN_THE_DISTRICT:
        places += [(title, role, None)] * count
    return places


def _member(
    index: int,
    place: tuple[str, str, School | None],
    names: tuple[str, str],
    born: date | None,
    email: str,
    phone: str,
) -> StaffMember:
    title, role, school = place
    return StaffMember(
        id=f"t-{index:05d}",
        number=f"{index:06d}",
        given_name=names[0],
        family_name=names[1],
        born=born,
        title=title,
        role=role,
        school=school,
        email=email,
        phone=phone,
    )


def _work_mail(given: str, family: str, index: int) -> str:
    return f"{plain_letters(given)[:1]}{plain_letters(family)}{index}@{STAFF_MAIL}"


def _anybody(
    draw: random.Random, index: int, title: str, role: str, school: School | None, today: date
) -> StaffMember:
    language = "es" if draw.random() < 0.02 else "en"
    given, family = given_name(draw, language, is_woman=draw.random() < 0.7), family_name(draw, language)
    phone = phone_number(draw) if draw.random() < 0.6 else ""
    mail = _work_mail(given, family, index)
    return _member(index, (title, role, school), (given, family), birthday(draw, 22, 64, today), mail, phone)


def _parent(
    draw: random.Random, index: int, title: str, role: str, school: School | None, guardian: Guardian
) -> StaffMember:
    """The same person under another id: known by birth date, or only by the e-mail address."""
    names = (guardian.given_name, guardian.family_name)
    by_mail = bool(guardian.email) and draw.random() < 0.4
    mail = guardian.email if by_mail else _work_mail(*names, index)
    born = None if by_mail else guardian.born
    return _member(index, (title, role, school), names, born, mail, guardian.phone)


def _namesake(
    draw: random.Random,
    index: int,
    title: str,
    role: str,
    school: School | None,
    guardian: Guardian,
    today: date,
) -> StaffMember:
    """Somebody else with a parent's name: neither the birth date nor any contact is the same."""
    names = (guardian.given_name, guardian.family_name)
    born = birthday(draw, 55, 66, today)
    return _member(index, (title, role, school), names, born, _work_mail(*names, index), phone_number(draw))


def _retired(
    draw: random.Random, index: int, guardians: Sequence[Guardian], schools: Sequence[School], today: date
) -> StaffMember:
    """A retired teacher whom the list still names: a grandmother of students where there is one."""
    elders = [guardian for guardian in guardians if guardian.relationship == "Grandmother"]
    if not elders:
        return _anybody(draw, index, "Retired Teacher", "proctor", schools[0], today)
    elder = draw.choice(elders)
    mail = elder.email or mail_address(draw, elder.given_name, elder.family_name, index)
    names = (elder.given_name, elder.family_name)
    return _member(index, ("Retired Teacher", "proctor", schools[0]), names, elder.born, mail, elder.phone)
