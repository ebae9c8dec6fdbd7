"""The clerk's page of papers to print: the poster and the interest form, in each language and size."""

from __future__ import annotations

from uuid import UUID

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from ballot_service.models import Election, Role
from ballot_service.printing.letters import TypeSize
from ballot_service.printing.posters import Paper
from ballot_service.rules.languages import language_name
from ballot_service.services.announcing import public_address
from ballot_service.services.papers import LANGUAGES, Made, interest_form, poster
from ballot_service.web.access import only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import own_election
from ballot_service.web.clock import now
from ballot_service.web.rows import settings
from ballot_service.web.speaking import speak

PLACE = "/elections/<uuid:election_id>/papers"
SHEETS = {"letter": Paper.LETTER, "tabloid": Paper.TABLOID}
SIZES = {"plain": TypeSize.PLAIN, "large": TypeSize.LARGE}


@clerk.get(PLACE)
@only(Role.CLERK)
def papers(election_id: UUID) -> ResponseReturnValue:
    """What can be printed and put up or handed out."""
    return render_template(
        "pages/clerk/papers_list.html",
        election=own_election(election_id),
        tags=LANGUAGES,
        language_name=language_name,
    )


@clerk.get(PLACE + '/poster-<any("letter", "tabloid"):sheet>.pdf')
@only(Role.CLERK)
def poster_paper(election_id: UUID, sheet: str) -> ResponseReturnValue:
    """The poster, in English and Spanish side by side."""
    election = own_election(election_id)
    return _pdf(poster(election, _made(election), paper=SHEETS[sheet]), f"poster-{sheet}.pdf")


@clerk.get(PLACE + '/interest-form-<any("en", "es"):language>-<any("plain", "large"):size>.pdf')
@only(Role.CLERK)
def form_paper(election_id: UUID, language: str, size: str) -> ResponseReturnValue:
    """The interest form to be filled in by hand."""
    election = own_election(election_id)
    pdf = interest_form(election, _made(election, "/interest"), language=language, size=SIZES[size])
    return _pdf(pdf, f"interest-form-{language}-{size}.pdf")


def _made(election: Election, part: str = "") -> Made:
    """The code leads to the election's public page, where everything else is found, or to a part of it."""
    address = public_address(settings().public_origin, election) + part
    return Made(speak=speak, address=address, made_at=now())


def _pdf(pdf: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(pdf, mimetype="application/pdf", headers=headers)
