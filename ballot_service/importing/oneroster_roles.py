"""Reads what each user of a OneRoster export is, and turns the roles of staff into employments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ballot_service.importing.cleaning import has_value, plain_text
from ballot_service.importing.dates import NumberOrder, calendar_date
from ballot_service.importing.gathering import Gathering
from ballot_service.importing.header_words import Field
from ballot_service.importing.oneroster_orgs import Orgs
from ballot_service.importing.positions import position_of, position_of_role
from ballot_service.importing.records import EmploymentRecord, Origin
from ballot_service.importing.refusals import Unusable
from ballot_service.importing.sheet import Sheet, SheetRow
from ballot_service.rules.employment import Position

GUARDIANS = frozenset({"parent", "guardian", "relative"})
STUDENTS = frozenset({"student"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One role of one user at some organizations. `word` is OneRoster's, in small letters."""

    word: str
    org_ids: tuple[str, ...]
    is_primary: bool = True
    line: int
    file: str

    @property
    def is_student(self) -> bool:
        return self.word in STUDENTS

    @property
    def is_guardian(self) -> bool:
        return self.word in GUARDIANS

    @property
    def is_staff(self) -> bool:
        return position_of_role(self.word) is not None


def ids_in(cell: str) -> tuple[str, ...]:
    """The ids of a list cell: commas, with or without quotation marks, brackets and spaces."""
    if not cell:
        return ()
    parts = (part.strip(" \"'[]{}") for part in re.split(r"[,;|]", cell))
    return tuple(dict.fromkeys(part for part in parts if part))


def roles_of_user(row: SheetRow) -> tuple[Role, ...]:
    """The role in a 1.1 users.csv; none when it is empty or not one of OneRoster's."""
    found = Role(
        word=_word(row["role"]), org_ids=ids_in(row["orgsourcedids"]), line=row.line, file="users.csv"
    )
    return (found,) if _known(found) else ()


def roles_of_users(sheet: Sheet | None, gathering: Gathering) -> dict[str, tuple[Role, ...]]:
    """User id → the roles of a 1.2 roles.csv that hold today, the primary ones first."""
    found: dict[str, list[Role]] = {}
    for row in sheet or ():
        role = Role(
            word=_word(row["role"]),
            org_ids=ids_in(row["orgsourcedid"]),
            is_primary=row["roletype"].lower() != "secondary",
            line=row.line,
            file=sheet.name if sheet else "",
        )
        if row.is_live and _known(role) and _holds_today(row, gathering):
            found.setdefault(row["usersourcedid"], []).append(role)
    return {key: tuple(sorted(roles, key=lambda role: not role.is_primary)) for key, roles in found.items()}


def _word(role: str) -> str:
    return re.sub(r"[^a-z]", "", role.lower())


def _known(role: Role) -> bool:
    return role.is_student or role.is_guardian or role.is_staff


def _holds_today(row: SheetRow, gathering: Gathering) -> bool:
    """A role outside its dates is passed over; a date that cannot be read limits nothing."""
    try:
        begins = calendar_date(row["begindate"], NumberOrder.MONTH_FIRST, gathering.today)
        ends = calendar_date(row["enddate"], NumberOrder.MONTH_FIRST, gathering.today)
    except Unusable:
        return True
    if (begins and begins > gathering.today) or (ends and ends < gathering.today):
        gathering.skipped["role_not_today"] += 1
        return False
    return True


def add_employments(
    file: str,
    row: SheetRow,
    roles: tuple[Role, ...],
    added: Mapping[Field, str],
    orgs: Orgs,
    gathering: Gathering,
) -> None:
    """One employment for each staff role and school; a job title in a metadata column says more."""
    title = plain_text(row[added[Field.POSITION]]) if Field.POSITION in added else ""
    seen: set[tuple[str, str]] = set()
    for role in (role for role in roles if role.is_staff):
        by_role = (position_of_role(role.word) or Position.UNKNOWN).value
        position = position_of(title, otherwise=by_role) if has_value(title) else by_role
        for school in orgs.schools(role.org_ids) or ("",):
            if (school, position) in seen:
                continue
            seen.add((school, position))
            gathering.employments.append(
                EmploymentRecord(
                    person_source="oneroster",
                    person_id=row["sourcedid"],
                    school=school,
                    position=position,
                    title=title[:200],
                    from_on=None,
                    until_on=None,
                    origin=Origin(file=file, line=row.line),
                )
            )
