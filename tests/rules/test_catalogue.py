"""Every rule is in the catalogue, every source is in docs/guidance.md, every rule answers fitting facts."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballot_service import rules
from ballot_service.rules.catalogue import RULES
from ballot_service.rules.decision import Decision
from ballot_service.services.explaining import (
    FactsDoNotFit,
    decision_to_json,
    explain,
    facts_from_json,
    facts_to_json,
    result_of,
)

ROOT = Path(__file__).parents[2]
GUIDANCE = (ROOT / "docs" / "guidance.md").read_text(encoding="utf-8")
RANGE = re.compile(r"(R|X)(\d+)(?:–(?:R|X)?(\d+))?")
SECTION = re.compile(r"\b1\.1[2-5]\b")


def modules() -> list[str]:
    return [found.name for found in pkgutil.walk_packages(rules.__path__, f"{rules.__name__}.")]


def public_rules() -> Iterator[Callable[..., Any]]:
    for name in modules():
        for _, function in inspect.getmembers(importlib.import_module(name), inspect.isfunction):
            if function.__module__ != name or function.__name__.startswith("_"):
                continue
            hints = get_type_hints(function)
            # A function that only rewrites a decision asks nothing.
            if hints.pop("return", None) is Decision and Decision not in hints.values():
                yield function


def sources_named_in(text: str) -> set[str]:
    named = set(SECTION.findall(text))
    for letter, first, last in RANGE.findall(text):
        named |= {f"{letter}{number:0{len(first)}}" for number in range(int(first), int(last or first) + 1)}
    return named


def listed_sources() -> set[str]:
    """What the first column of the tables in docs/guidance.md lists."""
    cells = re.findall(r"^\| *([^|]+?) *\|", GUIDANCE, flags=re.MULTILINE)
    return set().union(*(sources_named_in(cell) for cell in cells))


def test_every_rule_that_answers_with_a_decision_is_in_the_catalogue_and_nothing_else() -> None:
    assert {function.__name__: function for function in public_rules()} == {
        name: rule.function for name, rule in RULES.items()
    }


@pytest.mark.parametrize("name", RULES)
def test_a_rule_takes_the_facts_the_catalogue_names(name: str) -> None:
    rule = RULES[name]
    (parameter,) = inspect.signature(rule.function).parameters
    assert parameter == "facts"
    assert get_type_hints(rule.function)["facts"] is rule.facts


@pytest.mark.parametrize("name", RULES)
def test_the_sources_of_a_rule_are_listed_in_the_guidance_table(name: str) -> None:
    named = sources_named_in(" ".join(RULES[name].sources))
    assert named
    assert named <= listed_sources()


@pytest.mark.parametrize("name", modules())
def test_every_source_a_reason_gives_is_listed_in_the_guidance_table(name: str) -> None:
    """Reads the strings given as `source=` or bound to a name that ends in SOURCE."""
    path = ROOT.joinpath(*name.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    missing = sources_named_in(" ".join(_source_strings(file))) - listed_sources()
    assert missing == set()


def _source_strings(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        is_keyword = isinstance(node, ast.keyword) and node.arg == "source"
        is_named = isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id.endswith("SOURCE") for target in node.targets
        )
        if (is_keyword or is_named) and isinstance(node, ast.keyword | ast.Assign):
            yield from (
                part.value
                for part in ast.walk(node.value)
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            )


def test_every_place_the_guidance_table_names_exists() -> None:
    """`path` must be a file or folder, `path::name` a file that defines that name."""
    named = re.findall(r"`((?:ballot_service|outreach|tests|docs|templates)/[^`]+)`", GUIDANCE)
    assert named
    for place in named:
        path, _, name = place.partition("::")
        assert (ROOT / path).exists(), place
        if name:
            text = (ROOT / path).read_text(encoding="utf-8")
            assert re.search(
                rf"^\s*(?:def|class) {re.escape(name)}\b|^{re.escape(name)}\b", text, re.MULTILINE
            ), place


def test_every_rule_is_named_in_the_guidance_table() -> None:
    assert [name for name in RULES if f"::{name}`" not in GUIDANCE] == []


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 12, 31)).flatmap(  # noqa: DTZ001  # the zone is added
    lambda at: st.sampled_from([-6, -5, 0, 3]).map(lambda h: at.replace(tzinfo=timezone(timedelta(hours=h))))
)
ZONES = st.sampled_from(["America/Chicago", "Africa/Kampala", "Pacific/Apia"])
BY_NAME = {"zone": ZONES, "windows_end_at": st.sampled_from(["17:00", "00:00", "noon"])}
SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    int: st.integers(0, 40),
    str: st.sampled_from(["a", "b", "Elm", "Oak", "en", "es", "min_notice_days", "Niño ñ", ""]),
    date: st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    datetime: MOMENTS,
    type(None): st.none(),
}


def values_of(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a field's type in plain JSON types' own range, good and bad."""
    if kind in SIMPLE:
        return SIMPLE[kind]
    if get_origin(kind) is tuple:
        return st.lists(values_of(get_args(kind)[0]), max_size=3).map(tuple)
    if get_origin(kind) in (Union, UnionType):
        return st.one_of([values_of(one) for one in get_args(kind)])
    if issubclass(kind, StrEnum):
        return st.sampled_from(kind)
    hints = get_type_hints(kind)
    parts = {
        one.name: BY_NAME[one.name] if one.name in BY_NAME else values_of(hints[one.name])
        for one in fields(kind)
    }
    return st.fixed_dictionaries(parts).map(lambda given: _made(kind, given))


def _made(kind: Any, given: dict[str, Any]) -> object:
    """The facts, or None where they (or a part of them) refuse to be made."""
    required = [one.name for one in fields(kind) if "None" not in str(one.type)]
    if any(
        given[name] is None or (isinstance(given[name], tuple) and None in given[name]) for name in required
    ):
        return None
    try:
        made: object = kind(**given)
    except ValueError:
        return None
    return made


@pytest.mark.parametrize("name", RULES)
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_facts_that_fit_are_stored_read_back_and_answered_the_same(name: str, data: st.DataObject) -> None:
    facts = data.draw(values_of(RULES[name].facts).filter(lambda made: made is not None))
    stored = facts_to_json(name, facts)
    again = facts_from_json(name, stored)
    assert again == facts
    try:
        answer = decision_to_json(name, explain(name, facts))
    except FactsDoNotFit:
        with pytest.raises(FactsDoNotFit):
            explain(name, again)
        return
    assert decision_to_json(name, explain(name, again)) == answer
    assert result_of(name, again) == result_of(name, facts)
    for reason in RULES[name].function(facts).objections:
        assert reason.remedy is not None, f"{reason.code} does not say what would make it succeed"
