"""The page on which somebody who was nominated accepts or says no, and later withdraws. No session, no script; only
the buttons change something.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from ballot_service.database import db
from ballot_service.importing.refusals import Unusable
from ballot_service.links import BadLink, Links
from ballot_service.models import InterestForm, NomineeAnswer
from ballot_service.rules.languages import LANGUAGES as SPOKEN
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.rules.words import Sentence, say
from ballot_service.services.acting import NotFound, Refused, acting
from ballot_service.services.facts import title_of
from ballot_service.services.interest import (
    GivenAnswer,
    OpenedNomination,
    acceptance_as_spoken,
    acceptance_text,
    answer_nomination,
    open_nomination,
    statement_of,
    withdraw_by_link,
)
from ballot_service.web.access import anyone
from ballot_service.web.answer_links import frame_of_link, link_over, link_unknown, set_language
from ballot_service.web.clerk.evidence_files import MOST_BYTES
from ballot_service.web.clock import now
from ballot_service.web.interest_answers import LONGEST_LINE, LONGEST_STATEMENT, statement_text
from ballot_service.web.languages import LANGUAGES
from ballot_service.web.limits import WRONG_LINKS, is_our_acceptance_link, limiter
from ballot_service.web.own_form import NOT_SURE, WITHDRAWN
from ballot_service.web.own_photo import NOTHING_TYPED, PHOTO_ACTS, change_photo, photo_parts
from ballot_service.web.photo_form import TypedPhoto
from ballot_service.web.speaking import speak

nomination = Blueprint("nomination", __name__, url_prefix="/nomination")

LARGEST_FORM = 256 * 1024
"""Bytes. A statement far too long still fits, so that it can be shown again."""
Errors = tuple[tuple[str, Sentence], ...]
NO_NAME = say("Write your name.")
TOO_LONG = say("Use at most 200 letters.")
NO_ANSWER = say("Press one of the two buttons: yes or no.")


@dataclass(frozen=True)
class Typed:
    """What a nominated person typed. `answer` is None until one of the two buttons was pressed."""

    name: str
    statement: str
    statement_language: str
    answer: NomineeAnswer | None = None
    language: str = ""
    withdraws: bool = False
    of_photo: str = ""
    """What is to be done with the photo, if that was the button."""

    @classmethod
    def read(cls, form: MultiDict[str, str], known: InterestForm) -> Typed:
        action, _, tag = form.get("action", "").partition(":")
        _, before = statement_of(known)
        written_in = form.get("statement_language", "")
        return cls(
            name=" ".join(form.get("name", "").split()),
            statement=form.get("statement", "").strip(),
            statement_language=written_in if written_in in SPOKEN else before,
            answer=NomineeAnswer(action) if action in set(NomineeAnswer) else None,
            language=tag if action == "language" and tag in LANGUAGES else "",
            withdraws=action == "withdraw",
            of_photo=action if action in PHOTO_ACTS else "",
        )

    @classmethod
    def as_filed(cls, known: InterestForm) -> Typed:
        statement, written_in = statement_of(known)
        return cls(known.name, statement, written_in)

    @property
    def errors(self) -> Errors:
        """What has to be put right. Whoever says no need not write anything."""
        if self.answer is NomineeAnswer.DECLINES:
            return ()
        found = []
        try:
            statement_text(self.statement)
        except Unusable as why:
            found.append(("statement", say("{what} {remedy}", what=why.reason, remedy=why.remedy)))
        if not self.name or len(self.name) > LONGEST_LINE:
            found.append(("name", TOO_LONG if self.name else NO_NAME))
        if self.answer is None:
            found.append(("accepts", NO_ANSWER))
        return tuple(found)


@nomination.before_request
def _small_forms_only() -> None:
    request.max_content_length = LARGEST_FORM + MOST_BYTES
    request.max_form_memory_size = LARGEST_FORM


@nomination.get("/<token>")
@anyone
@limiter.limit(WRONG_LINKS, exempt_when=is_our_acceptance_link)
def ask(token: str) -> ResponseReturnValue:
    """The question. Link previews and mail scanners may open it as often as they like."""
    found = _opened(token)
    if not found.decision.allowed:
        return _later(token, found)
    return _question(token, found, Typed.as_filed(found.form))


@nomination.post("/<token>")
@anyone
@limiter.limit(WRONG_LINKS, exempt_when=is_our_acceptance_link)
def answer(token: str) -> ResponseReturnValue:
    """Keeps the answer, or takes the name back. Whoever presses twice reads that the answer is there."""
    found = _opened(token)
    typed = Typed.read(request.form, found.form)
    if typed.language:
        g.language = typed.language
    if typed.withdraws:
        return _withdraw(token, found)
    if typed.of_photo and found.withdrawal.allowed:
        return _change_photo(token, found, typed.of_photo)
    if not found.decision.allowed:
        return _later(token, found)
    if typed.language:
        return _question(token, found, typed)
    if typed.errors or typed.answer is None:
        return _question(token, found, typed, typed.errors)
    try:
        with acting(db.session(), now()):
            answer_nomination(db.session(), found.request, _given(found.form, typed, typed.answer), now=now())
    except Refused:
        return _later(token, _opened(token))
    return render_template(
        "pages/nomination/done.html",
        **_frame(token, found),
        accepts=typed.answer is NomineeAnswer.ACCEPTS,
        is_student=_is_student(found.form),
    )


def _withdraw(token: str, found: OpenedNomination) -> ResponseReturnValue:
    if not found.withdrawal.allowed:
        return _later(token, found)
    if request.form.get("sure") != "y":
        return _accepted(token, found, (("sure", NOT_SURE),))
    try:
        with acting(db.session(), now()):
            withdraw_by_link(db.session(), found.request, now=now())
    except Refused:
        return _later(token, _opened(token))
    return render_template(
        "pages/link/withdrawn.html", **_frame(token, found), said=WITHDRAWN, has_answer=True
    )


def _change_photo(token: str, found: OpenedNomination, action: str) -> ResponseReturnValue:
    typed = change_photo(found.form, action)
    if typed.errors:
        return _accepted(token, found, typed.errors, typed)
    return redirect(url_for("nomination.ask", token=token, lang=g.language), 303)


def _given(form: InterestForm, typed: Typed, said: NomineeAnswer) -> GivenAnswer:
    """A no leaves the statement as it was filed."""
    accepts = said is NomineeAnswer.ACCEPTS
    return GivenAnswer(
        answer=said,
        name=typed.name[:LONGEST_LINE],
        language=g.language,
        text=acceptance_as_spoken(form, speak, g.language),
        statement=statement_text(typed.statement) if accepts else None,
        statement_language=typed.statement_language,
    )


def _opened(token: str) -> OpenedNomination:
    """What is behind the link; also sets the page's language."""
    links: Links = current_app.extensions["links"]
    found = open_nomination(db.session(), links, token, now())
    set_language(found.request.language)
    return found


