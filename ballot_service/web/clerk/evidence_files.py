"""Files that people send in: known by their first bytes, never by their name, and given out as downloads only."""

from __future__ import annotations

from flask import Response
from werkzeug.utils import secure_filename

from ballot_service.models import StoredFile
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


def as_download(file: StoredFile) -> Response:
    """A stored file, always as a download: what somebody sent in is never shown in a page of ours."""
    headers = {
        "Content-Disposition": f'attachment; filename="{safe_name(file.name, file.media_type)}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(storage().read(file.sha256), mimetype=file.media_type, headers=headers)
