"""Behind each ballot page: the voter whose link it is, or the page that says why the link does not work."""

from __future__ import annotations

from flask import Blueprint, current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ballot_service.database import committed, db, reading_only
from ballot_service.links import BadLink, Links
from ballot_service.models import Election
from ballot_service.services.acting import NotFound
from ballot_service.services.issuing import LinkExpired, LinkRevoked, OpenedLink, open_link
from ballot_service.services.voting import log_waiting
from ballot_service.web.clock import now
from ballot_service.web.languages import LANGUAGES

voter = Blueprint("voter", __name__, url_prefix="/v")


def opened(token: str) -> OpenedLink:
    """The voter behind the link; also sets the page's language."""
    links: Links = current_app.extensions["links"]
    session = db.session()
    reading_only.set(True)  # on SQLite nobody waits for a voter who is only looking
    session.expire_on_commit = (
        False  # the page after the cast shows what was just read: it asks nothing again
    )
    found = open_link(session, links, token, now())
    asked = request.args.get("lang", "")
    g.language = asked if asked in LANGUAGES else found.entry.language
    return found


@voter.errorhandler(NotFound)
def _lost(_error: Exception) -> ResponseReturnValue:
    """A link that this installation made and no longer knows: the database was restored from before it."""
    return render_template("pages/voter/link_problem.html", problem="lost", new_link_by=None), 404


@voter.errorhandler(BadLink)
def _unknown(_error: Exception) -> ResponseReturnValue:
    return render_template("pages/voter/link_problem.html", problem="unknown", new_link_by=None), 404


@voter.errorhandler(LinkRevoked)
def _revoked(error: LinkRevoked) -> ResponseReturnValue:
    problem = "replaced" if error.was_replaced else "revoked"
    return render_template("pages/voter/link_problem.html", problem=problem, new_link_by=None), 410


@voter.errorhandler(LinkExpired)
def _expired(_error: LinkExpired) -> ResponseReturnValue:
    return render_template("pages/voter/link_problem.html", problem="expired", new_link_by=None), 410


def begin_writing() -> None:
    """Ends what was read. On SQLite the next statement takes the write lock, which is then held for a moment only."""
    if has_one_writer():
        db.session.commit()
        reading_only.set(False)


def has_one_writer() -> bool:
    """Whether writers take turns (SQLite)."""
    return db.engine.dialect.name == "sqlite"


def number_soon(election: Election) -> None:
    """A server numbers behind the answer; without one, as in a command or a test, it is done at once."""
    behind = current_app.extensions.get("numbering")
    if behind is not None:
        behind.ring(election.id)
        return
    with committed(db.session()):
        log_waiting(db.session(), election)


def here(token: str) -> str:
    """The address of the link's own page, in the page's language."""
    return here_in(token, g.language)


def here_in(token: str, language: str) -> str:
    """The same in another language. On a shared tablet no address holds the code: it would stay in the history."""
    if "tablet" in g:
        return url_for(".at_table", election_id=g.tablet, lang=language)
    return url_for(".ballot", token=token, lang=language)
