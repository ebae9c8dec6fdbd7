"""Turns a job title or a OneRoster role into one of the positions that the rules know (requirements 1.12)."""

from __future__ import annotations

import re
from functools import lru_cache

from ballot_service.importing.cleaning import folded
from ballot_service.rules.employment import Position

BY_ROLE = {
    "teacher": Position.TEACHER,
    "administrator": Position.ADMINISTRATOR,
    "principal": Position.ADMINISTRATOR,
    "districtadministrator": Position.ADMINISTRATOR,
    "siteadministrator": Position.ADMINISTRATOR,
    "systemadministrator": Position.OTHER_STAFF,
    "aide": Position.ASSISTANT_TEACHER,
    "counselor": Position.COUNSELOR,
    "proctor": Position.OTHER_STAFF,
}
"""OneRoster's roles, in small letters. A system administrator looks after computers."""

IN_TITLES: tuple[tuple[Position, str], ...] = (
    (Position.RETIRED, r"retired|retiree|jubilad[oa]"),
    (
        Position.BOARD_MEMBER,
        r"board member|school board|board of (trustees|education)|trustee|board (chair|president)",
    ),
    (Position.CONTRACTOR, r"contract|contracted|contractor|vendor|outsourced|agency"),
    (Position.SUBSTITUTE, r"sub|substitute|long term sub|sustitut[oa]"),
    (
        Position.OFFICE_STAFF,
        r"secretary|clerk|bookkeeper|receptionist|registrar|secretaria|administrative assistant",
    ),
    (Position.NURSE, r"nurse|lpn|rn|enfermer[oa]"),
    (
        Position.ADMINISTRATOR,
        r"principal|superintendente?|administrator|directora?|dean|head of school|chief",
    ),
    (Position.CAFETERIA, r"cafeteria|cook|food|nutrition|lunch|lunchroom|cocin\w+"),
    (Position.TRANSPORTATION, r"bus|driver|transportation|mechanic|chofer|conductor[a]?"),
    (
        Position.MAINTENANCE,
        r"maintenance|custodian|custodial|janitor|grounds|groundskeeper|hvac|electrician|conserje",
    ),
    (Position.COUNSELOR, r"counselor|counsellor|guidance|consejer[oa]"),
    (
        Position.ASSISTANT_TEACHER,
        r"assistant teacher|teacher s? ?(aide|assistant)|teaching assistant|para|paraprofessional|aide|"
        r"instructional assistant|asistente",
    ),
    (
        Position.TEACHER,
        r"teacher|instructor|coach|interventionist|librarian|maestr[oa]|profesor[a]?|band|teach",
    ),
    (Position.OFFICE_STAFF, r"office|accountant|payroll|finance|accounts payable|oficina"),
)
"""Words in job titles. The first that fits decides: "assistant principal" is an administrator, "bus aide" is
with the buses, "retired teacher" works no more."""
COMPILED = tuple((position, re.compile(rf"\b(?:{words})\b")) for position, words in IN_TITLES)


def position_of_role(role: str) -> Position | None:
    """The position behind a OneRoster role; None for a role that is not staff."""
    return BY_ROLE.get(role)


@lru_cache(maxsize=5000)
def position_of(title: str, otherwise: str = Position.UNKNOWN) -> str:
    """The position a job title speaks of; `otherwise` when it speaks of none.

    Somebody on a staff list whose title is not understood still works for the district.
    """
    said = folded(title)
    for position, words in COMPILED:
        if words.search(said):
            return position.value
    if not said:
        return Position(otherwise).value
    fallback = Position(otherwise)
    return (Position.OTHER_STAFF if fallback is Position.UNKNOWN else fallback).value
