"""Turns the bytes of one CSV file into rows with line numbers, whatever program wrote it.

Line numbers count from 1 and are those a text editor shows; a row that spans several lines has the number of
its first line. UTF-8, UTF-16 and Windows-1252 are told apart here; so are comma, semicolon, tab and bar.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ballot_service.importing.refusals import RefusedRow, UnreadableFile, Unusable, refused
from ballot_service.rules.words import say

DELIMITERS = ",;\t|"
MOST_ROWS = 500_000
MOST_COLUMNS = 500
LONGEST_LINE = 1_000_000
"""Characters. A small zip can unfold to one line of many million cells, which would fill the memory."""
LONGEST_ROW = 50
"""A row that spans more lines than this has an opening quotation mark that nobody closed."""
MOST_BROKEN_ROWS = 1000

UNCLOSED = Unusable(
    "quote_not_closed",
    say('A quotation mark (") in this row is opened and never closed.'),
    say("Take the quotation mark out, or add the missing one, and import the file again."),
)
TOO_LONG = Unusable(
    "row_broken",
    say("This row cannot be read as a row of a table."),
    say("Look at this line in the file, correct it and import the file again."),
)
TOO_MANY_CELLS = Unusable(
    "too_many_cells",
    say("This row has more cells than the file has column names."),
    say("Put quotation marks around values that hold the separating character."),
)


class Row(NamedTuple):
    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One file as rows. `headers` is the first row that is not blank; `rows` are the rows after it."""

    name: str
    encoding: str
    delimiter: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    broken: tuple[RefusedRow, ...] = field(default=())

    def headed_at(self, index: int) -> Table:
        """The same table with `rows[index]` as its header: the rows above it were a title."""
        return replace(self, headers=trimmed(self.rows[index].cells), rows=self.rows[index + 1 :])

    def with_rows(self, rows: tuple[Row, ...]) -> Table:
        return replace(self, rows=rows)


def read_table(name: str, content: bytes) -> Table:
    """The table in one CSV file; broken rows are listed. Raises `UnreadableFile` when there is no row."""
    text, encoding = decode(content)
    text, delimiter = _declared_delimiter(text)
    delimiter = delimiter or _guessed_delimiter(text)
    rows, broken = _rows(name, text, delimiter)
    if not rows:
        raise UnreadableFile(
            "no_rows",
            say("The file {name} holds no rows.", name=name),
            say("Export it again and check that it has rows."),
        )
    return Table(
        name=name,
        encoding=encoding,
        delimiter=delimiter,
        headers=trimmed(rows[0].cells),
        rows=tuple(rows[1:]),
        broken=tuple(broken),
    )


def decode(content: bytes) -> tuple[str, str]:
    """Text and the name of its encoding. Never fails: Windows-1252 has a meaning for nearly every byte."""
    if content.startswith(b"\xef\xbb\xbf"):
        return _without_nul(content[3:].decode("utf-8", errors="replace")), "UTF-8"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _without_nul(content.decode("utf-16", errors="replace")), "UTF-16"
    if silent := _utf_16_without_mark(content):
        return _without_nul(content.decode(silent, errors="replace")), "UTF-16"
    try:
        return _without_nul(content.decode("utf-8")), "UTF-8"
    except UnicodeDecodeError:
        return _without_nul(content.decode("cp1252", errors="replace")), "Windows-1252"


def _utf_16_without_mark(content: bytes) -> str | None:
    """UTF-16 that lost its mark shows as a NUL in every second byte of plain letters."""
    start = content[:2000]
    half = len(start) // 2
    if half < 4:
        return None
    if start[1::2].count(0) > half * 0.7 and start[0::2].count(0) == 0:
        return "utf-16-le"
    if start[0::2].count(0) > half * 0.7 and start[1::2].count(0) == 0:
        return "utf-16-be"
    return None


def _without_nul(text: str) -> str:
    return text.replace("\x00", "").removeprefix("\ufeff")


def _declared_delimiter(text: str) -> tuple[str, str | None]:
    """Excel writes "sep=;" as a first line. The line is blanked so that line numbers stay true."""
    first, newline, rest = text.partition("\n")
    said = first.strip().strip('"').lower()
    if said.startswith("sep=") and len(said) == 5 and said[4] in DELIMITERS:
        return newline + rest, said[4]
    if first.strip(" \r").lower() == "sep=\t":
        return newline + rest, "\t"
    return text, None


def _guessed_delimiter(text: str) -> str:
    """The mark that splits the first rows into the most columns, the same number in each."""
    sample = [line for line in text[:20_000].splitlines() if line.strip()][:20]

    def score(mark: str) -> tuple[int, int]:
        try:
            widths = [len(cells) for cells in csv.reader(sample, delimiter=mark)]
        except csv.Error:
            return (0, 0)
        widest = max(widths, default=1)
        return (sum(width == widest for width in widths) * (widest > 1), widest)

    return max(DELIMITERS, key=score)


def _rows(name: str, text: str, delimiter: str) -> tuple[list[Row], list[RefusedRow]]:
    lines = list(io.StringIO(text, newline=""))
    if max(map(len, lines), default=0) > LONGEST_LINE:
        raise _too_large(name)
    rows: list[Row] = []
    broken: list[RefusedRow] = []
    start = 0
    while start < len(lines):
        start = _read_on(name, lines, start, delimiter, rows, broken)
        if len(broken) > MOST_BROKEN_ROWS:
            raise UnreadableFile(
                "not_a_table",
                say("The file {name} is not a table.", name=name),
                say("Choose a CSV file or a OneRoster zip file."),
            )
    return rows, broken


def _read_on(
    name: str, lines: list[str], start: int, delimiter: str, rows: list[Row], broken: list[RefusedRow]
) -> int:
    """Reads rows from line index `start` until the end or a broken row; the index to go on from.

    The report shows no part of a broken row: a password may stand in it.
    """
    reader = csv.reader(_from(lines, start), delimiter=delimiter)
    begun = start
    try:
        for cells in reader:
            ended = start + reader.line_num
            if ended - begun > LONGEST_ROW:
                broken.append(refused(name, begun + 1, "", "", UNCLOSED))
                return begun + 1
            if any(cell.strip() for cell in cells):
                _keep(name, Row(begun + 1, tuple(cells)), rows)
            begun = ended
    except csv.Error:
        broken.append(refused(name, begun + 1, "", "", UNCLOSED if '"' in lines[begun] else TOO_LONG))
        return begun + 1
    return len(lines)


def _from(lines: list[str], start: int) -> Iterator[str]:
    return (lines[index] for index in range(start, len(lines)))


def _keep(name: str, row: Row, rows: list[Row]) -> None:
    if len(rows) >= MOST_ROWS or len(row.cells) > MOST_COLUMNS:
        raise _too_large(name)
    rows.append(row)


def _too_large(name: str) -> UnreadableFile:
    return UnreadableFile(
        "table_too_large",
        say(
            "The file {name} has more than {rows} rows or {columns} columns.",
            name=name,
            rows=MOST_ROWS,
            columns=MOST_COLUMNS,
        ),
        say("Export one school at a time."),
    )


def trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Column names without spaces around them and without the empty ones that Excel adds at the end."""
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)
