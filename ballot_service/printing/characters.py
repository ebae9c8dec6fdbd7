"""Makes words safe to print: no hidden marks, nothing that the fonts lack, nothing too long to break.

Words reach the templates as JSON values, so they are never read as markup; what is left to do is here.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import cache

from ballot_service.printing.fonts import files

LACKING = "\N{REPLACEMENT CHARACTER}"
"""Stands where the fonts have no sign for a letter."""
LONGEST_WORD = 30
"""Letters of one word before it may be broken, so that it stays on the paper."""
BREAK_HERE = "\N{ZERO WIDTH SPACE}"
_CHINESE = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
"""Breaks between any two signs as it is, but never before a full stop."""
_LONG_WORD = re.compile(rf"[^\s{_CHINESE}]{{{LONGEST_WORD}}}(?=[^\s{_CHINESE}])")
_AREA_CODE = re.compile(r"(\(\d{3}\)) (?=\d)")
_JOINERS = frozenset("\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")
"""Hidden, but part of how some names are spelled."""


def printable(words: str) -> str:
    """One line as it can be set: composed, cleaned of hidden marks, with `LACKING` for what has no sign."""
    composed = unicodedata.normalize("NFC", words)
    if _signs().issuperset(composed):  # nearly every line: nothing to clean
        return " ".join(composed.split())
    kept = "".join(" " if c.isspace() else c for c in composed if c.isspace() or not _is_hidden(c))
    return "".join(c if c in _signs() else LACKING for c in " ".join(kept.split()))


def lacks_letters(words: str) -> bool:
    """Whether something in it cannot be printed with these fonts, so that a person should look."""
    return LACKING in printable(words)


def breakable(line: str) -> str:
    """The line with hidden places to break inside words that are longer than any line, and none after an area code."""
    return _LONG_WORD.sub(lambda found: found.group() + BREAK_HERE, _AREA_CODE.sub("\\1\u00a0", line))


def _is_hidden(character: str) -> bool:
    """Controls, direction overrides, private and unassigned signs: they show nothing or turn words around."""
    return character not in _JOINERS and unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn")


@cache
def _signs() -> frozenset[str]:
    """Every character that can stand on paper: the fonts have a sign for it, and it hides nothing."""
    covered = (chr(number) for place in files() for number in _signs_in(place.read_bytes()))
    return frozenset(c for c in covered if not _is_hidden(c)) | _JOINERS


def _signs_in(font: bytes) -> list[int]:
    """The characters of a font, from the part of its `cmap` table that holds all of Unicode."""
    tables = struct.unpack_from(">H", font, 4)[0]
    entries = (struct.unpack_from(">4sLLL", font, 12 + 16 * number) for number in range(tables))
    (start,) = (offset for tag, _, offset, _ in entries if tag == b"cmap")
    found: list[int] = []
    for number in range(struct.unpack_from(">H", font, start + 2)[0]):
        part = start + struct.unpack_from(">L", font, start + 8 + 8 * number)[0]
        if struct.unpack_from(">H", font, part)[0] == 12:  # groups of characters in a row
            for group in range(struct.unpack_from(">L", font, part + 12)[0]):
                first, last, _sign = struct.unpack_from(">LLL", font, part + 16 + 12 * group)
                found.extend(range(first, last + 1))
    return found
