"""Packs files into one zip whose bytes depend on nothing but the files, and unpacks one from a stranger
safely.

Files are stored without compression: compressors differ between machines, and then the same record would give
different bytes. A bundle that somebody packed again with compression is still read.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

MAXIMUM_FILES = 200
MAXIMUM_BYTES = 1 << 30
"""All files together, unpacked."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_PLAIN_NAME = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[a-z0-9]+)?(?:/[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[a-z0-9]+)?)?"
)
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class UnreadableArchive(ValueError):
    """The zip is cut off, damaged, too large or built to do harm; the text says which."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """One zip: names sorted, times fixed, nothing compressed. The same files give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.create_system = _UNIX
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, files[name])
    return packed.getvalue()


def unpack(path: Path) -> dict[str, bytes]:
    """Every file in the zip, by name. Nothing is written to disk. Raises `UnreadableArchive`."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            return {entry.filename: _read(archive, entry) for entry in entries}
    except OSError as problem:
        raise UnreadableArchive(f"The file cannot be read: {problem.strerror or problem}.") from problem
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OverflowError,
    ) as problem:
        raise UnreadableArchive(f"This is no whole zip file: {problem}.") from problem
    except UnreadableArchive:
        raise
    except ValueError as problem:
        raise UnreadableArchive(f"This is no whole zip file: {problem}.") from problem


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAXIMUM_FILES:
        raise UnreadableArchive(
            f"The zip holds {len(entries)} files; a bundle never has more than {MAXIMUM_FILES}."
        )
    seen: set[str] = set()
    for entry in entries:
        if entry.filename in seen:
            raise UnreadableArchive(f"{entry.filename!r} stands twice in the zip.")
        seen.add(entry.filename)
        _check_entry(entry)
    if sum(entry.file_size for entry in entries) > MAXIMUM_BYTES:
        raise UnreadableArchive("The files in the zip are too large for a bundle.")


def _check_entry(entry: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(entry.external_attr >> 16) if entry.create_system == _UNIX else 0
    if not _PLAIN_NAME.fullmatch(entry.orig_filename) or kind not in (0, stat.S_IFREG):
        raise UnreadableArchive(f"{entry.orig_filename!r} is no plain file name of a bundle.")
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS:
        raise UnreadableArchive(f"{entry.filename!r} is locked or packed in an unknown way.")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as packed:
        # One byte more than stated would show, so a bomb cannot unfold past its stated size.
        content = packed.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise UnreadableArchive(f"{entry.filename!r} does not have the size that the zip states.")
    return content
