"""What if: asks any rule with made-up or recorded facts, and shows the decision with reasons and dates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from ballot_service.database import db
from ballot_service.models import Election, RecordedDecision, Role
from ballot_service.rules.catalogue import RULES, Rule
from ballot_service.rules.setting_changes import SettingChange
from ballot_service.rules.words import ZONE_NAMES, say
from ballot_service.services.explaining import UnknownRule, describe_rule, rule_named
from ballot_service.web.access import only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.fact_answers import Answer, asked, beside_fields, remedy
from ballot_service.web.clerk.fact_choices import date_words
from ballot_service.web.clerk.fact_fields import FactForm, example, fields_in
from ballot_service.web.clerk.fact_parts import Schema, for_one_setting, parts_of
from ballot_service.web.clerk.fact_typing import Typed, read, tidied, typed_of
from ballot_service.web.clerk.form_parts import Form
from ballot_service.web.clock import now
from ballot_service.web.decision_subjects import subjects_of
from ballot_service.web.rows import own_district, own_elections

MOST_RECORDED = 20
OUTCOME_WORDS = {
    "allowed": say("The answer was: yes."),
    "held": say("The answer was: a person decides."),
    "refused": say("The answer was: no."),
}


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
    form = Form()
    if not form.validate_on_submit():
        return _page(rule, form, _begun(rule), Answer())
    if upload := request.files.get("file"):
        return _asked_with_file(rule, form, upload.read())
    return _asked_with_form(rule, form, dict(request.form.lists()))


def _asked_with_file(rule: Rule, form: Form, content: bytes) -> ResponseReturnValue:
    """The answer to facts as they were downloaded; the form then holds them, to go on from there."""
    answer, facts = asked(rule.name, content.decode(errors="replace"))
    typed = _begun(rule) if answer.is_wrong else _typed(rule, facts)
    return _page(rule, form, typed, answer), 422 if answer.is_wrong else 200


def _asked_with_form(rule: Rule, form: Form, sent: Typed) -> ResponseReturnValue:
    parts = parts_of(_schema(rule, "".join(sent.get("name", ()))))
    typed = tidied(parts, sent)
    if more := request.form.get("more"):
        return _page(rule, form, typed, Answer(), more=more)
    found = read(parts, typed, _zone(typed))
    if found.faults:
        return _page(rule, form, typed, Answer(faults=found.faults)), 422
    answer, _ = asked(rule.name, json.dumps(found.facts))
    return _page(rule, form, typed, answer), 422 if answer.is_wrong else 200


def _schema(rule: Rule, setting: str) -> Schema:
    """The facts of the rule; a change of settings asks for the value that its setting takes."""
    schema: Any = describe_rule(rule.name)["facts"]
    return for_one_setting(schema, setting) if rule.facts is SettingChange else schema


def _zone(typed: Typed) -> ZoneInfo:
    """On whose clock moments are meant: the time zone of the facts, or else the district's."""
    chosen = (texts[0] for name, texts in typed.items() if name.rpartition(".")[2] == "zone" and texts)
    return ZoneInfo(next((zone for zone in chosen if zone in ZONE_NAMES), own_district().zone))


def _begun(rule: Rule) -> dict[str, list[str]]:
    """The form to begin with: the recorded facts asked for, or an example."""
    wanted = request.args.get("decision", "")
    for row in _recorded(rule.name) if wanted else ():
        if str(row.id) == wanted:
            return _typed(rule, row.facts)
    if wanted:
        abort(404)
    zone = ZoneInfo(own_district().zone)
    return _typed(rule, example(_schema(rule, ""), now().astimezone(zone).replace(second=0, microsecond=0)))


def _typed(rule: Rule, facts: Mapping[str, Any]) -> dict[str, list[str]]:
    parts = parts_of(_schema(rule, str(facts.get("name", ""))))
    return typed_of(parts, facts, ZoneInfo(own_district().zone))


def _page(rule: Rule, form: Form, typed: Typed, answer: Answer, more: str = "") -> str:
    parts = parts_of(_schema(rule, "".join(typed.get("name", ()))))
    names = frozenset(each.path for each in fields_in(FactForm(typed=typed, faults={}).shown(parts)))
    answer = beside_fields(answer, names)
    shown = FactForm(typed=typed, faults=answer.faults, more=more).shown(parts)
    return render_template(
        "pages/clerk/what_if_rule.html",
        rule=rule,
        form=form,
        parts=shown,
        wrong=[each for each in fields_in(shown) if each.error],
        answer=answer,
        remedy=remedy,
        date_words=date_words,
        recorded=_labelled(_recorded(rule.name)),
    )


def _labelled(rows: list[RecordedDecision]) -> list[dict[str, Any]]:
    """Each recorded decision with the election and what else it was about, the answer, and when."""
    elections: dict[UUID | None, Election] = {election.id: election for election in own_elections()}
    subjects = subjects_of(own_elections(), [row.subject_id for row in rows], with_people=True)
    zone = ZoneInfo(own_district().zone)
    return [
        {
            "id": row.id,
            "election": elections[row.election_id],
            "about": subjects.get(row.subject_id),
            "answer": OUTCOME_WORDS[row.answer["outcome"]],
            "at": row.decided_at.astimezone(zone),
        }
        for row in rows
    ]


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
