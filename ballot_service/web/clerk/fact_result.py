"""What a rule has to say beyond its decision, in words: the votes of a count, the lines of a report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum

from ballot_service.rules.words import Sentence
from ballot_service.web.clerk.fact_choices import choice_words
from ballot_service.web.clerk.fact_words import label_of

LEFT_OUT = frozenset({"method", "rounds"})
"""Fields that say again what the others say, as long as there is one way of counting."""


@dataclass(frozen=True, kw_only=True)
class ResultLine:
    """One thing the rule says: what it is, and its values, each a sentence or lines of its own."""

    label: Sentence
    values: tuple[Sentence | tuple[ResultLine, ...], ...]


def result_lines(result: object) -> tuple[ResultLine, ...]:
    """The lines of a result; a list's items become lines without a label before them."""
    if result is None:
        return ()
    if isinstance(result, tuple):
        return tuple(line for item in result for line in result_lines(item))
    return tuple(_lines(result))


def _lines(result: object) -> Iterator[ResultLine]:
    if not is_dataclass(result):
        return
    for one in fields(result):
        value = getattr(result, one.name)
        if one.name not in LEFT_OUT and value not in ((), None):
            parts = value if isinstance(value, tuple) else (value,)
            yield ResultLine(
                label=label_of(type(result).__name__, one.name), values=tuple(_said(part) for part in parts)
            )


def _said(value: object) -> Sentence | tuple[ResultLine, ...]:
    if isinstance(value, Sentence):
        return value
    if is_dataclass(value):
        return tuple(_lines(value))
    if isinstance(value, bool):
        return choice_words("bool", str(value).lower())
    if isinstance(value, StrEnum):
        return choice_words(type(value).__name__, value.value)
    return Sentence("{value}", {"value": value if isinstance(value, date | str) else str(value)})
