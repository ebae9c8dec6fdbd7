"""Every version of a result, each with its status and day, and the certificate made of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Certificate, Election, Result
from ballot_service.rules.words import Sentence
from ballot_service.sealing.bundle import result_bytes
from ballot_service.sealing.canonical import fingerprint_of_bytes
from ballot_service.sealing.documents import ResultDocument
from ballot_service.sealing.shapes import read_shape
from ballot_service.services.bundling import certificates_of
from ballot_service.services.results import STATUS_WORDS


@dataclass(frozen=True, kw_only=True)
class Version:
    """A result as it was published. `certificate` is the one made of it; a later one may have taken its place."""

    row: Result
    status_words: Sentence
    is_newest: bool
    certificate: Certificate | None


def versions_of(session: Session, election: Election) -> list[Version]:
    """Every version, the newest first."""
    rows = list(
        session.scalars(
            select(Result).where(Result.election_id == election.id).order_by(Result.version.desc())
        )
    )
    certified: dict[str, Certificate] = {
        str(each.document["result"]): each for each in certificates_of(session, election)
    }
    found = []
    for row in rows:
        fingerprint = fingerprint_of_bytes(result_bytes(read_shape(ResultDocument, row.document)))
        found.append(
            Version(
                row=row,
                status_words=STATUS_WORDS[row.status],
                is_newest=row is rows[0],
                certificate=certified.pop(fingerprint, None),
            )
        )
    return found
