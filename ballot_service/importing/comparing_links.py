"""Plans enrollments, guardianships and employments, and lists what the district has that the file lacks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from ballot_service.importing.comparing import Comparison, NewId
from ballot_service.importing.plan import Known, Missing, Part, Plan
from ballot_service.importing.reading import Reading
from ballot_service.importing.records import Origin
from ballot_service.importing.refusals import Unusable, refused
from ballot_service.rules.words import say


def plan_import(
    reading: Reading, known: Known, *, today: date, new_id: NewId, default_language: str = "en"
) -> Plan:
    """All that the import adds and changes, and what the file lacks. `today`: the district's local date."""
    comparison = Comparison(reading, known, new_id, default_language)
    comparison.compare_schools()
    comparison.compare_people()
    seen = _Seen()
    _compare_enrollments(comparison, seen)
    _compare_guardianships(comparison, seen)
    _compare_employments(comparison, seen, today)
    _list_missing(comparison, seen, today)
    return comparison.plan


class _Seen:
    """The links that the file itself holds."""

    def __init__(self) -> None:
        self.enrollments: dict[tuple[UUID, UUID], None] = {}
        self.guardianships: dict[tuple[UUID, UUID], None] = {}
        self.employments: dict[tuple[UUID, str, UUID | None], None] = {}


class _Unknown:
    """Names that fit no row: reported once each, with the number of rows, not once for every row."""

    def __init__(self, field: str, why: Callable[[str, int], Unusable]) -> None:
        self.field = field
        self.why = why
        self.found: dict[str, list[Origin]] = {}

    def add(self, named: str, origin: Origin) -> None:
        self.found.setdefault(named, []).append(origin)

    def report(self, plan: Plan) -> None:
        for named, origins in self.found.items():
            first, why = origins[0], self.why(named, len(origins))
            plan.refused.append(refused(first.file, first.line, self.field, named, why, row_kept=True))


def _school_unknown(named: str, rows: int) -> Unusable:
    return Unusable(
        "school_unknown",
        say("No school is known as {school}. Rows that name it: {rows}.", school=named, rows=rows),
        say("Import the list of schools first, or correct the school in the file."),
    )


def _student_unknown(named: str, rows: int) -> Unusable:
    return Unusable(
        "student_unknown",
        say("No student with the number {student} is known.", student=named, rows=rows),
        say("Import the students first, then this file again."),
    )


def _compare_enrollments(comparison: Comparison, seen: _Seen) -> None:
    unknown = _Unknown("school", _school_unknown)
    plan, known = comparison.plan, comparison.known.enrollments
    for record in comparison.reading.records.enrollments:
        student = comparison.people.get((record.student_source, record.student_id))
        school = comparison.school(record.school)
        if school is None:
            unknown.add(record.school, record.origin)
        if student is None or school is None or (student, school) in seen.enrollments:
            continue
        seen.enrollments[student, school] = None
        if (student, school) in known:
            row_id, grade = known[student, school]
            changes = {"grade_level": record.grade_level} if record.grade_level not in ("", grade) else {}
            plan.keep(Part.ENROLLMENTS, row_id, changes)
        else:
            row = {"id": comparison.new_id(), "person_id": student, "school_id": school}
            plan.add(Part.ENROLLMENTS, {**row, "grade_level": record.grade_level})
    unknown.report(plan)


def _compare_guardianships(comparison: Comparison, seen: _Seen) -> None:
    unknown = _Unknown("student_id", _student_unknown)
    plan = comparison.plan
    for record in comparison.reading.records.guardianships:
        guardian = comparison.people.get((record.guardian_source, record.guardian_id))
        student = comparison.student(record.student_source, record.student_id)
        if student is None:
            unknown.add(record.student_id, record.origin)
        if guardian is None or student is None or (guardian, student) in seen.guardianships:
            continue
        seen.guardianships[guardian, student] = None
        if (row_id := comparison.known.guardianships.get((guardian, student))) is not None:
            plan.keep(Part.GUARDIANSHIPS, row_id, {})
        else:
            row = {"id": comparison.new_id(), "guardian_id": guardian, "student_id": student}
            plan.add(Part.GUARDIANSHIPS, row)
    unknown.report(plan)


