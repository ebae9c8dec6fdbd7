"""The act of importing a district's own file: people, schools and how they belong together, in one go.

The same file twice changes nothing. What a later file lacks is listed and stays, unless a person chooses to
end it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from ballot_service.importing.comparing_links import plan_import
from ballot_service.importing.plan import (
    Missing,
    Part,
    Plan,
    Tally,
)
from ballot_service.importing.reading import Reading
from ballot_service.importing.refusals import RefusedRow
from ballot_service.models.districts import District, School
from ballot_service.models.people import ContactPoint, Employment, Enrollment, Guardianship, Person
from ballot_service.rules.calendar import local_date
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.words import say
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.known_rows import known_rows

TABLES: Mapping[Part, type[School | Person | ContactPoint | Enrollment | Guardianship | Employment]] = {
    Part.SCHOOLS: School,
    Part.PEOPLE: Person,
    Part.CONTACTS: ContactPoint,
    Part.ENROLLMENTS: Enrollment,
    Part.GUARDIANSHIPS: Guardianship,
    Part.EMPLOYMENTS: Employment,
}
"""In the order in which rows can point to one another."""
BATCH = 5000
"""Rows in one statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did or, in a dry run, would do."""

    file: str
    is_dry_run: bool
    tallies: Mapping[Part, Tally]
    refused: tuple[RefusedRow, ...]
    """Rows and values of the file that were left out, in the file's order."""
    missing: tuple[Missing, ...]
    """What the district has from an earlier import and this file lacks."""
    ended_missing: bool
    """Whether a person chose to end what is missing."""

    @property
    def changes_nothing(self) -> bool:
        counted = sum(tally.new + tally.changed for tally in self.tallies.values())
        return counted == 0 and not (self.ended_missing and self.missing)


def import_people(
    session: Session,
    district: District,
    reading: Reading,
    now: datetime,
    by: UUID | None = None,
    *,
    dry_run: bool = False,
    end_missing: bool = False,
) -> ImportReport:
    """Adds and changes what the file says, in the district's rows; flushes, never commits.

    `now` is aware; by its local date employments end. `end_missing`: employments that the file lacks get the
    day before as their last day; enrollments, guardianships and contacts that it lacks are taken away.
    A dry run makes the same plan and touches nothing. Two imports of one district wait for each other.
    Raises `Refused` when something is to end and rows of the file could not be told apart.
    """
    today = local_date(now, district.zone)
    if not dry_run:
        session.execute(select(District.id).where(District.id == district.id).with_for_update())
    known = known_rows(session, district.id)
    plan = plan_import(reading, known, today=today, new_id=uuid4, default_language=district.language)
    if end_missing:
        _refuse_in_doubt(district, reading)
    report = _report(reading, plan, dry_run=dry_run, ended=end_missing)
    if dry_run:
        return report
    _carry_out(session, district.id, plan)
    if end_missing:
        _end(session, plan.missing, today - timedelta(days=1))
    session.flush()
    session.expire_all()
    _record(session, district, reading, report, now, by)
    return report


def _report(reading: Reading, plan: Plan, *, dry_run: bool, ended: bool) -> ImportReport:
    refused = sorted((*reading.refused, *plan.refused), key=lambda row: (row.file, row.line))
    return ImportReport(
        file=reading.name,
        is_dry_run=dry_run,
        tallies=plan.tallies,
        refused=tuple(refused),
        missing=tuple(plan.missing),
        ended_missing=ended,
    )


def _refuse_in_doubt(district: District, reading: Reading) -> None:
    """Somebody whose row cannot be read would pass for missing: ending their work would let them vote."""
    if not reading.unidentified_rows:
        return
    reason = Reason(
        code="rows_in_doubt",
        sentence=say(
            "{count} rows of {file} could not be read, so it is not known who is missing from it.",
            count=reading.unidentified_rows,
            file=reading.name,
        ),
        source="Requirements 1.12, rules 1 and 3",
        remedy=say("Correct these rows and import the file again, then end what is missing."),
    )
    raise Refused(
        "people.import",
        Decision(reasons=(reason,)),
        chain_id=district.id,
        district_id=district.id,
        subject_id=district.id,
    )


def _carry_out(session: Session, district_id: UUID, plan: Plan) -> None:
    for part, table in TABLES.items():
        for rows in _batches(plan.added[part]):
            session.execute(insert(table), [{"district_id": district_id, **row} for row in rows])
        for rows in _batches(plan.changed[part]):
            session.execute(update(table), rows)


def _batches(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def _end(session: Session, missing: list[Missing], last_day: date) -> None:
    """Employments keep their row with a last day: who worked here, and until when, stays known."""
    ended = [{"id": lost.row_id, "until_on": last_day} for lost in missing if lost.part is Part.EMPLOYMENTS]
    for rows in _batches(ended):
        session.execute(update(Employment), rows)
    for part in (Part.ENROLLMENTS, Part.GUARDIANSHIPS, Part.CONTACTS):
        table = TABLES[part]
        ids = [lost.row_id for lost in missing if lost.part is part]
        for start in range(0, len(ids), 500):
            session.execute(delete(table).where(table.id.in_(ids[start : start + 500])))


def _record(
    session: Session,
    district: District,
    reading: Reading,
    report: ImportReport,
    now: datetime,
    by: UUID | None,
) -> None:
    """One entry in the trail: numbers and the file's fingerprint. The file's name may hold a person's."""
    details = {
        "file_sha256": reading.sha256,
        "rows": reading.counts.rows,
        "refused": len(report.refused),
        "missing": len(report.missing),
        "ended_missing": report.ended_missing,
        "tables": {
            part.value: {"new": tally.new, "changed": tally.changed, "unchanged": tally.unchanged}
            for part, tally in report.tallies.items()
        },
    }
    trail.record(
        session,
        "people.imported",
        chain_id=district.id,
        district_id=district.id,
        subject_id=district.id,
        now=now,
        by=by,
        details=details,
        words={"file": reading.name},
    )
