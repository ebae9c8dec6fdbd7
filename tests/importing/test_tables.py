"""Bytes to rows: encodings, separators, quotation marks, zips, and files that are no tables at all."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from ballot_service.importing import archives, tables
from ballot_service.importing.archives import open_upload, whole
from ballot_service.importing.refusals import UnreadableFile
from ballot_service.importing.tables import read_table
from tests.importing.uploads import zipped

TEXT = "Last Name,First Name\nMuñoz,José\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-8-sig"), "UTF-8"),
        (TEXT.encode("cp1252"), "Windows-1252"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "UTF-16"),
    ],
)
def test_encodings_are_told_apart(content: bytes, encoding: str) -> None:
    table = read_table("a.csv", content)
    assert (table.encoding, table.headers, table.rows[0].cells) == (
        encoding,
        ("Last Name", "First Name"),
        ("Muñoz", "José"),
    )


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_separators_are_told_apart(mark: str) -> None:
    table = read_table("a.csv", f"id{mark}name{mark}zip\n1{mark}Cruz, Ana{mark}39901\n".encode())
    if mark == ",":
        assert len(table.rows[0].cells) == 4
    else:
        assert table.rows[0].cells == ("1", "Cruz, Ana", "39901")


def test_the_separator_that_a_spreadsheet_declares_is_used_and_line_numbers_stay_true() -> None:
    table = read_table("a.csv", b"sep=;\r\nid;name\r\n1;Ana\r\n")
    assert table.headers == ("id", "name")
    assert table.rows[0] == (3, ("1", "Ana"))


def test_line_numbers_are_those_of_a_text_editor() -> None:
    table = read_table("a.csv", b'id,note\n\n1,"two\nlines"\n2,x\r3,y\n')
    assert [(row.line, row.cells[0]) for row in table.rows] == [(3, "1"), (5, "2"), (6, "3")]


def test_ragged_rows_and_nul_bytes_are_read() -> None:
    table = read_table("a.csv", b"id,name,phone\n1,A\x00na\n2,Bo,601,\n")
    assert [row.cells for row in table.rows] == [("1", "Ana"), ("2", "Bo", "601", "")]


def test_a_quotation_mark_that_nobody_closed_costs_one_row_not_the_file() -> None:
    lines = ["id,name", "1,Ana", '2,"Bo', *(f"{n},N{n}" for n in range(3, 200))]
    table = read_table("a.csv", "\n".join(lines).encode())
    assert [(broken.line, broken.code, broken.value_shown) for broken in table.broken] == [
        (3, "quote_not_closed", "")
    ]
    assert [row.line for row in table.rows] == [2, *range(4, 201)]


def test_a_cell_of_endless_length_costs_one_row() -> None:
    table = read_table("a.csv", b"id,name\n1," + b"x" * 200_000 + b"\n2,Bo\n")
    assert [row.cells for row in table.rows] == [("2", "Bo")]
    assert [broken.code for broken in table.broken] == ["row_broken"]


def code_of(name: str, content: bytes) -> str:
    def read_all() -> None:
        for file, inside in open_upload(name, content).items():
            read_table(file, inside)

    with pytest.raises(UnreadableFile) as refused:
        read_all()
    assert str(refused.value.sentence).endswith(".")
    assert str(refused.value.remedy).endswith(".")
    return refused.value.code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \r\n\r\n", "file_empty"),
        (b"\xef\xbb\xbf\r\n", "no_rows"),
        (b",,,\n,,\n", "no_rows"),
        (b"%PDF-1.7 ...", "not_a_table"),
        (b"\x89PNG\r\n", "not_a_table"),
        (b"\xd0\xcf\x11\xe0rest", "workbook"),
        (zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}), "workbook"),
        (zipped({"readme.pdf": b"x"}), "zip_without_tables"),
        (zipped({"users.csv": b"a,b\n1,2\n" * 50})[:-40], "zip_broken"),
        (b"PK\x03\x04 nothing more", "zip_broken"),
        (zipped({f"{n}.csv": b"a\n" for n in range(600)}), "zip_too_many_files"),
    ],
    ids=[str(number) for number in range(12)],  # zips hold the time, and two runs must find the same tests
)
def test_what_is_no_table_is_refused_by_name(content: bytes, code: str) -> None:
    assert code_of("upload", content) == code


def test_a_zip_bomb_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST_UNPACKED", 1_000_000)
    bomb = zipped({"users.csv": b"0" * 900_000, "orgs.csv": b"0" * 900_000})
    assert len(bomb) < 10_000
    assert code_of("bomb.zip", bomb) == "file_too_large"


def test_a_member_that_lies_about_its_size_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST_UNPACKED", 1_000)
    honest = zipped({"users.csv": b"0" * 50_000})
    assert honest.count((50_000).to_bytes(4, "little")) == 2
    lying = honest.replace((50_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert code_of("lying.zip", lying) in ("file_too_large", "zip_broken")


def test_a_locked_zip_is_refused() -> None:
    locked = bytearray(zipped({"users.csv": b"a,b\n"}))
    central = locked.index(b"PK\x01\x02")
    locked[central + 8] |= 1
    locked[6] |= 1
    assert code_of("locked.zip", bytes(locked)) == "zip_locked"


def test_a_file_on_disk_is_never_read_past_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST_FILE", 100)
    (tmp_path / "a.csv").write_bytes(b"x" * 101)
    with pytest.raises(UnreadableFile, match="larger"):
        whole("a.csv", tmp_path / "a.csv")


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    assert code_of("a.csv", b"id\n1\n2\n3\n4\n") == "table_too_large"


def test_folders_and_hidden_files_in_a_zip() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("export/", b"")
        archive.writestr("export/users.csv", b"a\n1\n")
        archive.writestr("copy/users.csv", b"a\n2\n")
        archive.writestr("__MACOSX/export/._users.csv", b"\x00\x05")
    assert sorted(open_upload("x.zip", packed.getvalue())) == ["users-2.csv", "users.csv"]
