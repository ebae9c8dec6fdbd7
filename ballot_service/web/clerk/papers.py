"""The clerk's page of papers to print: poster, forms and sign-in sheets, in each language and size."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from ballot_service.catalogues import shipped_languages
from ballot_service.models import Election, Role
from ballot_service.printing.letters import TypeSize
from ballot_service.printing.posters import Paper
from ballot_service.rules.languages import language_name
from ballot_service.services.announcing import public_address
from ballot_service.services.paper_forms import has_student_seats, students_vote
from ballot_service.services.paper_sheets import NOWHERE_YET, USUAL_ROWS, Where
from ballot_service.services.papers import FormKind, Made, SheetKind, form, poster, sheet
from ballot_service.web.access import only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import own_election
from ballot_service.web.clerk.sheet_form import SheetForm
from ballot_service.web.clock import now
from ballot_service.web.rows import settings
from ballot_service.web.speaking import speak

PLACE = "/elections/<uuid:election_id>/papers"
POSTERS = {"letter": Paper.LETTER, "tabloid": Paper.TABLOID}
SIZES = {"plain": TypeSize.PLAIN, "large": TypeSize.LARGE}
TONGUE_AND_SIZE = f"<any({', '.join(map(repr, shipped_languages()))}):language>-<any('plain', 'large'):size>"
FORM_KINDS = '<any("interest-form", "nomination-form", "consent-form", "voter-consent-form", "registration-form"):kind>'
SHEET_KINDS = '<any("voting-sheet", "session-sheet"):kind>'


@clerk.get(PLACE)
@only(Role.CLERK)
def papers(election_id: UUID) -> ResponseReturnValue:
    """What can be printed and put up or handed out."""
    election = own_election(election_id)
    return render_template(
        "pages/clerk/papers_list.html",
        election=election,
        tags=shipped_languages(),
        language_name=language_name,
        has_students=has_student_seats(election),
        students_vote=students_vote(election),
        usual_rows=USUAL_ROWS,
    )


@clerk.get(PLACE + '/poster-<any("letter", "tabloid"):sheet>.pdf')
@only(Role.CLERK)
def poster_paper(election_id: UUID, sheet: str) -> ResponseReturnValue:
    """The poster, in English and Spanish side by side."""
    election = own_election(election_id)
    made = _made(public_address(settings().public_origin, election))
    return _pdf(poster(election, made, paper=POSTERS[sheet]), f"poster-{sheet}.pdf")


@clerk.get(f"{PLACE}/{FORM_KINDS}-{TONGUE_AND_SIZE}.pdf")
@only(Role.CLERK)
def form_paper(election_id: UUID, kind: str, language: str, size: str) -> ResponseReturnValue:
    """A form to be filled in by hand."""
    election, wanted = own_election(election_id), FormKind(kind)
    if not _is_of_use(wanted, election):
        abort(404)
    pdf = form(wanted, election, _made(_form_address(wanted, election)), language=language, size=SIZES[size])
    return _pdf(pdf, f"{kind}-{language}-{size}.pdf")


@clerk.get(f"{PLACE}/{SHEET_KINDS}-{TONGUE_AND_SIZE}.pdf")
@only(Role.CLERK)
def sheet_paper(election_id: UUID, kind: str, language: str, size: str) -> ResponseReturnValue:
    """A sign-in sheet with the usual number of lines; place and day are written by hand."""
    return _sheet(own_election(election_id), SheetKind(kind), language, size, NOWHERE_YET, USUAL_ROWS)


@clerk.route(f"{PLACE}/{SHEET_KINDS}", methods=["GET", "POST"])
@only(Role.CLERK)
def sheet_filled(election_id: UUID, kind: str) -> ResponseReturnValue:
    """A sign-in sheet with place, day and number of lines as typed; a press of the button answers with the PDF."""
    election, wanted = own_election(election_id), SheetKind(kind)
    asked = SheetForm.of(wanted)
    if asked.validate_on_submit():
        return _sheet(election, wanted, asked.language.data, asked.size.data, asked.where, asked.rows.data)
    page = render_template("pages/clerk/papers_sheet.html", election=election, kind=kind, form=asked)
    return page, 422 if asked.is_submitted() else 200


def _is_of_use(kind: FormKind, election: Election) -> bool:
    """Whether anybody in this election needs the form."""
    if kind is FormKind.CONSENT:
        return has_student_seats(election)
    if kind is FormKind.VOTER_CONSENT:
        return students_vote(election)
    return kind is not FormKind.REGISTRATION or not students_vote(election)


def _sheet(
    election: Election, kind: SheetKind, language: str, size: str, where: Where, rows: int
) -> ResponseReturnValue:
    made = _made(public_address(settings().public_origin, election))
    pdf = sheet(kind, election, made, language=language, size=SIZES[size], where=where, rows=rows)
    return _pdf(pdf, f"{kind}-{language}-{size}.pdf")


def _form_address(kind: FormKind, election: Election) -> str:
    """Where the code of a form leads. A guardian's own link is personal, so consent leads to the public page."""
    page = public_address(settings().public_origin, election)
    if kind is FormKind.REGISTRATION:
        return registration_address(election)
    return page if kind in (FormKind.CONSENT, FormKind.VOTER_CONSENT) else f"{page}/interest"


def registration_address(election: Election) -> str:
    """Where people who are not on the school's list sign up to vote."""
    return settings().public_origin + url_for("register.start", election_id=election.id)


def _made(address: str) -> Made:
    return Made(speak=speak, address=address, made_at=now())


def _pdf(pdf: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(pdf, mimetype="application/pdf", headers=headers)
