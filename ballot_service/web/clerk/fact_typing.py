"""Facts as they are typed into a form, and what was typed as facts again, with what is wrong beside each field.

Both go by the name of the input: "windows.closes_at", "notices[0].kind".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from ballot_service.rules.calendar import CLOCK
from ballot_service.rules.words import Sentence, say
from ballot_service.web.clerk.fact_parts import YES_NO, Group, Kind, Leaf, Part, Rows

Typed: TypeAlias = Mapping[str, Sequence[str]]

FILL_IN = say("Fill in this field.")
CHOOSE = say("Choose one.")
WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
LEFT_OUT = object()
"""An empty field whose default applies."""


class NotThis(ValueError):
    """What was typed does not fit the field. `says` tells what to do."""

    def __init__(self, says: Sentence) -> None:
        self.says = says


@dataclass
class Read:
    """The facts in plain JSON types, and for each input that does not fit what to do."""

    facts: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, Sentence] = field(default_factory=dict)


def typed_of(parts: Sequence[Part], facts: Mapping[str, Any], zone: ZoneInfo) -> dict[str, list[str]]:
    """The facts as inputs hold them; defaults stand where the facts say nothing. Moments are on `zone`'s clock."""
    return dict(_typed(parts, facts, "", zone))


def _typed(
    parts: Sequence[Part], facts: Mapping[str, Any], prefix: str, zone: ZoneInfo
) -> Iterator[tuple[str, list[str]]]:
    for part in parts:
        path = f"{prefix}{part.name}"
        if isinstance(part, Leaf):
            known = facts.get(part.name, part.default)
            yield path, _written(known, part.kind, zone)
        elif isinstance(part, Group):
            inner = facts.get(part.name, None if part.is_nullable else {})
            if inner is not None:
                yield from _typed(part.parts, inner, f"{path}.", zone)
        else:
            for number, row in enumerate(facts.get(part.name) or ()):
                if part.is_single:
                    yield f"{path}[{number}]", _written(row, _only(part).kind, zone)
                else:
                    yield from _typed(part.parts, row, f"{path}[{number}].", zone)


def _only(rows: Rows) -> Leaf:
    (leaf,) = rows.parts
    assert isinstance(leaf, Leaf)
    return leaf


def _written(value: Any, kind: Kind, zone: ZoneInfo) -> list[str]:
    if value is None:
        return []
    if kind is Kind.LINES:
        return ["\n".join(map(str, value))]
    if kind is Kind.CHECKS:
        return [str(one) for one in value]
    if kind is Kind.MOMENT:
        local = datetime.fromisoformat(str(value)).astimezone(zone).replace(tzinfo=None)
        return [local.isoformat(timespec="seconds" if local.second else "minutes")]
    return [str(value).lower() if isinstance(value, bool) else str(value)]


def tidied(parts: Sequence[Part], typed: Typed, prefix: str = "") -> dict[str, list[str]]:
    """What was typed, without rows that were left empty; the others are numbered anew from 0."""
    kept: dict[str, list[str]] = {}
    for part in parts:
        path = f"{prefix}{part.name}"
        if isinstance(part, Leaf):
            kept[path] = list(typed.get(path, ()))
        elif isinstance(part, Group):
            kept |= tidied(part.parts, typed, f"{path}.")
        else:
            kept |= _tidy_rows(path, typed)
    return kept


def _tidy_rows(path: str, typed: Typed) -> dict[str, list[str]]:
    kept: dict[str, list[str]] = {}
    number = 0
    for old in row_numbers(path, typed):
        row = _below(f"{path}[{old}]", typed)
        if is_filled(row):
            kept |= {f"{path}[{number}]{rest}": texts for rest, texts in row.items()}
            number += 1
    return kept


def _below(path: str, typed: Typed) -> dict[str, list[str]]:
    """The inputs of a row or a group, by the rest of their names."""
    return {
        name[len(path) :]: list(texts)
        for name, texts in typed.items()
        if name == path or name.startswith(f"{path}.")
    }


def is_filled(typed: Typed) -> bool:
    return any(text.strip() for texts in typed.values() for text in texts)


