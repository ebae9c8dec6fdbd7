"""Recorded decisions: their facts to take home, and the same rule run again on them."""

from __future__ import annotations

import json
from uuid import UUID

from flask import Response, abort, g, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, func, select

from ballot_service.database import db
from ballot_service.models import Candidate, Election, Person, RecordedDecision, VoterRollEntry
from ballot_service.rules.catalogue import RULES
from ballot_service.rules.decision import Decision
from ballot_service.rules.words import Sentence, say
from ballot_service.services.explaining import (
    FactsDoNotFit,
    UnknownRule,
    decision_to_json,
    explain,
    facts_from_json,
)
from ballot_service.web.access import only
from ballot_service.web.review.blueprint import PER_PAGE, PLACE, READERS, readable, review, sees_voters

ABOUT_ONE_PERSON = ("may_vote", "may_serve")
"""Rules whose facts describe one person; for the staff liaison alone."""
OUTCOME_WORDS = {"allowed": say("Allowed"), "held": say("A person decides"), "refused": say("Refused")}


@review.get(PLACE + "/decisions")
@only(*READERS)
def decisions(election_id: UUID) -> ResponseReturnValue:
    """Every recorded decision that the reader may see, oldest first."""
    election = readable(election_id)
    query = _visible(election)
    number = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-number // PER_PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    rows = list(
        db.session.scalars(
            query.order_by(RecordedDecision.decided_at, RecordedDecision.rule, RecordedDecision.id)
            .offset((page - 1) * PER_PAGE)
            .limit(PER_PAGE)
        )
    )
    names = _names([row.subject_id for row in rows]) if sees_voters() else {}
    return render_template(
        "pages/review/decisions.html",
        election=election,
        rows_of_page=rows,
        number=number,
        question=_question,
        about=lambda row: names.get(row.subject_id, ""),
        outcome_words=OUTCOME_WORDS,
        local=lambda at: at.astimezone(election.zone),
        page=page,
        pages=pages,
        sees_voters=sees_voters(),
    )


def _visible(election: Election) -> Select[RecordedDecision]:
    query = select(RecordedDecision).where(RecordedDecision.election_id == election.id)
    return query if sees_voters() else query.where(RecordedDecision.rule.not_in(ABOUT_ONE_PERSON))


def _question(row: RecordedDecision) -> Sentence:
    rule = RULES.get(row.rule)
    return rule.question if rule else Sentence("{rule}", {"rule": row.rule})


def _names(subjects: list[UUID]) -> dict[UUID, str]:
    """Whom a decision was about: a voter on the roll or a nominee."""
    voters = db.session.execute(
        select(VoterRollEntry.id, Person)
        .join(Person, Person.id == VoterRollEntry.person_id)
        .where(VoterRollEntry.id.in_(subjects), VoterRollEntry.district_id == g.district_id)
    )
    nominees = db.session.execute(
        select(Candidate.id, Candidate.name).where(
            Candidate.id.in_(subjects), Candidate.district_id == g.district_id
        )
    )
    return {row.id: row.Person.name for row in voters} | {row.id: row.name for row in nominees}


def _recorded(election: Election, decision_id: UUID) -> RecordedDecision:
    row = db.session.scalar(_visible(election).where(RecordedDecision.id == decision_id))
    return row if row is not None else abort(404)


@review.get(PLACE + "/decisions/<uuid:decision_id>")
@only(*READERS)
def run_again(election_id: UUID, decision_id: UUID) -> ResponseReturnValue:
    """Runs the rule on the recorded facts, and says whether it answers the same."""
    election = readable(election_id)
    row = _recorded(election, decision_id)
    answer = _answer(row)
    return render_template(
        "pages/review/decision.html",
        election=election,
        row=row,
        question=_question(row),
        about=_names([row.subject_id]).get(row.subject_id, "") if sees_voters() else "",
        decided_at=row.decided_at.astimezone(election.zone),
        answer=answer,
        is_same=answer is not None and decision_to_json(row.rule, answer) == row.answer,
        kept=row.answer,
        outcome_words=OUTCOME_WORDS,
        file_name=_file_name(row),
    )


def _answer(row: RecordedDecision) -> Decision | None:
    """What the rule says now; None where this version no longer has it or wants other facts."""
    try:
        return explain(row.rule, facts_from_json(row.rule, json.dumps(row.facts)))
    except (UnknownRule, FactsDoNotFit):
        return None


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
