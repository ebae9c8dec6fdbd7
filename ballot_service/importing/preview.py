"""Shows how a plain CSV file would be read: each column, what it is used for, and masked samples."""

from __future__ import annotations

from dataclasses import dataclass

from ballot_service.importing.columns import ColumnMap
from ballot_service.importing.header_words import NOT_PERSONAL, Field
from ballot_service.importing.records import FileKind
from ballot_service.importing.refusals import UnreadableFile
from ballot_service.importing.tables import Table
from ballot_service.rules.words import say

SAMPLES = 3
LONGEST_SAMPLE = 30
NEEDED: dict[FileKind, tuple[tuple[Field, ...], ...]] = {
    FileKind.GUARDIANS: (
        (Field.STUDENT_ID,),
        (Field.FULL_NAME, Field.FAMILY_NAME),
        (Field.FULL_NAME, Field.GIVEN_NAME),
    ),
    FileKind.STUDENTS: (
        (Field.ID,),
        (Field.FULL_NAME, Field.FAMILY_NAME),
        (Field.FULL_NAME, Field.GIVEN_NAME),
    ),
    FileKind.STAFF: ((Field.FULL_NAME, Field.FAMILY_NAME), (Field.FULL_NAME, Field.GIVEN_NAME)),
    FileKind.SCHOOLS: ((Field.SCHOOL_NAME,),),
}
"""For each kind, groups of fields of which one column at least must hold one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnPreview:
    """One column. `note` is "", "secret", "repeated" or "unknown"; samples of personal columns are masked."""

    header: str
    target: str
    note: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePreview:
    """`kind` is the kind of a plain file, or "oneroster". `missing` names the fields that no column holds."""

    file: str
    kind: str
    encoding: str
    delimiter: str
    rows: int
    columns: tuple[ColumnPreview, ...]
    missing: tuple[str, ...]
    ambiguous: tuple[str, ...]
    """Columns left unused because an earlier one holds the same field."""
    unmapped: tuple[str, ...]
    """Columns whose name is not known."""


def preview_of(table: Table, columns: ColumnMap) -> FilePreview:
    shown = tuple(
        ColumnPreview(
            header=column.header,
            target=column.target,
            note=column.note,
            samples=() if column.note == "secret" else _samples(table, column.index, column.target),
        )
        for column in columns.columns
    )
    held = {column.target for column in columns.columns}
    missing = [
        group[-1].value for group in NEEDED[columns.kind] if not held & {field.value for field in group}
    ]
    return FilePreview(
        file=table.name,
        kind=columns.kind.value,
        encoding=table.encoding,
        delimiter=table.delimiter,
        rows=len(table.rows),
        columns=shown,
        missing=tuple(missing),
        ambiguous=columns.ambiguous,
        unmapped=columns.unmapped,
    )


def oneroster_preview(table: Table) -> FilePreview:
    """OneRoster fixes its own column names, so there is nothing to choose."""
    return FilePreview(
        file=table.name,
        kind="oneroster",
        encoding=table.encoding,
        delimiter=table.delimiter,
        rows=len(table.rows),
        columns=(),
        missing=(),
        ambiguous=(),
        unmapped=(),
    )


def refuse_missing(preview: FilePreview) -> None:
    """Raises `UnreadableFile` when a column that this kind of file cannot do without was not found."""
    if preview.missing:
        raise UnreadableFile(
            "columns_missing",
            say(
                "In the file {name} no column was found for: {fields}.",
                name=preview.file,
                fields=preview.missing,
            ),
            say("Say which column holds it, or export the file again with that column."),
        )


def _samples(table: Table, index: int, target: str) -> tuple[str, ...]:
    """The first different values of a column, masked unless they say nothing about one person."""
    is_open = target.rpartition(".")[2] in [field.value for field in NOT_PERSONAL]
    found: dict[str, None] = {}
    for row in table.rows:
        cell = row.cells[index].strip() if index < len(row.cells) else ""
        if cell:
            found[cell[:LONGEST_SAMPLE] if is_open else masked(cell[:LONGEST_SAMPLE])] = None
        if len(found) == SAMPLES:
            break
    return tuple(found)


def masked(value: str) -> str:
    """Shape without content: the first letter stays, other letters become • and digits become #."""
    first, rest = value[:1], value[1:]
    if first.isdigit():
        first = "#"
    return first + "".join("•" if c.isalpha() else "#" if c.isdigit() else c for c in rest if c.isprintable())
