"""Files that people send in: known by their first bytes, never by their name, and given out as downloads only."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _
from werkzeug.utils import secure_filename
from wtforms import ValidationError

from ballot_service.models import StoredFile
from ballot_service.services.noticing import Evidence
from ballot_service.web.rows import storage

MOST_BYTES = 20 * 1024 * 1024

BEGINNINGS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
ENDINGS = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}


def media_type(content: bytes) -> str | None:
    """The media type of a PDF, PNG or JPEG; None for anything else."""
    return next((kind for start, kind in BEGINNINGS.items() if content.startswith(start)), None)


def safe_name(name: str | None, kind: str) -> str:
    """A file name without paths or surprises, with the ending that fits what the file is."""
    stem = secure_filename(name or "").rpartition(".")[0] or secure_filename(name or "") or "notice"
    return stem[:80] + ENDINGS.get(kind, ".bin")


def check_upload(field: Any) -> None:
    """For the field of a form that takes one file. Raises ValidationError for one too large or of another kind."""
    if not field.data:
        return
    content = field.data.read(MOST_BYTES + 1)
    field.data.seek(0)
    if len(content) > MOST_BYTES:
        raise ValidationError(_("This file is larger than 20 MB. Send a smaller one."))
    if media_type(content) is None:
        raise ValidationError(
            _("This is not a PDF, PNG or JPEG file. Save it as one of these and try again.")
        )


def uploaded(field: Any, name: str = "file") -> Evidence | None:
    """The file that a checked field holds, or None; `name` is for one that came without any."""
    if not field.data:
        return None
    content = field.data.read()
    kind = media_type(content) or ""
    return Evidence(name=safe_name(field.data.filename or name, kind), media_type=kind, content=content)


def as_download(file: StoredFile) -> Response:
    """A stored file, always as a download: what somebody sent in is never shown in a page of ours."""
    headers = {
        "Content-Disposition": f'attachment; filename="{safe_name(file.name, file.media_type)}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(storage().read(file.sha256), mimetype=file.media_type, headers=headers)
