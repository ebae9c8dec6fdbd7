"""The clerk's pages on one voter: the whole story in order, and the decision about somebody who is held."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ballot_service.database import db
from ballot_service.models import Case, Election, Role, RollStatus, VoterRollEntry
from ballot_service.rules.cases import KIND_WORDS, CaseKind
from ballot_service.services.acting import acting
from ballot_service.services.announcing.paper_registrations import answers
from ballot_service.services.card_account import drew_card
from ballot_service.services.cases import cases_about
from ballot_service.services.holding import decide_held
from ballot_service.services.inbox import change_language
from ballot_service.services.paper_registering import papers_of
from ballot_service.services.people_search import ties_of
from ballot_service.services.registering import roll as whole_roll
from ballot_service.services.registrations import sign_up_of
from ballot_service.services.roll_story import has_voted, rolls_decision, story
from ballot_service.web.access import actor, only
from ballot_service.web.case_words import outcome_of
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import local, own_election
from ballot_service.web.clerk.roll_form import DecideForm, VoterLanguageForm
from ballot_service.web.clock import now
from ballot_service.web.languages import spoken
from ballot_service.web.roll_words import ANSWER_WORDS, DOOR_WORDS, STATUS_WORDS, TIE_WORDS, reasons_of
from ballot_service.web.rows import own

PLACE = "/elections/<uuid:election_id>/roll"


def own_voter(election: Election, entry_id: UUID) -> VoterRollEntry:
    """The line of this election's roll. Aborts with 404."""
    entry = own(VoterRollEntry, entry_id)
    return entry if entry.election_id == election.id else abort(404)


@clerk.get(PLACE + "/held")
@only(Role.CLERK)
def held(election_id: UUID) -> ResponseReturnValue:
    """Everybody who waits for a person to decide, with the reasons."""
    election = own_election(election_id)
    waiting = whole_roll(db.session(), election, RollStatus.HELD)
    return render_template(
        "pages/clerk/roll_held.html",
        election=election,
        opens=local(election.opens_at, election),
        rows=[(entry, reasons_of(entry)) for entry in waiting],
    )


@clerk.get(PLACE + "/<uuid:entry_id>")
@only(Role.CLERK)
def voter(election_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """One voter and everything that happened, oldest first."""
    election = own_election(election_id)
    return _voter_page(election, own_voter(election, entry_id), DecideForm())


def _voter_page(
    election: Election, entry: VoterRollEntry, form: DecideForm, *, status: int = 200
) -> ResponseReturnValue:
    about = cases_about(db.session(), entry.id)
    papers = papers_of(db.session(), entry)
    working = [link for link in entry.links if link.revoked_at is None]
    page = render_template(
        "pages/clerk/roll_voter.html",
        election=election,
        entry=entry,
        status=STATUS_WORDS[entry.status],
        door=DOOR_WORDS[entry.door],
        language_of=spoken(entry.language),
        signed_up=sign_up_of(db.session(), entry),
        papers=papers,
        answers=answers(db.session(), election) if papers else {},
        answer_words=ANSWER_WORDS,
        tie_words=TIE_WORDS,
        is_like_another="held_like_another_voter" in entry.codes["codes"],
        ties=ties_of(db.session(), entry.person),
        decision=rolls_decision(db.session(), entry),
        is_held=entry.status is RollStatus.HELD and not any(_in_review(case) for case in about),
        cases=[(case, outcome_of(case)) for case in about],
        kind_words=KIND_WORDS,
        has_voted=has_voted(db.session(), entry),
        drew_card=drew_card(db.session(), entry),
        has_link=bool(working),
        not_me=[local(link.not_me_at, election) for link in entry.links if link.not_me_at],
        events=[(local(event.at, election), event) for event in story(db.session(), election, entry)],
        form=form,
        tongue=None if election.is_closed(now()) else VoterLanguageForm(entry.language),
    )
    return page, status


def _in_review(case: Case) -> bool:
    return case.kind is CaseKind.REVIEW and case.outcome is None


@clerk.post(PLACE + "/<uuid:entry_id>/decide")
@only(Role.CLERK)
def decide(election_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """Decides about somebody the rules held, with the reason in writing."""
    election = own_election(election_id)
    entry = own_voter(election, entry_id)
    form = DecideForm()
    if not form.validate_on_submit():
        return _voter_page(election, entry, form, status=422)
    may = form.may_vote.data == "yes"
    with acting(db.session(), now(), actor()):
        decide_held(
            db.session(), election, entry, may=may, reason=form.reason.data.strip(), now=now(), by=actor()
        )
    name = entry.person.name
    flash(_("%(name)s may vote.", name=name) if may else _("%(name)s may not vote.", name=name), "done")
    return redirect(url_for("clerk.held", election_id=election_id), 303)


@clerk.post(PLACE + "/<uuid:entry_id>/language")
@only(Role.CLERK)
def write_in(election_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """A voter said by phone or at the counter in which language to write; only one that we have texts in is offered."""
    entry = own_voter(own_election(election_id), entry_id)
    form = VoterLanguageForm(entry.language)
    if not form.validate_on_submit():
        abort(404)
    tag = form.language.data
    with acting(db.session(), now(), actor()):
        change_language(db.session(), [entry.person], tag, "clerk", now=now(), by=actor())
    flash(_("From now on we write to this person in %(language)s.", language=spoken(tag)), "done")
    return redirect(url_for("clerk.voter", election_id=election_id, entry_id=entry_id), 303)
