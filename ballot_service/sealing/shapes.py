"""Reads a JSON document into a typed dataclass and names the place of the first thing that does not fit.

Strict on purpose, because what it reads may come from somebody hostile: no missing member, no extra member,
no text where a number belongs. A member marked `LEFT_OUT_IF_EMPTY` is written only if it holds something, and must not
stand there empty, so that each document is still written in one way only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import Field, fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

Shape = TypeVar("Shape")
LEFT_OUT_IF_EMPTY: dict[str, bool] = {"left out if empty": True}
"""The metadata of a text or mapping that documents from before it was thought of do not have."""


class Misshapen(ValueError):
    """A document that lacks, exceeds or contradicts the agreed shape; the text names the place."""


def read_shape(shape: type[Shape], value: object, place: str = "") -> Shape:
    """The document as an instance of the dataclass `shape`. Raises `Misshapen`."""
    read: Shape = _read(shape, value, place)
    return read


def write_shape(value: object) -> Any:
    """The plain JSON document of a dataclass that `read_shape` reads back: UTC times as
    2025-12-05T19:00:00Z.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {
            member.name: write_shape(getattr(value, member.name))
            for member in fields(value)
            if getattr(value, member.name) or not _may_be_left_out(member)
        }
    if isinstance(value, Mapping):
        return {str(name): write_shape(member) for name, member in value.items()}
    if isinstance(value, tuple | list):
        return [write_shape(member) for member in value]
    if isinstance(value, datetime):
        return utc_text(value)
    return str(value) if isinstance(value, UUID | StrEnum) else value


def utc_text(at: datetime) -> str:
    """An aware time in UTC to the second. Raises `Misshapen` for a time without a zone."""
    if at.tzinfo is None:
        raise Misshapen(f"the time {at.isoformat()} has no time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read(shape: Any, value: object, place: str) -> Any:
    if is_dataclass(shape):
        return _read_members(shape, value, place)
    origin = get_origin(shape)
    if origin in (Union, UnionType):
        return None if value is None else _read(_without_none(shape), value, place)
    if origin is tuple:
        return _read_list(get_args(shape)[0], value, place)
    if origin is not None and issubclass(origin, Mapping):
        return _read_mapping(get_args(shape)[1], value, place)
    return _read_plain(shape, value, place)


def _read_members(shape: Any, value: object, place: str) -> object:
    if not isinstance(value, dict):
        raise Misshapen(f"{place or 'the document'} must be an object with named members")
    wanted = _members(shape)
    optional = {member.name for member in fields(shape) if _may_be_left_out(member)}
    for name in wanted.keys() - value.keys() - optional:
        raise Misshapen(f"{_inside(place, name)} is missing")
    empty = {name for name in optional & value.keys() if not value[name]}
    for name in sorted((value.keys() - wanted.keys()) | empty):
        raise Misshapen(f"{_inside(place, name)} does not belong there")
    there = [(name, inner) for name, inner in wanted.items() if name in value]
    return shape(**{name: _read(inner, value[name], _inside(place, name)) for name, inner in there})


def _may_be_left_out(member: Field[Any]) -> bool:
    return bool(member.metadata.get("left out if empty"))


def _read_list(inner: Any, value: object, place: str) -> tuple[object, ...]:
    if not isinstance(value, list):
        raise Misshapen(f"{place} must be a list")
    return tuple(_read(inner, member, f"{place}[{position}]") for position, member in enumerate(value))


def _read_mapping(inner: Any, value: object, place: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise Misshapen(f"{place} must be an object with named members")
    return {name: _read(inner, member, _inside(place, name)) for name, member in value.items()}


def _read_plain(shape: Any, value: object, place: str) -> object:
    if shape is object:
        return value
    if shape in (str, int, bool):
        # True is an int in Python, and must not pass for a number here.
        if type(value) is not shape:
            raise Misshapen(f"{place} must be {_IN_WORDS[shape]}")
        return value
    if not isinstance(value, str):
        raise Misshapen(f"{place} must be text")
    return _from_text(shape, value, place)


def _from_text(shape: Any, text: str, place: str) -> object:
    read: Callable[[str], object] = _read_time if shape is datetime else shape
    try:
        found = read(text)
    except (ValueError, OverflowError) as problem:
        raise Misshapen(f"{place} is not {_IN_WORDS.get(shape, 'one of the agreed words')}") from problem
    if write_shape(found) != text:
        raise Misshapen(f"{place} is not written in the agreed way")
    return found


def _read_time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


@cache
def _members(shape: Any) -> dict[str, Any]:
    return dict(get_type_hints(shape))


def _without_none(shape: Any) -> Any:
    (inner,) = (member for member in get_args(shape) if member is not NoneType)
    return inner


def _inside(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


_IN_WORDS: dict[Any, str] = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
    datetime: "a time in UTC like 2025-12-05T19:00:00Z",
    UUID: "an identifier (UUID)",
}