def _compare_employments(comparison: Comparison, seen: _Seen, today: date) -> None:
    """With an unknown school somebody is employed by the district as a whole: that still excludes."""
    unknown = _Unknown("school", _school_unknown)
    plan = comparison.plan
    for record in comparison.reading.records.employments:
        person = comparison.people.get((record.person_source, record.person_id))
        school = comparison.school(record.school) if record.school else None
        if record.school and school is None:
            unknown.add(record.school, record.origin)
        if person is None or (person, record.position, school) in seen.employments:
            continue
        key = (person, record.position, school)
        seen.employments[key] = None
        said = {"title": record.title, "from_on": record.from_on, "until_on": record.until_on}
        if (known := comparison.known.employments.get(key)) is None:
            row = {"id": comparison.new_id(), "person_id": person, "school_id": school}
            plan.add(Part.EMPLOYMENTS, {**row, "position": record.position, **said})
            continue
        changes: dict[str, Any] = {c: v for c, v in said.items() if v and v != getattr(known, c)}
        if record.until_on is None and known.until_on is not None and known.until_on < today:
            changes["until_on"] = None
        plan.keep(Part.EMPLOYMENTS, known.id, changes)
    unknown.report(plan)


def _list_missing(comparison: Comparison, seen: _Seen, today: date) -> None:
    """Only people whom earlier files of the same kind gave, and whom this file could have named."""
    judged = _judged_people(comparison)
    schools = {school.id: school.name for school in comparison.known.schools}
    _miss_employments(comparison, seen, judged, schools, today)
    for (student, school), (row_id, _) in comparison.known.enrollments.items():
        if student in judged and (student, school) not in seen.enrollments:
            _miss(comparison, Part.ENROLLMENTS, row_id, student, schools.get(school, ""))
    doubted = {p.id for key, p in comparison.known.people.items() if key in comparison.reading.doubted}
    for (guardian, student), row_id in comparison.known.guardianships.items():
        named = (guardian, student) in seen.guardianships or student in doubted
        if guardian in judged and not named:
            _miss(comparison, Part.GUARDIANSHIPS, row_id, guardian, comparison.names.get(student, ""))
    _miss_contacts(comparison)


def _miss(comparison: Comparison, part: Part, row_id: UUID, person: UUID, what: str) -> None:
    name = comparison.names[person]
    comparison.plan.missing.append(Missing(part=part, row_id=row_id, person_id=person, name=name, what=what))


def _miss_employments(
    comparison: Comparison, seen: _Seen, judged: set[UUID], schools: dict[UUID, str], today: date
) -> None:
    for (person, position, school), employment in comparison.known.employments.items():
        ended = employment.until_on is not None and employment.until_on < today
        if person in judged and not ended and (person, position, school) not in seen.employments:
            place = schools.get(school, "") if school else ""
            what = ", ".join(part for part in (employment.title or position, place) if part)
            _miss(comparison, Part.EMPLOYMENTS, employment.id, person, what)


def _miss_contacts(comparison: Comparison) -> None:
    """Old addresses and numbers of people whom the file names with others."""
    said: dict[UUID, set[tuple[str, str]]] = {}
    for record in comparison.reading.records.people:
        contacts = said.setdefault(comparison.people[record.source, record.source_id], set())
        contacts |= {(contact.kind.value, contact.value) for contact in record.contacts}
    for (person, kind, value), row_id in comparison.known.contacts.items():
        if person in said and (kind, value) not in said[person]:
            _miss(comparison, Part.CONTACTS, row_id, person, value)


def _judged_people(comparison: Comparison) -> set[UUID]:
    """Never those whose own row was refused; in a file of changes only, just the people it marks as gone."""
    people, reading = comparison.known.people, comparison.reading
    if not reading.is_complete:
        return {people[key].id for key in reading.withdrawn if key in people}
    return {
        person.id
        for key, person in people.items()
        if person.source in reading.sources and key not in reading.doubted
    }
