"""The masked proof of a notice to download, and the report on whom messages cannot reach."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, url_for
from flask.typing import ResponseReturnValue

from ballot_service.web.access import only
from ballot_service.web.notice_packet import KINDS, packet_file
from ballot_service.web.reach_words import reach_page
from ballot_service.web.review.blueprint import PLACE, READERS, readable, review


@review.get(f"{PLACE}/notices/proof-{KINDS}.zip")
@only(*READERS)
def notice_packet(election_id: UUID, kind: str) -> Response:
    """The proof of one kind of notice, without names and addresses."""
    return packet_file(readable(election_id), kind, whole=False) or abort(404)


@review.get(f"{PLACE}/reach")
@only(*READERS)
def reach_report(election_id: UUID) -> ResponseReturnValue:
    """Voters without phone, e-mail, address or a text in their language, by school."""
    election = readable(election_id)
    return reach_page(election, back=url_for("review.election", election_id=election.id))
