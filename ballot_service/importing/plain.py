"""Reads plain CSV files, each of one kind: schools, students (and their guardians), staff or guardians."""

from __future__ import annotations

from dataclasses import dataclass, field

from ballot_service.importing.cleaning import folded, grade_level, plain_text, school_number
from ballot_service.importing.columns import ColumnMap
from ballot_service.importing.gathering import (
    OLDEST_ADULT,
    OLDEST_STUDENT,
    YOUNGEST_ADULT,
    YOUNGEST_STUDENT,
    Gathering,
)
from ballot_service.importing.guardian_book import GuardianBook, joined
from ballot_service.importing.header_words import Field
from ballot_service.importing.plain_refusals import (
    ID_MISSING,
    NO_STUDENT,
    NOT_A_GUARDIAN,
    SCHOOL_NAME_MISSING,
    SCHOOL_USED_TWICE,
    USED_TWICE,
)
from ballot_service.importing.plain_rows import PlainFile, PlainRow
from ballot_service.importing.positions import position_of
from ballot_service.importing.records import (
    EmploymentRecord,
    EnrollmentRecord,
    FileKind,
    PersonRecord,
    SchoolRecord,
)
from ballot_service.importing.refusals import Unusable
from ballot_service.importing.school_levels import level_of
from ballot_service.importing.source_ids import clean_ids
from ballot_service.importing.tables import Table

NO = frozenset({"n", "no", "false", "f", "0"})
OTHER_RELATIONS = (
    "emergency doctor physician neighbor neighbour friend sibling brother sister babysitter sitter daycare "
    "coach employer caseworker hermano hermana vecino vecina emergencia medico"
)
NOT_GUARDIANS = frozenset(OTHER_RELATIONS.split())
"""Relations of the contacts that many exports list beside the parents."""


