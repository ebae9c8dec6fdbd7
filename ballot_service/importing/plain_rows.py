"""One row of a plain CSV file seen through its column map, with names, dates and contacts cleaned."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from ballot_service.importing.cleaning import address_lines, name_parts, plain_text
from ballot_service.importing.columns import ColumnMap, without_secrets
from ballot_service.importing.dates import NumberOrder, birth_date, calendar_date, number_order
from ballot_service.importing.gathering import Gathering
from ballot_service.importing.header_words import Field
from ballot_service.importing.languages import language_tag
from ballot_service.importing.records import ContactRecord, FileKind, Origin
from ballot_service.importing.refusals import Unusable
from ballot_service.importing.sheet import row_fits
from ballot_service.importing.source_ids import clean_id
from ballot_service.importing.tables import Row, Table

T = TypeVar("T")


@dataclass(slots=True)
class PlainFile:
    """A table, what its columns mean, and what its date columns prove about the order of day and month."""

    table: Table
    columns: ColumnMap
    gathering: Gathering
    where: dict[str, tuple[int, ...]] = field(init=False)
    orders: dict[str, NumberOrder] = field(init=False)

    def __post_init__(self) -> None:
        self.table = without_secrets(self.table)
        self.where = self.columns.indexes()
        self.orders = {
            target: number_order(cell for row in self.table.rows for cell in _cells(row, indexes))
            for target, indexes in self.where.items()
            if target.endswith((Field.BIRTH_DATE, Field.FROM_ON, Field.UNTIL_ON))
        }

    def __iter__(self) -> Iterator[PlainRow]:
        self.gathering.refusals.extend(self.table.broken)
        for row in self.table.rows:
            self.gathering.row_done()
            if row_fits(row, self.table, self.gathering):
                yield PlainRow(self, row)

    @property
    def guardian_groups(self) -> tuple[str, ...]:
        """ "guardian1.", "guardian2." … as far as a student file has columns for them."""
        return tuple(sorted({t.partition(".")[0] + "." for t in self.where if t.startswith("guardian")}))


def _cells(row: Row, indexes: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(row.cells[i] for i in indexes if i < len(row.cells))


@dataclass(frozen=True, slots=True)
class PlainRow:
    """`group` is empty for the row's own person, "guardian1." for the first guardian on a student's row."""

    file: PlainFile
    row: Row
    group: str = ""

    @property
    def origin(self) -> Origin:
        return Origin(file=self.file.table.name, line=self.row.line)

    def of(self, group: str) -> PlainRow:
        return PlainRow(self.file, self.row, group)

    def cells(self, name: Field) -> tuple[str, ...]:
        """Every cell of the columns that hold a field, without the empty ones."""
        found = _cells(self.row, self.file.where.get(self.group + name, ()))
        return tuple(cell.strip() for cell in found if cell.strip())

    def __getitem__(self, name: Field) -> str:
        return next(iter(self.cells(name)), "")

    @property
    def is_blank(self) -> bool:
        """True when no name stands here: the second guardian of a family with one."""
        return not any(self[f] for f in (Field.GIVEN_NAME, Field.FAMILY_NAME, Field.FULL_NAME))

    def refuse(self, name: Field, why: Unusable, value: str | None = None, *, row_kept: bool = False) -> None:
        shown = self[name] if value is None else value
        self.file.gathering.refuse(
            self.origin.file, self.row.line, self.group + name, shown, why, row_kept=row_kept
        )

    def id_of(self, name: Field) -> str | None:
        """A cleaned id, empty when there is none; None after refusing the row."""
        try:
            return clean_id(self[name])
        except Unusable as why:
            self.refuse(name, why)
            return None

    def names(self, kind: FileKind, source_id: str) -> tuple[str, str] | None:
        """Given and family name; None after refusing the row."""
        given, family = self[Field.GIVEN_NAME], self[Field.FAMILY_NAME]
        if self[Field.FULL_NAME] and not (given and family):
            given, family = name_parts(self[Field.FULL_NAME])
        if second := self[Field.SECOND_FAMILY_NAME]:
            family = f"{family} {second}".strip()
        if family and (suffix := plain_text(self[Field.SUFFIX])):
            family = f"{family} {suffix}"
        whose = (kind.value, source_id)
        return self.file.gathering.names(self.origin.file, self.row.line, whose, given, family)

    def born(self, youngest: int, oldest: int) -> date | None:
        order = self._order(Field.BIRTH_DATE)
        today = self.file.gathering.today
        return self.cleaned(
            Field.BIRTH_DATE, lambda value: birth_date(value, order, today, youngest, oldest), None
        )

    def day(self, name: Field) -> date | None:
        order, today = self._order(name), self.file.gathering.today
        return self.cleaned(name, lambda value: calendar_date(value, order, today), None)

    def language(self) -> str:
        return self.cleaned(Field.LANGUAGE, language_tag, "")

    def address(self) -> str:
        return address_lines(self[Field.STREET], self[Field.CITY], self[Field.STATE], self[Field.POSTAL_CODE])

    def contacts(self) -> tuple[ContactRecord, ...]:
        return self.file.gathering.contacts(
            self.origin.file, self.row.line, self.cells(Field.EMAIL), self.cells(Field.PHONE)
        )

    def _order(self, name: Field) -> NumberOrder:
        return self.file.orders.get(self.group + name, NumberOrder.MONTH_FIRST)

    def cleaned(self, name: Field, clean: Callable[[str], T], otherwise: T) -> T:
        return self.file.gathering.attempt(
            self.origin.file, self.row.line, self.group + name, self[name], clean, otherwise
        )
