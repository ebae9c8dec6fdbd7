"""A small upload that unfolds to something huge is refused before it fills the memory."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest

from ballot_service.importing.reading import preview_import
from ballot_service.importing.refusals import UnreadableFile

CELLS = 5_000_000
MOST_MEMORY = 9 * 2 * CELLS
"""Bytes: nine times the unpacked text. Split into cells it would be more than eleven times."""


def test_one_endless_line_is_refused_unsplit() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("users.csv", b"a," * CELLS)
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableFile) as caught:
            preview_import("export.zip", packed.getvalue())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert caught.value.code == "table_too_large"
    assert len(packed.getvalue()) < 20_000
    assert peak < MOST_MEMORY
