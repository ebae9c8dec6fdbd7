"""The ballot behind a personal link. No session, no script; opening a page changes nothing, only the cast does."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ballot_service.database import committed, db
from ballot_service.rules.contests import Contest
from ballot_service.rules.languages import language_name
from ballot_service.rules.words import say
from ballot_service.services.card_account import drew_card
from ballot_service.services.facts import manifest_of, voted_contests
from ballot_service.services.inbox import change_language, written_languages
from ballot_service.services.issuing import OpenedLink, say_not_me
from ballot_service.services.voting import (
    AlreadyCast,
    BallotRefused,
    Receipt,
    VotingNotOpen,
    cast,
    check_choices,
    log_waiting,
    receipt,
)
from ballot_service.services.voting_again import Again, cast_again, offered_again
from ballot_service.web.access import anyone
from ballot_service.web.ballot_form import BallotForm
from ballot_service.web.clock import now
from ballot_service.web.languages import LANGUAGES
from ballot_service.web.limits import WRONG_LINKS, is_our_link, limiter
from ballot_service.web.tablet import returns_soon
from ballot_service.web.voter_link import begin_writing, has_one_writer, here, number_soon, opened, voter
from ballot_service.web.voter_pages import frame_of
from ballot_service.web.voter_steps import Marking, first_mistake, go, look_again, review, show, start_page
from ballot_service.web.voting_state import state_of_voting, why_paused

__all__ = ["voter"]


@voter.get("/<token>")
@anyone
@limiter.limit(WRONG_LINKS, exempt_when=is_our_link)
def ballot(token: str) -> ResponseReturnValue:
    """The first page. Link previews and mail scanners may open it as often as they like."""
    return first_page(token, opened(token))


def first_page(token: str, found: OpenedLink) -> ResponseReturnValue:
    """Where the voter stands: at the start, with a ballot in the box, or before a vote that is not open."""
    before = receipt(db.session(), found)
    again = _again(found, before)
    if before is not None and again is None:
        return _receipt_page(found, before)
    if not _has_a_vote(found):
        return _not_open_page(found)
    return start_page(token, found, _contests(found, again), again)


def _has_a_vote(found: OpenedLink) -> bool:
    """Voting is open, and there is something to choose: not everyone was declared elected (1.14)."""
    return found.election.is_open(now()) and bool(voted_contests(found.election))


def _again(found: OpenedLink, before: Receipt | None) -> Again | None:
    """What somebody whose ballot is in may choose anew, while voting is open."""
    if before is None or not found.election.is_open(now()):
        return None
    return offered_again(db.session(), found)


def _contests(found: OpenedLink, again: Again | None) -> tuple[Contest, ...]:
    return again.contests if again else voted_contests(found.election)


@voter.post("/<token>")
@anyone
@limiter.limit(WRONG_LINKS, exempt_when=is_our_link)
def step(token: str) -> ResponseReturnValue:
    """One press of a button on the ballot pages."""
    return next_page(token, opened(token))


def next_page(token: str, found: OpenedLink) -> ResponseReturnValue:
    """The page after a press; the tracker, if it was the last one."""
    before = receipt(db.session(), found)
    again = _again(found, before)
    if before is not None and again is None:
        return _receipt_page(found, before)
    contests = _contests(found, again)
    form = BallotForm.read(request.form, contests)
    if not contests or not found.election.is_open(now()):
        return _not_open_page(found, form)
    marking = Marking(token, found, contests, form, again)
    if form.is_of_another(manifest_of(found.election).version):
        return look_again(marking)
    if form.language in LANGUAGES:
        g.language = form.language
        return show(marking, form.step)
    return _cast(marking, found) if form.action == "cast" else go(marking)


def _cast(marking: Marking, found: OpenedLink) -> ResponseReturnValue:
    """The one request that changes something. Whoever is second gets the first one's tracker."""
    chosen = marking.form.chosen
    decisions = check_choices(found.election, chosen, marking.contests)
    if (wrong := first_mistake(marking, decisions)) is not None:
        return wrong
    begin_writing()
    try:
        with committed(db.session()):
            act = cast_again if marking.again else cast
            given = act(db.session(), found, chosen, now=now())
            if has_one_writer():  # cast and number in one: a second transaction would wait for the disk again
                log_waiting(db.session(), found.election)
    except AlreadyCast:
        found = opened(marking.token)
        given = receipt(db.session(), found) or Receipt(
            tracker=None, was_there_before=True, is_provisional=False
        )
    except VotingNotOpen:
        return _not_open_page(opened(marking.token), marking.form)
    except BallotRefused:
        return review(replace(marking, found=opened(marking.token)))
    if not has_one_writer():
        number_soon(found.election)
    return _receipt_page(found, given)


@voter.post("/<token>/not-me")
@anyone
@limiter.limit(WRONG_LINKS, exempt_when=is_our_link)
def not_me(token: str) -> ResponseReturnValue:
    """Somebody else got the link: first the question, then the link is stopped."""
    found = opened(token)
    frame = frame_of(found)
    is_sure = request.form.get("action") == "confirm"
    mask = found.entry.person.initials
    if is_sure:
        begin_writing()
        with committed(db.session()):
            say_not_me(db.session(), found, now=now())
    return render_template(
        "pages/voter/not_me.html",
        **frame,
        done=is_sure,
        voter_mask=mask,
        not_me_url=url_for("voter.not_me", token=token, lang=g.language),
        ballot_page_url=here(token),
    )


@voter.post("/<token>/language")
@anyone
@limiter.limit(WRONG_LINKS, exempt_when=is_our_link)
def write_in(token: str) -> ResponseReturnValue:
    """From now on the voter's messages come in the language of this page, if there are texts in it."""
    found = opened(token)
    if g.language not in written_languages():
        abort(404)
    begin_writing()
    with committed(db.session()):
        change_language(db.session(), [found.entry.person], g.language, "link", now=now())
    if not _has_a_vote(found) or receipt(db.session(), found) is not None:
        return redirect(here(token), 303)
    said = say("From now on we write to you in {language}.", language=language_name(g.language))
    return start_page(token, found, voted_contests(found.election), None, said)


def _receipt_page(found: OpenedLink, given: Receipt) -> ResponseReturnValue:
    if "tablet" in g:
        returns_soon()
    if given.tracker is None and drew_card(db.session(), found.entry):
        return render_template("pages/voter/drew_card.html", **frame_of(found))
    results = None if "tablet" in g else url_for("public.election", election_id=found.election.id)
    return render_template(
        "pages/voter/cast.html",
        **frame_of(found),
        tracker=given.tracker,
        already=given.was_there_before,
        provisional=given.is_provisional,
        results_on=None,
        results_url=results,
        check_url=results,
    )


def _not_open_page(found: OpenedLink, form: BallotForm | None = None) -> ResponseReturnValue:
    """Why one cannot vote now. What was chosen before a pause stays on the page, to go on with."""
    election = found.election
    is_over = election.is_closed(now())
    frame = frame_of(found)
    if is_over:
        frame["closes_at"] = None
    return render_template(
        "pages/voter/not_open.html",
        **frame,
        state=state_of_voting(election),
        opens_at=election.opens_at.astimezone(election.zone) if election.opening_confirmed_at else None,
        closed_at=election.closes_at.astimezone(election.zone),
        results_on=None,
        results_url=None if "tablet" in g else url_for("public.election", election_id=election.id),
        reason=why_paused(election),
        ballot_url=here((request.view_args or {}).get("token", "")),
        held=form.held() if form else [],
        held_version=form.version if form else "",
    )
