"""The page on which somebody ends news by e-mail, and the address to which mail programs post (RFC 8058).

Opening it changes nothing: link scanners open everything. Only a POST does, and its token is the proof.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ballot_service.database import committed, db
from ballot_service.links import BadLink, Links, Purpose
from ballot_service.mailing import NO_MORE_NEWS
from ballot_service.rules.words import say
from ballot_service.services.acting import NotFound
from ballot_service.services.announcing.wishes import NewsReader, reader_of, set_news
from ballot_service.web.access import anyone
from ballot_service.web.answer_links import link_unknown, set_language
from ballot_service.web.clock import now
from ballot_service.web.frame import contact_of
from ballot_service.web.limits import WRONG_LINKS, is_our_news_link, limiter

news = Blueprint("news", __name__, url_prefix=NO_MORE_NEWS)


@news.get("/<token>")
@anyone
@limiter.limit(WRONG_LINKS, exempt_when=is_our_news_link)
def ask(token: str) -> ResponseReturnValue:
    """The button."""
    return render_template("pages/news/ask.html", **_frame(token, _reader(token)))


@news.post("/<token>")
@anyone
@limiter.limit(WRONG_LINKS, exempt_when=is_our_news_link)
def end(token: str) -> ResponseReturnValue:
    """Ends news, or takes that back. A mail program posts `List-Unsubscribe=One-Click` and reads only the status."""
    reader = _reader(token)
    wanted = request.form.get("action") == "again"
    with committed(db.session()):
        set_news(db.session(), reader, wanted=wanted, now=now())
    return render_template("pages/news/done.html", **_frame(token, reader), wanted=wanted)


def _reader(token: str) -> NewsReader:
    """Whose news it is; also sets the page's language."""
    links: Links = current_app.extensions["links"]
    try:
        delivery_id = UUID(links.key(Purpose.UNSUBSCRIBE, token))
    except ValueError as error:
        raise NotFound("message") from error
    reader = reader_of(db.session(), delivery_id)
    set_language(reader.language)
    return reader


def _frame(token: str, reader: NewsReader) -> dict[str, Any]:
    return {
        "place": {"school": reader.district.name, "council": say("Council elections"), "logo_url": None},
        "contact": contact_of(reader.district),
        "address": reader.contact,
        "form_url": url_for("news.end", token=token, lang=g.language),
    }


news.register_error_handler(BadLink, link_unknown)
news.register_error_handler(NotFound, link_unknown)
