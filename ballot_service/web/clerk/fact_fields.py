"""Turns the JSON Schema of a rule's facts into simple inputs, and what was typed back into facts as JSON.

Objects become fields of their own with dotted names; lists, and objects that may be left out, are JSON text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Schema = Mapping[str, Any]

EXAMPLES = {"zone": "America/Chicago", "school_year": "2025-26", "language": "en"}
"""Text that a made-up example takes by the name of its field."""
EXAMPLE_TEXT = "A"
YES_NO = ("true", "false")


@dataclass(frozen=True, kw_only=True)
class FactField:
    """One input: text, number, choice, date, moment or json. Left empty it means null or a default."""

    path: str
    kind: str
    value: str
    choices: tuple[str, ...] = ()
    may_be_empty: bool = False
    is_nullable: bool = False

    @property
    def options(self) -> list[tuple[str, str]]:
        """The choices as a list to choose from."""
        nothing = [("", "–")] if self.may_be_empty else []
        return [*nothing, *((choice, choice) for choice in self.choices)]


def fields_of(schema: Schema, facts: Mapping[str, Any]) -> list[FactField]:
    """The inputs of a rule, holding the facts given; defaults stand where the facts say nothing."""
    return list(_object(schema, schema.get("$defs", {}), facts, ""))


def _object(schema: Schema, defs: Schema, facts: Mapping[str, Any], prefix: str) -> Iterator[FactField]:
    required = schema.get("required", ())
    for name, part in schema["properties"].items():
        plain, nullable = _plain(part, defs)
        known = facts.get(name, part.get("default"))
        path = f"{prefix}{name}"
        if "properties" in plain and not nullable:
            yield from _object(plain, defs, known if isinstance(known, Mapping) else {}, f"{path}.")
            continue
        yield FactField(
            path=path,
            kind=_kind(plain),
            value=_written(known, _kind(plain)),
            choices=_choices(plain),
            may_be_empty=nullable or name not in required,
            is_nullable=nullable,
        )


def _plain(part: Schema, defs: Schema) -> tuple[Schema, bool]:
    """The schema behind references, and whether null is allowed."""
    kinds = [one for one in part.get("anyOf", ()) if one.get("type") != "null"]
    nullable = len(kinds) < len(part.get("anyOf", ()))
    chosen = kinds[0] if len(kinds) == 1 else part
    while "$ref" in chosen:
        chosen = defs[chosen["$ref"].rpartition("/")[2]]
    return chosen, nullable


def _kind(schema: Schema) -> str:
    if "enum" in schema or "const" in schema or schema.get("type") == "boolean":
        return "choice"
    by_format = {"date": "date", "date-time": "moment"}
    by_type = {"string": by_format.get(schema.get("format", ""), "text"), "integer": "number"}
    return by_type.get(schema.get("type", ""), "json")


def _choices(schema: Schema) -> tuple[str, ...]:
    if schema.get("type") == "boolean":
        return YES_NO
    return tuple(str(one) for one in schema.get("enum", [schema["const"]] if "const" in schema else ()))


def _written(value: object, kind: str) -> str:
    if value is None:
        return ""
    if kind == "json" or isinstance(value, bool):
        return json.dumps(value, ensure_ascii=False, indent=1 if kind == "json" else None)
    return str(value)


def typed_facts(schema: Schema, typed: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, as the facts would stand in JSON. What does not fit stays text, to be named later."""
    facts: dict[str, Any] = {}
    for field in fields_of(schema, {}):
        text = typed.get(field.path, "").strip()
        if text:
            _put(facts, field.path.split("."), _read(text, field))
        elif field.is_nullable:
            _put(facts, field.path.split("."), None)
        elif field.kind == "text" and not field.may_be_empty:
            _put(facts, field.path.split("."), "")
    return facts


def _put(facts: dict[str, Any], path: list[str], value: object) -> None:
    for name in path[:-1]:
        facts = facts.setdefault(name, {})
    facts[path[-1]] = value


def _read(text: str, field: FactField) -> object:
    if field.choices == YES_NO and text in YES_NO:
        return text == "true"
    if field.kind == "number":
        return int(text) if text.isascii() and text.lstrip("-").isdecimal() else text
    if field.kind == "json":
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def example(schema: Schema, at: datetime) -> dict[str, Any]:
    """Made-up facts to start from: the present day and moment (aware), and the first of all choices."""
    return _example(schema, schema.get("$defs", {}), at)


def _example(schema: Schema, defs: Schema, at: datetime) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name in schema.get("required", ()):
        plain, nullable = _plain(schema["properties"][name], defs)
        if nullable:
            made[name] = None
        elif "properties" in plain:
            made[name] = _example(plain, defs, at)
        else:
            made[name] = _example_value(name, plain, at)
    return made


def _example_value(name: str, schema: Schema, at: datetime) -> object:
    if "anyOf" in schema:
        return _example_value(name, schema["anyOf"][0], at)
    if schema.get("type") == "boolean":
        return False
    values: dict[str, object] = {
        "choice": next(iter(_choices(schema)), ""),
        "date": at.date().isoformat(),
        "moment": at.isoformat(timespec="seconds"),
        "number": max(schema.get("minimum", 1), 1),
        "text": EXAMPLES.get(name, EXAMPLE_TEXT),
    }
    return values.get(_kind(schema), [] if schema.get("type") == "array" else {})
