"""Looks over a text before a person approves it: what it would cost, what a reader could not use, what must not leave.

Pure: a text and what is known about it in, findings out, each with the remedy. What is refused cannot be sent; the rest
is for the person who reads.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from outreach.errors import UnknownPlaceholder
from outreach.isolates import falls_apart, isolated
from outreach.media import Medium, Reaches, say
from outreach.names_in_text import Names
from outreach.notice import Text
from outreach.reading_level import level
from outreach.segments import Alphabet, in_plain_letters, in_small_alphabet, length
from outreach.tongues import is_right_to_left, keeps_marks

MOST_PARTS = {Alphabet.GSM_7: 2, Alphabet.UCS_2: 4}
"""Text messages that one person should be charged for: some 300 letters, or 270 in Arabic, Vietnamese or Chinese."""
LONGEST_SUBJECT = 78
"""Letters of a subject line that mail programs show (RFC 5322, 2.1.1)."""
_WEB_ADDRESS = re.compile(r"://|\bwww\.|\{[a-z_]*link\}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A text on its way to approval, and what is known about it.

    `open` are the placeholders that have to be open still, each once or more; `filled` is the text as somebody would
    get it, for what has a length; `children` are names of students and people under 18 that must not stand in it.
    """

    text: Text
    medium: Medium
    open: Collection[str] = ()
    filled: str = ""
    children: Names = field(default_factory=Names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing about a text. `says` and `remedy` are English templates for `values`; pages translate them.

    `offered` is the text as it would be in order, where a program can tell.
    """

    code: str
    says: str
    remedy: str
    values: Mapping[str, object] = field(default_factory=dict)
    refused: bool = False
    offered: str = ""


def lint(facts: Facts) -> tuple[Finding, ...]:
    """Everything that is to be said about a text, what is refused first."""
    found = [
        *_placeholders(facts),
        *_parts(facts),
        *children_named(facts.text, facts.children),
        *_length(facts),
        *_spoken(facts),
        *_lines(facts),
        *_letters(facts),
        *_direction(facts),
        *_reading(facts),
    ]
    return tuple(sorted(found, key=lambda one: not one.refused))


def _body(facts: Facts) -> str:
    return facts.filled or facts.text.body


def _placeholders(facts: Facts) -> Iterator[Finding]:
    try:
        used = facts.text.placeholders
    except UnknownPlaceholder:
        yield Finding(
            code="brace_alone",
            says=say("A brace stands alone."),
            remedy=say("Write placeholders whole, or take the brace out."),
            refused=True,
        )
        return
    if missing := sorted(set(facts.open) - used):
        yield Finding(
            code="placeholder_missing",
            says=say("The text lacks what every person needs of their own: {names}."),
            remedy=say("Put it back into the text."),
            values={"names": tuple(missing)},
            refused=True,
        )
    if unknown := sorted(used - set(facts.open)):
        yield Finding(
            code="placeholder_unknown",
            says=say("Nothing can be put in for: {names}."),
            remedy=say("Correct the word between the braces, or take it out."),
            values={"names": tuple(unknown)},
            refused=True,
        )


def _parts(facts: Facts) -> Iterator[Finding]:
    if ".subject.txt" in facts.medium.parts and not facts.text.subject.strip():
        yield Finding(
            code="subject_missing",
            says=say("The subject line is empty."),
            remedy=say("Say in one line what it is about."),
            refused=True,
        )
    if facts.medium.reaches is Reaches.EMAIL and len(facts.text.subject) > LONGEST_SUBJECT:
        yield Finding(
            code="subject_long",
            says=say("The subject line has {letters} letters. Many mail programs cut it off after {most}."),
            remedy=say("Say the most important words first, or make it shorter."),
            values={"letters": len(facts.text.subject), "most": LONGEST_SUBJECT},
        )


def children_named(text: Text, children: Names) -> Iterator[Finding]:
    """Says where, so that it is found, and the name as we know it, so that a chance likeness is seen."""
    remedy = say(
        "Take the name out where it was typed: in a place, a title, a name, or your own words for this text. "
        "A message can be passed on to anybody."
    )
    for name in sorted({one.name for one in children.found_in(text.subject)}):
        yield Finding(
            code="child_named",
            says=say("The subject line names a student or somebody under 18: {name}."),
            remedy=remedy,
            values={"name": name},
            refused=True,
        )
    for line, name in sorted({(one.line, one.name) for one in children.found_in(text.body)}):
        yield Finding(
            code="child_named",
            says=say("Line {line} of the text names a student or somebody under 18: {name}."),
            remedy=remedy,
            values={"line": line, "name": name},
            refused=True,
        )


def _length(facts: Facts) -> Iterator[Finding]:
    letters, most = len(_body(facts)), facts.medium.longest
    if most and letters > most:
        yield Finding(
            code="too_long",
            says=say("The text has {letters} letters. This way takes {most} at most."),
            remedy=say("Make it shorter, or send it another way."),
            values={"letters": letters, "most": most},
            refused=True,
        )


def _spoken(facts: Facts) -> Iterator[Finding]:
    if facts.medium.reaches is Reaches.PHONE and _WEB_ADDRESS.search(_body(facts)):
        yield Finding(
            code="link_spoken",
            says=say("The text is read aloud and holds a web address."),
            remedy=say("Take the address out. Say whom to call instead."),
            refused=True,
        )


def _lines(facts: Facts) -> Iterator[Finding]:
    if facts.medium.lines_only and not all(line.strip() for line in _body(facts).split("\n")):
        yield Finding(
            code="empty_line",
            says=say("A line is empty, but each line fills one place of an approved text."),
            remedy=say("Take the empty line out."),
            refused=True,
        )


def _letters(facts: Facts) -> Iterator[Finding]:
    """What a text message costs, and the letters that make it dear."""
    if not facts.medium.in_parts:
        return
    body = in_small_alphabet(_body(facts))
    found = length(body)
    cheaper = in_plain_letters(body)
    is_marked = keeps_marks(facts.text.language)
    if not is_marked and found.alphabet is Alphabet.UCS_2 and length(cheaper).alphabet is Alphabet.GSM_7:
        costly = sorted({letter for letter in body if length(letter).alphabet is Alphabet.UCS_2})
        yield Finding(
            code="costly_letters",
            says=say(
                "These letters more than double the price: {letters}. It goes out in {parts} parts, not {fewer}."
            ),
            remedy=say("Write it with the letters that every phone knows, as shown below."),
            values={"letters": tuple(costly), "parts": found.parts, "fewer": length(cheaper).parts},
            offered=in_plain_letters(facts.text.body),
        )
    elif found.parts > (most := MOST_PARTS[found.alphabet]):
        yield Finding(
            code="many_parts",
            says=say("It is charged as {parts} text messages for each person."),
            remedy=say("Make it shorter: {most} parts are enough to say where to read more."),
            values={"parts": found.parts, "most": most},
        )


def _direction(facts: Facts) -> Iterator[Finding]:
    """In a text from right to left, a phone number or a web address falls apart unless it is set off.

    An address alone on its line cannot, and needs no marks: some phones take them for a part of the link.
    """
    if not is_right_to_left(facts.text.language) or not facts.medium.by_worker:
        return
    if facts.medium.reaches is Reaches.PHONE:
        return
    if falls_apart(facts.text.body):
        yield Finding(
            code="not_isolated",
            says=say("A web address or a number stands in text from right to left without marks around it."),
            remedy=say(
                "Put the marks U+2066 and U+2069 around it, as in the text below, or it prints backwards."
            ),
            offered=isolated(facts.text.body),
        )


def _reading(facts: Facts) -> Iterator[Finding]:
    found = level(_body(facts), facts.text.language)
    if found is not None and found.too_hard:
        yield Finding(
            code="hard_to_read",
            says=say("The text is hard to read ({formula}: {score})."),
            remedy=say("Write shorter sentences and everyday words, at about grade six."),
            values={"formula": found.formula, "score": found.score},
        )
