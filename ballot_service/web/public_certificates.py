"""The certificate of an election, on a page and as a PDF; every version stays readable as it was."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from ballot_service.database import db
from ballot_service.models import Certificate, Election
from ballot_service.printing.reports import report_pdf
from ballot_service.rules.words import Sentence
from ballot_service.services.bundling import certificates_of, statements
from ballot_service.services.certificate_paper import certificate_report
from ballot_service.services.facts import title_of
from ballot_service.services.rounds import wants_certificate
from ballot_service.services.runoffs.telling import left_to_runoff
from ballot_service.web.access import anyone
from ballot_service.web.frame import contact_of, place_of
from ballot_service.web.languages import tag_here
from ballot_service.web.navigation import in_office
from ballot_service.web.public_versions import public
from ballot_service.web.runoff_views import runoff_shown
from ballot_service.web.speaking import speak

__all__ = ["public"]
PLACE = "/elections/<uuid:election_id>"
VERSION = PLACE + "/certificates/<int:version>"


@public.get(PLACE + "/certificate")
@anyone
def certificate(election_id: UUID) -> ResponseReturnValue:
    """The newest certificate, with both fingerprints."""
    found, rows = _certificates(election_id)
    return _page(found, rows, max(rows, default=0))


@public.get(VERSION)
@anyone
def certificate_version(election_id: UUID, version: int) -> ResponseReturnValue:
    """One certificate as it was printed, with a link to the one before it and the one after."""
    return _page(*_certificates(election_id), version)


@public.get(VERSION + ".pdf")
@anyone
def certificate_file(election_id: UUID, version: int) -> ResponseReturnValue:
    """The same on paper, to be signed in ink and put up."""
    found, rows = _certificates(election_id)
    row = rows.get(version) or abort(404)
    is_newest, tag = version == max(rows), tag_here()
    said = _statements(found, row, is_newest=is_newest)
    report = certificate_report(
        found, row, said, is_newest=is_newest, in_office=in_office, speak=speak, language=tag
    )
    headers = {"Content-Disposition": f'attachment; filename="certificate-{version}-{tag}.pdf"'}
    return Response(report_pdf(report, made_at=row.certified_at), mimetype="application/pdf", headers=headers)


def _certificates(election_id: UUID) -> tuple[Election, dict[int, Certificate]]:
    found = db.session.get(Election, election_id) or abort(404)
    return found, {row.version: row for row in certificates_of(db.session(), found)}


def _page(found: Election, rows: dict[int, Certificate], version: int) -> ResponseReturnValue:
    row = rows.get(version) or abort(404)
    return render_template(
        "pages/public/certificate.html",
        place=place_of(found.council, found.district),
        contact=contact_of(found.district),
        help_url=url_for("public.help_page", election_id=found.id),
        election=found,
        certificate=row,
        document=row.document,
        certified_at=row.certified_at.astimezone(found.zone),
        statements=_statements(found, row, is_newest=version == max(rows)),
        left_to_runoff=left_to_runoff,
        runoff=runoff_shown(db.session(), found),
        titles={str(contest.id): title_of(contest) for contest in found.contests},
        before_url=_address(found, version - 1) if version - 1 in rows else None,
        after_url=_address(found, version + 1) if version + 1 in rows else None,
        file_url=url_for("public.certificate_file", election_id=found.id, version=version, lang=tag_here()),
    )


def _statements(found: Election, row: Certificate, *, is_newest: bool) -> tuple[Sentence, ...]:
    """In the reader's language. Only as they were printed: of an older one, while a newer result waits, and where they
    would be others now, such as of a run-off called off since."""
    if not is_newest or wants_certificate(db.session(), found):
        return ()
    now_said = statements(db.session(), found)
    return now_said if [str(each) for each in now_said] == row.document["statements"] else ()


def _address(found: Election, version: int) -> str:
    return url_for("public.certificate_version", election_id=found.id, version=version)
