"""Decides which column of a plain CSV file holds what; a person can override each choice.

A target is a field ("family_name") or, for the guardians on a student's row, "guardian1.family_name".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath

from ballot_service.importing.header_words import BY_WORD, KIND_WORDS, MAY_REPEAT, OWNERS, SECRETS, Field
from ballot_service.importing.records import FileKind
from ballot_service.importing.refusals import UnreadableFile
from ballot_service.importing.tables import Row, Table
from ballot_service.rules.words import say

TITLE_ROWS = 10
"""How many rows of title an export may put above its column names."""
IGNORE = frozenset({"", "ignore", "-"})
GUARDIAN_TARGET = re.compile(r"guardian([1-9])\.(\w+)")
SECOND_GUARDIANS = ("father", "padre")
"""On a student's row the mother's columns are the first guardian's and the father's the second's."""
OWN = {FileKind.GUARDIANS: "guardian", FileKind.STUDENTS: "student", FileKind.STAFF: "staff"}
SCHOOL_ITSELF = frozenset({"school", "site", "building", "campus", "escuela"})
"""In a list of schools a column with just this name holds the schools' names."""
PEOPLE_ONLY = frozenset({Field.GIVEN_NAME, Field.FAMILY_NAME, Field.BIRTH_DATE, Field.STUDENT_ID})


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChoice:
    """What one column is used for. `target` is empty when it is not used; `note` says why."""

    index: int
    header: str
    target: str
    note: str = ""
    """"", "secret", "repeated" (another column already holds it) or "unknown"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    kind: FileKind
    columns: tuple[ColumnChoice, ...]

    def indexes(self) -> dict[str, tuple[int, ...]]:
        """Target → the columns that hold it."""
        found: dict[str, list[int]] = {}
        for column in self.columns:
            if column.target:
                found.setdefault(column.target, []).append(column.index)
        return {target: tuple(where) for target, where in found.items()}

    @property
    def ambiguous(self) -> tuple[str, ...]:
        return tuple(c.header for c in self.columns if c.note == "repeated")

    @property
    def unmapped(self) -> tuple[str, ...]:
        return tuple(c.header for c in self.columns if c.note == "unknown")


def compared_header(header: str) -> str:
    """A column name as the word lists write it: no accents, capitals, spaces or marks."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", header) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]", "", plain.casefold())


def is_secret(header: str) -> bool:
    """True for passwords and Social Security numbers, whatever stands around the word."""
    key = compared_header(header)
    return key in SECRETS or any(
        word in key for word in ("password", "passwd", "contrasena", "socialsecurity", "ssn")
    )


def without_secrets(table: Table) -> Table:
    """The table with the cells of secret columns emptied, before anything else sees them."""
    secret = {index for index, header in enumerate(table.headers) if is_secret(header)}
    if not secret:
        return table
    rows = tuple(
        Row(row.line, tuple("" if i in secret else cell for i, cell in enumerate(row.cells)))
        for row in table.rows
    )
    return table.with_rows(rows)


def with_header_found(table: Table) -> Table:
    """Skips title rows above the column names: the header is the early row with the most known names."""
    candidates = [(known_columns(table.headers), -1)]
    candidates += [(known_columns(row.cells), index) for index, row in enumerate(table.rows[:TITLE_ROWS])]
    best, index = max(candidates, key=lambda found: found[0])
    if index < 0 or best < 2 or best <= candidates[0][0]:
        return table
    return table.headed_at(index)


def known_columns(cells: tuple[str, ...]) -> int:
    return sum(1 for cell in cells if cell and _meaning(compared_header(cell)) is not None)


@dataclass(frozen=True, slots=True)
class _Meaning:
    field: Field
    owner: str
    number: str


@cache
def _owner_pattern() -> re.Pattern[str]:
    words = sorted((word for group in OWNERS.values() for word in group.split()), key=len, reverse=True)
    return re.compile("|".join(words))


@cache
def _owner_of() -> dict[str, str]:
    return {word: owner for owner, words in OWNERS.items() for word in words.split()}


@cache
def _meaning(key: str) -> _Meaning | None:
    """What a compared header says: the field, whose it is, and which one of several."""
    if key in BY_WORD:
        return _Meaning(BY_WORD[key], "", "")
    words = _owner_pattern().pattern
    if found := re.fullmatch(rf"({words})([1-9]?)(.+?)([1-9]?)", key):
        word, number, rest = found[1], found[2] or found[4], found[3]
        field = BY_WORD.get(rest + found[4]) or BY_WORD.get(rest)
    elif found := re.fullmatch(rf"(.+?)(?:del|dela|de|of|s|)({words})([1-9]?)", key):
        word, number, field = found[2], found[3], BY_WORD.get(found[1])
    else:
        return None
    if field is None:
        return None
    if not number and word in SECOND_GUARDIANS:
        number = "2"
    return _Meaning(field, _owner_of()[word], number)


