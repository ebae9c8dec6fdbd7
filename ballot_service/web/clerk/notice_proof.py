"""The clerk's downloads that prove a notice, and the report on whom messages cannot reach."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, url_for
from flask.typing import ResponseReturnValue

from ballot_service.models import Election, Role
from ballot_service.web.access import only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import own_election
from ballot_service.web.notice_packet import KINDS, packet_file
from ballot_service.web.reach_words import reach_page

PLACE = "/elections/<uuid:election_id>"


@clerk.get(f'{PLACE}/notices/proof-{KINDS}-<any("whole", "masked"):copy>.zip')
@only(Role.CLERK)
def notice_packet(election_id: UUID, kind: str, copy: str) -> Response:
    """The proof of one kind of notice: whole for the office, masked to be given out."""
    election: Election = own_election(election_id)
    return packet_file(election, kind, whole=copy == "whole") or abort(404)


@clerk.get(f"{PLACE}/reach")
@only(Role.CLERK)
def reach_report(election_id: UUID) -> ResponseReturnValue:
    """Voters without phone, e-mail, address or a text in their language, by school."""
    election = own_election(election_id)
    return reach_page(election, back=url_for("clerk.election", election_id=election.id))
