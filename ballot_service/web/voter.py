"""The ballot behind a personal link. No session, no script; opening a page changes nothing, only the cast does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ballot_service.database import committed, db
from ballot_service.models import Election
from ballot_service.rules.contests import Contest
from ballot_service.rules.decision import Decision
from ballot_service.rules.words import Sentence, say
from ballot_service.services.facts import voted_contests
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
from ballot_service.web.access import anyone
from ballot_service.web.ballot_form import BallotForm
from ballot_service.web.clock import now
from ballot_service.web.languages import LANGUAGES
from ballot_service.web.limits import WRONG_LINKS, is_our_link, limiter
from ballot_service.web.voter_link import begin_writing, has_one_writer, here, opened, voter
from ballot_service.web.voter_pages import contest_page, frame_of, review_page

__all__ = ["voter"]

BOTH = say("You chose a name and also left this group blank. Choose one of the two.")


@voter.get("/<token>")
@anyone
@limiter.limit(WRONG_LINKS, exempt_when=is_our_link)
def ballot(token: str) -> ResponseReturnValue:
    """The first page. Link previews and mail scanners may open it as often as they like."""
    found = opened(token)
    if (before := receipt(db.session(), found)) is not None:
        return _receipt_page(found, before)
    if not _has_a_vote(found):
        return _not_open_page(found)
    return _start_page(token, found)


def _has_a_vote(found: OpenedLink) -> bool:
    """Voting is open, and there is something to choose: not everyone was declared elected (1.14)."""
    return found.election.is_open(now()) and bool(voted_contests(found.election))


def _start_page(token: str, found: OpenedLink) -> ResponseReturnValue:
    return render_template(
        "pages/voter/start.html",
        **frame_of(found),
        ballot_url=here(token),
        not_me_url=url_for("voter.not_me", token=token, lang=g.language),
        voter_mask=found.entry.person.initials,
        contest_count=len(voted_contests(found.election)),
        notes=[],
    )


@voter.post("/<token>")
@anyone
@limiter.limit(WRONG_LINKS, exempt_when=is_our_link)
def step(token: str) -> ResponseReturnValue:
    """One press of a button on the ballot pages."""
    found = opened(token)
    if (before := receipt(db.session(), found)) is not None:
        return _receipt_page(found, before)
    contests = voted_contests(found.election) if found.election.is_open(now()) else ()
    if not contests:
        return _not_open_page(found)
    form = BallotForm.read(request.form, contests)
    if form.language in LANGUAGES:
        g.language = form.language
        return _show(token, found, contests, form, form.step)
    if form.action == "cast":
        return _cast(token, found, contests, form)
    return _go(token, found, contests, form)


def _go(
    token: str, found: OpenedLink, contests: tuple[Contest, ...], form: BallotForm
) -> ResponseReturnValue:
    """Moves from page to page; a contest with a mistake in it is shown again with the mistake named."""
    order = [contest.contest for contest in contests]
    if form.step not in order:
        return _show(
            token, found, contests, form, form.change or (order[0] if form.step == "start" else form.step)
        )
    place = order.index(form.step)
    if form.action == "back":
        return _show(token, found, contests, form, order[place - 1] if place else "start")
    decision = check_choices(found.election, form.chosen)[form.step]
    if errors := _mistakes(form, form.step, decision):
        return _contest(token, found, contests, form, form.step, errors=errors)
    following = order[place + 1] if form.action != "review" and place + 1 < len(order) else "review"
    return _show(token, found, contests, form, following)


def _show(
    token: str, found: OpenedLink, contests: tuple[Contest, ...], form: BallotForm, page: str
) -> ResponseReturnValue:
    if page in {contest.contest for contest in contests}:
        return _contest(token, found, contests, form, page)
    if page == "review":
        return _review(token, found, contests, form)
    return _start_page(token, found)


def _contest(
    token: str,
    found: OpenedLink,
    contests: tuple[Contest, ...],
    form: BallotForm,
    contest_id: str,
    errors: tuple[Sentence, ...] = (),
) -> ResponseReturnValue:
    page = contest_page(found, contests, form, contest_id)
    is_reviewing = form.change is not None or (form.action == "review" and form.step == contest_id)
    frame = frame_of(found)
    html = render_template(
        "pages/voter/contest.html",
        **frame,
        **page,
        ballot_url=here(token),
        errors=errors,
        reviewing=is_reviewing,
    )
    return html, 422 if errors else 200


def _review(
    token: str, found: OpenedLink, contests: tuple[Contest, ...], form: BallotForm, decision: Any = None
) -> ResponseReturnValue:
    decisions = check_choices(found.election, form.chosen)
    if (wrong := _first_mistake(token, found, contests, form, decisions)) is not None:
        return wrong
    page = review_page(found, contests, form, decisions)
    frame = frame_of(found)
    return render_template(
        "pages/voter/review.html", **frame, **page, ballot_url=here(token), decision=decision
    )


def _first_mistake(
    token: str,
    found: OpenedLink,
    contests: tuple[Contest, ...],
    form: BallotForm,
    decisions: Mapping[str, Decision],
) -> ResponseReturnValue | None:
    """The page of the first contest with a mistake in it, or None."""
    for contest in contests:
        if errors := _mistakes(form, contest.contest, decisions[contest.contest]):
            return _contest(token, found, contests, form, contest.contest, errors=errors)
    return None


def _mistakes(form: BallotForm, contest_id: str, decision: Decision) -> tuple[Sentence, ...]:
    if contest_id in form.blank and form.chosen[contest_id]:
        return (BOTH,)
    return tuple(reason.sentence for reason in decision.objections)


def _cast(
    token: str, found: OpenedLink, contests: tuple[Contest, ...], form: BallotForm
) -> ResponseReturnValue:
    """The one request that changes something. Whoever is second gets the first one's tracker."""
    decisions = check_choices(found.election, form.chosen)
    if (wrong := _first_mistake(token, found, contests, form, decisions)) is not None:
        return wrong
    begin_writing()
    try:
        with committed(db.session()):
            given = cast(db.session(), found, form.chosen, now=now())
            if has_one_writer():  # cast and number in one: a second transaction would wait for the disk again
                log_waiting(db.session(), found.election)
    except AlreadyCast:
        found = opened(token)
        given = receipt(db.session(), found) or Receipt(
            tracker=None, was_there_before=True, is_provisional=False
        )
    except VotingNotOpen:
        return _not_open_page(opened(token))
    except BallotRefused:
        return _review(token, opened(token), contests, form)
    if not has_one_writer():
        _number_soon(found.election)
    return _receipt_page(found, given)


def _number_soon(election: Election) -> None:
    """A server numbers behind the answer; without one, as in a command or a test, it is done at once."""
    behind = current_app.extensions.get("numbering")
    if behind is not None:
        behind.ring(election.id)
        return
    with committed(db.session()):
        log_waiting(db.session(), election)


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


def _receipt_page(found: OpenedLink, given: Receipt) -> ResponseReturnValue:
    results = url_for("public.election", election_id=found.election.id)
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


def _not_open_page(found: OpenedLink) -> ResponseReturnValue:
    election = found.election
    is_over = election.is_closed(now())
    frame = frame_of(found)
    if is_over:
        frame["closes_at"] = None
    return render_template(
        "pages/voter/not_open.html",
        **frame,
        state="after" if is_over else "none" if election.is_open(now()) else "before",
        opens_at=election.opens_at.astimezone(election.zone) if election.opening_confirmed_at else None,
        closed_at=election.closes_at.astimezone(election.zone),
        results_on=None,
        results_url=url_for("public.election", election_id=election.id),
        reason=None,
    )
