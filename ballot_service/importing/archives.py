"""Opens what a person uploaded: one table, or a zip of tables, within limits that stop a zip bomb.

Size limits are in bytes. A zip is read member by member and never unpacked to disk; only .csv, .txt and .tsv
members are read, and what a member says about its own size is not believed.
"""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from pathlib import Path

from ballot_service.importing.refusals import UnreadableFile
from ballot_service.rules.words import say

MEGABYTE = 1024 * 1024
LARGEST_FILE = 64 * MEGABYTE
LARGEST_UNPACKED = 256 * MEGABYTE
MOST_MEMBERS = 500
TABLE_ENDINGS = (".csv", ".txt", ".tsv")
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
)
"""What the zip reader raises on damaged bytes (found by feeding it damaged bytes)."""


def open_upload(name: str, content: bytes) -> dict[str, bytes]:
    """File name → bytes of each table in the upload. Raises `UnreadableFile`."""
    if not content.strip(b"\x00 \t\r\n"):
        raise UnreadableFile(
            "file_empty",
            say("The file {name} is empty.", name=name),
            say("Export it again and check that it has rows."),
        )
    if content[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _open_zip(name, content)
    _refuse_other_formats(name, content)
    return {Path(name).name or name: content}


def whole(name: str, content: bytes | Path) -> bytes:
    """The bytes of an upload, never more than the limit. Raises `UnreadableFile`."""
    if isinstance(content, Path):
        with content.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise _too_large(name, LARGEST_FILE)
    return content


def _too_large(name: str, limit: int) -> UnreadableFile:
    return UnreadableFile(
        "file_too_large",
        say("The file {name} is larger than {limit} MB.", name=name, limit=limit // MEGABYTE),
        say("Export one school at a time, or only people, schools and enrollments."),
    )


def _refuse_other_formats(name: str, content: bytes) -> None:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise _workbook(name)
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")):
        raise UnreadableFile(
            "not_a_table",
            say("The file {name} is not a table.", name=name),
            say("Choose a CSV file or a OneRoster zip file."),
        )


def _workbook(name: str) -> UnreadableFile:
    return UnreadableFile(
        "workbook",
        say("The file {name} is a spreadsheet workbook, not a CSV file.", name=name),
        say('In the spreadsheet choose "Save as" and then "CSV UTF-8", and import that file.'),
    )


def _open_zip(name: str, content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            if any(m.filename in ("[Content_Types].xml", "content.xml") for m in members):
                raise _workbook(name)
            return _read_tables(name, archive, members)
    except BROKEN as error:
        raise UnreadableFile(
            "zip_broken",
            say("The zip file {name} is damaged or was cut short.", name=name),
            say("Export it or copy it again."),
        ) from error


def _read_tables(name: str, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    wanted = [m for m in members if _is_table(m.filename)]
    if len(members) > MOST_MEMBERS:
        raise UnreadableFile(
            "zip_too_many_files",
            say("The zip file {name} holds {count} files.", name=name, count=len(members)),
            say("A OneRoster zip has about twenty. Check that this is the right file."),
        )
    if not wanted:
        raise UnreadableFile(
            "zip_without_tables",
            say("The zip file {name} holds no CSV files.", name=name),
            say("Choose the zip that your student system exports, with users.csv inside."),
        )
    tables: dict[str, bytes] = {}
    left = LARGEST_UNPACKED
    for member in wanted:
        inside = _read_member(name, archive, member, left)
        left -= len(inside)
        tables[_free_name(Path(member.filename).name, tables)] = inside
    return tables


def _is_table(filename: str) -> bool:
    path = Path(filename)
    hidden = "__MACOSX" in path.parts or path.name.startswith(".")
    return not hidden and path.suffix.lower() in TABLE_ENDINGS


def _free_name(name: str, taken: dict[str, bytes]) -> str:
    """Two folders of a zip may hold the same file name: both are read, the second under a numbered name."""
    if name not in taken:
        return name
    stem, ending = Path(name).stem, Path(name).suffix
    return next(new for n in range(2, len(taken) + 3) if (new := f"{stem}-{n}{ending}") not in taken)


def _read_member(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> bytes:
    if member.flag_bits & 0x1:
        raise UnreadableFile(
            "zip_locked",
            say("The zip file {name} is locked with a password.", name=name),
            say("Make the zip file again without a password."),
        )
    with archive.open(member) as opened:
        inside = opened.read(left + 1)
    if len(inside) > left:
        raise _too_large(name, LARGEST_UNPACKED)
    return inside
