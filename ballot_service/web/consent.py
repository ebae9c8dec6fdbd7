"""The page on which a parent or guardian says yes or no. No session, no script; only the button changes something."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from ballot_service.database import db
from ballot_service.links import BadLink, Links
from ballot_service.models import Candidate, ConsentAnswer
from ballot_service.rules.words import Sentence, say
from ballot_service.services.acting import NotFound, Refused, acting
from ballot_service.services.consents import (
    GuardianAnswer,
    OpenedConsent,
    answer_by_link,
    answer_ends,
    open_consent,
)
from ballot_service.services.consents.students import name_of, purpose_of
from ballot_service.services.consents.wording import as_spoken, consent_text
from ballot_service.services.facts import title_of
from ballot_service.web.access import anyone
from ballot_service.web.answer_links import frame_of_link, link_over, link_unknown, set_language
from ballot_service.web.clock import now
from ballot_service.web.languages import LANGUAGES
from ballot_service.web.limits import WRONG_LINKS, is_our_consent_link, limiter
from ballot_service.web.speaking import speak

consent = Blueprint("consent", __name__, url_prefix="/consent")

LONGEST = 200
Errors = tuple[tuple[str, Sentence], ...]
NEEDED = {
    "guardian_name": say("Write your name."),
    "relation": say("Write who you are to the student, for example: mother, grandfather, legal guardian."),
}
TOO_LONG = say("Use at most 200 letters.")
NO_ANSWER = say("Press one of the two buttons: yes or no.")


@dataclass(frozen=True)
class Typed:
    """What a guardian typed. `answer` is None until one of the two buttons was pressed."""

    guardian_name: str
    relation: str
    answer: ConsentAnswer | None
    language: str

    @classmethod
    def read(cls, form: MultiDict[str, str]) -> Typed:
        name, _, tag = form.get("action", "").partition(":")
        return cls(
            guardian_name=" ".join(form.get("guardian_name", "").split()),
            relation=" ".join(form.get("relation", "").split()),
            answer=ConsentAnswer(name) if name in set(ConsentAnswer) else None,
            language=tag if name == "language" and tag in LANGUAGES else "",
        )

    @property
    def errors(self) -> Errors:
        texts = (("guardian_name", self.guardian_name), ("relation", self.relation))
        found = [(name, NEEDED[name]) for name, text in texts if not text]
        found += [(name, TOO_LONG) for name, text in texts if len(text) > LONGEST]
        if self.answer is None:
            found.append(("agrees", NO_ANSWER))
        return tuple(found)


@consent.get("/<token>")
@anyone
@limiter.limit(WRONG_LINKS, exempt_when=is_our_consent_link)
def ask(token: str) -> ResponseReturnValue:
    """The question. Link previews and mail scanners may open it as often as they like."""
    found = _opened(token)
    if not found.decision.allowed:
        return _over(found)
    return _question(token, found, Typed(found.request.guardian_name, "", None, ""))


@consent.post("/<token>")
@anyone
@limiter.limit(WRONG_LINKS, exempt_when=is_our_consent_link)
def answer(token: str) -> ResponseReturnValue:
    """Keeps the answer. Whoever presses twice, or second, reads that the answer is there."""
    found, typed = _opened(token), Typed.read(request.form)
    if typed.language:
        g.language = typed.language
        return _question(token, found, typed)
    if not found.decision.allowed:
        return _over(found)
    if typed.errors or typed.answer is None:
        return _question(token, found, typed, typed.errors)
    try:
        with acting(db.session(), now()):
            answer_by_link(db.session(), found.request, _given(found, typed, typed.answer), now=now())
    except Refused:
        return _over(_opened(token))
    return render_template(
        "pages/consent/done.html",
        **_frame(token, found),
        agrees=typed.answer is ConsentAnswer.AGREES,
        purpose=purpose_of(found.student).value,
    )


def _given(found: OpenedConsent, typed: Typed, said: ConsentAnswer) -> GuardianAnswer:
    return GuardianAnswer(
        answer=said,
        guardian_name=typed.guardian_name,
        relation=typed.relation,
        language=g.language,
        text=as_spoken(found.student, speak, g.language),
    )


def _opened(token: str) -> OpenedConsent:
    """What is behind the link; also sets the page's language."""
    links: Links = current_app.extensions["links"]
    found = open_consent(db.session(), links, token, now())
    set_language(found.request.language)
    return found


def _question(token: str, found: OpenedConsent, typed: Typed, errors: Errors = ()) -> ResponseReturnValue:
    page = render_template(
        "pages/consent/ask.html",
        **_frame(token, found),
        purpose=purpose_of(found.student).value,
        seats=title_of(found.student.contest) if isinstance(found.student, Candidate) else None,
        text=consent_text(found.student, g.language),
        ends=answer_ends(found),
        typed=typed,
        errors=errors,
        ask_url=url_for("consent.ask", token=token, lang=g.language),
    )
    return page, 422 if errors else 200


def _over(found: OpenedConsent) -> ResponseReturnValue:
    token = (request.view_args or {})["token"]
    return link_over(_frame(token, found), name_of(found.student), found.decision)


def _frame(token: str, found: OpenedConsent) -> dict[str, object]:
    return {**frame_of_link("consent.ask", token, found.election), "student": name_of(found.student)}


consent.register_error_handler(BadLink, link_unknown)
consent.register_error_handler(NotFound, link_unknown)
