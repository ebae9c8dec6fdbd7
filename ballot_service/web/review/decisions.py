"""Recorded decisions: their facts to take home, and the same rule run again on them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, abort, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from sqlalchemy import Row, Select, func, select

from ballot_service.database import db
from ballot_service.models import Election, RecordedDecision
from ballot_service.rules.catalogue import RULES
from ballot_service.rules.decision import Decision
from ballot_service.rules.words import Sentence, say
from ballot_service.services.deciding import decisions_of
from ballot_service.services.explaining import (
    FactsDoNotFit,
    UnknownRule,
    answer_to_json,
    explain,
    facts_from_json,
    plain,
)
from ballot_service.web.access import only
from ballot_service.web.decision_subjects import subjects_of
from ballot_service.web.review.blueprint import PER_PAGE, PLACE, READERS, readable, review, sees_voters

ABOUT_ONE_PERSON = (
    "may_vote",
    "may_serve",
    "may_decide_held",
    "may_ask_review",
    "may_challenge",
    "may_decide_case",
    "may_sign",
    "may_confirm_lot",
)
"""Rules whose facts describe one person; for the staff liaison alone."""
LINE = (
    RecordedDecision.id,
    RecordedDecision.rule,
    RecordedDecision.subject_id,
    RecordedDecision.decided_at,
    RecordedDecision.facts,
    RecordedDecision.answer,
)
LINES_AT_ONCE = 500
OUTCOME_WORDS = {"allowed": say("Allowed"), "held": say("A person decides"), "refused": say("Refused")}


@review.get(PLACE + "/decisions")
@only(*READERS)
def decisions(election_id: UUID) -> ResponseReturnValue:
    """The recorded decisions that the reader may see, all or those of one rule, oldest first."""
    election = readable(election_id)
    asked = _rule_asked()
    query = _visible(election, asked)
    number = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-number // PER_PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    rows = list(db.session.scalars(query.offset((page - 1) * PER_PAGE).limit(PER_PAGE)))
    names = _names(election, [row.subject_id for row in rows])
    return render_template(
        "pages/review/decisions.html",
        election=election,
        rows_of_page=rows,
        number=number,
        rules=[("", say("All questions")), *_rules_recorded(election)],
        asked=asked,
        question=lambda row: _question(row.rule),
        about=lambda row: names.get(row.subject_id, ""),
        outcome_words=OUTCOME_WORDS,
        local=lambda at: at.astimezone(election.zone),
        page=page,
        pages=pages,
        sees_voters=sees_voters(),
    )


def _rule_asked() -> str | None:
    """The rule whose decisions alone are wanted, or None for all."""
    return request.args.get("rule", "").strip() or None


def _visible(election: Election, rule: str | None = None) -> Select[RecordedDecision]:
    query = decisions_of(election)
    if not sees_voters():
        query = query.where(RecordedDecision.rule.not_in(ABOUT_ONE_PERSON))
    return query if rule is None else query.where(RecordedDecision.rule == rule)


def _rules_recorded(election: Election) -> list[tuple[str, Sentence]]:
    """Each rule that was asked: its question, with how many of its decisions the reader may see."""
    seen = _visible(election).order_by(None).subquery()
    rows = db.session.execute(select(seen.c.rule, func.count()).group_by(seen.c.rule))
    numbers: dict[str, int] = {rule: number for rule, number in rows}
    in_order = [*(name for name in RULES if name in numbers), *sorted(numbers.keys() - RULES.keys())]
    return [
        (name, say("{question} ({number})", question=_question(name), number=numbers[name]))
        for name in in_order
    ]


def _question(name: str) -> Sentence:
    rule = RULES.get(name)
    return rule.question if rule else Sentence("{rule}", {"rule": name})


def _names(election: Election, subjects: list[UUID]) -> dict[UUID, Sentence]:
    """What a decision was about; voters and nominees by name for who may see them."""
    return subjects_of([election], subjects, with_people=sees_voters())


def _recorded(election: Election, decision_id: UUID) -> RecordedDecision:
    row = db.session.scalar(_visible(election).where(RecordedDecision.id == decision_id))
    return row if row is not None else abort(404)


@review.get(PLACE + "/decisions/<uuid:decision_id>")
@only(*READERS)
def run_again(election_id: UUID, decision_id: UUID) -> ResponseReturnValue:
    """Runs the rule on the recorded facts, and says whether it answers the same."""
    election = readable(election_id)
    row = _recorded(election, decision_id)
    answer, said = _answer(row)
    return render_template(
        "pages/review/decision.html",
        election=election,
        row=row,
        question=_question(row.rule),
        about=_names(election, [row.subject_id]).get(row.subject_id, ""),
        decided_at=row.decided_at.astimezone(election.zone),
        answer=answer,
        is_same=said == row.answer,
        kept=row.answer,
        outcome_words=OUTCOME_WORDS,
        file_name=_file_name(row),
    )


def _answer(row: RecordedDecision) -> tuple[Decision | None, dict[str, object]]:
    """What the rule says now, and the same as `ballots explain` prints it.

    None where this version no longer has the rule or wants other facts.
    """
    try:
        facts = facts_from_json(row.rule, json.dumps(row.facts))
        return explain(row.rule, facts), answer_to_json(row.rule, facts)
    except (UnknownRule, FactsDoNotFit):
        return None, {}


@review.get(PLACE + "/decisions.jsonl")
@only(*READERS)
def all_facts(election_id: UUID) -> ResponseReturnValue:
    """Every decision the reader may see (of one rule, if asked), one JSON object a line, sent as it is read."""
    election = readable(election_id)
    asked = _rule_asked()
    query = _visible(election, asked).with_only_columns(*LINE).execution_options(yield_per=LINES_AT_ONCE)

    def lines() -> Iterator[str]:
        for part in db.session.execute(query).partitions():
            yield "".join(_line(row) for row in part)

    name = f"decisions-{asked}.jsonl" if asked in RULES else "decisions.jsonl"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(stream_with_context(lines()), mimetype="application/jsonl", headers=headers)


def _line(row: Row[UUID, str, UUID, datetime, dict[str, Any], dict[str, Any]]) -> str:
    """What `ballots explain` takes (facts) and prints (answer), with the rule to name between them."""
    document = {
        "id": str(row.id),
        "rule": row.rule,
        "about": str(row.subject_id),
        "decided_at": plain(row.decided_at),
        "facts": row.facts,
        "answer": row.answer,
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True) + "\n"


@review.get(PLACE + "/decisions/<uuid:decision_id>/facts.json")
@only(*READERS)
def facts(election_id: UUID, decision_id: UUID) -> ResponseReturnValue:
    """The facts exactly as `ballots explain RULE FACTS.json` takes them."""
    row = _recorded(readable(election_id), decision_id)
    text = json.dumps(row.facts, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    headers = {"Content-Disposition": f'attachment; filename="{_file_name(row)}"'}
    return Response(text, mimetype="application/json", headers=headers)


def _file_name(row: RecordedDecision) -> str:
    return f"facts-{row.rule}-{row.id.hex[:8]}.json"
