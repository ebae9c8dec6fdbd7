"""A session, or the days of voting, as a file that phones and mail programs put into a calendar.

The format is iCalendar (RFC 5545). Moments stand in UTC, so that no description of the time zone has to travel along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot_service.models import Election, InformationSession, TrailEntry
from ballot_service.rules.languages import language_name
from ballot_service.rules.words import say

LONGEST_LINE = 75
"""Bytes, without the line break (RFC 5545, 3.1)."""
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True, kw_only=True)
class Event:
    """What stands in a calendar. `changes` counts how often it was changed; moments are aware."""

    uid: str
    changes: int
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    about: str
    is_off: bool
    takes_time: bool = True
    """Whether whoever has it in their calendar is busy meanwhile."""


def sessions_file(
    rows: Iterable[InformationSession],
    language: str,
    *,
    speak: Callable[[str, object], str],
    page: str,
    now: datetime,
) -> bytes:
    """Information sessions in one language, the same to download and in an e-mail. `page` is the whole address of the
    election's public page.
    """
    return _file([_session(row, language, speak, page) for row in rows], now)


def _session(row: InformationSession, language: str, speak: Callable[[str, object], str], page: str) -> Event:
    council, school = row.election.council, row.election.council.school
    spoken = ", ".join(speak(language, language_name(tag)) for tag in row.languages)
    about = [school.name if school else row.election.district.name]
    about.append(speak(language, say("Languages: {languages}", languages=spoken)))
    if row.online:
        about.append(speak(language, say("From home: {how}", how=row.online)))
    return Event(
        uid=f"{row.id}@information-session",
        changes=row.changes,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        title=speak(language, say("Information session: {council}", council=council.name_in(language))),
        place=row.place,
        about="\n".join([*about, page]),
        is_off=row.cancelled_at is not None,
    )


def voting_file(
    session: Session, election: Election, *, title: str, place: str, about: str, now: datetime
) -> bytes:
    """The days of voting, from the opening to the close. Texts are in the reader's language."""
    changes = select(func.count()).where(TrailEntry.chain_id == election.id, TrailEntry.act == "change_times")
    event = Event(
        uid=f"{election.id}@voting",
        changes=session.scalar(changes) or 0,
        starts_at=election.opens_at,
        ends_at=election.closes_at,
        title=title,
        place=place,
        about=about,
        is_off=election.cancelled_at is not None,
        takes_time=False,
    )
    return _file([event], now)


def voting_invite(
    session: Session,
    election: Election,
    language: str,
    *,
    speak: Callable[[str, object], str],
    page: str,
    now: datetime,
) -> bytes:
    """The days of voting in one language, the same to download and in an e-mail. `page` is the whole address of the
    election's public page.
    """
    school = election.council.school
    whose = school.name if school else election.district.name
    return voting_file(
        session,
        election,
        title=speak(language, say("Voting: {council}", council=election.council.name_in(language))),
        place=page,
        about="\n".join([whose, election.district.phone, page]),
        now=now,
    )


def _file(events: Iterable[Event], now: datetime) -> bytes:
    """In UTF-8, with the line ends that are prescribed."""
    return "".join(f"{part}\r\n" for line in _lines(events, now) for part in _folded(line)).encode()


def _lines(events: Iterable[Event], now: datetime) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Ballot Service//Information sessions//EN")
    yield "METHOD:PUBLISH"
    for event in events:
        yield from _of(event, now)
    yield "END:VCALENDAR"


def _of(event: Event, now: datetime) -> Iterator[str]:
    yield from ("BEGIN:VEVENT", f"UID:{event.uid}")
    yield f"DTSTAMP:{_moment(now)}"
    yield f"SEQUENCE:{event.changes}"
    yield f"DTSTART:{_moment(event.starts_at)}"
    yield f"DTEND:{_moment(event.ends_at)}"
    yield f"SUMMARY:{_text(event.title)}"
    yield f"LOCATION:{_text(event.place)}"
    yield f"DESCRIPTION:{_text(event.about)}"
    yield f"STATUS:{'CANCELLED' if event.is_off else 'CONFIRMED'}"
    if not event.takes_time:
        yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


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
