"""A voter's own link on a shared tablet: scanned or typed into its field, it travels in the form like a card's code.

For whoever has no phone at the table: after signing in for the link, or to choose again on a corrected ballot.
"""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from ballot_service.links import token_in
from ballot_service.models import Election
from ballot_service.rules.words import Sentence, say
from ballot_service.services.issuing import LinkExpired, LinkRevoked, OpenedLink
from ballot_service.web.tablet import is_stale, share
from ballot_service.web.voter import first_page, next_page
from ballot_service.web.voter_link import opened

STOPPED = say("This link does not work any more. Ask at the table for the new one.")
ELSEWHERE = say("This link is for another election. Ask at the table.")


class NotOnThisTablet(Exception):
    """What was typed leads to no ballot here; `sentence` says what to do."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def link_on_tablet(election: Election, typed: str) -> ResponseReturnValue:
    """The page that comes next. Raises BadLink or NotFound for what is no link of ours, and NotOnThisTablet."""
    token = token_in(typed)
    found = _opened(token)
    if found.election.id != election.id:
        raise NotOnThisTablet(ELSEWHERE)
    if is_stale():
        return redirect(url_for("card.table_start", election_id=election.id, late=1), 303)
    share(election.id, token)
    if "step" not in request.form:
        return first_page(token, found)
    try:
        return next_page(token, found)
    except LinkRevoked as stopped:  # found to be no voter at this very moment
        raise NotOnThisTablet(STOPPED) from stopped


def _opened(token: str) -> OpenedLink:
    try:
        return opened(token)
    except (LinkRevoked, LinkExpired) as stopped:
        raise NotOnThisTablet(STOPPED) from stopped
