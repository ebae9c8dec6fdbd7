"""The ballot behind a code card: on the voter's own phone, or on a tablet that people share. No session, no script."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ballot_service.database import committed, db, reading_only
from ballot_service.links import BadLink, Links, grouped
from ballot_service.models import Election
from ballot_service.rules.decision import Decision
from ballot_service.rules.words import Sentence, say
from ballot_service.services.acting import NotFound
from ballot_service.services.cards import (
    CardRefused,
    OpenedCard,
    cast_with_card,
    may_use,
    open_card,
    receipt_of_card,
)
from ballot_service.services.facts import manifest_of, voted_contests
from ballot_service.services.voting import (
    AlreadyCast,
    BallotRefused,
    Receipt,
    VotingNotOpen,
    check_choices,
    log_waiting,
)
from ballot_service.web.access import anyone
from ballot_service.web.ballot_form import BallotForm
from ballot_service.web.clock import now
from ballot_service.web.frame import contact_of, place_of
from ballot_service.web.languages import LANGUAGES, of_the_browser
from ballot_service.web.limits import WRONG_CARDS, is_our_card, limiter
from ballot_service.web.tablet import is_stale, returns_soon, share, start_frame
from ballot_service.web.tablet_link import NotOnThisTablet, link_on_tablet
from ballot_service.web.voter_link import begin_writing, has_one_writer, number_soon
from ballot_service.web.voter_pages import frame_of
from ballot_service.web.voter_steps import (
    Marking,
    card_start_page,
    first_mistake,
    go,
    look_again,
    review,
    show,
)
from ballot_service.web.voting_state import state_of_voting, why_paused

card = Blueprint("card", __name__, url_prefix="/c")
WRONG = say("No card has this code. Look at each letter and number again. Small letters are fine.")
ELSEWHERE = say("This card is for another election. Ask at the table.")
EMPTY = say("Type the code that is printed in your card.")


@card.get("/at/<uuid:election_id>")
@anyone
def table_start(election_id: UUID) -> ResponseReturnValue:
    """The clean start of a shared tablet: one field, nothing of anybody."""
    return _start(_election(election_id))


@card.post("/at/<uuid:election_id>")
@anyone
@limiter.limit(WRONG_CARDS, exempt_when=is_our_card)
def at_table(election_id: UUID) -> ResponseReturnValue:
    """A code or a link was typed on a shared tablet, or a button of the ballot pressed there."""
    election = _election(election_id)
    typed = request.form.get("code", "")
    try:
        found = _opened(typed)
    except (BadLink, NotFound):
        return _no_card(election, typed)
    if found.election.id != election.id:
        return _start(election, typed, ELSEWHERE)
    if is_stale():
        return redirect(url_for("card.table_start", election_id=election.id, late=1), 303)
    share(election.id, typed)
    return _answer(typed, found)


def _no_card(election: Election, typed: str) -> ResponseReturnValue:
    """Perhaps it is somebody's own link; else the start, with what to do."""
    try:
        return link_on_tablet(election, typed)
    except (BadLink, NotFound):
        return _start(election, typed, WRONG if typed.strip() else EMPTY)
    except NotOnThisTablet as problem:
        return _start(election, typed, problem.sentence)


@card.get("/<token>")
@anyone
@limiter.limit(WRONG_CARDS, exempt_when=is_our_card)
def ballot(token: str) -> ResponseReturnValue:
    """The first page on somebody's own phone. Opening it changes nothing."""
    return _answer(token, _opened(token))


@card.post("/<token>")
@anyone
@limiter.limit(WRONG_CARDS, exempt_when=is_our_card)
def step(token: str) -> ResponseReturnValue:
    """One press of a button on the ballot pages."""
    return _answer(token, _opened(token))


@card.errorhandler(BadLink)
@card.errorhandler(NotFound)
def _unknown(_error: Exception) -> ResponseReturnValue:
    return render_template("pages/card/unknown.html"), 404


def _election(election_id: UUID) -> Election:
    return db.session.get(Election, election_id) or abort(404)


