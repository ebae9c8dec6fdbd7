"""Asks a rule with facts from a form or a file, and says what does not fit in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ballot_service.rules.decision import Decision
from ballot_service.rules.words import Sentence, say
from ballot_service.services.explaining import FactsDoNotFit, explain, facts_from_json, rule_named
from ballot_service.services.facts_schema import FieldFault
from ballot_service.web.clerk.fact_result import ResultLine, result_lines

CHECK_THIS = say("This does not fit. Check what stands here.")
CONTRADICTIONS: Mapping[str, Sentence] = {
    str(each): each
    for each in (
        say("Notice needs at least one language and one channel."),
        say("a candidate is listed twice"),
        say("a lot is given, but no tie decides the last seat"),
        say("the ballot marks somebody who is not a candidate in this contest"),
        say("the lot must name each tied candidate once and nobody else"),
    )
}
"""What a rule says of facts that do not go together, by the English in which it says it."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the rule said; or what is wrong: `faults` by the field's name, `others` with no field of their own."""

    decision: Decision | None = None
    result: tuple[ResultLine, ...] = ()
    faults: Mapping[str, Sentence] = field(default_factory=dict)
    others: tuple[FieldFault, ...] = ()

    @property
    def is_wrong(self) -> bool:
        return bool(self.faults or self.others)


def asked(rule: str, text: str) -> tuple[Answer, Mapping[str, Any]]:
    """What the rule says to facts in JSON, and the facts as they were given (empty if they are no JSON object)."""
    try:
        facts = facts_from_json(rule, text)
        decision = explain(rule, facts)
        answer = rule_named(rule).result
        lines = result_lines(answer(facts)) if answer else ()
        return Answer(decision=decision, result=lines), json.loads(text)
    except FactsDoNotFit as wrong:
        return Answer(others=wrong.faults), {}


def beside_fields(answer: Answer, names: frozenset[str]) -> Answer:
    """The same answer with each fault that belongs to an input put beside it."""
    known = {fault.path: CHECK_THIS for fault in answer.others if fault.path in names}
    others = tuple(fault for fault in answer.others if fault.path not in names)
    return Answer(
        decision=answer.decision, result=answer.result, faults={**known, **answer.faults}, others=others
    )


def contradiction(fault: FieldFault) -> Sentence | None:
    """What does not go together, where its words are known."""
    return CONTRADICTIONS.get(fault.wrong.removeprefix("cannot be right: "))
