"""The proof of a notice as a file to download."""

from __future__ import annotations

from flask import Response

from ballot_service.database import db
from ballot_service.models import Election
from ballot_service.services.announcing import PROVED, evidence_packet
from ballot_service.web.speaking import speak

KINDS = f"<any({', '.join(PROVED)}):kind>"


def packet_file(election: Election, kind: str, *, whole: bool) -> Response | None:
    """The zip; None while no such notice was approved."""
    content = evidence_packet(db.session(), election, kind, speak=speak, whole=whole)
    if content is None:
        return None
    name = f"proof-{kind.replace('_', '-')}{'' if whole else '-masked'}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype="application/zip", headers=headers)
