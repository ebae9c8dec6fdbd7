"""Cleans the ids that join plain CSV files: zeros that a spreadsheet lost do not make two people of one."""

from __future__ import annotations

import re

from ballot_service.importing.cleaning import LONGEST_TEXT, compared_number, has_value
from ballot_service.importing.refusals import Unusable
from ballot_service.rules.words import say

SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")
DIGITS_LOST = Unusable(
    "id_digits_lost",
    say("A spreadsheet shortened this id and its last digits are lost."),
    say("Set the id column to Text in the spreadsheet, then export and import again."),
)


def clean_id(value: str) -> str:
    """An id without ".0" and without zeros at the front; empty when there is none. Raises `Unusable`."""
    text = value.strip().lstrip("'=").strip('"').strip()
    if not has_value(text):
        return ""
    if found := SCIENTIFIC.fullmatch(text):
        digits, power = found[1] + (found[2] or ""), int(found[3])
        if len(digits) != power + 1:
            raise DIGITS_LOST
        text = digits
    return compared_number(text)[:LONGEST_TEXT]


def clean_ids(value: str) -> tuple[str, ...]:
    """Each id in a cell that may hold several, without repeats. Raises `Unusable`."""
    parts = (clean_id(part.strip(" \"'[]{}()")) for part in re.split(r"[;|/]|,(?!\d+[eE])", value))
    return tuple(dict.fromkeys(part for part in parts if part))
