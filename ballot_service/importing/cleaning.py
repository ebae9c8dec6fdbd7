"""Cleans names, grades, school numbers and addresses as they come out of school systems and spreadsheets."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ballot_service.importing.refusals import Unusable
from ballot_service.rules.words import say

LONGEST_NAME = 100
LONGEST_TEXT = 200
NO_VALUE_WORDS = (
    "na|n/a|n.a.|none|null|nil|-|--|---|.|?|unknown|unk|no|not available|not provided|no aplica|ninguno|"
    "ninguna|desconocido|#n/a|#ref!|#value!|tbd|x|xx|xxx|see file|refused|declined"
)
NO_VALUE = frozenset(NO_VALUE_WORDS.split("|"))
"""What people type when they have nothing to type."""
NOT_NAMES = frozenset(
    {"unknown", "n/a", "none", "null", "#n/a", "tbd", "desconocido", "xxx", "test", "-", "."}
)
JOINERS = "\u200c\u200d"
"""Invisible marks that some scripts need inside a word."""
KINDERGARTEN = {"K": "K", "KG": "K", "KF": "K", "KINDER": "K", "KINDERGARTEN": "K", "0": "K", "00": "K"}
EARLY_WORDS = "PK PREK PREKINDERGARTEN PRESCHOOL PRE PREKINDER PK3 PK4 P3 P4 IT PR TK -1 PREESCOLAR"
EARLY = frozenset(EARLY_WORDS.split())


def plain_text(value: str) -> str:
    """One line of text: composed letters, no control or direction marks, single spaces."""
    if value.isascii() and value.isprintable() and "  " not in value:
        return value.strip()
    composed = unicodedata.normalize("NFC", _repaired(value))
    kept = "".join(_kept(composed, index) for index in range(len(composed)))
    return " ".join(kept.split())


def _kept(text: str, index: int) -> str:
    letter = text[index]
    if letter in JOINERS:
        around = text[max(0, index - 1) : index] + text[index + 1 : index + 2]
        return letter if len(around) == 2 and all(c.isalpha() and ord(c) > 0x2FF for c in around) else ""
    kind = unicodedata.category(letter)
    if kind in ("Cc", "Zs", "Zl", "Zp"):
        return " "
    return "" if kind in ("Cf", "Cs", "Co", "Cn") else letter


def _repaired(value: str) -> str:
    """Undoes "GarcÃ­a": UTF-8 that some program once read as Windows-1252 and saved again."""
    if not any(mark in value for mark in "ÃÂáÆÄ"):
        return value
    try:
        return value.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return value


def has_value(value: str) -> bool:
    """False for an empty cell and for words that stand for one ("N/A", "none", "-")."""
    cleaned = value.strip()
    return bool(cleaned) and cleaned.lower() not in NO_VALUE


@lru_cache(maxsize=20_000)
def person_name(value: str) -> str:
    """A given or family name, empty when there is none. Raises `Unusable`."""
    name = plain_text(value).strip(' ,;"')
    if not name or name.lower() in NOT_NAMES:
        return ""
    if "\ufffd" in name or "?" in name:
        raise Unusable(
            "name_letters_lost",
            say("Letters of this name were lost when the file was saved."),
            say('Save the file again as "CSV UTF-8" from the program it comes from.'),
        )
    if len(name) > LONGEST_NAME:
        raise Unusable(
            "name_too_long",
            say("This name has more than {count} letters.", count=LONGEST_NAME),
            say("Check that the right column is used for the name."),
        )
    if not any(c.isalpha() for c in name) or "@" in name:
        raise Unusable(
            "not_a_name",
            say("This is not a person's name."),
            say("Check that the right column is used for the name, or correct it."),
        )
    return name


def name_parts(full_name: str) -> tuple[str, str]:
    """Given and family name from one cell: "García López, Ana" or "Ana García López".

    Without a comma everything after the first word is the family name, which keeps double surnames whole.
    """
    name = plain_text(full_name)
    if "," in name:
        family, _, given = name.partition(",")
        if re.fullmatch(r"\s*(jr|sr|ii|iii|iv)\.?\s*", given, re.IGNORECASE):
            given, _, family = f"{family} {given.strip()}".partition(" ")
        return given.strip(), family.strip()
    given, _, family = name.partition(" ")
    return given, family.strip()


@lru_cache(maxsize=1000)
def grade_level(value: str) -> str:
    """A grade as PK, K or 1 to 12; empty when the cell holds none. Raises `Unusable`."""
    if not has_value(value):
        return ""
    asked = school_number(value).upper()
    letters = re.sub(r"GRADE|GRADO|YEAR|[\s._]", "", asked)
    compact = letters.replace("-", "") if letters != "-1" else letters
    if compact in KINDERGARTEN:
        return "K"
    if compact in EARLY:
        return "PK"
    number = re.fullmatch(r"0?(\d{1,2})(ST|ND|RD|TH|º|°|O|RO|DO|TO|MO|VO|NO)?", compact)
    if number and 1 <= int(number[1]) <= 12:
        return str(int(number[1]))
    if compact in ("UG", "OTHER", "PS", "13", "SP", "SN"):
        return ""
    raise Unusable(
        "grade_unknown",
        say("This grade is not known here."),
        say("Write PK, K or a number from 1 to 12."),
    )


def school_number(value: str) -> str:
    """A school's number as text, without the ".0" that a spreadsheet adds."""
    return re.sub(r"^(\d+)\.0+$", r"\1", plain_text(value))[:LONGEST_TEXT]


def compared_number(value: str) -> str:
    """What two numbers are compared by: zeros at the front, which a spreadsheet loses, do not count."""
    number = school_number(value).casefold()
    return number.lstrip("0") or number[:1]


def folded(value: str) -> str:
    """Letters and digits only, without accents or case: for comparing names inside one file."""
    decomposed = unicodedata.normalize("NFKD", value.casefold())
    return " ".join(re.findall(r"[^\W_]+", "".join(c for c in decomposed if not unicodedata.combining(c))))


@lru_cache(maxsize=5000)
def address_lines(street: str, city: str, state: str, postal_code: str) -> str:
    """Street on one line; town, state and ZIP on the next, with the zeros that a spreadsheet took off."""
    zip_code = school_number(postal_code)
    if zip_code.isdigit() and 3 <= len(zip_code) < 5:
        zip_code = zip_code.zfill(5)
    town = " ".join(part for part in (plain_text(state), zip_code) if part)
    below = ", ".join(part for part in (plain_text(city), town) if part)
    return "\n".join(line[:LONGEST_TEXT] for line in (plain_text(street), below) if line)
