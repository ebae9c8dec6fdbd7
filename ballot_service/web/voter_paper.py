"""A voter who prefers paper asks for it behind the ballot link. The link stays valid; no session, no script."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from ballot_service.catalogues import shipped_languages
from ballot_service.database import db
from ballot_service.models import PaperRequest
from ballot_service.rules.paper_requests import PaperDelivery, PaperWay
from ballot_service.rules.words import Sentence, say
from ballot_service.services.acting import Refused, acting
from ballot_service.services.issuing import OpenedLink
from ballot_service.services.paper import PaperWish, ask_for_paper, may_ask, requests_of
from ballot_service.services.voting import receipt
from ballot_service.web.access import anyone
from ballot_service.web.clock import now
from ballot_service.web.languages import LANGUAGES, spoken
from ballot_service.web.limits import WRONG_LINKS, is_our_link, limiter
from ballot_service.web.voter import voter
from ballot_service.web.voter_link import begin_writing, here, opened
from ballot_service.web.voter_pages import frame_of

__all__ = ["voter"]

LONGEST = 500
HOW = say("Choose whether we mail the ballot or you fetch it.")
WHERE = say("Write the address to which we mail the ballot.")
TOO_LONG = say("Use at most 500 letters.")
Errors = tuple[tuple[str, Sentence], ...]


@dataclass(frozen=True)
class Typed:
    """What a voter typed and chose, as it came."""

    delivery: str = ""
    address: str = ""
    ballot_language: str = ""
    is_large: bool = False
    language: str = ""

    @classmethod
    def read(cls, form: MultiDict[str, str]) -> Typed:
        name, _, tag = form.get("action", "").partition(":")
        return cls(
            delivery=form.get("delivery", ""),
            address="\n".join(line.strip() for line in form.get("address", "").strip().splitlines()),
            ballot_language=form.get("ballot_language", ""),
            is_large=form.get("is_large") == "y",
            language=tag if name == "language" and tag in LANGUAGES else "",
        )

    @property
    def errors(self) -> Errors:
        if self.delivery not in set(PaperDelivery):
            return (("delivery", HOW),)
        if len(self.address) > LONGEST:
            return (("address", TOO_LONG),)
        return (("address", WHERE),) if self.delivery == PaperDelivery.MAIL and not self.address else ()

    @property
    def wish(self) -> PaperWish:
        return PaperWish(
            way=PaperWay.LINK,
            delivery=PaperDelivery(self.delivery),
            address=self.address,
            language=self.ballot_language if self.ballot_language in shipped_languages() else g.language,
            is_large=self.is_large,
        )


@voter.get("/<token>/paper")
@anyone
@limiter.limit(WRONG_LINKS, exempt_when=is_our_link)
def paper(token: str) -> ResponseReturnValue:
    """The question, or where the wish stands. Opening it changes nothing."""
    return _page(token, opened(token), Typed(ballot_language=g.language))


@voter.post("/<token>/paper")
@anyone
@limiter.limit(WRONG_LINKS, exempt_when=is_our_link)
def ask_paper(token: str) -> ResponseReturnValue:
    """Keeps the wish. Whoever presses twice reads that it is there."""
    found, typed = opened(token), Typed.read(request.form)
    if typed.language:
        g.language = typed.language
        return _page(token, found, typed)
    if receipt(db.session(), found) is not None:
        return redirect(here(token), 303)
    if typed.errors:
        return _page(token, found, typed, typed.errors)
    begin_writing()
    try:
        with acting(db.session(), now()):
            ask_for_paper(
                db.session(), found.election, found.entry, typed.wish, asked_at=now(), now=now(), by=None
            )
    except Refused:
        return _page(token, opened(token), typed)
    return redirect(url_for("voter.paper", token=token, lang=g.language), 303)


def _page(token: str, found: OpenedLink, typed: Typed, errors: Errors = ()) -> ResponseReturnValue:
    if receipt(db.session(), found) is not None:
        return redirect(here(token), 303)
    frame = frame_of(found)
    for each in frame["languages"]:
        each["url"] = url_for("voter.paper", token=token, lang=each["tag"])
    newest = next(iter(requests_of(db.session(), found.entry)), None)
    decision = may_ask(db.session(), found.election, found.entry, now(), by_mail=True)
    html = render_template(
        "pages/voter/paper.html",
        **frame,
        voter_mask=found.entry.person.initials,
        request_is=_state(newest),
        decision=decision,
        typed=typed,
        errors=errors,
        printed=[(tag, spoken(tag)) for tag in shipped_languages()],
        paper_url=url_for("voter.ask_paper", token=token, lang=g.language),
        ballot_page_url=here(token),
    )
    return html, 422 if errors else 200


def _state(newest: PaperRequest | None) -> str:
    """What the page says of an earlier wish: "waiting", "sent" or nothing."""
    if newest is None or newest.withdrawn_at is not None:
        return ""
    return "waiting" if newest.is_waiting else "sent"
