"""What if: asks any rule with made-up or recorded facts, and shows the decision with reasons and dates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from ballot_service.database import db
from ballot_service.models import RecordedDecision, Role
from ballot_service.rules.catalogue import RULES, Rule
from ballot_service.rules.decision import Decision
from ballot_service.services.explaining import (
    FactsDoNotFit,
    UnknownRule,
    describe_rule,
    explain,
    facts_from_json,
    result_of,
    rule_named,
)
from ballot_service.services.facts_schema import FieldFault
from ballot_service.web.access import only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.fact_fields import FactField, example, fields_of, typed_facts
from ballot_service.web.clerk.form_parts import Form
from ballot_service.web.clock import now
from ballot_service.web.rows import own_district, own_elections

MOST_RECORDED = 20


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the rule said, or which fields do not fit."""

    decision: Decision | None = None
    result: str = ""
    faults: tuple[FieldFault, ...] = ()


@clerk.get("/what-if")
@only(Role.CLERK)
def what_if() -> ResponseReturnValue:
    """Every rule by its question, in the order of a season."""
    return render_template("pages/clerk/what_if_rules.html", rules=list(RULES.values()))


@clerk.route("/what-if/<name>", methods=["GET", "POST"])
@only(Role.CLERK)
def ask_rule(name: str) -> ResponseReturnValue:
    """One rule: its facts as fields, and once they are sent, its answer. Nothing is stored."""
    try:
        rule = rule_named(name)
    except UnknownRule:
        abort(404)
    schema: Any = describe_rule(name)["facts"]
    form = Form()
    if form.validate_on_submit():
        facts = typed_facts(schema, request.form)
        answer = _asked(name, facts)
        fields = [_as_typed(field) for field in fields_of(schema, facts)]
        return _page(rule, form, fields, answer), 422 if answer.faults else 200
    return _page(rule, form, fields_of(schema, _start(name, schema)), Answer())


def _asked(name: str, facts: Mapping[str, Any]) -> Answer:
    try:
        read = facts_from_json(name, json.dumps(facts))
        result = result_of(name, read)
        shown = "" if result is None else json.dumps(result, ensure_ascii=False, indent=1)
        return Answer(decision=explain(name, read), result=shown)
    except FactsDoNotFit as wrong:
        return Answer(faults=wrong.faults)


def _as_typed(field: FactField) -> FactField:
    """What was typed stays as it was typed."""
    return replace(field, value=request.form.get(field.path, ""))


def _start(name: str, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The recorded facts asked for, or an example."""
    wanted = request.args.get("decision", "")
    for row in _recorded(name) if wanted else ():
        if str(row.id) == wanted:
            facts: Mapping[str, Any] = row.facts
            return facts
    if wanted:
        abort(404)
    district = own_district()
    return example(schema, now().astimezone(ZoneInfo(district.zone)))


def _page(rule: Rule, form: Form, fields: list[FactField], answer: Answer) -> str:
    return render_template(
        "pages/clerk/what_if_rule.html",
        rule=rule,
        form=form,
        fields=[(field, f"fact-{number}", _fault_of(field, answer)) for number, field in enumerate(fields)],
        other_faults=[fault for fault in answer.faults if not any(_is_about(fault, one) for one in fields)],
        answer=answer,
        recorded=[
            (row, row.decided_at.astimezone(ZoneInfo(own_district().zone))) for row in _recorded(rule.name)
        ],
    )


def _is_about(fault: FieldFault, field: FactField) -> bool:
    return fault.path == field.path or fault.path.startswith((f"{field.path}.", f"{field.path}["))


def _fault_of(field: FactField, answer: Answer) -> FieldFault | None:
    return next((fault for fault in answer.faults if _is_about(fault, field)), None)


def _recorded(name: str) -> list[RecordedDecision]:
    """The newest recorded decisions of this rule in the elections that the office reaches."""
    elections: list[UUID] = [election.id for election in own_elections()]
    return list(
        db.session.scalars(
            select(RecordedDecision)
            .where(RecordedDecision.rule == name, RecordedDecision.election_id.in_(elections))
            .order_by(RecordedDecision.decided_at.desc())
            .limit(MOST_RECORDED)
        )
    )
