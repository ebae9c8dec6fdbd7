"""Each way in which facts can be wrong, for each rule and each field: the field is named, in one sentence.

The facts are made from the rule's own types: every list has one part, every choice its first word.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from types import UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

import pytest

from ballot_service.rules.catalogue import RULES
from ballot_service.services.explaining import FactsDoNotFit, explain_json, facts_from_json

GOOD: dict[Any, Any] = {
    bool: False,
    int: 1,
    str: "a",
    date: "2025-11-18",
    datetime: "2025-11-18T07:00:00-06:00",
    type(None): None,
}
BY_NAME = {"zone": "America/Chicago", "windows_end_at": "17:00"}
WRONG_TYPE: dict[Any, Any] = {
    bool: "no",
    int: "1",
    str: 5,
    date: "18 November",
    datetime: "seven o'clock",
    tuple: "a",
}


class Step(NamedTuple):
    """One field of the facts: where it stands, its keys from the top, its type, and whether it may be left out."""

    path: str
    keys: tuple[str | int, ...]
    kind: Any
    is_required: bool


def sample(kind: Any) -> Any:
    """Facts of this type that fit, in plain JSON types."""
    if kind in GOOD:
        return GOOD[kind]
    if get_origin(kind) is tuple:
        return [sample(get_args(kind)[0])]
    if get_origin(kind) in (Union, UnionType):
        return sample(get_args(kind)[0])
    if not is_dataclass(kind) and issubclass(kind, StrEnum):
        return next(iter(kind)).value
    hints = get_type_hints(kind)
    return {one.name: BY_NAME.get(one.name, sample(hints[one.name])) for one in fields(kind)}


def steps(kind: Any, path: str = "", keys: tuple[str | int, ...] = ()) -> Iterator[Step]:
    """Every field of a type and of the parts inside it."""
    if get_origin(kind) is tuple:
        yield from steps(get_args(kind)[0], f"{path}[0]", (*keys, 0))
    elif get_origin(kind) in (Union, UnionType):
        yield from steps(get_args(kind)[0], path, keys)
    elif is_dataclass(kind):
        hints = get_type_hints(kind)
        for one in fields(kind):
            inner = f"{path}.{one.name}" if path else one.name
            is_required = one.default is MISSING and one.default_factory is MISSING
            yield Step(inner, (*keys, one.name), hints[one.name], is_required)
            yield from steps(hints[one.name], inner, (*keys, one.name))


ALL = [(rule, step) for rule in RULES for step in steps(RULES[rule].facts)]


def holds(kind: Any, wanted: type) -> bool:
    return kind is wanted or wanted in get_args(kind)


def having(wanted: type) -> list[Any]:
    return named((rule, step) for rule, step in ALL if holds(step.kind, wanted))


def called(*names: str) -> list[Any]:
    return named((rule, step) for rule, step in ALL if step.keys[-1] in names)


def named(found: Any) -> list[Any]:
    return [pytest.param(rule, step, id=f"{rule}-{step.path}") for rule, step in found]


def changed(rule: str, keys: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    """The facts with another value in one place; MISSING takes it out."""
    facts: dict[str, Any] = copy.deepcopy(sample(RULES[rule].facts))
    place: Any = facts
    for key in keys[:-1]:
        place = place[key]
    if value is MISSING:
        del place[keys[-1]]
    else:
        place[keys[-1]] = value
    return facts


def refused(rule: str, facts: object, path: str) -> str:
    """What is wrong with the one field that is named; the whole is one sentence with one full stop at its end."""
    with pytest.raises(FactsDoNotFit) as caught:
        facts_from_json(rule, json.dumps(facts))
    (fault,) = caught.value.faults
    assert fault.path == path
    headline, line = str(caught.value).split("\n")
    assert headline == f"These facts do not fit the rule {rule}:"
    assert line.startswith(f'- "{path}" ')
    assert line.endswith(".")
    assert not line.endswith("..")
    assert ". " not in line
    return fault.wrong


@pytest.mark.parametrize("rule", RULES)
def test_the_facts_made_here_fit(rule: str) -> None:
    facts_from_json(rule, json.dumps(sample(RULES[rule].facts)))


@pytest.mark.parametrize(("rule", "step"), named((r, s) for r, s in ALL if s.is_required))
def test_a_missing_field(rule: str, step: Step) -> None:
    assert refused(rule, changed(rule, step.keys, MISSING), step.path) == "is missing"


@pytest.mark.parametrize(("rule", "step"), named(ALL))
def test_a_value_of_the_wrong_type(rule: str, step: Step) -> None:
    kinds = [get_origin(one) or one for one in get_args(step.kind) or (step.kind,)]
    if get_origin(step.kind) is tuple:
        kinds = [tuple]
    wrong = {"neither": "this nor that"} if len(kinds) > 2 else WRONG_TYPE.get(kinds[0], 5)
    assert refused(rule, changed(rule, step.keys, wrong), step.path).startswith("cannot be read: ")


@pytest.mark.parametrize("rule", RULES)
def test_an_unknown_field(rule: str) -> None:
    """At the top, and in every part that has fields of its own."""
    places = [((), "")] + [
        (step.keys, step.path)
        for each, step in ALL
        if each == rule and is_dataclass(step.kind if not get_args(step.kind) else get_args(step.kind)[0])
    ]
    for keys, path in places:
        listed = isinstance(_at(sample(RULES[rule].facts), keys), list)
        inner, dotted = ((*keys, 0), f"{path}[0].") if listed else (keys, f"{path}." if path else "")
        facts = changed(rule, (*inner, "colour"), "blue")
        assert refused(rule, facts, f"{dotted}colour") == "is not a field of these facts"


def _at(facts: Any, keys: tuple[str | int, ...]) -> Any:
    for key in keys:
        facts = facts[key]
    return facts


@pytest.mark.parametrize(("rule", "step"), having(datetime))
def test_a_moment_without_an_offset(rule: str, step: Step) -> None:
    """Singly or in a list."""
    is_list = isinstance(_at(sample(RULES[rule].facts), step.keys), list)
    keys, path = ((*step.keys, 0), f"{step.path}[0]") if is_list else (step.keys, step.path)
    facts = changed(rule, keys, "2025-11-18T07:00:00")
    assert refused(rule, facts, path) == "has no offset from UTC"


@pytest.mark.parametrize(("rule", "step"), having(datetime))
def test_a_moment_centuries_away(rule: str, step: Step) -> None:
    is_list = isinstance(_at(sample(RULES[rule].facts), step.keys), list)
    keys, path = ((*step.keys, 0), f"{step.path}[0]") if is_list else (step.keys, step.path)
    facts = changed(rule, keys, "9999-12-31T23:00:00-06:00")
    assert refused(rule, facts, path).startswith("is too far away")


@pytest.mark.parametrize(("rule", "step"), called("zone"))
@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "America"])
def test_a_zone_that_does_not_exist(rule: str, step: Step, zone: str) -> None:
    facts = changed(rule, step.keys, zone)
    assert refused(rule, facts, step.path) == f'is not a time zone: "{zone}"'


@pytest.mark.parametrize(("rule", "step"), [each for each in called("windows_end_at")])
def test_a_time_of_day_that_is_none(rule: str, step: Step) -> None:
    """An election's settings are judged by a rule that answers; everywhere else the facts cannot be right."""
    facts = changed(rule, step.keys, "noon")
    if RULES[rule].facts.__name__ in ("ElectionSettings", "SettingChange"):
        assert explain_json(rule, json.dumps(facts))["rule"] == rule
    else:
        assert refused(rule, facts, step.path) == 'is not a time of day: "noon"'


@pytest.mark.parametrize(("rule", "step"), having(int))
def test_a_number_below_zero(rule: str, step: Step) -> None:
    assert refused(rule, changed(rule, step.keys, -1), step.path) == "is below zero: -1"
