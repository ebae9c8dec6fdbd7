"""The form in which a clerk gives a rule its facts: each field with its words, choices and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from ballot_service.rules.words import Sentence
from ballot_service.web.clerk.fact_choices import BY_NAME, choice_words
from ballot_service.web.clerk.fact_parts import Group, Kind, Leaf, Part, Rows, Schema, choices_in, plain_part
from ballot_service.web.clerk.fact_typing import Typed, row_numbers
from ballot_service.web.clerk.fact_words import hint_of, label_of
from ballot_service.web.languages import words

EXAMPLES = {"zone": "America/Chicago", "school_year": "2025-26", "language": "en"}
"""Text that a made-up example takes by the name of its field."""
EXAMPLE_TEXT = "A"
FEW = 6
"""So many choices stand open to be ticked; more are a list that opens."""
MORE_ROWS = 3


@dataclass(frozen=True, kw_only=True)
class Field:
    """One input. `path` is its name; `values` is what stands in it; `shape` the macro that draws it."""

    path: str
    id: str
    shape: str
    label: Sentence
    hint: Sentence | None
    error: Sentence | None
    is_required: bool
    values: tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def target(self) -> str:
        """Where a link to what is wrong leads."""
        return f"{self.id}-0" if self.shape in ("radio", "check") else self.id


@dataclass(frozen=True, kw_only=True)
class Section:
    """Fields under a heading of their own."""

    label: Sentence
    hint: Sentence | None
    parts: tuple[Shown, ...]
    shape: str = "section"


@dataclass(frozen=True, kw_only=True)
class Lines:
    """Rows of the same fields, the last ones empty for more. `path` asks for still more of them."""

    path: str
    label: Sentence
    hint: Sentence | None
    rows: tuple[tuple[Shown, ...], ...]
    filled: int
    shape: str = "lines"


Shown: TypeAlias = Field | Section | Lines


@dataclass(frozen=True, kw_only=True)
class FactForm:
    """What is typed and what is wrong with it, by the name of the input; `more` is a list that needs empty rows."""

    typed: Typed
    faults: Mapping[str, Sentence]
    more: str = ""

    def shown(self, parts: Sequence[Part], prefix: str = "", *, in_row: bool = False) -> tuple[Shown, ...]:
        """The parts as they stand on the page, in order."""
        return tuple(self._one(part, f"{prefix}{part.name}", in_row) for part in parts)

    def _one(self, part: Part, path: str, in_row: bool) -> Shown:
        if isinstance(part, Leaf):
            return self._field(part, path, in_row)
        label, hint = label_of(part.owner, part.name), hint_of(part.owner, part.name)
        if isinstance(part, Group):
            return Section(label=label, hint=hint, parts=self.shown(part.parts, f"{path}.", in_row=in_row))
        filled = row_numbers(path, self.typed)
        numbers = range(len(filled) + (MORE_ROWS if self.more == path else 1))
        return Lines(
            path=path,
            label=label,
            hint=hint,
            rows=tuple(self._row(part, f"{path}[{number}]") for number in numbers),
            filled=len(filled),
        )

    def _row(self, rows: Rows, path: str) -> tuple[Shown, ...]:
        if rows.is_single:
            return tuple(self._field(leaf, path, True) for leaf in rows.parts if isinstance(leaf, Leaf))
        return self.shown(rows.parts, f"{path}.", in_row=True)

    def _field(self, leaf: Leaf, path: str, in_row: bool) -> Field:
        values = tuple(self.typed.get(path, ()))
        options = tuple(_options(leaf, values))
        shape = _shape(leaf.kind, len(options), in_row)
        return Field(
            path=path,
            id="fact-" + re.sub(r"[^a-z0-9]+", "-", path).strip("-"),
            shape=shape,
            label=label_of(leaf.owner, leaf.name),
            hint=hint_of(leaf.owner, leaf.name),
            error=self.faults.get(path),
            is_required=(leaf.is_required and not leaf.is_nullable) or leaf.default is not None,
            values=values,
            options=options,
        )


def fields_in(shown: Sequence[Shown]) -> Iterator[Field]:
    """Every field, those of sections and rows too."""
    for each in shown:
        if isinstance(each, Field):
            yield each
        elif isinstance(each, Section):
            yield from fields_in(each.parts)
        else:
            for row in each.rows:
                yield from fields_in(row)


def _options(leaf: Leaf, values: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The choices in the reader's words; a value that is none of them stays, so that nothing recorded is lost."""
    if leaf.kind not in (Kind.CHOICE, Kind.CHECKS):
        return
    known = leaf.choices or tuple(BY_NAME[leaf.choices_of])
    others = () if leaf.choices else tuple(value for value in values if value and value not in known)
    for choice in (*known, *others):
        said = words(choice_words(leaf.choices_of, choice))
        yield choice, f"{said[:1].upper()}{said[1:]}"


def _shape(kind: Kind, options: int, in_row: bool) -> str:
    if kind is Kind.CHOICE:
        return "select" if in_row or options > FEW else "radio"
    return {Kind.CHECKS: "check", Kind.LINES: "area"}.get(kind, kind.value)


def example(schema: Schema, at: datetime) -> dict[str, Any]:
    """Made-up facts to start from: the present day and moment (aware), and the first of all choices."""
    return _example(schema, schema.get("$defs", {}), at)


def _example(schema: Schema, defs: Schema, at: datetime) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name in schema.get("required", ()):
        plain, is_nullable = plain_part(schema["properties"][name], defs)
        if is_nullable:
            made[name] = None
        elif "properties" in plain:
            made[name] = _example(plain, defs, at)
        else:
            made[name] = _example_value(name, plain, at)
    return made


def _example_value(name: str, schema: Schema, at: datetime) -> object:
    if choices := choices_in(schema):
        return False if schema.get("type") == "boolean" else choices[0]
    if schema.get("type") == "array":
        return []
    if schema.get("type") == "integer":
        return max(schema.get("minimum", 1), 1)
    by_format = {"date": at.date().isoformat(), "date-time": at.isoformat(timespec="seconds")}
    return by_format.get(schema.get("format", "")) or EXAMPLES.get(name, EXAMPLE_TEXT)
