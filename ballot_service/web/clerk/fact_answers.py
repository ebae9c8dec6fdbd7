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
ONLY_THE_RULE_SEES: Mapping[str, Sentence] = {
    "a candidate is listed twice": say("A name is listed twice. Leave one of them out."),
    "a lot is given, but no tie decides the last seat": say(
        "No tie decides the last seat. Leave this empty."
    ),
    "the lot must name each tied candidate once": say("Write each name that is tied once, and nobody else."),
    "the ballot marks somebody who is not": say("A name is marked that is no candidate. Check the names."),
    "is empty": say("Choose one or more."),
    "is below one": say("Type 1 or more."),
    "is too far away": say("This is too far away. Check the year."),
    "is not a number of days that makes sense": say("So many days make no sense. Type a smaller number."),
}
"""What to do about facts that do not go together, by the beginning of what the rule says of them."""


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
    known = {fault.path: remedy(fault) or CHECK_THIS for fault in answer.others if fault.path in names}
    others = tuple(fault for fault in answer.others if fault.path not in names)
    return Answer(
        decision=answer.decision, result=answer.result, faults={**known, **answer.faults}, others=others
    )


def remedy(fault: FieldFault) -> Sentence | None:
    """What to do about a fault, where its words are known."""
    wrong = fault.wrong.removeprefix("cannot be right: ")
    return next((says for begins, says in ONLY_THE_RULE_SEES.items() if wrong.startswith(begins)), None)
