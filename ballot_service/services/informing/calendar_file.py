"""One session as a calendar file (iCalendar, RFC 5545), which phones and mail programs put into a calendar.

Moments stand in UTC, so that no description of the time zone has to travel along.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from ballot_service.models import InformationSession

LONGEST_LINE = 75
"""Bytes, without the line break (RFC 5545, 3.1)."""
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def calendar_file(row: InformationSession, *, title: str, about: str, now: datetime) -> bytes:
    """The file, in UTF-8 with its prescribed line ends. `title` and `about` are in the reader's language."""
    return "".join(
        f"{part}\r\n" for line in _lines(row, title, about, now) for part in _folded(line)
    ).encode()


def _lines(row: InformationSession, title: str, about: str, now: datetime) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Ballot Service//Information sessions//EN")
    yield from ("METHOD:PUBLISH", "BEGIN:VEVENT", f"UID:{row.id}@information-session")
    yield f"DTSTAMP:{_moment(now)}"
    yield f"SEQUENCE:{row.changes}"
    yield f"DTSTART:{_moment(row.starts_at)}"
    yield f"DTEND:{_moment(row.ends_at)}"
    yield f"SUMMARY:{_text(title)}"
    yield f"LOCATION:{_text(row.place)}"
    yield f"DESCRIPTION:{_text(about)}"
    yield f"STATUS:{'CONFIRMED' if row.cancelled_at is None else 'CANCELLED'}"
    yield from ("END:VEVENT", "END:VCALENDAR")


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    return text.translate(ESCAPES)


def _folded(line: str) -> Iterator[str]:
    """Long lines go on after a line break and a space; no letter is cut in two."""
    part = ""
    for letter in line:
        if len((part + letter).encode()) > LONGEST_LINE:
            yield part
            part = " "
        part += letter
    yield part
