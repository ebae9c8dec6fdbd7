"""Reads one upload from beginning to end: the door that pages, acts and commands come through.

Nothing here touches a database or the clock. Secret columns (passwords, Social Security numbers) are emptied
before anything else sees them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath

from ballot_service.importing.archives import open_upload, whole
from ballot_service.importing.columns import ColumnMap, guess_kind, map_columns, with_header_found
from ballot_service.importing.gathering import Gathering, Progress, no_progress
from ballot_service.importing.oneroster import READ, is_oneroster, read_oneroster
from ballot_service.importing.plain import PlainReading
from ballot_service.importing.preview import FilePreview, oneroster_preview, preview_of, refuse_missing
from ballot_service.importing.records import FileKind, Records
from ballot_service.importing.refusals import RefusedRow, UnreadableFile
from ballot_service.importing.tables import Table, read_table
from ballot_service.rules.words import say

UNIDENTIFIED = frozenset({"quote_not_closed", "row_broken", "too_many_cells", "id_missing", "id_digits_lost"})
"""Codes of refusals after which it is not known whose row it was."""
ORDER = (FileKind.SCHOOLS, FileKind.STUDENTS, FileKind.GUARDIANS, FileKind.STAFF)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Numbers of rows and records. `refused_rows` and `left_out_values` count the two kinds of refusal."""

    rows: int
    schools: int
    people: int
    students: int
    guardians: int
    staff: int
    refused_rows: int
    left_out_values: int
    skipped: Mapping[str, int]
    """Rows passed over for a reason that needs nothing done ("marked_as_gone", "repeated")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an upload says. `is_complete` is false for a OneRoster file of changes only."""

    name: str
    is_oneroster: bool
    is_complete: bool
    records: Records
    refused: tuple[RefusedRow, ...]
    preview: tuple[FilePreview, ...]
    counts: Counts
    doubted: frozenset[tuple[str, str]]
    """(source, source id) of people whose row was refused: they are in the file all the same."""
    unidentified_rows: int
    """Refused rows of which it is not known whose they are."""
    sha256: str
    """Of the upload's bytes: which file it was can be shown later without keeping it."""
    withdrawn: tuple[tuple[str, str], ...]
    """(source, source id) of people whom the file itself marks as gone."""

    @property
    def sources(self) -> frozenset[str]:
        """The sources whose people the upload lists: of these somebody can be found to be missing."""
        if self.is_oneroster:
            return frozenset({"oneroster"})
        return frozenset(file.kind for file in self.preview) - {FileKind.SCHOOLS.value}


def read_import(
    name: str,
    content: bytes | Path,
    *,
    today: date,
    kind: FileKind | None = None,
    overrides: Mapping[str, str] | None = None,
    progress: Progress = no_progress,
) -> Reading:
    """Reads a OneRoster zip, a zip of plain CSV files, or one CSV file.

    `name`: the file's own name, shown in the report. `today`: the district's local date, by which birth dates
    and roles are judged. `kind`: what a plain file lists, when its name and columns do not tell. `overrides`:
    column name → target field or "ignore". `progress`: called with rows done and rows in all.
    Raises `UnreadableFile` when the file as a whole cannot be read; everything smaller is in `refused`.
    """
    upload = whole(name, content)
    tables = _tables(name, upload)
    if kind is None and is_oneroster(tables):
        return _read_oneroster(name, upload, tables, today, progress)
    plain = _plain_tables(tables, kind, overrides)
    previews = tuple(preview_of(table, columns) for table, columns in plain)
    for preview in previews:
        refuse_missing(preview)
    gathering = Gathering(today, sum(len(table.rows) for table, _ in plain), progress)
    reading = PlainReading(gathering)
    for table, columns in plain:
        reading.read(table, columns)
    reading.close()
    return _reading(name, upload, gathering, previews, is_oneroster=False, is_complete=True)


def preview_import(
    name: str,
    content: bytes | Path,
    *,
    kind: FileKind | None = None,
    overrides: Mapping[str, str] | None = None,
) -> tuple[FilePreview, ...]:
    """How each file of the upload would be read, missing columns named. Raises `UnreadableFile`."""
    tables = _tables(name, whole(name, content))
    if kind is None and is_oneroster(tables):
        return tuple(oneroster_preview(table) for file, table in tables.items() if file.lower() in READ)
    return tuple(preview_of(table, columns) for table, columns in _plain_tables(tables, kind, overrides))


def _tables(name: str, content: bytes) -> dict[str, Table]:
    """Every table of the upload; in a zip of several, the empty ones are left out."""
    files = open_upload(PurePath(name).name or name, content)
    if len(files) == 1:
        return {file: read_table(file, inside) for file, inside in files.items()}
    return {
        file: read_table(file, inside)
        for file, inside in files.items()
        if inside.strip(b"\0 \t\r\n\xef\xbb\xbf")
    }


def _plain_tables(
    tables: Mapping[str, Table], kind: FileKind | None, overrides: Mapping[str, str] | None
) -> list[tuple[Table, ColumnMap]]:
    headed = [with_header_found(table) for table in tables.values()]
    _refuse_unknown_headers(headed, overrides or {})
    found = [(table, map_columns(table, kind or guess_kind(table), overrides)) for table in headed]
    return sorted(found, key=lambda pair: ORDER.index(pair[1].kind))


def _refuse_unknown_headers(tables: list[Table], overrides: Mapping[str, str]) -> None:
    known = {header.strip().casefold() for table in tables for header in table.headers}
    for header in overrides:
        if header.strip().casefold() not in known:
            raise UnreadableFile(
                "header_unknown",
                say("The file has no column named {header}.", header=header),
                say("Write the column's name as it stands in the file."),
            )


def _read_oneroster(
    name: str, upload: bytes, tables: Mapping[str, Table], today: date, progress: Progress
) -> Reading:
    read = {file: table for file, table in tables.items() if file.lower() in READ}
    gathering = Gathering(today, sum(len(table.rows) for table in read.values()), progress)
    is_complete = read_oneroster(read, gathering)
    previews = tuple(oneroster_preview(table) for table in read.values())
    return _reading(name, upload, gathering, previews, is_oneroster=True, is_complete=is_complete)


def _reading(
    name: str,
    upload: bytes,
    gathering: Gathering,
    previews: tuple[FilePreview, ...],
    *,
    is_oneroster: bool,
    is_complete: bool,
) -> Reading:
    records, refusals = gathering.records(), gathering.refusals
    counts = Counts(
        rows=gathering.total_rows,
        schools=len(records.schools),
        people=len(records.people),
        students=len({(e.student_source, e.student_id) for e in records.enrollments}),
        guardians=len({(g.guardian_source, g.guardian_id) for g in records.guardianships}),
        staff=len({(e.person_source, e.person_id) for e in records.employments}),
        refused_rows=sum(not refusal.row_kept for refusal in refusals),
        left_out_values=sum(refusal.row_kept for refusal in refusals),
        skipped=dict(gathering.skipped),
    )
    return Reading(
        name=name,
        is_oneroster=is_oneroster,
        is_complete=is_complete,
        records=records,
        refused=tuple(sorted(refusals, key=lambda refusal: (refusal.file, refusal.line))),
        preview=previews,
        counts=counts,
        doubted=frozenset(whose for whose in gathering.doubted if whose[1]),
        unidentified_rows=sum(not source_id for _, source_id in gathering.doubted)
        + sum(refusal.code in UNIDENTIFIED for refusal in refusals),
        sha256=hashlib.sha256(upload).hexdigest(),
        withdrawn=tuple(gathering.withdrawn),
    )
