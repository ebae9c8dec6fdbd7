"""The clerk's pages on elections: the list, a new one, and the page from which all its work is reached."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from ballot_service.database import db
from ballot_service.models import Council, Election, Role
from ballot_service.rules.calendar import at_local
from ballot_service.rules.decision import Decision
from ballot_service.rules.election_settings import (
    Coverage,
    ElectionSettings,
    Electorate,
    VoterExclusionPolicy,
)
from ballot_service.rules.words import Sentence, say
from ballot_service.services.acting import Refused, acting
from ballot_service.services.cancelling import may_cancel
from ballot_service.services.setting_up import create_election
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.election_form import ElectionForm, planned
from ballot_service.web.clerk.form_parts import own_election
from ballot_service.web.clerk.home import work_of
from ballot_service.web.clerk.own_names import (
    also_in_other_languages,
    in_order,
    proposed,
    said_in_other_languages,
)
from ballot_service.web.clerk.scope import own_council, own_councils
from ballot_service.web.clock import now, today
from ballot_service.web.frame import called
from ballot_service.web.rows import own_district, own_elections
from ballot_service.web.runoff_views import runoff_shown

TITLE = say("Council election")

PARTS: tuple[tuple[Sentence, Sentence, str], ...] = (
    (say("Settings"), say("Who may vote, days, and how ballots are counted."), "clerk.election_settings"),
    (
        say("Information sessions"),
        say("When and where people hear about the council, who came, and the proof."),
        "clerk.sessions",
    ),
    (say("Voters"), say("The list of voters, and who waits for a decision."), "clerk.roll"),
    (say("Nominees"), say("Interest forms, and who stands for which seats."), "clerk.nominees"),
    (
        say("Nominated by somebody else"),
        say("Who was nominated, and whether they accepted."),
        "clerk.nominations",
    ),
    (
        say("Consent of parents and guardians"),
        say("Students who stand, and whether a parent or guardian agreed."),
        "clerk.consents",
    ),
    (
        say("Reviews and challenges"),
        say("Refused people who ask for a second look, and doubts about voters and nominees."),
        "clerk.cases_list",
    ),
    (say("Ballot"), say("The order of names, and freezing the ballot."), "clerk.ballot"),
    (
        say("Flyers and posts"),
        say("Where they hang or stand, since when, what shows it, and how often each was used."),
        "clerk.placements",
    ),
    (say("Notices"), say("What was published where, when and in which language."), "clerk.notices"),
    (say("Opening and times"), say("Confirm the opening, or move the vote."), "clerk.times"),
    (say("Ballot links"), say("Issue and send the links, and help with wrong ones."), "clerk.links"),
    (
        say("Voting at the table"),
        say("Sign in people who come in person, on the list or not."),
        "clerk.table",
    ),
    (
        say("Code cards"),
        say("Print cards for a tablet at the table, and keep the account."),
        "clerk.cards",
    ),
    (say("Paper ballots"), say("Who asked for a ballot on paper, and who waits for it."), "clerk.paper_list"),
    (say("Letters"), say("Ballot links on paper, for people whom no message reaches."), "clerk.letters"),
    (say("Papers to print"), say("The poster and the interest form on paper."), "clerk.papers"),
    (say("Count"), say("Count the ballots, settle ties."), "clerk.counting"),
    (say("Certification"), say("What is still open, signatures, certificate and files."), "clerk.certifying"),
)
"""The parts of an election's work in the order of the season: name, what is there, page."""


def state_of(election: Election) -> Sentence:
    """Where the election stands, in a few words."""
    at = now()
    if election.cancelled_at is not None:
        return say("Cancelled")
    if election.certified_at is not None:
        return say("Certified")
    if election.counted_at is not None:
        return say("Counted, not certified")
    if election.is_closed(at):
        return say("Voting is closed")
    if election.paused_at is not None:
        return say("Voting is paused")
    if election.is_open(at):
        return say("Voting is open")
    return say("Ballot frozen") if election.ballot_frozen_at is not None else say("Being prepared")


