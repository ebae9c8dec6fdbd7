"""The JSON Schema of a rule's facts, and plain sentences about each field that does not fit it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ballot_service.rules.fact_checks import A_MOMENT, WrongFact

NO_SUCH_FIELD = "is not a field of these facts"

EXPECTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "string_type": "text",
    "date_type": 'a day, such as "2025-11-18"',
    "date_parsing": 'a day, such as "2025-11-18"',
    "date_from_datetime_inexact": 'a day, such as "2025-11-18"',
    "date_from_datetime_parsing": 'a day, such as "2025-11-18"',
    "datetime_type": A_MOMENT,
    "datetime_parsing": A_MOMENT,
    "datetime_from_date_parsing": A_MOMENT,
    "tuple_type": "a list",
    "dataclass_type": "an object with named fields",
    "missing": "a value for it",
}
"""What a field takes, by the kind of error the reader of JSON reports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFault:
    """One field that does not fit: where it stands ("notices[0].kind"; empty for the facts as a whole),
    what is wrong, and what is expected."""

    path: str = ""
    wrong: str
    expected: str

    def __str__(self) -> str:
        subject = f'"{self.path}"' if self.path else "The text"
        return f"{subject} {self.wrong}; expected: {self.expected}."


@cache
def facts_reader(facts: type) -> TypeAdapter[Any]:
    """What reads facts of this type from JSON text. Making one takes several times as long as reading with it."""
    return TypeAdapter(facts)


@cache
def facts_schema(facts: type) -> dict[str, Any]:
    """The JSON Schema of facts. Fields not named are refused, numbers are not below zero, moments have
    offsets."""
    schema: dict[str, Any] = facts_reader(facts).json_schema()
    for part in (schema, *schema.get("$defs", {}).values()):
        _tighten(part)
    return schema


def _tighten(schema: dict[str, Any]) -> None:
    if schema.get("type") == "integer":
        schema.setdefault("minimum", 0)
    if schema.get("format") == "date-time":
        schema.setdefault("description", f"{A_MOMENT[0].upper()}{A_MOMENT[1:]}.")
    if "properties" in schema:
        schema.setdefault("additionalProperties", False)
    for part in _parts(schema):
        _tighten(part)


def _parts(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from schema.get("properties", {}).values()
    yield from schema.get("anyOf", ())
    yield from schema.get("prefixItems", ())
    if isinstance(schema.get("items"), dict):
        yield schema["items"]


def faults_against_schema(schema: dict[str, Any], given: object) -> list[FieldFault]:
    """The faults that reading alone would pass over: unknown fields, moments without offset, negative
    numbers."""
    return list(_walk(schema, schema.get("$defs", {}), given, ""))


def _walk(schema: dict[str, Any], defs: dict[str, Any], given: object, path: str) -> Iterator[FieldFault]:
    if "$ref" in schema:
        schema = defs[schema["$ref"].rpartition("/")[2]]
    for choice in schema.get("anyOf", ()):
        yield from _walk(choice, defs, given, path)
    if isinstance(given, dict) and "properties" in schema:
        yield from _walk_object(schema["properties"], defs, given, path)
    elif isinstance(given, list) and isinstance(schema.get("items"), dict):
        for number, part in enumerate(given):
            yield from _walk(schema["items"], defs, part, f"{path}[{number}]")
    else:
        yield from _value_faults(schema, given, path)


def _walk_object(
    properties: dict[str, Any], defs: dict[str, Any], given: dict[str, object], path: str
) -> Iterator[FieldFault]:
    for name, part in given.items():
        inner = f"{path}.{name}" if path else name
        if name in properties:
            yield from _walk(properties[name], defs, part, inner)
        else:
            yield FieldFault(path=inner, wrong=NO_SUCH_FIELD, expected=_listed(properties))


def _value_faults(schema: dict[str, Any], given: object, path: str) -> Iterator[FieldFault]:
    if schema.get("type") == "integer" and isinstance(given, int) and given < 0:
        yield FieldFault(path=path, wrong=f"is below zero: {given}", expected="0 or more")
    if isinstance(given, str) and schema.get("format") == "date-time" and _lacks_offset(given):
        yield FieldFault(path=path, wrong="has no offset from UTC", expected=A_MOMENT)


def _lacks_offset(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is None
    except ValueError:
        return False  # not a moment at all; reading it reports that


def faults_of(error: ValidationError, given: object) -> list[FieldFault]:
    """The reader's errors as faults with their paths in what was given."""
    return [
        _fault(one, given)
        for one in error.errors(include_url=False)
        if one["type"] != "unexpected_keyword_argument"
    ]


def _fault(error: Any, given: object) -> FieldFault:
    path = _path(error, given)
    problem = error.get("ctx", {}).get("error")
    if isinstance(problem, WrongFact):
        inner = f"{path}.{problem.field}" if path else problem.field
        return FieldFault(path=inner, wrong=problem.wrong, expected=problem.expected)
    return FieldFault(path=path, wrong=_wrong(error), expected=_expected(error))


def _path(error: Any, given: object) -> str:
    """The path of an error; steps that only name a choice among types are left out."""
    path, here = "", given
    is_missing = error["type"] == "missing"
    for step in error["loc"]:
        if isinstance(here, list) and isinstance(step, int) and step < len(here):
            path, here = f"{path}[{step}]", here[step]
        elif isinstance(here, dict) and (step in here or is_missing):
            path, here = f"{path}.{step}" if path else str(step), here.get(step)
    return path


def _wrong(error: Any) -> str:
    if error["type"] == "missing":
        return "is missing"
    if error["type"] == "value_error":
        return f"cannot be right: {str(error['ctx']['error']).rstrip('.')}"
    # Written as JSON, so that nothing in a stranger's file steers the terminal.
    shown = json.dumps(error["input"], ensure_ascii=False, default=str)
    return f"cannot be read: {shown[:40]}{'…' if len(shown) > 40 else ''}"


def _expected(error: Any) -> str:
    if error["type"] in ("enum", "literal_error"):
        return f"one of {error['ctx']['expected']}"
    if error["type"] == "value_error":
        return "facts that agree"
    return EXPECTED.get(error["type"]) or str(error["msg"])


def merged(faults: Iterable[FieldFault]) -> tuple[FieldFault, ...]:
    """One fault a field: what is expected is joined where several kinds of value would do."""
    by_path: dict[str, FieldFault] = {}
    for fault in faults:
        known = by_path.get(fault.path)
        if known is None:
            by_path[fault.path] = fault
        elif fault.expected not in known.expected:
            joined = f"{known.expected}, or {fault.expected}"
            by_path[fault.path] = FieldFault(path=fault.path, wrong=known.wrong, expected=joined)
    return tuple(by_path.values())


def _listed(names: Iterable[str]) -> str:
    return f"one of {', '.join(names)}"
