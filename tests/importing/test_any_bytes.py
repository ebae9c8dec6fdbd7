"""Whatever bytes come in: a reading or a named refusal, never a crash, and never a password."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ballot_service.importing import contacts
from ballot_service.importing.cleaning import address_lines, grade_level, name_parts, person_name
from ballot_service.importing.dates import NumberOrder, birth_date, calendar_date
from ballot_service.importing.languages import language_tag
from ballot_service.importing.positions import position_of
from ballot_service.importing.reading import Reading, preview_import
from ballot_service.importing.records import FileKind
from ballot_service.importing.refusals import UnreadableFile, Unusable
from ballot_service.importing.source_ids import clean_ids
from tests.importing.uploads import TODAY, fixture_zip, read, zipped

HEADERS = (
    "Student ID",
    "Guardian ID",
    "Last Name",
    "First Name",
    "Name",
    "DOB",
    "Grade",
    "School",
    "Phone",
    "Cell",
    "Email",
    "Home Language",
    "Zip",
    "Title",
    "Term Date",
    "Relationship",
    "Parent 1 Name",
    "Parent 2 Phone",
    "Password",
    "",
)
ODD = (
    "1",
    "00012",
    "8.7E+04",
    "6.01555E+09",
    "6/15/2014",
    "15/6/14",
    "41805",
    "Ana",
    "García, Ana",
    "es",
    "K",
    '"',
    ";",
)
CELLS = st.one_of(st.text(max_size=30), st.sampled_from(ODD))
SLOW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def outcome(content: bytes, kind: FileKind | None, name: str = "upload.csv") -> Reading | None:
    """A reading, or None for a refusal by name with both its sentences; anything else is a crash."""
    with contextlib.suppress(UnreadableFile):
        preview_import(name, content, kind=kind)
    refusal: UnreadableFile | None = None
    reading: Reading | None = None
    try:
        reading = read(content, kind, name=name)
    except UnreadableFile as error:
        refusal = error
    if reading is None:
        assert refusal is not None
        assert all((refusal.code, str(refusal.sentence), str(refusal.remedy)))
        return None
    for row in reading.refused:
        assert row.line >= 1
        assert str(row.reason)
        assert str(row.remedy)
    return reading


@SLOW
@given(st.binary(max_size=4000), st.sampled_from([None, *FileKind]))
@example(b"\xff\xfe\x00", None)
@example(b"\xef\xbb\xbf\xff,\xfe\n1,2", FileKind.STUDENTS)
def test_any_bytes(content: bytes, kind: FileKind | None) -> None:
    outcome(content, kind)


@SLOW
@given(
    st.text(max_size=2000), st.sampled_from(["utf-8", "cp1252", "utf-16"]), st.sampled_from(list(FileKind))
)
def test_any_text_below_good_column_names(text: str, encoding: str, kind: FileKind) -> None:
    headers = "Student ID,School Name,Last Name,First Name,Phone,DOB,Password\r\n"
    reading = outcome((headers + text).encode(encoding, errors="replace"), kind)
    assert reading is not None


@SLOW
@given(
    st.lists(st.sampled_from(HEADERS), min_size=1, max_size=12),
    st.lists(st.lists(CELLS, max_size=14), max_size=12),
    st.sampled_from(",;\t|"),
    st.sampled_from(list(FileKind)),
)
def test_any_cells_below_any_column_names(
    headers: list[str], rows: list[list[str]], mark: str, kind: FileKind
) -> None:
    lines = [mark.join(headers), *(mark.join(row) for row in rows)]
    outcome("\n".join(lines).encode("utf-8", errors="replace"), kind)


@SLOW
@given(st.data())
def test_a_damaged_zip(data: st.DataObject) -> None:
    whole = bytearray(fixture_zip("v1p1"))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    reading = outcome(bytes(whole), None, name="export.zip")
    assert reading is None or "Never-Kept" not in repr(reading)


@SLOW
@given(st.data())
def test_a_zip_cut_short(data: st.DataObject) -> None:
    whole = fixture_zip("v1p2")
    outcome(whole[: data.draw(st.integers(4, len(whole) - 1))], None, name="export.zip")


@SLOW
@given(
    st.sampled_from(["users", "orgs", "roles", "enrollments", "demographics", "manifest"]),
    st.text(max_size=800),
)
def test_a_oneroster_zip_with_any_text_in_one_file(file: str, text: str) -> None:
    content = fixture_zip("v1p2", **{file: text.encode("utf-8", errors="replace").decode()})
    outcome(content, None, name="export.zip")


@SLOW
@given(st.lists(st.tuples(st.text(max_size=20), st.binary(max_size=200)), max_size=5))
def test_a_zip_of_anything(files: list[tuple[str, bytes]]) -> None:
    named = {f"{name}.csv".replace("\ud800", ""): content for name, content in files if name.isprintable()}
    outcome(zipped(named), None, name="any.zip")


READERS: tuple[Callable[[str], object], ...] = (
    person_name,
    name_parts,
    contacts.emails,
    contacts.phones,
    grade_level,
    language_tag,
    position_of,
    clean_ids,
    lambda value: address_lines(value, value, value, value),
    lambda value: birth_date(value, NumberOrder.MIXED, TODAY, 2, 110),
    lambda value: calendar_date(value, NumberOrder.DAY_FIRST, TODAY),
)


@SLOW
@given(st.one_of(st.text(max_size=60), st.from_regex(r"[0-9/.:eE+ -]{1,24}", fullmatch=True)))
@example("99999")
@example("9E99")
@example("0000-00-00")
@example("29/2/2023")
@example("+" + "9" * 40)
def test_any_value(value: str) -> None:
    for reader in READERS:
        why: Unusable | None = None
        try:
            reader(value)
        except Unusable as error:
            why = error
        assert why is None or all((why.code, str(why.reason), str(why.remedy)))