@dataclass(slots=True)
class PlainReading:
    """Reads several plain files of one upload into one gathering; `close` joins the guardians."""

    gathering: Gathering
    guardians: GuardianBook = field(init=False)
    people: dict[tuple[str, str], int] = field(default_factory=dict)
    """(source, source id) → where the person stands in `gathering.people`."""
    school_names: dict[str, str] = field(default_factory=dict)
    enrolled: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.guardians = GuardianBook(self.gathering)

    def read(self, table: Table, columns: ColumnMap) -> None:
        """Adds every row of one file."""
        read_row = {
            FileKind.SCHOOLS: self._school,
            FileKind.STUDENTS: self._student,
            FileKind.STAFF: self._staff,
            FileKind.GUARDIANS: self._guardian,
        }[columns.kind]
        for row in PlainFile(table, columns, self.gathering):
            read_row(row)

    def close(self) -> None:
        self.guardians.close()

    def _school(self, row: PlainRow) -> None:
        name, number = plain_text(row[Field.SCHOOL_NAME]), school_number(row[Field.SCHOOL])
        if not name:
            row.refuse(Field.SCHOOL_NAME, SCHOOL_NAME_MISSING)
        elif self.school_names.setdefault(number or name, name) != name:
            row.refuse(Field.SCHOOL, SCHOOL_USED_TWICE)
        else:
            self.gathering.schools.append(
                SchoolRecord(
                    source_id=number or name,
                    number=number or name,
                    name=name,
                    level=level_of(name),
                    origin=row.origin,
                )
            )

    def _student(self, row: PlainRow) -> None:
        student_id = row.id_of(Field.ID)
        if student_id is None or (names := row.names(FileKind.STUDENTS, student_id)) is None:
            return
        if not student_id:
            row.refuse(Field.ID, ID_MISSING)
            return
        student = _person(row, FileKind.STUDENTS, student_id, names)
        if not self._keep(row, student):
            return
        self._enroll(row, student_id)
        for group in row.file.guardian_groups:
            guardian = row.of(group)
            if not guardian.is_blank:
                self._guardian_of(guardian, (student_id,), student)

    def _enroll(self, row: PlainRow, student_id: str) -> None:
        school = school_number(row[Field.SCHOOL]) or plain_text(row[Field.SCHOOL_NAME])
        grade = row.cleaned(Field.GRADE_LEVEL, grade_level, "")
        if school and (student_id, school) not in self.enrolled:
            self.enrolled.add((student_id, school))
            self.gathering.enrollments.append(
                EnrollmentRecord(
                    student_source=FileKind.STUDENTS.value,
                    student_id=student_id,
                    school=school,
                    grade_level=grade,
                    origin=row.origin,
                )
            )

    def _guardian(self, row: PlainRow) -> None:
        cell = ";".join(row.cells(Field.STUDENT_ID))
        try:
            students = clean_ids(cell)
        except Unusable as why:
            row.refuse(Field.STUDENT_ID, why, cell)
            return
        if not students:
            row.refuse(Field.STUDENT_ID, NO_STUDENT)
            return
        self._guardian_of(row, students, None)

    def _guardian_of(self, row: PlainRow, students: tuple[str, ...], child: PersonRecord | None) -> None:
        """A guardian on a row of their own or, with `child`, on the student's row: they share a home."""
        if not _is_guardian(row):
            row.refuse(Field.RELATIONSHIP, NOT_A_GUARDIAN, row_kept=child is not None)
            return
        guardian_id = row.id_of(Field.ID)
        if guardian_id is None or (names := row.names(FileKind.GUARDIANS, guardian_id)) is None:
            return
        guardian = _person(row, FileKind.GUARDIANS, guardian_id, names, child)
        self.guardians.add(guardian, students)

    def _staff(self, row: PlainRow) -> None:
        staff_id = row.id_of(Field.ID)
        if staff_id is None or (names := row.names(FileKind.STAFF, staff_id)) is None:
            return
        person = _person(row, FileKind.STAFF, staff_id, names)
        if not self._keep(row, person):
            return
        title = plain_text(row[Field.POSITION])
        self.gathering.employments.append(
            EmploymentRecord(
                person_source=FileKind.STAFF.value,
                person_id=person.source_id,
                school=school_number(row[Field.SCHOOL]) or plain_text(row[Field.SCHOOL_NAME]),
                position=position_of(title),
                title=title[:200],
                from_on=row.day(Field.FROM_ON),
                until_on=row.day(Field.UNTIL_ON),
                origin=row.origin,
            )
        )

    def _keep(self, row: PlainRow, person: PersonRecord) -> bool:
        """Keeps a new person, or joins a repeated row to it; False after refusing an id with another name."""
        key = (person.source, person.source_id)
        index = self.people.get(key)
        if index is None:
            self.people[key] = len(self.gathering.people)
            self.gathering.people.append(person)
            return True
        known = self.gathering.people[index]
        if folded(f"{known.given_name} {known.family_name}") != folded(
            f"{person.given_name} {person.family_name}"
        ):
            row.refuse(Field.ID, USED_TWICE)
            return False
        self.gathering.people[index] = joined(known, person)
        self.gathering.skipped["repeated"] += 1
        return True


def _is_guardian(row: PlainRow) -> bool:
    """What the file says; where it says nothing, only relations that no guardian has are left out."""
    if said := row[Field.IS_GUARDIAN].lower():
        return said not in NO
    return not set(folded(row[Field.RELATIONSHIP]).split()) & NOT_GUARDIANS


def _person(
    row: PlainRow, kind: FileKind, source_id: str, names: tuple[str, str], home: PersonRecord | None = None
) -> PersonRecord:
    ages = (YOUNGEST_STUDENT, OLDEST_STUDENT) if kind is FileKind.STUDENTS else (YOUNGEST_ADULT, OLDEST_ADULT)
    contacts, born = row.contacts(), row.born(*ages)
    made = not source_id
    if made and kind is FileKind.STAFF:
        mail = next((c.value for c in contacts if "@" in c.value), "")
        source_id = mail or f"{folded(' '.join(names))[:180]}|{born or ''}"
    return PersonRecord(
        source=kind.value,
        source_id=source_id,
        given_name=names[0],
        family_name=names[1],
        birth_date=born,
        language=row.language() or (home.language if home else ""),
        address=row.address() or (home.address if home else ""),
        contacts=contacts,
        has_made_id=made,
        origin=row.origin,
    )
