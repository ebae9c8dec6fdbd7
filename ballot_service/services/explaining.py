"""Asks any rule outside the pages: its questions, the JSON Schema of its facts, and its answer as JSON.

Needs no database. The same facts always give the same answer, so a recorded decision can be run again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum

from pydantic import ValidationError

from ballot_service.rules.catalogue import RULES, Rule
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.fact_checks import WrongFact
from ballot_service.rules.words import Sentence
from ballot_service.services.facts_schema import (
    FieldFault,
    facts_reader,
    facts_schema,
    faults_against_schema,
    faults_of,
    merged,
)


class UnknownRule(LookupError):
    """There is no rule of that name."""


class FactsDoNotFit(ValueError):
    """The facts given are not those of the rule. `faults` names each field that is wrong."""

    def __init__(self, rule: str, faults: tuple[FieldFault, ...]) -> None:
        self.rule = rule
        self.faults = faults
        lines = "\n".join(f"- {_printable(str(fault))}" for fault in faults)
        super().__init__(f"These facts do not fit the rule {rule}:\n{lines}")


def rule_named(name: str) -> Rule:
    """Raises UnknownRule, naming the rules there are."""
    try:
        return RULES[name]
    except KeyError:
        raise UnknownRule(f'There is no rule "{name}". The rules are: {", ".join(sorted(RULES))}.') from None


def describe_rule(name: str) -> dict[str, object]:
    """Name, question, sources and the JSON Schema of the facts. Raises UnknownRule."""
    rule = rule_named(name)
    return {
        "name": rule.name,
        "question": str(rule.question),
        "sources": list(rule.sources),
        "facts": facts_schema(rule.facts),
    }


def list_rules() -> list[dict[str, object]]:
    """Every rule, described, in the order of a season."""
    return [describe_rule(name) for name in RULES]


def facts_from_json(rule: str, text: str) -> object:
    """The facts of a rule read from JSON text, exactly as the rule takes them.

    Raises UnknownRule, and FactsDoNotFit with every field that is missing, unknown or wrong. A moment
    needs its offset from UTC, numbers are whole and not below zero."""
    facts_type = rule_named(rule).facts
    try:
        given = json.loads(text, object_pairs_hook=_without_repeats)
    except RecursionError:
        raise FactsDoNotFit(
            rule, (FieldFault(wrong="is nested too deeply", expected="plain facts"),)
        ) from None
    except ValueError as error:
        raise FactsDoNotFit(
            rule, (FieldFault(wrong=f"is not JSON: {error}", expected="a JSON object"),)
        ) from None
    faults = faults_against_schema(facts_schema(facts_type), given)
    try:
        facts: object = facts_reader(facts_type).validate_json(text, strict=True)
    except ValidationError as error:
        raise FactsDoNotFit(rule, merged([*faults, *faults_of(error, given)])) from None
    if faults:
        raise FactsDoNotFit(rule, merged(faults))
    return facts


def facts_to_json(rule: str, facts: object) -> str:
    """The facts as JSON text that facts_from_json reads back to equal facts.

    Raises UnknownRule, and TypeError for facts of another rule.
    """
    expected = rule_named(rule).facts
    if type(facts) is not expected:
        raise TypeError(f"the rule {rule} takes {expected.__name__}, not {type(facts).__name__}")
    return json.dumps(plain(facts), ensure_ascii=False, sort_keys=True)


def explain(rule: str, facts: object) -> Decision:
    """Asks the rule. Raises UnknownRule, and FactsDoNotFit for facts that contradict each other."""
    try:
        return rule_named(rule).function(facts)
    except (ValueError, OverflowError) as error:
        raise _contradiction(rule, error) from error


def result_of(rule: str, facts: object) -> object | None:
    """What a rule has to say beyond its decision (a count's votes, a report's lines) in plain JSON types;
    None for a rule that has nothing more. Raises as explain does."""
    answer = rule_named(rule).result
    if answer is None:
        return None
    try:
        return plain(answer(facts))
    except (ValueError, OverflowError) as error:
        raise _contradiction(rule, error) from error


def decision_to_json(rule: str, decision: Decision) -> dict[str, object]:
    """The decision in plain JSON types, in English: allowed or not, every reason, and the dates that
    follow."""
    return {
        "rule": rule,
        "allowed": decision.allowed,
        "outcome": str(decision.outcome),
        "reasons": [_reason_to_json(reason) for reason in decision.reasons],
        "dates": {name: day.isoformat() for name, day in decision.dates.items()},
    }


def explain_json(rule: str, text: str) -> dict[str, object]:
    """Reads facts, asks the rule, and answers in plain JSON types; with "result" where the rule has one.

    Raises UnknownRule and FactsDoNotFit.
    """
    return answer_to_json(rule, facts_from_json(rule, text))


def answer_to_json(rule: str, facts: object) -> dict[str, object]:
    """What `ballots explain` prints for these facts, in plain JSON types. Raises as explain does."""
    answer = decision_to_json(rule, explain(rule, facts))
    return answer if rule_named(rule).result is None else {**answer, "result": result_of(rule, facts)}


def plain(value: object) -> object:
    """Facts and results in plain JSON types: dates as ISO text, sentences in English."""
    if isinstance(value, Sentence | Enum):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, tuple | list) else value


def _printable(text: str) -> str:
    """Text from a stranger's file must not steer the terminal."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def _reason_to_json(reason: Reason) -> dict[str, object]:
    return {
        "code": reason.code,
        "weight": str(reason.weight),
        "sentence": str(reason.sentence),
        "source": reason.source,
        "remedy": None if reason.remedy is None else str(reason.remedy),
    }


def _contradiction(rule: str, error: Exception) -> FactsDoNotFit:
    if isinstance(error, WrongFact):
        fault = FieldFault(path=error.field, wrong=error.wrong, expected=error.expected)
    else:
        fault = FieldFault(wrong=f"cannot be right: {str(error).rstrip('.')}", expected="facts that agree")
    return FactsDoNotFit(rule, (fault,))


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A field given twice is refused: only one of the two would count."""
    names = [name for name, _ in pairs]
    for name in _repeated(names):
        raise ValueError(f'the field "{name}" is given twice')
    return dict(pairs)


def _repeated(names: list[str]) -> Iterator[str]:
    return (name for number, name in enumerate(names) if name in names[:number])
