"""Writes rows as CSV bytes and files as a zip, the same bytes every time."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

ZIP_DAY = (2025, 10, 1, 6, 0, 0)
"""The time that every file in a zip carries: a zip made twice is the same."""


def csv_bytes(
    headers: Sequence[str], rows: Iterable[Sequence[str]], encoding: str = "utf-8", delimiter: str = ","
) -> bytes:
    """Letters that the encoding lacks become question marks, as spreadsheets write them."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows(rows)
    return text.getvalue().encode(encoding, errors="replace")


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, ZIP_DAY)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    return packed.getvalue()
