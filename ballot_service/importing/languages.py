"""Finds the BCP-47 tag of a home language from the name or code that a student system uses."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

from ballot_service.importing.cleaning import folded, has_value, plain_text
from ballot_service.importing.refusals import Unusable
from ballot_service.rules.words import say

CODES = {
    "eng": "en",
    "spa": "es",
    "esp": "es",
    "vie": "vi",
    "ara": "ar",
    "zho": "zh-Hans",
    "chi": "zh-Hans",
    "zh": "zh-Hans",
    "cmn": "zh-Hans",
    "guj": "gu",
    "cho": "cho",
    "fra": "fr",
    "fre": "fr",
    "kor": "ko",
    "hin": "hi",
    "por": "pt",
    "rus": "ru",
    "tgl": "fil",
    "tl": "fil",
    "deu": "de",
    "ger": "de",
    "jpn": "ja",
    "urd": "ur",
    "pan": "pa",
    "tel": "te",
    "tam": "ta",
    "hat": "ht",
    "swa": "sw",
    "ben": "bn",
    "nep": "ne",
    "quc": "quc",
    "mam": "mam",
    "ase": "ase",
    "mya": "my",
    "bur": "my",
    "tha": "th",
    "lao": "lo",
    "khm": "km",
}
"""Three-letter codes of ISO 639-2, and codes whose tag here is another one."""
NAMES = {
    "mandarin": "zh-Hans",
    "chinese": "zh-Hans",
    "chino": "zh-Hans",
    "mandarin chinese": "zh-Hans",
    "simplified chinese": "zh-Hans",
    "traditional chinese": "zh-Hant",
    "cantonese": "zh-Hant",
    "tagalog": "fil",
    "filipino": "fil",
    "haitian creole": "ht",
    "creole": "ht",
    "castellano": "es",
    "mississippi choctaw": "cho",
    "american sign language": "ase",
    "mixteco": "mix",
    "quiche": "quc",
    "farsi": "fa",
    "burmese": "my",
    "panjabi": "pa",
    "hmong": "hmn",
}
"""Names that American schools use beside those of the Unicode locale data."""
SCRIPTS = {
    "zh-cn": "zh-Hans",
    "zh-sg": "zh-Hans",
    "zh-hans": "zh-Hans",
    "zh-tw": "zh-Hant",
    "zh-hk": "zh-Hant",
    "zh-hant": "zh-Hant",
}
NO_ANSWER = frozenset({"other", "undeclared", "undetermined", "und", "mul", "multiple", "otro", "not listed"})


@cache
def language_tag(value: str) -> str:
    """A BCP-47 tag, empty when the file does not say. Raises `Unusable`."""
    text = plain_text(value)
    if not has_value(text) or folded(text) in NO_ANSWER:
        return ""
    if found := _by_code(text.lower().replace("_", "-")) or _by_name(text):
        return found
    raise Unusable(
        "language_unknown",
        say("This language is not known here."),
        say("Write the language's English name or its code, for example Spanish or es."),
    )


def _by_code(code: str) -> str | None:
    if code in SCRIPTS or code in CODES:
        return SCRIPTS.get(code) or CODES[code]
    if re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,4})?", code):
        base = code.partition("-")[0]
        return CODES.get(base) or (base if base in Locale("en").languages else None)
    return None


def _by_name(text: str) -> str | None:
    """The name as a whole, or the part before a comma, slash or bracket ("Spanish; Castilian")."""
    for name in (folded(text), folded(re.split(r"[;,/(]", text)[0])):
        if found := NAMES.get(name) or _names_in_locale_data().get(name):
            return found
    return None


@cache
def _names_in_locale_data() -> dict[str, str]:
    """English, Spanish and own names of the languages, from the Unicode locale data that Babel carries."""
    found: dict[str, str] = {}
    for reader in ("es", "vi", "fr", "en"):
        for code, name in Locale(reader).languages.items():
            if re.fullmatch(r"[a-z]{2,3}", code):
                found[folded(name)] = CODES.get(code, code)
    return found
