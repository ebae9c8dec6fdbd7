"""The parts of a rule's facts as a person fills them in: single fields, groups, and rows that repeat.

Worked out from the JSON Schema of the facts. A group that may be left out is left out when all of it is empty,
and a row without anything in it does not count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

Schema: TypeAlias = Mapping[str, Any]


class Kind(StrEnum):
    """What a field takes, and so which input it is."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    DAY = "day"
    MOMENT = "moment"
    CLOCK = "clock"
    LINES = "lines"
    """Several texts, one on each line."""
    CHECKS = "checks"
    """Several of a fixed number of choices."""


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """One field. `owner` is the class of facts it stands in; `choices_of` names whose words its choices have."""

    name: str
    owner: str
    kind: Kind
    choices_of: str = ""
    choices: tuple[str, ...] = ()
    default: Any = None
    is_required: bool = True
    is_nullable: bool = False


@dataclass(frozen=True, kw_only=True)
class Group:
    """Fields that belong together."""

    name: str
    owner: str
    parts: tuple[Part, ...]
    is_nullable: bool = False


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The same fields again and again: either a group's, or a single one that has no name of its own."""

    name: str
    owner: str
    parts: tuple[Part, ...]
    is_single: bool = False
    is_required: bool = True


Part: TypeAlias = Leaf | Group | Rows

YES_NO = ("true", "false")
KNOWN_TEXTS: Mapping[str, tuple[Kind, str]] = {
    "language": (Kind.CHOICE, "language"),
    "required_languages": (Kind.CHECKS, "language"),
    "zone": (Kind.CHOICE, "zone"),
    "windows_end_at": (Kind.CLOCK, ""),
}
"""Texts that people choose rather than write, by the name of their field."""


def parts_of(schema: Schema) -> tuple[Part, ...]:
    """The parts of a rule's facts, in the order of the facts."""
    return tuple(_parts(schema, schema.get("$defs", {})))


def for_one_setting(schema: Schema, name: str) -> Schema:
    """The schema of a change of settings, its new value being that of the setting called `name`."""
    settings = schema["$defs"]["ElectionSettings"]["properties"]
    one = settings.get(name) or next(iter(settings.values()))
    value = {key: part for key, part in one.items() if key != "default"}
    named = {"type": "string", "enum": list(settings), "title": "Setting"}
    return {**schema, "properties": {**schema["properties"], "name": named, "value": value}}


def _parts(schema: Schema, defs: Schema) -> Iterator[Part]:
    required = schema.get("required", ())
    for name, part in schema["properties"].items():
        yield _part(name, schema.get("title", ""), part, defs, is_required=name in required)


def _part(name: str, owner: str, part: Schema, defs: Schema, *, is_required: bool) -> Part:
    plain, is_nullable = plain_part(part, defs)
    if "properties" in plain:
        return Group(name=name, owner=owner, parts=tuple(_parts(plain, defs)), is_nullable=is_nullable)
    if plain.get("type") == "array" and name not in KNOWN_TEXTS:
        item, _ = plain_part(plain["items"], defs)
        rows = _rows(name, owner, item, defs, is_required=is_required)
        if rows is not None:
            return rows
    return _leaf(
        name,
        owner,
        plain,
        defs,
        default=part.get("default"),
        is_required=is_required,
        is_nullable=is_nullable,
    )


def _rows(name: str, owner: str, item: Schema, defs: Schema, *, is_required: bool) -> Rows | None:
    """Rows of a list of groups, days or moments; None for a list of simple values."""
    if "properties" in item:
        return Rows(name=name, owner=owner, parts=tuple(_parts(item, defs)), is_required=is_required)
    if item.get("format") in ("date", "date-time"):
        leaf = _leaf(name, owner, item, defs, default=None, is_required=True, is_nullable=False)
        return Rows(name=name, owner=owner, parts=(leaf,), is_single=True, is_required=is_required)
    return None


def _leaf(
    name: str, owner: str, plain: Schema, defs: Schema, *, default: Any, is_required: bool, is_nullable: bool
) -> Leaf:
    is_list = plain.get("type") == "array"
    item = plain_part(plain["items"], defs)[0] if is_list else plain
    choices = choices_in(item)
    kind = _kind(item, has_choices=bool(choices))
    words = "bool" if choices == YES_NO else item.get("title", "") if choices else ""
    if is_list:
        kind = Kind.CHECKS if choices else Kind.LINES
    if name in KNOWN_TEXTS:
        kind, words = KNOWN_TEXTS[name]
    return Leaf(
        name=name,
        owner=owner,
        kind=kind,
        choices_of=words,
        choices=choices,
        default=default,
        is_required=is_required,
        is_nullable=is_nullable,
    )


def plain_part(part: Schema, defs: Schema) -> tuple[Schema, bool]:
    """The schema behind references, and whether null is allowed."""
    kinds = [one for one in part.get("anyOf", ()) if one.get("type") != "null"]
    is_nullable = len(kinds) < len(part.get("anyOf", ()))
    chosen = kinds[0] if kinds else part
    while "$ref" in chosen:
        chosen = defs[chosen["$ref"].rpartition("/")[2]]
    return chosen, is_nullable


def choices_in(schema: Schema) -> tuple[str, ...]:
    if schema.get("type") == "boolean":
        return YES_NO
    return tuple(str(one) for one in schema.get("enum", [schema["const"]] if "const" in schema else ()))


def _kind(schema: Schema, *, has_choices: bool) -> Kind:
    if has_choices:
        return Kind.CHOICE
    by_format = {"date": Kind.DAY, "date-time": Kind.MOMENT}
    if schema.get("type") == "integer":
        return Kind.NUMBER
    return by_format.get(schema.get("format", ""), Kind.TEXT)