def _question(token: str, found: OpenedNomination, typed: Typed, errors: Errors = ()) -> ResponseReturnValue:
    page = render_template(
        "pages/nomination/ask.html",
        **_frame(token, found),
        seats=title_of(found.form.contest),
        text=acceptance_text(found.form, g.language),
        ends=found.decision.dates["link_ends"],
        typed=typed,
        errors=errors,
        spoken=tuple(SPOKEN.items()),
        most=LONGEST_STATEMENT,
        left=max(0, LONGEST_STATEMENT - len(typed.statement)),
        is_student=_is_student(found.form),
        ask_url=url_for("nomination.ask", token=token, lang=g.language),
    )
    return page, 422 if errors else 200


def _later(token: str, found: OpenedNomination) -> ResponseReturnValue:
    """The link was used or is over. Whoever accepted by it can still withdraw until the ballot is frozen."""
    if found.withdrawal.allowed:
        return _accepted(token, found)
    return link_over(_frame(token, found), found.form.name, found.decision)


def _accepted(
    token: str, found: OpenedNomination, errors: Errors = (), typed: TypedPhoto = NOTHING_TYPED
) -> ResponseReturnValue:
    given = found.request.given
    page = render_template(
        "pages/nomination/accepted.html",
        **_frame(token, found),
        seats=title_of(found.form.contest),
        answered_at=given.answered_at.astimezone(found.form.election.zone) if given else None,
        **photo_parts(found.form, typed),
        errors=errors,
        ask_url=url_for("nomination.ask", token=token, lang=g.language),
    )
    return page, 422 if errors else 200


def _is_student(form: InterestForm) -> bool:
    return form.contest.seat_group.kind is SeatGroupKind.STUDENTS


def _frame(token: str, found: OpenedNomination) -> dict[str, object]:
    return {**frame_of_link("nomination.ask", token, found.form.election), "name": found.form.name}


nomination.register_error_handler(BadLink, link_unknown)
nomination.register_error_handler(NotFound, link_unknown)
