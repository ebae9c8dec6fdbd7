"""Counts how many text messages a text is charged as, and writes it so that it needs fewer.

A text message holds 160 letters of the small alphabet that every phone knows (GSM 7-bit, 3GPP TS 23.038), or 70 of
any other. One letter outside that alphabet more than doubles the price of a Spanish text.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""3GPP TS 23.038, section 6.2.1: one place each."""
EXTENDED = frozenset("\f^{}\\[~]|€")
"""Section 6.2.1.1: each takes two places, which are never parted."""
_NEAREST = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "•": "-"}
    | {"…": "...", "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "}
)
_STROKES = {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "œ": "oe", "Œ": "OE"}
"""Letters that no table takes apart."""
_LAST_WESTERN = 0xFF
"""The last letter of ISO 8859-1."""
_SMALL, _SMALL_PART = 160, 153
_WIDE, _WIDE_PART = 70, 67


class Alphabet(StrEnum):
    """In which letters a text travels."""

    GSM_7 = "GSM-7"
    UCS_2 = "UCS-2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """How long a text is on its way: places used, and the parts it is cut into and charged as."""

    alphabet: Alphabet
    places: int
    parts: int


def length(text: str) -> Length:
    """The length of a text message; an empty one has no part."""
    if all(letter in BASIC or letter in EXTENDED for letter in text):
        sizes = [2 if letter in EXTENDED else 1 for letter in text]
        return Length(alphabet=Alphabet.GSM_7, places=sum(sizes), parts=_parts(sizes, _SMALL, _SMALL_PART))
    sizes = [len(letter.encode("utf-16-be")) // 2 for letter in text]
    return Length(alphabet=Alphabet.UCS_2, places=sum(sizes), parts=_parts(sizes, _WIDE, _WIDE_PART))


def in_small_alphabet(text: str) -> str:
    """The text in the letters of GSM 7-bit where that is possible: "Participación" loses its accent, "año" nothing.

    A text that would still need other letters (Arabic, Vietnamese, Chinese) comes back as it was: only accents of
    western languages, which a reader can do without, are dropped.
    """
    nearest = "".join(_near(letter) for letter in text.translate(_NEAREST))
    return nearest if length(nearest).alphabet is Alphabet.GSM_7 else text


def in_plain_letters(text: str) -> str:
    """The text in the letters that every phone knows as far as Latin letters go; pictures are left out."""
    return "".join(_plain_letter(letter) for letter in in_small_alphabet(text))


def _plain_letter(letter: str) -> str:
    if length(letter).alphabet is Alphabet.GSM_7:
        return letter
    if unicodedata.category(letter) in ("So", "Sk", "Mn", "Cf"):
        return ""
    bare = "".join(
        c for c in unicodedata.normalize("NFKD", _STROKES.get(letter, letter)) if not unicodedata.combining(c)
    )
    return in_small_alphabet(bare)


def _near(letter: str) -> str:
    if letter in BASIC or letter in EXTENDED or ord(letter) > _LAST_WESTERN:
        return letter
    bare = "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
    return bare or letter


def _parts(sizes: list[int], alone: int, part: int) -> int:
    """Parts needed when no letter may be parted."""
    if sum(sizes) <= alone:
        return 1 if sizes else 0
    parts, used = 1, 0
    for size in sizes:
        if used + size > part:
            parts, used = parts + 1, 0
        used += size
    return parts