@clerk.get("/elections")
@only(Role.CLERK)
def elections() -> ResponseReturnValue:
    rows = [
        (election, state_of(election), election.opens_at.astimezone(election.zone))
        for election in own_elections()
    ]
    return render_template("pages/clerk/elections_list.html", rows=rows, has_council=bool(own_councils()))


@clerk.get("/elections/<uuid:election_id>")
@only(Role.CLERK)
def election(election_id: UUID) -> ResponseReturnValue:
    """One election: where it stands, what needs doing, and every part of the work."""
    found = own_election(election_id)
    work = work_of(found)
    return render_template(
        "pages/clerk/elections_parts.html",
        election=found,
        state=state_of(found),
        tasks=work.tasks,
        season=work.season,
        can_be_cancelled=may_cancel(found, now()).allowed,
        runoff=(runoff := runoff_shown(db.session(), found)),
        parts=[(name, about, url_for(page, election_id=found.id)) for name, about, page in PARTS],
        times=[
            (label, at.astimezone(found.zone))
            for label, at in (
                *(() if runoff else _days_of_forms(found)),
                (say("Voting opens"), found.opens_at),
                (say("Voting closes"), found.closes_at),
            )
        ],
    )


def _days_of_forms(found: Election) -> tuple[tuple[Sentence, datetime], ...]:
    return (
        (say("Interest forms open"), found.nominations_open_at),
        (say("Interest forms close"), found.nominations_close_at),
    )


@clerk.route("/elections/new", methods=["GET", "POST"])
@only(Role.CLERK)
def new_election() -> ResponseReturnValue:
    """Sets up an election; a refusal is shown beside what was typed."""
    district = own_district()
    form = also_in_other_languages(ElectionForm, "title", district.language)(
        data={
            **planned(today(ZoneInfo(district.zone))),
            **proposed("title", TITLE, district.language),
            "council_id": request.args.get("council", ""),
        }
    )
    form.offer([SelectChoice(str(each.id), _called(each)) for each in own_councils()], district.zone)
    if not form.validate_on_submit():
        return _form_page(form, status=422 if form.is_submitted() else 200)
    try:
        with acting(db.session(), now(), actor()):
            made = _create(form, district.zone)
    except Refused as refused:
        return _form_page(form, refused.decision, status=409)
    flash(_("The election is set up. Go through its settings next: some freeze soon."), "done")
    return redirect(url_for("clerk.election", election_id=made.id), 303)


def _create(form: ElectionForm, zone: str) -> Election:
    def utc(typed: datetime) -> datetime:
        return at_local(typed.date(), f"{typed:%H:%M}", zone)

    closing_day: date = form.roll_closes_on.data
    return create_election(
        db.session(),
        own_council(UUID(form.council_id.data)),
        title=" ".join(form.title.data.split()),
        titles=said_in_other_languages(form, "title"),
        nominations_open_at=utc(form.nominations_open_at.data),
        nominations_close_at=utc(form.nominations_close_at.data),
        opens_at=utc(form.opens_at.data),
        closes_at=utc(form.closes_at.data),
        roll_closes_on=closing_day,
        settings=ElectionSettings(
            electorate=Electorate(form.electorate.data),
            voter_exclusion_policy=VoterExclusionPolicy(form.voter_exclusion_policy.data),
            df_coverage=Coverage(form.df_coverage.data),
        ),
        now=now(),
        by=actor(),
    )


def _called(council: Council) -> str:
    """Councils of several schools may have the same name."""
    name = called(council)
    return f"{council.school.name}: {name}" if council.school else name


def _form_page(form: ElectionForm, refusal: Decision | None = None, *, status: int) -> ResponseReturnValue:
    council_id = (
        form.council_id.data if form.council_id.data in [str(each.id) for each in own_councils()] else None
    )
    page = render_template(
        "pages/clerk/elections_new.html",
        form=form,
        fields=in_order(form, "title"),
        refusal=refusal,
        council_id=council_id,
    )
    return page, status
