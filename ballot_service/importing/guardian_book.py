"""Finds out which rows of guardians are one person, because files list a parent once for every child.

Rows with the same id are one person. Without ids, rows are one person when the name is the same and they
share a student, an e-mail address, a phone number or a birth date, unless their birth dates differ. A name
alone never joins two rows: whether two people with one name are one is for a person to decide, on the roll.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ballot_service.importing.cleaning import folded
from ballot_service.importing.gathering import Gathering
from ballot_service.importing.records import FileKind, GuardianshipRecord, Origin, PersonRecord
from ballot_service.importing.refusals import Unusable
from ballot_service.rules.words import say

SOURCE = FileKind.GUARDIANS.value
OTHER_NAME = Unusable(
    "id_with_other_name",
    say("An earlier row of this file has the same id and another name."),
    say("Give each person an id of their own and import the file again."),
)


@dataclass(slots=True)
class _Entry:
    person: PersonRecord
    students: dict[str, Origin] = field(default_factory=dict)


@dataclass(slots=True)
class GuardianBook:
    """`add` each row, then `close` once all files are read."""

    gathering: Gathering
    by_id: dict[str, _Entry] = field(default_factory=dict)
    by_name: dict[str, list[_Entry]] = field(default_factory=dict)

    def add(self, person: PersonRecord, students: tuple[str, ...]) -> None:
        """One row; `person.source_id` is empty when the file gives no id."""
        entry = self._by_id(person) if person.source_id else self._by_likeness(person, students)
        if entry is not None:
            for student in students:
                entry.students.setdefault(student, person.origin)

    def _by_id(self, person: PersonRecord) -> _Entry | None:
        entry = self.by_id.get(person.source_id)
        if entry is None:
            entry = self.by_id[person.source_id] = _Entry(person)
            return entry
        if _name(entry.person) != _name(person):
            self.gathering.refuse(person.origin.file, person.origin.line, "id", person.source_id, OTHER_NAME)
            return None
        entry.person = joined(entry.person, person)
        return entry

    def _by_likeness(self, person: PersonRecord, students: tuple[str, ...]) -> _Entry:
        same_name = self.by_name.setdefault(_name(person), [])
        for entry in same_name:
            if _is_one_person(entry, person, students):
                entry.person = joined(entry.person, person)
                return entry
        same_name.append(_Entry(person))
        return same_name[-1]

    def close(self) -> None:
        """Hands every guardian and guardianship over, with a made id where the file gives none.

        A made id is the name and the first of the students, so that the same file gives the same ids again.
        """
        for entry in self.by_id.values():
            self._hand_over(entry.person, entry.students)
        for name, entries in self.by_name.items():
            used: dict[str, int] = {}
            for entry in entries:
                made = f"{name}@{min(entry.students, default='')}"
                used[made] = used.get(made, 0) + 1
                again = f"#{used[made]}" if used[made] > 1 else ""
                self._hand_over(
                    replace(entry.person, source_id=made[:190] + again, has_made_id=True), entry.students
                )

    def _hand_over(self, person: PersonRecord, students: dict[str, Origin]) -> None:
        self.gathering.people.append(person)
        for student, origin in students.items():
            self.gathering.guardianships.append(
                GuardianshipRecord(
                    guardian_source=SOURCE,
                    guardian_id=person.source_id,
                    student_source=FileKind.STUDENTS.value,
                    student_id=student,
                    origin=origin,
                )
            )


def _name(person: PersonRecord) -> str:
    return folded(f"{person.given_name} {person.family_name}")


def _is_one_person(entry: _Entry, person: PersonRecord, students: tuple[str, ...]) -> bool:
    known = entry.person
    if known.birth_date and person.birth_date:
        return known.birth_date == person.birth_date
    return bool(set(known.contacts) & set(person.contacts)) or any(s in entry.students for s in students)


def joined(first: PersonRecord, second: PersonRecord) -> PersonRecord:
    """One person out of two rows: what the first leaves open the second fills in; contacts of both."""
    return replace(
        first,
        birth_date=first.birth_date or second.birth_date,
        language=first.language or second.language,
        address=first.address or second.address,
        contacts=tuple(dict.fromkeys(first.contacts + second.contacts)),
    )
