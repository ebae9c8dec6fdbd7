"""One table as rows of named cells, in the file's order, refusing rows with more cells than column names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ballot_service.importing.columns import compared_header, without_secrets
from ballot_service.importing.gathering import Gathering
from ballot_service.importing.header_words import BY_WORD, Field
from ballot_service.importing.tables import TOO_MANY_CELLS, Row, Table

METADATA = "metadata"
"""OneRoster's own prefix for columns that a student system adds."""


def row_fits(row: Row, table: Table, gathering: Gathering) -> bool:
    """False after refusing a row that has something to the right of the last column name.

    The report shows none of its cells: in a row that has slipped, a password may stand anywhere.
    """
    if any(cell.strip() for cell in row.cells[len(table.headers) :]):
        gathering.refuse(table.name, row.line, "", "", TOO_MANY_CELLS)
        return False
    return True


@dataclass(frozen=True, slots=True)
class SheetRow:
    line: int
    cells: dict[str, str]

    def __getitem__(self, name: str) -> str:
        """The cell of a column by its compared name; empty when the file has no such column."""
        return self.cells.get(name, "")

    @property
    def is_live(self) -> bool:
        """False for rows the file marks as gone. An empty status means active: bulk files leave it out."""
        return self["status"].lower() in ("", "active")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A OneRoster file. Column names are compared without capitals and marks."""

    table: Table
    gathering: Gathering

    @property
    def name(self) -> str:
        return self.table.name

    def __iter__(self) -> Iterator[SheetRow]:
        table = without_secrets(self.table)
        names = [compared_header(header) for header in table.headers]
        for refusal in table.broken:
            self.gathering.refusals.append(refusal)
        for row in table.rows:
            self.gathering.row_done()
            if row_fits(row, table, self.gathering):
                cells = (cell.strip() for cell in row.cells)
                yield SheetRow(row.line, dict(zip(names, cells, strict=False)))

    def added_columns(self) -> dict[Field, str]:
        """Fields that stand in "metadata." columns → the compared name of that column."""
        found: dict[Field, str] = {}
        for header in self.table.headers:
            prefix, dot, rest = header.partition(".")
            field = BY_WORD.get(compared_header(rest))
            if dot and compared_header(prefix) == METADATA and field is not None:
                found.setdefault(field, compared_header(header))
        return found
