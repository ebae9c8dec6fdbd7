"""Reads how the people of a OneRoster export belong together: students at schools, guardians of students."""

from __future__ import annotations

from collections.abc import Mapping

from ballot_service.importing.dates import NumberOrder, calendar_date
from ballot_service.importing.gathering import Gathering
from ballot_service.importing.oneroster_orgs import WHOLE_DISTRICT, Orgs
from ballot_service.importing.oneroster_roles import Role, ids_in
from ballot_service.importing.records import EnrollmentRecord, GuardianshipRecord, Origin
from ballot_service.importing.refusals import Unusable
from ballot_service.importing.sheet import Sheet, SheetRow
from ballot_service.rules.words import say

SOURCE = "oneroster"
SCHOOL_MISSING = Unusable(
    "student_without_school",
    say("The file does not say which school this student goes to."),
    say("Give the student a school in the student system and export again."),
)
NOT_IN_FILE = Unusable(
    "related_person_missing",
    say("The person this row names as a relation is not in the file."),
    say("Export again with parents and students together."),
)
NOT_A_GUARDIAN = Unusable(
    "relation_not_guardian",
    say(
        "The person this row names as a relation is not listed as a parent or guardian, or not as a student."
    ),
    say("Correct the person's role in the student system, or add the parent by hand."),
)


def add_enrollments(
    sheet: Sheet | None,
    orgs: Orgs,
    students: Mapping[str, tuple[SheetRow, tuple[Role, ...]]],
    grades: Mapping[str, str],
    gathering: Gathering,
) -> None:
    """One enrollment for each student and school.

    Class enrollments that have not ended tell the school; without one, the user's own organizations do.
    """
    by_class = _schools_by_class(sheet, orgs, gathering)
    for key, (row, roles) in students.items():
        own = tuple(org_id for role in roles if role.is_student for org_id in role.org_ids)
        schools = by_class.get(key) or {s: None for s in orgs.schools(own) if s != WHOLE_DISTRICT}
        if not schools:
            gathering.refuse("users.csv", row.line, "orgSourcedIds", "", SCHOOL_MISSING, row_kept=True)
        for school in schools:
            gathering.enrollments.append(
                EnrollmentRecord(
                    student_source=SOURCE,
                    student_id=key,
                    school=school,
                    grade_level=grades[key],
                    origin=Origin(file="users.csv", line=row.line),
                )
            )


def _schools_by_class(sheet: Sheet | None, orgs: Orgs, gathering: Gathering) -> dict[str, dict[str, None]]:
    found: dict[str, dict[str, None]] = {}
    for row in sheet or ():
        if not row.is_live or row["role"].lower() not in ("", "student"):
            continue
        for school in orgs.schools(ids_in(row["schoolsourcedid"])):
            if school != WHOLE_DISTRICT and not _has_ended(row, gathering):
                found.setdefault(row["usersourcedid"], {})[school] = None
    return found


def _has_ended(row: SheetRow, gathering: Gathering) -> bool:
    try:
        ends = calendar_date(row["enddate"], NumberOrder.MONTH_FIRST, gathering.today)
    except Unusable:
        return False
    return ends is not None and ends < gathering.today


def add_guardianships(
    file: str,
    users: Mapping[str, tuple[SheetRow, bool, bool]],
    gone: frozenset[str],
    gathering: Gathering,
    *,
    may_be_elsewhere: bool,
) -> None:
    """Guardians of students, from either side. `users`: id → row, is a student, is a guardian.

    With `may_be_elsewhere` (a file of changes only) a person who is not in the file may be known already.
    """
    seen: set[tuple[str, str]] = set()
    for key, (row, is_student, is_guardian) in users.items():
        for other in ids_in(row["agentsourcedids"]) if is_student or is_guardian else ():
            if other in gone:
                gathering.skipped["relation_marked_as_gone"] += 1
                continue
            _, other_is_student, other_is_guardian = users.get(other, (row, is_guardian, is_student))
            if other not in users and not may_be_elsewhere:
                gathering.refuse(file, row.line, "agentSourcedIds", other, NOT_IN_FILE, row_kept=True)
            elif is_student and other_is_guardian:
                _add(seen, gathering, other, key, file, row.line)
            elif is_guardian and other_is_student:
                _add(seen, gathering, key, other, file, row.line)
            else:
                gathering.refuse(file, row.line, "agentSourcedIds", other, NOT_A_GUARDIAN, row_kept=True)


def _add(
    seen: set[tuple[str, str]], gathering: Gathering, guardian: str, student: str, file: str, line: int
) -> None:
    if (guardian, student) in seen:
        return
    seen.add((guardian, student))
    gathering.guardianships.append(
        GuardianshipRecord(
            guardian_source=SOURCE,
            guardian_id=guardian,
            student_source=SOURCE,
            student_id=student,
            origin=Origin(file=file, line=line),
        )
    )
