"""Which files are taken as proof of a notice: known by their first bytes, never by their name."""

from __future__ import annotations

from werkzeug.utils import secure_filename

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
