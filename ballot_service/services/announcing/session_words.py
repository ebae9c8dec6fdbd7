"""What is said about the information sessions that are to come: when, where, from home, and in which languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce
from textwrap import shorten

import outreach
from ballot_service.models import Election, InformationSession
from ballot_service.rules.languages import language_name
from ballot_service.rules.words import say
from ballot_service.services.announcing.coming_sessions import Coming
from ballot_service.services.announcing.notice_words import Speak, clock, short_moment
from outreach.tongues import is_right_to_left

LONGEST_PLACE = 50
"""Letters of a place in a text message."""
LINE = "session_line_"
"""Begins the name of one line of what is said about the sessions."""
_SET_OFF = "\u2068{}\u2069"
"""First strong isolate: whatever a place is written in, the words around it keep their direction."""


def session_values(coming: Coming, election: Election, language: str, *, speak: Speak) -> dict[str, str]:
    """The values in one language; empty where there is nothing to tell. Times are on the district's clock."""
    if coming.is_off:
        off = [_in_line(row, election, language, speak) for row in coming.told_off]
        return _values_of(coming.told_off, off, election, language, speak)
    if not coming.held:
        return dict.fromkeys(("sessions", "sessions_in_line", "sessions_aloud", "next_session"), "")
    told = [_in_full(row, election, language, speak) for row in coming.held]
    told += [_called_off(row, election, language, speak) for row in coming.called_off]
    return _values_of(coming.held, told, election, language, speak)


def _values_of(
    rows: Sequence[InformationSession], told: Sequence[str], election: Election, language: str, speak: Speak
) -> dict[str, str]:
    """`told` is what stands about each in a text that has room."""
    line = _with_rests([_in_line(row, election, language, speak) for row in rows], language, speak)
    first = rows[0]
    starts = short_moment(language, first.starts_at.astimezone(election.zone))
    place = _set_off(shorten(first.place, LONGEST_PLACE, placeholder="…"), language)
    return {
        "sessions": "\n\n".join(told),
        "sessions_in_line": line,
        "sessions_aloud": "".join(letter for letter in line if letter not in _SET_OFF.format("")),
        "next_session": speak(language, say("{starts}, {place}", starts=starts, place=place)),
    }


def in_lines(
    texts: outreach.NoticeBook, name: str, values: Mapping[str, dict[str, str]]
) -> outreach.NoticeBook:
    """The texts of a notice with a place for each line of `sessions`, and these lines added to the values.

    A value is one line, whatever somebody typed into it, so that nothing can be smuggled into a message. What stands in
    several lines needs a place for each.
    """
    return replace(
        texts, texts={**texts.texts, name: tuple(_with_places(one, values) for one in texts.texts[name])}
    )


def _with_places(text: outreach.Text, values: Mapping[str, dict[str, str]]) -> outreach.Text:
    said = values[text.language]
    lines = said.get("sessions", "").split("\n")
    said |= {f"{LINE}{number}": line for number, line in enumerate(lines)}
    places = "\n".join(f"{{{LINE}{number}}}" if line else "" for number, line in enumerate(lines))
    return replace(text, body=text.body.replace("{sessions}", places))


def _in_full(row: InformationSession, election: Election, language: str, speak: Speak) -> str:
    spoken = tuple(language_name(tag) for tag in row.languages)
    lines = [_times(row, election, language, speak), _set_off(_one_line(row.place), language)]
    if row.online:
        how = _set_off(_one_line(row.online), language)
        lines.append(speak(language, say("From home: {how}", how=how)))
    lines.append(speak(language, say("Languages: {languages}", languages=speak(language, spoken))))
    return "\n".join(lines)


def _called_off(row: InformationSession, election: Election, language: str, speak: Speak) -> str:
    starts = row.starts_at.astimezone(election.zone)
    place = _set_off(_one_line(row.place), language)
    return speak(language, say("Cancelled: {starts}, {place}", starts=starts, place=place))


def _in_line(row: InformationSession, election: Election, language: str, speak: Speak) -> str:
    """To be read aloud as well, so no word on how to take part from home: that is often a web address."""
    place = _set_off(_one_line(row.place), language)
    times = _times(row, election, language, speak)
    return speak(language, say("{starts}, {place}", starts=times, place=place))


def _with_rests(lines: Sequence[str], language: str, speak: Speak) -> str:
    """In one line, so that a voice rests between the sessions."""
    return reduce(lambda first, then: speak(language, say("{first}. {then}", first=first, then=then)), lines)


def _times(row: InformationSession, election: Election, language: str, speak: Speak) -> str:
    starts, ends = row.starts_at.astimezone(election.zone), row.ends_at.astimezone(election.zone)
    is_one_day = starts.date() == ends.date()
    end = clock(language, ends) if is_one_day else speak(language, ends)
    return speak(language, say("{starts}, until {ends}", starts=starts, ends=end))


def _one_line(text: str) -> str:
    return ", ".join(line.strip() for line in text.splitlines() if line.strip())


def _set_off(text: str, language: str) -> str:
    return _SET_OFF.format(text) if is_right_to_left(language) else text