def _opened(code: str) -> OpenedCard:
    """The card behind a code; also sets the page's language. Raises BadLink or NotFound."""
    links: Links = current_app.extensions["links"]
    reading_only.set(True)
    db.session().expire_on_commit = False
    asked = request.args.get("lang", "")
    g.language = asked if asked in LANGUAGES else of_the_browser()
    return open_card(db.session(), links, code)


def _start(election: Election, typed: str = "", error: Sentence | None = None) -> ResponseReturnValue:
    page = render_template(
        "pages/card/at_table.html",
        place=place_of(election.council, election.district),
        contact=contact_of(election.district),
        election=election,
        is_open=election.is_open(now()),
        state=state_of_voting(election),
        closes_at=None if election.is_closed(now()) else election.closes_at.astimezone(election.zone),
        typed=grouped("".join(typed.split()))[:40],
        error=error,
        was_late="late" in request.args,
        **start_frame(election.id),
        # only a language that somebody chose: a voter's own link opens in the voter's own otherwise
        field_url=url_for("card.at_table", election_id=election.id, lang=request.args.get("lang")),
    )
    return page, 422 if error else 200


def _answer(token: str, found: OpenedCard) -> ResponseReturnValue:
    """The page that comes next; the tracker, if a ballot was cast with this card."""
    if (before := receipt_of_card(found)) is not None:
        return _receipt_page(found, before)
    contests = voted_contests(found.election) if found.election.is_open(now()) else ()
    if not contests:
        return _closed_page(found)
    decision = may_use(db.session(), found)
    if not decision.allowed:
        return _refused_page(found, decision)
    if "step" not in request.form:
        return card_start_page(token, found, len(contests))
    form = BallotForm.read(request.form, contests)
    marking = Marking(token, found, contests, form)
    if form.is_of_another(manifest_of(found.election).version):
        return look_again(marking)
    if form.language in LANGUAGES:
        g.language = form.language
        return show(marking, form.step)
    return _cast(marking, found) if form.action == "cast" else go(marking)


def _cast(marking: Marking, found: OpenedCard) -> ResponseReturnValue:
    """The one request that changes something. Whoever is second gets the first one's tracker."""
    chosen = marking.form.chosen
    if (wrong := first_mistake(marking, check_choices(found.election, chosen))) is not None:
        return wrong
    begin_writing()
    try:
        with committed(db.session()):
            given = cast_with_card(db.session(), found, chosen, now=now())
            if has_one_writer():
                log_waiting(db.session(), found.election)
    except AlreadyCast:
        found = _opened(marking.token)
        given = receipt_of_card(found) or Receipt(tracker=None, was_there_before=True, is_provisional=False)
    except VotingNotOpen:
        return _closed_page(_opened(marking.token))
    except CardRefused as refused:
        return _refused_page(_opened(marking.token), refused.decision)
    except BallotRefused:
        return review(marking)
    if not has_one_writer():
        number_soon(found.election)
    return _receipt_page(found, given)


def _receipt_page(found: OpenedCard, given: Receipt) -> ResponseReturnValue:
    if "tablet" in g:
        returns_soon()
    return render_template(
        "pages/card/cast.html",
        **frame_of(found),
        tracker=given.tracker,
        already=given.was_there_before,
        results_url=None if "tablet" in g else url_for("public.election", election_id=found.election.id),
    )


def _refused_page(found: OpenedCard, decision: Decision) -> ResponseReturnValue:
    page = render_template("pages/card/refused.html", **frame_of(found), decision=decision)
    return page, 409


def _closed_page(found: OpenedCard) -> ResponseReturnValue:
    election = found.election
    is_over = election.is_closed(now())
    frame = {**frame_of(found), "closes_at": None} if is_over else frame_of(found)
    return render_template(
        "pages/card/closed.html",
        **frame,
        state=state_of_voting(election),
        reason=why_paused(election),
        opens_at=election.opens_at.astimezone(election.zone),
        closed_at=election.closes_at.astimezone(election.zone),
    )
