"""How words that people write are compared: small letters without accents or signs, whatever the language."""

from __future__ import annotations

import unicodedata

_ODD_LETTERS = str.maketrans({"đ": "d", "ى": "ي", "ة": "ه", "ـ": "", "ؤ": "و", "ئ": "ي"})


def plain(words: str) -> str:
    """The words as they are compared: small letters without accents, marks, pictures or double spaces."""
    apart = unicodedata.normalize("NFKD", words.casefold())
    bare = "".join(each for each in apart if not unicodedata.combining(each)).translate(_ODD_LETTERS)
    return _letters(bare)


def accented(words: str) -> str:
    """The same with the accents: for the few words that another word would be without them."""
    return _letters(unicodedata.normalize("NFC", words.casefold()))


def _letters(words: str) -> str:
    return " ".join("".join(each if _is_letter(each) else " " for each in words).split())


def _is_letter(sign: str) -> bool:
    """Also the vowels that scripts of India and South East Asia write as signs of their own, not a picture's colors."""
    return sign.isalnum() or (unicodedata.category(sign) in ("Mn", "Mc") and not _varies(sign))


def _varies(sign: str) -> bool:
    return "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"
