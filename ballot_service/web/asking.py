"""The public page on which somebody who was refused asks for a review. No account, no session, no script.

It answers everybody alike, whether or not anybody of that name was refused: nobody learns here who works for the
district. Who is meant is found later, by name and contact together or by the receipt number of an interest form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from ballot_service.database import db
from ballot_service.models import CaseWay, Election
from ballot_service.rules.words import Sentence, say
from ballot_service.services.acting import acting
from ballot_service.services.cases import Said, ask_review_unseen, is_on_file, review_window
from ballot_service.web.access import anyone
from ballot_service.web.case_words import LONGEST_WORDS, clean_line, clean_words
from ballot_service.web.clock import now
from ballot_service.web.form_keys import FormKeys
from ballot_service.web.frame import contact_of, place_of
from ballot_service.web.languages import LANGUAGES, tag_here
from ballot_service.web.limits import count_request_from_here, may_ask_from_here
from ballot_service.web.rows import settings

asking = Blueprint("asking", __name__)

LARGEST = 256 * 1024
"""Bytes. A form with every part far too long still fits, so that it can be shown again."""
LONGEST_LINE = 200
PARTS = ("name", "contact", "receipt", "words")
NEEDED = {
    "name": say("Write your first and last name."),
    "contact": say("Write a phone number, an e-mail address or a mailing address."),
    "words": say("Write why you think that it is wrong."),
}
LINE_TOO_LONG = say("Use at most 200 letters.")
WORDS_TOO_LONG = say("Use at most 2,000 letters.")
PAGE_TOO_OLD = say("This page was open for a long time. Nothing is lost: please press the button once more.")
TOO_MANY = say(
    "Many requests came from this network in the last minutes. Nothing is lost: wait ten minutes and press the button "
    "once more, or call us."
)
Errors = tuple[tuple[str, Sentence], ...]


@asking.before_request
def _small_forms_only() -> None:
    request.max_content_length = LARGEST


@dataclass(frozen=True)
class Typed:
    """What somebody typed, as it came; what is cleaned is kept."""

    name: str = ""
    contact: str = ""
    receipt: str = ""
    words: str = ""
    key: str = ""
    language: str = ""

    @classmethod
    def read(cls, form: MultiDict[str, str]) -> Typed:
        action, _, tag = form.get("action", "").partition(":")
        parts = {name: form.get(name, "") for name in (*PARTS, "key")}
        return cls(**parts, language=tag if action == "language" and tag in LANGUAGES else "")

    @property
    def errors(self) -> Errors:
        cleaned = {"name": clean_line(self.name), "contact": clean_line(self.contact)}
        cleaned["words"] = clean_words(self.words)
        found = [(part, NEEDED[part]) for part in ("name", "contact") if not cleaned[part]]
        lines = {**cleaned, "receipt": clean_line(self.receipt)}
        found += [
            (part, LINE_TOO_LONG)
            for part in ("name", "contact", "receipt")
            if len(lines[part]) > LONGEST_LINE
        ]
        if not cleaned["words"]:
            found.append(("words", NEEDED["words"]))
        elif len(cleaned["words"]) > LONGEST_WORDS:
            found.append(("words", WORDS_TOO_LONG))
        return tuple(found)


def _election(election_id: UUID) -> Election:
    return db.session.get(Election, election_id) or abort(404)


def _keys(election: Election) -> FormKeys:
    return FormKeys(settings().secret_keys, f"review:{election.id}")


@asking.get("/elections/<uuid:election_id>/review")
@anyone
def ask(election_id: UUID) -> ResponseReturnValue:
    """The form, or until when it was open and what remains."""
    election = _election(election_id)
    if _is_over(election):
        return _over(election)
    return _form(election, Typed(key=_keys(election).new(now())))


@asking.post("/elections/<uuid:election_id>/review")
@anyone
def send(election_id: UUID) -> ResponseReturnValue:
    """Keeps the request. Pressing twice, or loading the page again, shows the same number."""
    election, typed = _election(election_id), Typed.read(request.form)
    key = _keys(election).read(typed.key)
    if typed.language:
        g.language = typed.language
        return _form(election, typed)
    if _is_over(election) and not (key is not None and is_on_file(db.session(), election, key.once)):
        return _over(election)
    if typed.errors:
        return _form(election, typed, typed.errors)
    if key is None or not key.is_fresh(now()):
        fresh = Typed(typed.name, typed.contact, typed.receipt, typed.words, _keys(election).new(now()))
        return _form(election, fresh, (("send", PAGE_TOO_OLD),))
    is_new = not is_on_file(db.session(), election, key.once)
    if is_new and not may_ask_from_here():
        return _form(election, typed, (("send", TOO_MANY),), status=429)
    with acting(db.session(), now()):
        case = ask_review_unseen(db.session(), election, _said(typed, key.once), now=now())
    if is_new:
        count_request_from_here()
    return render_template("pages/asking/done.html", **_frame(election), receipt_number=case.receipt)


def _said(typed: Typed, once: str) -> Said:
    return Said(
        name=clean_line(typed.name),
        contact=clean_line(typed.contact),
        words=clean_words(typed.words),
        way=CaseWay.WEB,
        language=tag_here(),
        received_at=now(),
        receipt_given=clean_line(typed.receipt),
        sent_key=once,
    )


def _is_over(election: Election) -> bool:
    return election.cancelled_at is not None or now() >= review_window(db.session(), election, None)


def _over(election: Election) -> ResponseReturnValue:
    page = render_template(
        "pages/asking/over.html",
        **_frame(election),
        ended=review_window(db.session(), election, None).astimezone(election.zone),
        is_cancelled=election.cancelled_at is not None,
    )
    return page, 410


def _form(
    election: Election, typed: Typed, errors: Errors = (), *, status: int | None = None
) -> ResponseReturnValue:
    page = render_template(
        "pages/asking/ask.html",
        **_frame(election),
        ends=review_window(db.session(), election, None).astimezone(election.zone),
        typed=typed,
        errors=errors,
        error_at=dict(errors),
    )
    return page, status or (422 if errors else 200)


def _frame(election: Election) -> dict[str, Any]:
    return {
        "place": place_of(election.council, election.district),
        "contact": contact_of(election.district),
        "help_url": url_for("public.help_page", election_id=election.id, lang=tag_here()),
        "election": election,
        "form_url": url_for("asking.send", election_id=election.id, lang=tag_here()),
    }