def row_numbers(path: str, typed: Typed) -> list[int]:
    """Which rows of a list were sent."""
    pattern = re.compile(re.escape(path) + r"\[([0-9]{1,6})\]")
    found = (pattern.match(name) for name in typed)
    return sorted({int(match[1]) for match in found if match})


def read(parts: Sequence[Part], typed: Typed, zone: ZoneInfo) -> Read:
    """The facts that were typed, `typed` being tidied. Moments were meant on `zone`'s clock."""
    found = Read()
    _read_into(found.facts, found, parts, typed, "", zone)
    return found


def _read_into(
    facts: dict[str, Any], found: Read, parts: Sequence[Part], typed: Typed, prefix: str, zone: ZoneInfo
) -> None:
    for part in parts:
        path = f"{prefix}{part.name}"
        if isinstance(part, Leaf):
            value = _leaf_value(part, path, typed, found, zone)
            if value is not LEFT_OUT:
                facts[part.name] = value
        elif isinstance(part, Group):
            if part.is_nullable and not is_filled(_below(path, typed)):
                facts[part.name] = None
                continue
            inner: dict[str, Any] = {}
            facts[part.name] = inner
            _read_into(inner, found, part.parts, typed, f"{path}.", zone)
        else:
            facts[part.name] = list(_rows_read(part, path, typed, found, zone))


def _rows_read(rows: Rows, path: str, typed: Typed, found: Read, zone: ZoneInfo) -> Iterator[Any]:
    for number in row_numbers(path, typed):
        if rows.is_single:
            yield _leaf_value(_only(rows), f"{path}[{number}]", typed, found, zone)
        else:
            row: dict[str, Any] = {}
            _read_into(row, found, rows.parts, typed, f"{path}[{number}].", zone)
            yield row


def _leaf_value(leaf: Leaf, path: str, typed: Typed, found: Read, zone: ZoneInfo) -> Any:
    texts = [text.strip() for text in typed.get(path, ()) if text.strip()]
    try:
        return _value(leaf, texts, zone)
    except NotThis as wrong:
        found.faults[path] = wrong.says
        return None


def _value(leaf: Leaf, texts: list[str], zone: ZoneInfo) -> Any:
    """Raises NotThis."""
    if leaf.kind is Kind.LINES:
        return [line.strip() for text in texts for line in text.splitlines() if line.strip()]
    if leaf.kind is Kind.CHECKS:
        return texts
    if not texts:
        return _nothing(leaf)
    return READERS[leaf.kind](texts[0], leaf, zone)


def _nothing(leaf: Leaf) -> Any:
    if leaf.is_nullable:
        return None
    if leaf.is_required:
        raise NotThis(CHOOSE if leaf.kind is Kind.CHOICE else FILL_IN)
    return LEFT_OUT


def _number(text: str, _leaf: Leaf, _zone: ZoneInfo) -> int:
    if WHOLE_NUMBER.fullmatch(text):
        return int(text)
    raise NotThis(say("Type a whole number, 0 or more."))


def _choice(text: str, leaf: Leaf, _zone: ZoneInfo) -> str | bool:
    if leaf.choices == YES_NO and text in YES_NO:
        return text == "true"
    if leaf.choices and text not in leaf.choices:
        raise NotThis(CHOOSE)
    return text


def _day(text: str, _leaf: Leaf, _zone: ZoneInfo) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise NotThis(say("Give a day: year, month and day, such as 2025-11-18.")) from None


def _moment(text: str, _leaf: Leaf, zone: ZoneInfo) -> str:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise NotThis(say("Give a day and a time, such as 2025-11-18 07:00.")) from None
    return (at if at.tzinfo else at.replace(tzinfo=zone)).isoformat()


def _clock(text: str, _leaf: Leaf, _zone: ZoneInfo) -> str:
    if CLOCK.fullmatch(text):
        return text
    raise NotThis(say("Hours and minutes with 24 hours, such as 17:00."))


READERS: Mapping[Kind, Callable[[str, Leaf, ZoneInfo], Any]] = {
    Kind.TEXT: lambda text, _leaf, _zone: text,
    Kind.NUMBER: _number,
    Kind.CHOICE: _choice,
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
    Kind.CLOCK: _clock,
}
