"""Reads a OneRoster 1.1 or 1.2 export: who is a student, a guardian or staff, and where.

Version 1.1 says a user's role in users.csv, version 1.2 in roles.csv. Rows marked "tobedeleted" or "inactive"
are not read; the people among them are listed as withdrawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ballot_service.importing.cleaning import address_lines, grade_level
from ballot_service.importing.columns import compared_header
from ballot_service.importing.dates import NumberOrder, birth_date, number_order
from ballot_service.importing.gathering import (
    OLDEST_ADULT,
    OLDEST_STUDENT,
    YOUNGEST_ADULT,
    YOUNGEST_STUDENT,
    Gathering,
)
from ballot_service.importing.header_words import Field
from ballot_service.importing.languages import language_tag
from ballot_service.importing.oneroster_links import add_enrollments, add_guardianships
from ballot_service.importing.oneroster_orgs import Orgs, read_orgs
from ballot_service.importing.oneroster_roles import Role, add_employments, roles_of_user, roles_of_users
from ballot_service.importing.records import Origin, PersonRecord
from ballot_service.importing.refusals import UnreadableFile, Unusable
from ballot_service.importing.sheet import Sheet, SheetRow
from ballot_service.importing.tables import Table
from ballot_service.rules.words import say

SOURCE = "oneroster"
READ = ("manifest.csv", "orgs.csv", "users.csv", "roles.csv", "enrollments.csv", "demographics.csv")
USED_TWICE = Unusable(
    "id_used_twice",
    say("An earlier row of this file has the same id."),
    say("Keep one row for each person and import the file again."),
)
ID_MISSING = Unusable(
    "id_missing",
    say("This row has no id."),
    say("Export the file again with the id column filled in."),
)
ROLE_UNKNOWN = Unusable(
    "role_unknown",
    say("The file does not say whether this person is a student, a parent or works here."),
    say("Give the person a role in the student system and export again."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """What other files of the export need to know about one accepted row of users.csv."""

    row: SheetRow
    roles: tuple[Role, ...]

    @property
    def is_student(self) -> bool:
        return any(role.is_student for role in self.roles)

    @property
    def is_guardian(self) -> bool:
        return any(role.is_guardian for role in self.roles)


@dataclass(slots=True)
class Export:
    """The files of one export by their standard name."""

    sheets: Mapping[str, Sheet]
    gathering: Gathering
    orgs: Orgs = field(default_factory=Orgs)
    users: dict[str, User] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    is_delta: bool = False


def is_oneroster(tables: Mapping[str, Table]) -> bool:
    """True when a file has the columns of a OneRoster users.csv, or a manifest says so."""
    for name, table in tables.items():
        headers = {compared_header(header) for header in table.headers}
        if name.lower() == "users.csv" and {"sourcedid", "givenname", "familyname"} <= headers:
            return True
        if name.lower() == "manifest.csv" and {"propertyname", "value"} <= headers:
            return True
    return False


def read_oneroster(tables: Mapping[str, Table], gathering: Gathering) -> bool:
    """Adds everything in the export to `gathering`; true when the export is complete, not only changes.

    Raises `UnreadableFile` when there is no users.csv.
    """
    sheets = {name.lower(): Sheet(table, gathering) for name, table in tables.items() if name.lower() in READ}
    if "users.csv" not in sheets:
        raise UnreadableFile(
            "users_missing",
            say("The OneRoster file has no users.csv inside."),
            say("Export it again and include users."),
        )
    export = Export(sheets=sheets, gathering=gathering)
    export.is_delta = _says_delta(sheets.get("manifest.csv"))
    export.orgs = read_orgs(sheets.get("orgs.csv"), gathering)
    _read_users(export)
    _read_enrollments_and_links(export)
    return not export.is_delta


def _says_delta(manifest: Sheet | None) -> bool:
    said = {row["propertyname"].lower(): row["value"].lower() for row in manifest or ()}
    return said.get("file.users") == "delta"


def _read_enrollments_and_links(export: Export) -> None:
    students = {key: user for key, user in export.users.items() if user.is_student}
    grades = {key: _grade(export, user.row) for key, user in students.items()}
    add_enrollments(
        export.sheets.get("enrollments.csv"),
        export.orgs,
        {key: (user.row, user.roles) for key, user in students.items()},
        grades,
        export.gathering,
    )
    add_guardianships(
        export.sheets["users.csv"].name,
        {key: (user.row, user.is_student, user.is_guardian) for key, user in export.users.items()},
        frozenset(export.gone),
        export.gathering,
        may_be_elsewhere=export.is_delta,
    )


def _grade(export: Export, row: SheetRow) -> str:
    """A student's grade; a list of several grades says nothing about one student."""
    if "," in row["grades"]:
        return ""
    name = export.sheets["users.csv"].name
    return export.gathering.attempt(name, row.line, "grades", row["grades"], grade_level, "")