def guess_kind(table: Table) -> FileKind:
    """What the file lists, from its own name or its column names. Raises `UnreadableFile`."""
    words = set(re.findall(r"[a-z]+", PurePath(table.name).stem.casefold()))
    named = [kind for kind in FileKind if words & set(KIND_WORDS[kind].split())]
    if len(named) == 1:
        return named[0]
    scores = _scores([m for h in table.headers if (m := _meaning(compared_header(h)))])
    best = max(scores, key=lambda kind: scores[kind])
    if scores[best] < 2 or list(scores.values()).count(scores[best]) > 1:
        raise UnreadableFile(
            "kind_unknown",
            say("The column names of {name} do not tell what the file lists.", name=table.name),
            say("Say whether it lists guardians, students, staff or schools."),
        )
    return best


def _scores(meanings: list[_Meaning]) -> dict[FileKind, int]:
    fields = {m.field for m in meanings}
    owners = [m.owner for m in meanings]
    student_id = any(m.owner == "student" and m.field is Field.ID for m in meanings)
    has_people = bool(fields & PEOPLE_ONLY) or Field.FULL_NAME in fields
    numbered = any(m.owner == "guardian" and m.number for m in meanings)
    return {
        FileKind.GUARDIANS: 3 * (Field.RELATIONSHIP in fields)
        + 2 * (Field.STUDENT_ID in fields)
        + owners.count("guardian") * (not numbered)
        + student_id,
        FileKind.STUDENTS: 2 * (Field.GRADE_LEVEL in fields)
        + 2 * numbered
        + 2 * student_id
        + (Field.BIRTH_DATE in fields)
        + ("student" in owners),
        FileKind.STAFF: 3 * (Field.POSITION in fields) + 3 * ("staff" in owners) + (Field.FROM_ON in fields),
        FileKind.SCHOOLS: 0
        if has_people
        else 2 * (Field.SCHOOL_NAME in fields) + 2 * (Field.SCHOOL in fields),
    }


def map_columns(table: Table, kind: FileKind, overrides: Mapping[str, str] | None = None) -> ColumnMap:
    """A target for each column. `overrides`: header → target, or "ignore". Raises `UnreadableFile`."""
    chosen = {compared_header(header): target for header, target in (overrides or {}).items()}
    taken = {target for target in chosen.values()} - IGNORE
    columns: list[ColumnChoice] = []
    for index, header in enumerate(table.headers):
        key = compared_header(header)
        if is_secret(header):
            columns.append(ColumnChoice(index=index, header=header, target="", note="secret"))
        elif key in chosen:
            columns.append(ColumnChoice(index=index, header=header, target=checked_target(chosen[key], kind)))
        else:
            columns.append(_choice(index, header, _target(key, kind), taken))
    return ColumnMap(kind=kind, columns=tuple(columns))


def _choice(index: int, header: str, target: str, taken: set[str]) -> ColumnChoice:
    if not target:
        return ColumnChoice(index=index, header=header, target="", note="unknown")
    if target in taken and target.rpartition(".")[2] not in MAY_REPEAT:
        return ColumnChoice(index=index, header=header, target="", note="repeated")
    taken.add(target)
    return ColumnChoice(index=index, header=header, target=target)


def _target(key: str, kind: FileKind) -> str:
    """The target that a compared header means in a file of this kind; empty when none."""
    if kind is FileKind.SCHOOLS and key in SCHOOL_ITSELF:
        return Field.SCHOOL_NAME
    meaning = _meaning(key)
    if meaning is None:
        return ""
    if kind is FileKind.SCHOOLS:
        return _school_target(meaning)
    if meaning.owner == "school" and meaning.field in (Field.ID, Field.FULL_NAME):
        return Field.SCHOOL if meaning.field is Field.ID else Field.SCHOOL_NAME
    if meaning.owner in ("", OWN[kind]):
        return meaning.field
    if meaning.owner == "guardian" and kind is FileKind.STUDENTS:
        return f"guardian{meaning.number or '1'}.{meaning.field}"
    if meaning.owner == "student" and kind is FileKind.GUARDIANS and meaning.field is Field.ID:
        return Field.STUDENT_ID
    return ""


def _school_target(meaning: _Meaning) -> str:
    if meaning.owner not in ("", "school"):
        return ""
    same = {Field.ID: Field.SCHOOL, Field.FULL_NAME: Field.SCHOOL_NAME}
    field = same.get(meaning.field, meaning.field)
    return field if field in (Field.SCHOOL, Field.SCHOOL_NAME) else ""


def checked_target(target: str, kind: FileKind) -> str:
    """A target that a person named. Raises `UnreadableFile` for one that does not exist."""
    asked = target.strip().lower().replace(" ", "_")
    if asked in IGNORE:
        return ""
    found = GUARDIAN_TARGET.fullmatch(asked)
    field = found[2] if found and kind is FileKind.STUDENTS else asked
    if field in [known.value for known in Field]:
        return asked
    raise UnreadableFile(
        "target_unknown",
        say("A column cannot be used for {target}.", target=target),
        say("Choose one of: {fields}.", fields=tuple(known.value for known in Field)),
    )
