"""Writes a generated district as OneRoster 1.1 and 1.2 zips, with the columns that the standard asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ballot_service.importing.generator.csv_bytes import csv_bytes, zip_bytes
from ballot_service.importing.generator.people import Household, School, StaffMember

CHANGED = "2025-10-01T06:00:00.000Z"
DISTRICT = "org-district"
ORG_HEADERS = ("sourcedId", "status", "dateLastModified", "name", "type", "identifier", "parentSourcedId")
DEMOGRAPHIC_HEADERS = ("sourcedId", "status", "dateLastModified", "birthDate", "sex")
COMMON = (
    "username",
    "userIds",
    "givenName",
    "familyName",
    "middleName",
    "identifier",
    "email",
    "sms",
    "phone",
    "agentSourcedIds",
    "grades",
    "password",
)
ADDED = (
    "metadata.homeLanguage",
    "metadata.jobTitle",
    "metadata.address",
    "metadata.city",
    "metadata.state",
    "metadata.zip",
)
USERS_1_1 = (
    "sourcedId",
    "status",
    "dateLastModified",
    "enabledUser",
    "orgSourcedIds",
    "role",
    *COMMON,
    *ADDED,
)
USERS_1_2 = (
    "sourcedId",
    "status",
    "dateLastModified",
    "enabledUser",
    *COMMON,
    "userMasterIdentifier",
    "resourceSourcedIds",
    "preferredGivenName",
    "preferredMiddleName",
    "preferredFamilyName",
    "primaryOrgSourcedId",
    "pronouns",
    *ADDED,
)
ROLE_HEADERS = (
    "sourcedId",
    "status",
    "dateLastModified",
    "userSourcedId",
    "roleType",
    "role",
    "beginDate",
    "endDate",
    "orgSourcedId",
    "userProfileSourcedId",
)
PAGES = ("academicSessions", "classes", "courses", "demographics", "enrollments", "orgs", "roles", "users")
Cells = dict[str, str]


def oneroster_1_1(
    name: str, schools: Sequence[School], households: Sequence[Household], staff: Sequence[StaffMember]
) -> bytes:
    users = [
        {**cells, "orgSourcedIds": ",".join(orgs), "role": role}
        for cells, role, orgs in _users(households, staff)
    ]
    return zip_bytes(
        {
            "manifest.csv": _manifest("1.1", ("orgs", "users", "demographics")),
            "orgs.csv": _orgs(name, schools),
            "users.csv": csv_bytes(USERS_1_1, [_cells(USERS_1_1, user) for user in users]),
            "demographics.csv": _demographics(households, staff),
        }
    )


def oneroster_1_2(
    name: str, schools: Sequence[School], households: Sequence[Household], staff: Sequence[StaffMember]
) -> bytes:
    users = list(_users(households, staff))
    roles = [
        (
            f"role-{user['sourcedId']}-{index}",
            "active",
            CHANGED,
            user["sourcedId"],
            "secondary" if index else "primary",
            _role_in_1_2(role, user),
            "",
            "",
            org,
            "",
        )
        for user, role, orgs in users
        for index, org in enumerate(orgs)
    ]
    return zip_bytes(
        {
            "manifest.csv": _manifest("1.2", ("orgs", "users", "roles", "demographics")),
            "orgs.csv": _orgs(name, schools),
            "users.csv": csv_bytes(USERS_1_2, [_cells(USERS_1_2, user) for user, _, _ in users]),
            "roles.csv": csv_bytes(ROLE_HEADERS, roles),
            "demographics.csv": _demographics(households, staff),
        }
    )


def _role_in_1_2(role: str, user: Cells) -> str:
    """Version 1.2 has more words for administrators."""
    if role != "administrator":
        return role
    return "principal" if "Principal" in user["metadata.jobTitle"] else "districtAdministrator"


def _cells(headers: Sequence[str], user: Cells) -> tuple[str, ...]:
    return tuple(user.get(header, "") for header in headers)


def _manifest(version: str, present: Sequence[str]) -> bytes:
    rows = [("manifest.version", "1.0"), ("oneroster.version", version)]
    rows += [(f"file.{page}", "bulk" if page in present else "absent") for page in PAGES]
    return csv_bytes(("propertyName", "value"), rows)


def _orgs(name: str, schools: Sequence[School]) -> bytes:
    rows = [(DISTRICT, "active", CHANGED, name, "district", "", "")]
    rows += [
        (school.id, "active", CHANGED, school.name, "school", school.number, DISTRICT) for school in schools
    ]
    return csv_bytes(ORG_HEADERS, rows)


def _demographics(households: Sequence[Household], staff: Sequence[StaffMember]) -> bytes:
    born = [(student.id, student.born) for home in households for student in home.students]
    born += [(guardian.id, guardian.born) for home in households for guardian in home.guardians]
    born += [(member.id, member.born) for member in staff if member.born]
    return csv_bytes(
        DEMOGRAPHIC_HEADERS, [(key, "active", CHANGED, day.isoformat(), "") for key, day in born]
    )


def _users(
    households: Sequence[Household], staff: Sequence[StaffMember]
) -> Iterator[tuple[Cells, str, list[str]]]:
    """Each user's cells, role, and organizations."""
    for home in households:
        yield from _home(home)
    for member in staff:
        yield _staff_user(member)


def _user(key: str, given: str, family: str) -> Cells:
    return {
        "sourcedId": key,
        "status": "active",
        "dateLastModified": CHANGED,
        "enabledUser": "true",
        "username": key,
        "givenName": given,
        "familyName": family,
        "identifier": key,
    }


def _home(home: Household) -> Iterator[tuple[Cells, str, list[str]]]:
    place = {
        "metadata.homeLanguage": home.language,
        "metadata.address": home.street,
        "metadata.city": home.town,
        "metadata.state": "MS",
        "metadata.zip": home.postal_code,
    }
    schools = list(dict.fromkeys(student.school.id for student in home.students))
    for student in home.students:
        cells = _user(student.id, student.given_name, student.family_name)
        said = {"identifier": student.number, "grades": _ceds_grade(student.grade)}
        yield (
            {**cells, **place, **said, "agentSourcedIds": ",".join(student.guardians)},
            "student",
            [student.school.id],
        )
    for guardian in home.guardians:
        family = f"{guardian.family_name} {guardian.suffix}".strip()
        cells = _user(guardian.id, guardian.given_name, family)
        reach = {
            "email": guardian.email,
            "sms": guardian.phone,
            "agentSourcedIds": ",".join(guardian.children),
        }
        role = "relative" if guardian.relationship == "Grandmother" else "parent"
        yield {**cells, **place, **reach}, role, schools


def _staff_user(member: StaffMember) -> tuple[Cells, str, list[str]]:
    cells = _user(member.id, member.given_name, member.family_name)
    said = {"email": member.email, "phone": member.phone, "metadata.jobTitle": member.title}
    return {**cells, **said}, member.role, [member.school.id if member.school else DISTRICT]


def _ceds_grade(grade: str) -> str:
    """OneRoster writes grades with two characters: PK, KG, 01 to 12."""
    return {"PK": "PK", "K": "KG"}.get(grade, grade.zfill(2))