def _read_users(export: Export) -> None:
    sheet, gathering = export.sheets["users.csv"], export.gathering
    given_roles = roles_of_users(export.sheets.get("roles.csv"), gathering)
    births = _births(export.sheets.get("demographics.csv"))
    added = sheet.added_columns()
    order = number_order(births.values()) if births else _order_of(sheet, added)
    for row in sheet:
        key = row["sourcedid"]
        if not row.is_live:
            export.gone.add(key)
            gathering.withdrawn.append((SOURCE, key))
            gathering.skipped["marked_as_gone"] += 1
        elif user := _accepted(export, row, given_roles):
            person = _person(sheet.name, row, user, added, births.get(key, ""), order, gathering)
            if person:
                export.users[key] = user
                gathering.people.append(person)
                add_employments(sheet.name, row, user.roles, added, export.orgs, gathering)


def _births(sheet: Sheet | None) -> dict[str, str]:
    return {row["sourcedid"]: row["birthdate"] for row in sheet or () if row.is_live and row["birthdate"]}


def _order_of(sheet: Sheet, added: Mapping[Field, str]) -> NumberOrder:
    column = added.get(Field.BIRTH_DATE)
    if column is None:
        return NumberOrder.MONTH_FIRST
    names = [compared_header(header) for header in sheet.table.headers]
    index = names.index(column)
    return number_order(row.cells[index] for row in sheet.table.rows if index < len(row.cells))


def _accepted(export: Export, row: SheetRow, given_roles: Mapping[str, tuple[Role, ...]]) -> User | None:
    name, gathering, key = export.sheets["users.csv"].name, export.gathering, row["sourcedid"]
    if not key:
        gathering.refuse(name, row.line, "sourcedId", key, ID_MISSING)
        return None
    if key in export.users:
        gathering.refuse(name, row.line, "sourcedId", key, USED_TWICE)
        return None
    roles = given_roles.get(key) or roles_of_user(row)
    if not roles:
        gathering.refuse(name, row.line, "role", row["role"], ROLE_UNKNOWN)
        gathering.doubted.append((SOURCE, key))
        return None
    return User(row=row, roles=roles)


def _person(
    name: str,
    row: SheetRow,
    user: User,
    added: Mapping[Field, str],
    born: str,
    order: NumberOrder,
    gathering: Gathering,
) -> PersonRecord | None:
    names = gathering.names(name, row.line, (SOURCE, row["sourcedid"]), row["givenname"], row["familyname"])
    if names is None:
        return None
    youngest, oldest = (
        (YOUNGEST_STUDENT, OLDEST_STUDENT) if user.is_student else (YOUNGEST_ADULT, OLDEST_ADULT)
    )

    def more(kind: Field) -> str:
        return row[added[kind]] if kind in added else ""

    return PersonRecord(
        source=SOURCE,
        source_id=row["sourcedid"],
        given_name=names[0],
        family_name=names[1],
        birth_date=gathering.attempt(
            name,
            row.line,
            "birthDate",
            born or more(Field.BIRTH_DATE),
            lambda value: birth_date(value, order, gathering.today, youngest, oldest),
            None,
        ),
        language=gathering.attempt(name, row.line, "language", more(Field.LANGUAGE), language_tag, ""),
        address=address_lines(
            more(Field.STREET), more(Field.CITY), more(Field.STATE), more(Field.POSTAL_CODE)
        ),
        contacts=gathering.contacts(name, row.line, (row["email"],), (row["sms"], row["phone"])),
        has_made_id=False,
        origin=Origin(file=name, line=row.line),
    )
