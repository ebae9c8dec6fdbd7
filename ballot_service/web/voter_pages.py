"""What the ballot pages show: contests, candidates and choices, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g, request, url_for
from sqlalchemy import select

from ballot_service.database import db
from ballot_service.models import Candidate
from ballot_service.models import Contest as ContestRow
from ballot_service.rules.contests import Contest, contest_title
from ballot_service.rules.decision import Decision
from ballot_service.rules.statements import shown_in
from ballot_service.rules.words import say
from ballot_service.services.cards import OpenedCard
from ballot_service.services.issuing import OpenedLink
from ballot_service.web.ballot_form import BallotForm
from ballot_service.web.frame import contact_of, languages, place_of
from ballot_service.web.languages import words
from ballot_service.web.voter_link import here_in

IN_OWN_WORDS = say("In the candidate's own words:")
WORKS_HERE = say("Works for the district")
KEPT_FOR = say("Kept for {school}: the person must be tied to that school. Everybody may vote for it.")


def frame_of(found: OpenedLink | OpenedCard) -> dict[str, Any]:
    """The frame of a page with a ballot."""
    election = found.election
    token = (request.view_args or {}).get("token", "")
    offered = languages(g.language)
    for each in offered:
        each["url"] = here_in(token, each["tag"])
    return {
        "place": place_of(election.council, election.district),
        "contact": contact_of(election.district),
        "help_url": url_for("public.help_page", election_id=election.id, lang=g.language),
        "languages": offered,
        "closes_at": election.closes_at.astimezone(election.zone),
        "version": election.manifest.version if election.manifest else None,
        **g.get("tablet_frame", {}),
    }


def contest_page(
    found: OpenedLink | OpenedCard, contests: tuple[Contest, ...], form: BallotForm, contest_id: str
) -> dict[str, Any]:
    """One contest with its candidates in the drawn order, and what is chosen so far."""
    order = [contest.contest for contest in contests]
    contest = contests[order.index(contest_id)]
    rows = _candidates(found)
    return {
        "contest": {
            "id": contest_id,
            "title": words(contest_title(contest)),
            "explanation": say(KEPT_FOR.template, school=contest.reserved_school)
            if contest.reserved_school
            else None,
            "votes_allowed": contest.votes_allowed,
            "candidates": [_candidate(rows[each]) for each in contest.candidates],
        },
        "number": order.index(contest_id) + 1,
        "total": len(order),
        "chosen": form.chosen[contest_id],
        "left_blank": contest_id in form.blank,
        "held": form.held(but=contest_id),
    }


def review_page(
    found: OpenedLink | OpenedCard,
    contests: tuple[Contest, ...],
    form: BallotForm,
    decisions: Mapping[str, Decision],
) -> dict[str, Any]:
    """Every contest with the names chosen, and a plain warning where fewer were chosen than allowed."""
    rows = _candidates(found)
    return {
        "contests": [
            {
                "id": contest.contest,
                "title": words(contest_title(contest)),
                "chosen": [
                    rows[each].name for each in contest.candidates if each in form.chosen[contest.contest]
                ],
                "left_blank": contest.contest in form.blank,
                "note": _note(form, contest, decisions[contest.contest]),
            }
            for contest in contests
        ],
        "held": form.held(),
    }


def _note(form: BallotForm, contest: Contest, decision: Decision) -> object:
    """A contest left blank on purpose needs no warning."""
    if contest.contest in form.blank:
        return None
    return next((reason.sentence for reason in decision.warnings), None)


def _candidates(found: OpenedLink | OpenedCard) -> dict[str, Candidate]:
    """Everybody who stands in any contest, in one question."""
    rows = db.session.scalars(
        select(Candidate)
        .join(ContestRow, ContestRow.id == Candidate.contest_id)
        .where(ContestRow.election_id == found.election.id)
    )
    return {str(row.id): row for row in rows}


def _candidate(row: Candidate) -> dict[str, Any]:
    said = shown_in(row.statements, row.own_language, g.language)
    is_other = said is not None and said.is_other_language
    return {
        "id": str(row.id),
        "name": row.name,
        "statement": said.text if said else None,
        "statement_language": said.language if said and is_other else None,
        "more": None,
        "about_statement": IN_OWN_WORDS if is_other else None,
        "mark": WORKS_HERE if row.is_personnel else None,
    }
