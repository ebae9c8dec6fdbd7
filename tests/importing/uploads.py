"""Uploads for these tests: zips of the fixture folders, CSV text, and one date to judge birth dates by."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from ballot_service.importing.reading import Reading, read_import
from ballot_service.importing.records import FileKind

FIXTURES = Path(__file__).parent.parent / "data" / "oneroster"
TODAY = date(2025, 10, 20)


def zipped(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def fixture_zip(version: str, **replaced: str) -> bytes:
    """A fixture folder as a zip; `replaced` gives other text for a file, by its name without ".csv"."""
    files = {path.name: path.read_bytes() for path in sorted((FIXTURES / version).glob("*.csv"))}
    files.update({f"{name}.csv": text.encode() for name, text in replaced.items()})
    return zipped(files)


def read(
    content: str | bytes,
    kind: FileKind | None = None,
    name: str = "file.csv",
    overrides: Mapping[str, str] | None = None,
) -> Reading:
    upload = content.encode() if isinstance(content, str) else content
    return read_import(name, upload, today=TODAY, kind=kind, overrides=overrides)


def codes(reading: Reading) -> list[tuple[int, str, str]]:
    """(line, field, code) of every refusal."""
    return [(row.line, row.field, row.code) for row in reading.refused]
