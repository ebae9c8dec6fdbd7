"""What a teller types for one paper ballot: the number on it, and for each contest the places of the marked names.

A few keystrokes a ballot: the first letters of the number are enough where no other ballot begins with them; "13" is
the first and the third name, "0" a contest without a mark. A field left empty is asked about, never read as blank.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from ballot_service.rules.contests import Contest
from ballot_service.rules.words import Sentence, say

SHORTEST_NUMBER = 4
"""The first half of the printed number: another election's ballot hardly ever begins with the same letters."""
BLANK = "0"
_SEPARATORS = re.compile(r"[\s,;.+/]+")


class UnreadableEntry(ValueError):
    """A field that cannot be read as it was typed; `sentence` says what to do."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def read_number(typed: str, numbers: Collection[str]) -> str:
    """The printed number that was meant, of `numbers`. Raises UnreadableEntry."""
    plain = _plain(typed)
    if len(plain) < SHORTEST_NUMBER:
        raise UnreadableEntry(
            say("Type at least the first {least} letters of the number.", least=SHORTEST_NUMBER)
        )
    found = [number for number in numbers if _plain(number).startswith(plain)]
    if not found:
        raise UnreadableEntry(
            say("No ballot with this number was printed. Look again, or set the sheet aside.")
        )
    if len(found) > 1:
        raise UnreadableEntry(say("Several ballots begin with these letters. Type the whole number."))
    return found[0]


def read_places(typed: str, contest: Contest) -> tuple[str, ...]:
    """The candidates marked, in ballot order; more than allowed is read as it is, and is an overvote.

    Raises UnreadableEntry for an empty field and for a place where nobody stands.
    """
    parts = _parts(unicodedata.normalize("NFKC", typed).strip(), len(contest.candidates))
    if not parts:
        raise UnreadableEntry(say("Type 0 if nothing is marked here."))
    if parts == [BLANK]:
        return ()
    places = [_place(part, len(contest.candidates)) for part in parts]
    return tuple(candidate for at, candidate in enumerate(contest.candidates, start=1) if at in places)


def typed_places(marked: Sequence[str], contest: Contest) -> str:
    """The marks as a teller would type them."""
    places = [str(at) for at, candidate in enumerate(contest.candidates, start=1) if candidate in marked]
    return " ".join(places) or BLANK


def different(
    one: Mapping[str, Mapping[str, Sequence[str]]], other: Mapping[str, Mapping[str, Sequence[str]]]
) -> list[str]:
    """The ballot numbers in both entries that were read differently, sorted."""
    both = sorted(one.keys() & other.keys())
    return [
        number
        for number in both
        if {contest: sorted(marks) for contest, marks in one[number].items()}
        != {contest: sorted(marks) for contest, marks in other[number].items()}
    ]


def _plain(number: str) -> str:
    return re.sub(r"[\s-]", "", number).upper()


def _parts(typed: str, candidates: int) -> list[str]:
    """ "1 3" as it stands; "13" letter by letter where no place has two digits."""
    parts = [part for part in _SEPARATORS.split(typed) if part]
    if candidates > 9 or any(not part.isascii() or not part.isdigit() for part in parts):
        return parts
    return [digit for part in parts for digit in part]


def _place(part: str, most: int) -> int:
    if part.isascii() and part.isdigit() and 1 <= int(part) <= most:
        return int(part)
    raise UnreadableEntry(
        say(
            "“{typed}” is no place on this list. Type numbers from 1 to {most}, or 0.",
            typed=part[:20],
            most=most,
        )
    )
