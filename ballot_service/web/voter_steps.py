"""From page to page of a ballot that is being marked: start, each contest, review. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from ballot_service.models import Election
from ballot_service.rules.contests import Contest, contest_title
from ballot_service.rules.decision import Decision
from ballot_service.rules.languages import language_name
from ballot_service.rules.words import Sentence, say
from ballot_service.services.cards import OpenedCard
from ballot_service.services.facts import corrects_names, read_version
from ballot_service.services.inbox import written_languages
from ballot_service.services.issuing import OpenedLink
from ballot_service.services.voting import check_choices
from ballot_service.services.voting_again import Again
from ballot_service.web.ballot_form import BallotForm
from ballot_service.web.languages import words
from ballot_service.web.voter_link import here
from ballot_service.web.voter_pages import contest_page, frame_of, review_page

BOTH = say("You chose a name and also left this group blank. Choose one of the two.")


IN_BOX = say(
    "Your ballot is in the box. You may choose again in the contests that were corrected. All your other choices "
    "stand, and they are not shown here. If you do nothing, your old choices count there too."
)
ON_PAPER = say(
    "Your paper ballot is here, and its envelope is closed. If you vote here, you choose anew in every contest, and "
    "the envelope stays closed for good. If you do nothing, your paper ballot counts."
)
CORRECTED_MEANWHILE = say(
    "The ballot was corrected while you had it open. Look at the names again. Your choices are kept where they still "
    "stand."
)


@dataclass(frozen=True)
class Marking:
    """One press of a button: whose link, the contests of the frozen ballot, and what is marked so far."""

    token: str
    found: OpenedLink | OpenedCard
    contests: tuple[Contest, ...]
    form: BallotForm
    again: Again | None = None
    """What the voter may choose anew after a correction; None for a first ballot."""

    @property
    def order(self) -> list[str]:
        return [contest.contest for contest in self.contests]


def start_page(
    token: str, found: OpenedLink, contests: tuple[Contest, ...], again: Again | None, *notes: Sentence
) -> ResponseReturnValue:
    """Whose ballot it is, until when, and how many contests are on it. Whoever reads it in another language than that
    of their messages can have those in it, too. Whoever has voted before a correction reads what may be chosen again.
    """
    is_other = g.language != found.entry.language and g.language in written_languages()
    is_shared = (
        "tablet" in g
    )  # whose addresses hold no link, and from where nobody changes how we write to somebody
    return render_template(
        "pages/voter/start.html",
        **frame_of(found),
        ballot_url=here(token),
        not_me_url=None if is_shared else url_for("voter.not_me", token=token, lang=g.language),
        paper_url=url_for("voter.paper", token=token, lang=g.language)
        if again is None and not is_shared
        else None,
        voter_mask=found.entry.person.initials,
        contest_count=len(contests),
        notes=(*notes, *correction_notes(found.election, again)),
        again=[words(contest_title(each)) for each in again.contests] if again else None,
        write_in=language_name(g.language) if is_other and not is_shared else None,
        write_in_url=url_for("voter.write_in", token=token, lang=g.language),
    )


def correction_notes(election: Election, again: Again | None = None) -> tuple[Sentence, ...]:
    """That the ballot was corrected, for everybody; and what that means for who has voted."""
    corrected = [row for row in election.manifests if row.version > 1 and corrects_names(row)]
    if not corrected:
        return ()
    when = corrected[-1].frozen_at.astimezone(election.zone)
    corrects = read_version(corrected[-1]).corrects
    why = corrects.reason if corrects else ""
    first = say("This ballot was corrected on {when}: {why}", when=when, why=why)
    if again is None:
        return (first,)
    return (first, ON_PAPER if again.on_paper else IN_BOX)


def look_again(marking: Marking) -> ResponseReturnValue:
    """The first contest, with what was chosen as far as it still stands: the ballot was corrected meanwhile."""
    marking.form.keep_only(marking.contests)
    return _contest(marking, marking.order[0], (CORRECTED_MEANWHILE,))


def card_start_page(token: str, found: OpenedCard, number_of_contests: int) -> ResponseReturnValue:
    """Until when, and how many contests are on the ballot. Whose it is nobody knows."""
    return render_template(
        "pages/card/start.html",
        **frame_of(found),
        ballot_url=here(token),
        contest_count=number_of_contests,
        notes=correction_notes(found.election),
    )


def go(marking: Marking) -> ResponseReturnValue:
    """Moves from page to page; a contest with a mistake in it is shown again with the mistake named."""
    form, order = marking.form, marking.order
    if form.step not in order:
        return show(marking, form.change or (order[0] if form.step == "start" else form.step))
    place = order.index(form.step)
    if form.action == "back":
        return show(marking, order[place - 1] if place else "start")
    decision = check_choices(marking.found.election, form.chosen, marking.contests)[form.step]
    if errors := _mistakes(form, form.step, decision):
        return _contest(marking, form.step, errors)
    is_last = form.action == "review" or place + 1 == len(order)
    return show(marking, "review" if is_last else order[place + 1])


def show(marking: Marking, page: str) -> ResponseReturnValue:
    """The page of a contest, the review, or else the start."""
    if page in marking.order:
        return _contest(marking, page)
    if page == "review":
        return review(marking)
    if isinstance(marking.found, OpenedCard):
        return card_start_page(marking.token, marking.found, len(marking.contests))
    return start_page(marking.token, marking.found, marking.contests, marking.again)


def review(marking: Marking) -> ResponseReturnValue:
    """Everything chosen, to be looked over; or the page of the first contest with a mistake in it."""
    decisions = check_choices(marking.found.election, marking.form.chosen, marking.contests)
    if (wrong := first_mistake(marking, decisions)) is not None:
        return wrong
    return render_template(
        "pages/voter/review.html",
        **frame_of(marking.found),
        **review_page(marking.found, marking.contests, marking.form, decisions),
        ballot_url=here(marking.token),
    )


def first_mistake(marking: Marking, decisions: Mapping[str, Decision]) -> ResponseReturnValue | None:
    """The page of the first contest with a mistake in it, or None."""
    for contest in marking.order:
        if errors := _mistakes(marking.form, contest, decisions[contest]):
            return _contest(marking, contest, errors)
    return None


def _contest(marking: Marking, contest: str, errors: tuple[Sentence, ...] = ()) -> ResponseReturnValue:
    form = marking.form
    html = render_template(
        "pages/voter/contest.html",
        **frame_of(marking.found),
        **contest_page(marking.found, marking.contests, form, contest),
        ballot_url=here(marking.token),
        errors=errors,
        reviewing=form.change is not None or (form.action == "review" and form.step == contest),
    )
    return html, 422 if errors else 200


def _mistakes(form: BallotForm, contest: str, decision: Decision) -> tuple[Sentence, ...]:
    if contest in form.blank and form.chosen[contest]:
        return (BOTH,)
    return tuple(reason.sentence for reason in decision.objections)
