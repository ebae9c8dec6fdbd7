"""The sheet for count night, to be printed in each language and size."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue

from ballot_service.models import Role
from ballot_service.services.announcing import public_address
from ballot_service.services.count_sheets import count_sheet
from ballot_service.services.papers import Made
from ballot_service.web.access import only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import own_election
from ballot_service.web.clerk.papers import SIZES, TONGUE_AND_SIZE
from ballot_service.web.clock import now
from ballot_service.web.rows import settings
from ballot_service.web.speaking import speak


@clerk.get(f"/elections/<uuid:election_id>/paper/count/night-{TONGUE_AND_SIZE}.pdf")
@only(Role.CLERK)
def count_night(election_id: UUID, language: str, size: str) -> ResponseReturnValue:
    """The steps of the night, what is a mark, and room for names, batches and hand-counts."""
    election = own_election(election_id)
    made = Made(speak=speak, address=public_address(settings().public_origin, election), made_at=now())
    pdf = count_sheet(election, made, language=language, size=SIZES[size])
    headers = {"Content-Disposition": f'attachment; filename="count-night-{language}-{size}.pdf"'}
    return Response(pdf, mimetype="application/pdf", headers=headers)
