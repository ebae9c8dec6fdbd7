"""Finds out by its content what format a file of ballots has, and reads it."""

from __future__ import annotations

from collections.abc import Callable

from ballot_service.sealing.records import RECORD_COLUMNS
from ballot_service.tallying.blt import read_blt
from ballot_service.tallying.contest import BallotFile, LeftOut, Progress, UnreadableFile
from ballot_service.tallying.cvr import read_cvr
from ballot_service.tallying.records_csv import read_records_csv


def read_ballot_file(content: bytes, progress: Progress, *, partial: bool = False) -> BallotFile:
    """The contests in a file. `partial` leaves out lines that cannot be read and says which.

    Raises UnreadableFile with the line and the reason."""
    text = _text(content)
    return _reader_for(text)(text, LeftOut(partial=partial), progress)


def _text(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with its mark, or else what Windows programs wrote."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError as problem:
            raise UnreadableFile(1, "it is not text") from problem
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise UnreadableFile(line, "it is not text")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _reader_for(text: str) -> Callable[[str, LeftOut, Progress], BallotFile]:
    begin = text.lstrip()
    if begin.startswith(("{", "[")):
        return read_cvr
    head = begin.partition("\n")[0].strip()
    if head == ",".join(RECORD_COLUMNS):
        return read_records_csv
    if head[:1].isdigit() or head.startswith(("#", "//")) or not head:
        return read_blt
    raise UnreadableFile(
        text[: len(text) - len(begin)].count("\n") + 1,
        "this is none of the formats that can be counted: BLT, cast vote records as JSON (NIST SP 1500-103), "
        "or the list of records of an audit bundle as CSV",
    )
