"""What the pages behind a signed link for one answer share: their frame, and what is said when the link is over."""

from __future__ import annotations

from collections.abc import Mapping

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ballot_service.models import Election
from ballot_service.rules.decision import Decision
from ballot_service.web.frame import contact_of, languages, place_of
from ballot_service.web.languages import LANGUAGES


def set_language(known: str) -> None:
    """The page's language: the one asked for in the address, else the one the link was sent in."""
    asked = request.args.get("lang", "")
    g.language = asked if asked in LANGUAGES else known


def frame_of_link(endpoint: str, token: str, election: Election) -> dict[str, object]:
    """The frame of such a page; the languages lead to the same link."""
    offered = languages(g.language)
    for each in offered:
        each["url"] = url_for(endpoint, token=token, lang=each["tag"])
    return {
        "place": place_of(election.council, election.district),
        "contact": contact_of(election.district),
        "languages": offered,
    }


def link_over(frame: Mapping[str, object], about: str, decision: Decision) -> ResponseReturnValue:
    """The link fits and counts no more: why, and what to do."""
    return render_template("pages/link/over.html", **frame, about=about, decision=decision), 410


def link_unknown(_error: Exception) -> ResponseReturnValue:
    """Changed, cut short, never ours, or from before a backup: the page says what to do and nothing else."""
    return render_template("pages/link/unknown.html"), 404
