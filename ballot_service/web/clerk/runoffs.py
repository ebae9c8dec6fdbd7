"""The clerk's page on which a run-off is called for a tie: between whom, for how many seats, and when."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import DateTimeLocalField, StringField

from ballot_service.database import db
from ballot_service.models import Contest, Election, Role
from ballot_service.rules.decision import Decision
from ballot_service.rules.naming import decision_with_names
from ballot_service.rules.runoffs import RunoffFacts, earliest_runoff_on, may_call_runoff
from ballot_service.rules.words import say
from ballot_service.services.acting import Refused, acting
from ballot_service.services.counting import may_see_votes
from ballot_service.services.facts import title_of
from ballot_service.services.lots import candidate_names
from ballot_service.services.runoffs.calling import call_runoff, runoff_facts, tie_of
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.election_form import working_day
from ballot_service.web.clerk.form_parts import FILL_IN, LONGEST_LINE, Form, own_election, to_utc
from ballot_service.web.clerk.own_names import (
    also_in_other_languages,
    in_order,
    proposed,
    said_in_other_languages,
)
from ballot_service.web.clock import now

TYPED = "%Y-%m-%dT%H:%M"
VOTING_FOR = timedelta(days=7)
DAYS_TO_BEGIN = timedelta(days=3)
"""For the ballot and the notice, before the days of notice begin to count."""


class RunoffForm(Form):
    """Its name and its times, on the district's clock. All else is as in the first election."""

    title = StringField(
        lazy_gettext("Title"),
        description=lazy_gettext("Voters see it on the notice and on the ballot."),
        validators=[FILL_IN, LONGEST_LINE],
    )
    opens_at = DateTimeLocalField(
        lazy_gettext("Voting opens"),
        description=lazy_gettext("Notice has to be out at least 14 days before, in every language."),
        format=TYPED,
        validators=[FILL_IN],
    )
    closes_at = DateTimeLocalField(lazy_gettext("Voting closes"), format=TYPED, validators=[FILL_IN])


@clerk.route("/elections/<uuid:election_id>/count/contests/<uuid:contest_id>/runoff", methods=["GET", "POST"])
@only(Role.CLERK)
def call_run_off(election_id: UUID, contest_id: UUID) -> ResponseReturnValue:
    """Calls the run-off; a refusal is shown beside what was typed. 404 where nothing is tied."""
    election = own_election(election_id)
    contest = next((c for c in election.contests if c.id == contest_id), None) or abort(404)
    if not may_see_votes(db.session(), election, now()) or not tie_of(db.session(), contest)[0]:
        abort(404)
    form = _form(contest)
    if not form.validate_on_submit():
        return _page(contest, form, _standing_objections(contest), 422 if form.is_submitted() else 200)
    try:
        with acting(db.session(), now(), actor()):
            runoff = call_runoff(
                db.session(),
                contest,
                title=" ".join(form.title.data.split()),
                titles=said_in_other_languages(form, "title"),
                opens_at=to_utc(form.opens_at.data, election),
                closes_at=to_utc(form.closes_at.data, election),
                now=now(),
                by=actor(),
            )
    except Refused as refused:
        return _page(contest, form, refused.decision, 409)
    flash(_("The run-off is called. Next: freeze its ballot, and give notice."), "done")
    return redirect(url_for("clerk.election", election_id=runoff.id), 303)


def _form(contest: Contest) -> RunoffForm:
    election = contest.election
    opens = working_day(earliest_runoff_on(_facts(contest)) + DAYS_TO_BEGIN)
    name = say("Run-off: {contest}", contest=title_of(contest))
    form: RunoffForm = also_in_other_languages(RunoffForm, "title", election.district.language)(
        data={
            **proposed("title", name, election.district.language),
            "opens_at": datetime.combine(opens, time(7)),
            "closes_at": datetime.combine(working_day(opens + VOTING_FOR), time(19)),
        }
    )
    return form


def _facts(contest: Contest) -> RunoffFacts:
    """With a vote of one day so far ahead that its time is no objection."""
    opens_at = now() + timedelta(days=365)
    return runoff_facts(
        db.session(), contest, opens_at=opens_at, closes_at=opens_at + timedelta(days=1), now=now()
    )


def _standing_objections(contest: Contest) -> Decision:
    """What no other time would change."""
    return decision_with_names(may_call_runoff(_facts(contest)), candidate_names(contest.election))


def _page(contest: Contest, form: RunoffForm, decision: Decision, status: int) -> ResponseReturnValue:
    election: Election = contest.election
    tied, seats = tie_of(db.session(), contest)
    names = candidate_names(election)
    page = render_template(
        "pages/clerk/counting_runoff.html",
        election=election,
        title=title_of(contest),
        tied=[names[each] for each in tied],
        seats=seats,
        form=form,
        fields=list(in_order(form, "title")),
        decision=decision,
        may_be_called=_standing_objections(contest).allowed,
    )
    return page, status
