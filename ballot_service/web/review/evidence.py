"""What a reader takes home: the audit bundle, the cast vote records and the signed heads of the log."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from ballot_service.database import db
from ballot_service.models import Election, SignedHead
from ballot_service.rules.decision import Decision
from ballot_service.sealing.documents import ResultDocument
from ballot_service.sealing.records import write_records
from ballot_service.sealing.shapes import read_shape
from ballot_service.services.bundling import bundle as make_bundle
from ballot_service.services.bundling import certificate_of, certificates_of, election_fingerprint
from ballot_service.services.counting import cast_vote_records, newest_result
from ballot_service.services.facts import manifest_of
from ballot_service.services.heads import heads_of
from ballot_service.services.results import result_view
from ballot_service.services.rounds import wants_certificate
from ballot_service.web.access import only
from ballot_service.web.clock import now
from ballot_service.web.review.blueprint import PLACE, READERS, readable, review
from ballot_service.web.rows import sealing_secret, storage


@dataclass(frozen=True, kw_only=True)
class TakeHome:
    """A bundle and the two fingerprints it is checked against."""

    content: bytes
    name: str
    is_draft: bool
    election_fingerprint: str
    record_fingerprint: str

    @property
    def command(self) -> str:
        """What to type, beside the downloaded file, to check it without the service."""
        prints = f"--fingerprint {self.election_fingerprint} --fingerprint {self.record_fingerprint}"
        return f"ballots verify {self.name} {prints}"


@review.get(PLACE + "/evidence")
@only(*READERS)
def evidence(election_id: UUID) -> ResponseReturnValue:
    """Everything to download, and how to check it."""
    election = readable(election_id)
    return render_template(
        "pages/review/evidence.html",
        election=election,
        taken=_bundle(election),
        certificates=[
            (row, row.certified_at.astimezone(election.zone))
            for row in certificates_of(db.session(), election)
        ],
        wants_certificate=wants_certificate(db.session(), election),
        held_back=_held_back(election),
        is_counted=election.counted_at is not None,
        heads=[(head, head.made_at.astimezone(election.zone)) for head in heads_of(db.session(), election)],
        head_name=head_name,
    )


def _held_back(election: Election) -> Decision | None:
    """Why votes may not be seen yet although they are counted; None when they may, or before the count."""
    view = result_view(db.session(), election, now())
    return None if view is None or view.publishable.allowed else view.publishable


def _bundle(election: Election) -> TakeHome | None:
    """The stored bundle of a certified result, a draft after the count, or None before votes may be seen."""
    day = f"{election.opens_at.astimezone(election.zone):%Y-%m-%d}"
    certificate = certificate_of(db.session(), election)
    if certificate is not None:
        return TakeHome(
            content=storage().read(certificate.bundle_hash),
            name=f"bundle-{day}.zip",
            is_draft=False,
            election_fingerprint=str(certificate.document["election_fingerprint"]),
            record_fingerprint=certificate.record_fingerprint,
        )
    row = newest_result(db.session(), election)
    if row is None or _held_back(election) is not None:
        return None
    document = read_shape(ResultDocument, row.document)
    written = make_bundle(db.session(), election, sealing_secret(), document, None, row.made_at)
    return TakeHome(
        content=written.content,
        name=f"draft-bundle-{day}.zip",
        is_draft=True,
        election_fingerprint=election_fingerprint(election),
        record_fingerprint=written.record_fingerprint,
    )


@review.get(PLACE + "/bundle.zip")
@only(*READERS)
def bundle(election_id: UUID) -> ResponseReturnValue:
    """The audit bundle. Aborts with 404 before votes may be seen."""
    taken = _bundle(readable(election_id)) or abort(404)
    return _download(taken.content, taken.name, "application/zip")


@review.get(PLACE + "/bundles/<int:version>.zip")
@only(*READERS)
def bundle_version(election_id: UUID, version: int) -> ResponseReturnValue:
    """The audit bundle of one certificate, also once a later one has taken its place."""
    election = readable(election_id)
    rows = {row.version: row for row in certificates_of(db.session(), election)}
    row = rows.get(version) or abort(404)
    return _download(storage().read(row.bundle_hash), f"bundle-{version}.zip", "application/zip")


@review.get(PLACE + "/cast-vote-records.csv")
@only(*READERS)
def records(election_id: UUID) -> ResponseReturnValue:
    """The cast vote records, as they stand in the bundle. Aborts with 404 before votes may be seen."""
    election = readable(election_id)
    if election.counted_at is None or _held_back(election) is not None:
        abort(404)
    content = write_records(manifest_of(election), cast_vote_records(db.session(), election))
    return _download(content, "cast-vote-records.csv", "text/csv")


@review.get(PLACE + "/heads/<int:size>.txt")
@only(*READERS)
def head(election_id: UUID, size: int) -> ResponseReturnValue:
    """One signed head, as `ballots verify --head` takes it."""
    election = readable(election_id)
    row = db.session.scalar(
        select(SignedHead).where(SignedHead.election_id == election.id, SignedHead.size == size)
    )
    if row is None:
        abort(404)
    return _download(row.note.encode(), head_name(row), "text/plain")


def head_name(row: SignedHead) -> str:
    return f"head-{row.size}.txt"


def _download(content: bytes, name: str, kind: str) -> Response:
    return Response(content, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
