"""Guesses from its name whether a school is an elementary, middle or high school; a clerk can correct it."""

from __future__ import annotations

from ballot_service.importing.cleaning import folded

WORDS = {
    "elementary": "elementary elem es primary kindergarten prek lower primaria",
    "middle": "middle ms junior jr intermediate intermedia",
    "high": "high hs senior secondary secundaria preparatoria",
}


def level_of(name: str) -> str:
    """elementary, middle, high, or other when the name does not tell ("Junior High" is a middle school)."""
    said = set(folded(name).split())
    if said & {"junior", "jr"}:
        return "middle"
    found = [level for level, words in WORDS.items() if said & set(words.split())]
    return found[0] if len(found) == 1 else "other"
