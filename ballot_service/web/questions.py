"""The public page on which anybody asks the district a question. No account, no session, no script."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict

from ballot_service.database import committed, db
from ballot_service.importing.refusals import Unusable
from ballot_service.mailing import channels
from ballot_service.models import ContactKind, Council, District
from ballot_service.rules.words import Sentence, say
from ballot_service.services.inbox import Question, ask_question, is_asked
from ballot_service.web.access import anyone
from ballot_service.web.case_words import LONGEST_WORDS, clean_line, clean_words
from ballot_service.web.clock import now
from ballot_service.web.form_keys import FormKeys
from ballot_service.web.frame import contact_of, place_of
from ballot_service.web.languages import LANGUAGES, words
from ballot_service.web.limits import count_question_from_here, may_ask_question_from_here
from ballot_service.web.register_form import contact_needed, reachable
from ballot_service.web.rows import settings

questions = Blueprint("questions", __name__)

LARGEST = 256 * 1024
"""Bytes. A form with every part far too long still fits, so that it can be shown again."""
LONGEST_LINE = 200
AGREED = say("We use it to answer you, and for nothing else.")
NO_WORDS = say("Write your question.")
WORDS_TOO_LONG = say("Use at most 2,000 letters.")
LINE_TOO_LONG = say("Use at most 200 letters.")
PAGE_TOO_OLD = say("This page was open for a long time. Nothing is lost: please press the button once more.")
TOO_MANY = say(
    "Many questions came from this network in the last minutes. Nothing is lost: wait ten minutes and press the button "
    "once more, or call us."
)
Errors = tuple[tuple[str, Sentence], ...]


@questions.before_request
def _small_forms_only() -> None:
    request.max_content_length = LARGEST


@dataclass(frozen=True)
class Typed:
    """What somebody typed, as it came. `reached_at` is the contact, cleaned; empty while it cannot be used."""

    words: str = ""
    contact: str = ""
    name: str = ""
    key: str = ""
    language: str = ""
    reached_at: str = ""
    contact_error: Sentence | None = None

    @classmethod
    def read(cls, form: MultiDict[str, str]) -> Typed:
        action, _, tag = form.get("action", "").partition(":")
        typed = cls(
            words=form.get("words", ""),
            contact=form.get("contact", ""),
            name=form.get("name", ""),
            key=form.get("key", ""),
            language=tag if action == "language" and tag in LANGUAGES else "",
        )
        ways = channels(settings())
        if not clean_line(typed.contact):
            return replace(typed, contact_error=contact_needed(ways))
        try:
            return replace(typed, reached_at=reachable(typed.contact, ways))
        except Unusable as wrong:
            return replace(
                typed, contact_error=say("{what} {remedy}", what=wrong.reason, remedy=wrong.remedy)
            )

    @property
    def errors(self) -> Errors:
        found: list[tuple[str, Sentence]] = []
        cleaned = clean_words(self.words)
        if not cleaned:
            found.append(("words", NO_WORDS))
        elif len(cleaned) > LONGEST_WORDS:
            found.append(("words", WORDS_TOO_LONG))
        if self.contact_error is not None:
            found.append(("contact", self.contact_error))
        if len(clean_line(self.name)) > LONGEST_LINE:
            found.append(("name", LINE_TOO_LONG))
        return tuple(found)


def _council(slug: str, council_id: UUID) -> tuple[Council, District]:
    found = db.session.get(Council, council_id) or abort(404)
    district = db.session.get_one(District, found.district_id)
    return (found, district) if district.slug == slug else abort(404)


def _keys(council: Council) -> FormKeys:
    return FormKeys(settings().secret_keys, f"question:{council.id}")


@questions.get("/<slug>/councils/<uuid:council_id>/ask")
@anyone
def ask(slug: str, council_id: UUID) -> ResponseReturnValue:
    """The empty form."""
    council, district = _council(slug, council_id)
    return _form(council, district, Typed(key=_keys(council).new(now())))


@questions.post("/<slug>/councils/<uuid:council_id>/ask")
@anyone
def send(slug: str, council_id: UUID) -> ResponseReturnValue:
    """Keeps the question. Pressing twice, or loading the page again, says the same."""
    council, district = _council(slug, council_id)
    typed = Typed.read(request.form)
    if typed.language:
        g.language = typed.language
        return _form(council, district, typed)
    if typed.errors:
        return _form(council, district, typed, typed.errors)
    key = _keys(council).read(typed.key)
    if key is None or not key.is_fresh(now()):
        fresh = replace(typed, key=_keys(council).new(now()))
        return _form(council, district, fresh, (("send", PAGE_TOO_OLD),))
    if not is_asked(db.session(), key.once):
        if not may_ask_question_from_here():
            return _form(council, district, typed, (("send", TOO_MANY),), status=429)
        _keep(council, typed, key.once)
    return render_template("pages/questions/done.html", **_frame(council, district))


def _keep(council: Council, typed: Typed, once: str) -> None:
    """Whoever presses twice at the same moment comes second, and reads that it is kept."""
    question = Question(
        words=clean_words(typed.words),
        kind=ContactKind.EMAIL if "@" in typed.reached_at else ContactKind.PHONE,
        contact=typed.reached_at,
        name=clean_line(typed.name),
        language=_tag(),
        agreed=words(AGREED),
        sent_key=once,
    )
    try:
        with committed(db.session()):
            ask_question(db.session(), council, question, now=now())
    except IntegrityError:
        db.session.rollback()
    else:
        count_question_from_here()


def _tag() -> str:
    return str(get_locale() or "en").replace("_", "-")


def _form(
    council: Council, district: District, typed: Typed, errors: Errors = (), *, status: int | None = None
) -> ResponseReturnValue:
    page = render_template(
        "pages/questions/ask.html",
        **_frame(council, district),
        typed=typed,
        errors=errors,
        error_at=dict(errors),
        agreed=AGREED,
        by_text="sms" in channels(settings()),
    )
    return page, status or (422 if errors else 200)


def _frame(council: Council, district: District) -> dict[str, Any]:
    here: dict[str, Any] = {"slug": district.slug, "council_id": council.id, "lang": _tag()}
    return {
        "place": place_of(council, district),
        "contact": contact_of(district),
        "council_url": url_for("public.council", **here),
        "form_url": url_for("questions.send", **here),
    }
