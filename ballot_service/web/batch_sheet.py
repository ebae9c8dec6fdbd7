"""The fields in which a teller types a batch, read into what was on the sheets; each slip is named beside its field."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from ballot_service.rules.contests import Contest
from ballot_service.rules.paper_entry import UnreadableEntry, read_number, read_places, typed_places
from ballot_service.services.paper_count import Read, Reading
from ballot_service.web.languages import words

LONGEST = 200
"""Letters in one field; nobody needs more, and nothing longer is read."""


@dataclass
class Row:
    """One sheet as it was typed, with what is wrong with each field."""

    number: str = ""
    marks: list[str] = field(default_factory=list, repr=False)
    number_error: str = ""
    mark_errors: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.number.strip() and not any(each.strip() for each in self.marks)


@dataclass
class BatchSheet:
    """All fields of a batch. `read` is None while something cannot be read."""

    rows: list[Row] = field(repr=False)
    set_aside: str = ""
    set_aside_reason: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    """Field id to what to do, in the order of the page."""
    focus: str = ""
    """Where typing goes on: the id of a field, or "keep" for the button."""
    read: Read | None = field(default=None, repr=False)


def read_sheet(
    sent: Mapping[str, str], sheets: int, contests: Sequence[Contest], numbers: Collection[str]
) -> BatchSheet:
    """Reads the fields that were sent; empty rows are left out, and the number of sheets has to agree."""
    rows = [
        Row(
            number=sent.get(f"number_{at}", "")[:LONGEST],
            marks=[sent.get(f"marks_{at}_{place}", "")[:LONGEST] for place in range(len(contests))],
            mark_errors=["" for _contest in contests],
        )
        for at in range(1, sheets + 1)
    ]
    sheet = BatchSheet(
        rows=rows,
        set_aside=sent.get("set_aside", "")[:LONGEST],
        set_aside_reason=sent.get("set_aside_reason", "").strip()[:1000],
    )
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for at, row in enumerate(rows, start=1):
        if not row.is_empty:
            _read_row(sheet, at, row, contests, numbers, found)
    aside = _set_aside(sheet)
    filled = sum(not row.is_empty for row in rows)
    if not sheet.errors and filled + aside != sheets:
        sheet.errors["number_1"] = _(
            "The batch has %(sheets)s sheets. You entered %(filled)s and set aside %(aside)s.",
            sheets=sheets,
            filled=filled,
            aside=aside,
        )
    if not sheet.errors:
        sheet.read = Read(sheets=found, set_aside=aside, set_aside_reason=sheet.set_aside_reason)
    return sheet


def typed_so_far(
    sent: Mapping[str, str], sheets: int, contests: Sequence[Contest], numbers: Collection[str]
) -> BatchSheet:
    """What Enter shows: everything as it was typed, with the cursor in the first field that is empty or unreadable.

    Only fields that were filled in are read; nothing is kept.
    """
    sheet = read_sheet(sent, sheets, contests, numbers)
    sheet.read, typed = None, {}
    for at, row in enumerate(sheet.rows, start=1):
        row.number_error = row.number_error if row.number.strip() else ""
        row.mark_errors = [
            error if marks.strip() else "" for marks, error in zip(row.marks, row.mark_errors, strict=True)
        ]
        typed[f"number_{at}"] = row.number, row.number_error
        fields = enumerate(zip(row.marks, row.mark_errors, strict=True))
        typed |= {f"marks_{at}_{place}": field for place, field in fields}
    sheet.errors = {name: sheet.errors[name] for name, (_marks, error) in typed.items() if error}
    sheet.focus = next((name for name, (marks, error) in typed.items() if error or not marks.strip()), "keep")
    return sheet


def filled_in(sheets: int, contests: Sequence[Contest], reading: Reading) -> BatchSheet:
    """The fields as this person entered them before; a sheet that the other person read differently says
    so, and not how: both look at the paper, and nobody copies."""
    rows = []
    if reading.mine:
        for number, marks in sorted(reading.mine.sheets.items(), key=lambda each: _order(reading, each[0])):
            typed = [typed_places(marks.get(one.contest, ()), one) for one in contests]
            rows.append(Row(number=number, marks=typed, mark_errors=_differing(reading, number, contests)))
            if number in reading.mine_only:
                rows[-1].number_error = _("The other person has no ballot with this number.")
    rows += [
        Row(marks=["" for _one in contests], mark_errors=["" for _one in contests])
        for _empty in range(sheets - len(rows))
    ]
    mine = reading.mine
    return BatchSheet(
        focus="" if mine else "number_1",
        rows=rows,
        set_aside=str(mine.set_aside) if mine else "0",
        set_aside_reason=mine.set_aside_reason if mine else "",
    )


def _order(reading: Reading, number: str) -> tuple[bool, str]:
    """What differs stands first."""
    return number not in reading.different and number not in reading.mine_only, number


def _differing(reading: Reading, number: str, contests: Sequence[Contest]) -> list[str]:
    if reading.mine is None or reading.other is None or number not in reading.different:
        return ["" for _contest in contests]
    mine, other = reading.mine.sheets[number], reading.other.sheets[number]
    return [
        _("The two of you read this differently. Look at the sheet together.")
        if sorted(mine.get(one.contest, ())) != sorted(other.get(one.contest, ()))
        else ""
        for one in contests
    ]


def _read_row(
    sheet: BatchSheet,
    at: int,
    row: Row,
    contests: Sequence[Contest],
    numbers: Collection[str],
    found: dict[str, dict[str, tuple[str, ...]]],
) -> None:
    number = ""
    try:
        number = read_number(row.number, numbers)
        if number in found:
            row.number_error = _("This number stands twice in the batch.")
    except UnreadableEntry as problem:
        row.number_error = words(problem.sentence)
    if row.number_error:
        sheet.errors[f"number_{at}"] = _("Sheet %(at)s: %(what)s", at=at, what=row.number_error)
    marks = {}
    for place, contest in enumerate(contests):
        try:
            marks[contest.contest] = read_places(row.marks[place], contest)
        except UnreadableEntry as problem:
            row.mark_errors[place] = words(problem.sentence)
            sheet.errors[f"marks_{at}_{place}"] = _(
                "Sheet %(at)s: %(what)s", at=at, what=row.mark_errors[place]
            )
    if number:
        found[number] = marks


def _set_aside(sheet: BatchSheet) -> int:
    typed = sheet.set_aside.strip() or "0"
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 3):
        sheet.errors["set_aside"] = _("Write a number of sheets, or 0.")
        return 0
    if int(typed) and not sheet.set_aside_reason:
        sheet.errors["set_aside_reason"] = _("Write what these sheets are.")
    return int(typed)
