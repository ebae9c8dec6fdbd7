"""One rule of the catalogue: what it asks, the facts it takes, and where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ballot_service.rules.decision import Decision
from ballot_service.rules.words import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `sources` are listed in docs/guidance.md. `result` answers with more than a decision where a
    rule has more to say: the votes of a count, the lines of a report."""

    name: str
    question: Sentence
    function: Callable[[Any], Decision]
    facts: type
    sources: tuple[str, ...]
    result: Callable[[Any], object] | None = None


def rule(
    function: Callable[[Any], Decision],
    facts: type,
    question: Sentence,
    *sources: str,
    result: Callable[[Any], object] | None = None,
) -> Rule:
    """The rule that a function is, under the function's own name."""
    return Rule(
        name=function.__name__,
        question=question,
        function=function,
        facts=facts,
        sources=sources,
        result=result,
    )
