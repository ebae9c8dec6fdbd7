"""Single values: names, phones, e-mail addresses, dates, grades, languages, ids, positions."""

from __future__ import annotations

from datetime import date

import pytest

from ballot_service.importing import contacts
from ballot_service.importing.cleaning import (
    address_lines,
    compared_number,
    grade_level,
    name_parts,
    person_name,
)
from ballot_service.importing.dates import NumberOrder, birth_date, calendar_date, number_order
from ballot_service.importing.languages import language_tag
from ballot_service.importing.positions import position_of
from ballot_service.importing.refusals import Unusable
from ballot_service.importing.school_levels import level_of
from ballot_service.importing.source_ids import clean_id, clean_ids

TODAY = date(2025, 11, 3)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("  José   Luis ", "José Luis"),
        ("Jose\u0301", "José"),
        ("Ana\u202e\u200bMaría\u0007", "AnaMaría"),
        ("GarcÃ­a", "García"),
        ("O'Neal", "O'Neal"),
        ("Nguyễn", "Nguyễn"),
        ("Unknown", ""),
        ("-", ""),
        ("गुज\u200cराती", "गुज\u200cराती"),
    ],
)
def test_names(written: str, read: str) -> None:
    assert person_name(written) == read


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Garc\ufffda", "name_letters_lost"),
        ("Nguy?n", "name_letters_lost"),
        ("601-555-0123", "not_a_name"),
        ("ana@example.org", "not_a_name"),
        ("A" * 101, "name_too_long"),
    ],
)
def test_what_is_no_name(written: str, code: str) -> None:
    with pytest.raises(Unusable) as refused:
        person_name(written)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("García López, Ana María", ("Ana María", "García López")),
        ("Ana García López", ("Ana", "García López")),
        ("James Ward, Jr.", ("James", "Ward Jr.")),
        ("Cher", ("Cher", "")),
    ],
)
def test_whole_names(written: str, parts: tuple[str, str]) -> None:
    assert name_parts(written) == parts


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("(601) 555-0123", ("+16015550123",)),
        ("6015550123.0", ("+16015550123",)),
        ("6.015550123E+09", ("+16015550123",)),
        ("6,015550123E+09", ("+16015550123",)),
        ("'6015550123", ("+16015550123",)),
        ("1-662-555-0123 ext 4", ("+16625550123",)),
        ("601-555-0123 / 662-555-0124", ("+16015550123", "+16625550124")),
        ("601-555-0123 or (601) 555-0123", ("+16015550123",)),
        ("+52 55 1234 5678", ("+525512345678",)),
        ("N/A", ()),
        ("", ()),
        ("0", ()),
    ],
)
def test_phones(written: str, read: tuple[str, ...]) -> None:
    assert contacts.phones(written) == (read, ())


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("6.01555E+09", "phone_digits_lost"),
        ("555-0123", "phone_without_area_code"),
        ("603121567", "phone_digit_missing"),
        ("60312323567", "phone_not_valid"),
        ("9999999999", "phone_not_valid"),
        ("call school", "phone_not_valid"),
    ],
)
def test_phones_that_nobody_can_call(written: str, code: str) -> None:
    good, bad = contacts.phones(written)
    assert good == ()
    assert [why.code for why in bad] == [code]


def test_a_good_number_beside_a_bad_one_is_kept() -> None:
    good, bad = contacts.phones("601-555-0123; 555-0199")
    assert (good, len(bad)) == (("+16015550123",), 1)


def test_emails() -> None:
    assert contacts.emails(" Marisol.Lopez@Example.ORG ") == (("marisol.lopez@example.org",), ())
    assert contacts.emails("a@example.org; b@example.org") == (("a@example.org", "b@example.org"), ())
    assert contacts.emails("no email") == ((), ())
    assert [why.code for why in contacts.emails("rosa(at)example.org")[1]] == ["email_not_valid"]


@pytest.mark.parametrize(
    ("written", "order", "read"),
    [
        ("2014-06-15", NumberOrder.MONTH_FIRST, date(2014, 6, 15)),
        ("2014-06-15T00:00:00Z", NumberOrder.MONTH_FIRST, date(2014, 6, 15)),
        ("6/15/2014", NumberOrder.MONTH_FIRST, date(2014, 6, 15)),
        ("6/7/2014 0:00", NumberOrder.MONTH_FIRST, date(2014, 6, 7)),
        ("6/7/2014", NumberOrder.DAY_FIRST, date(2014, 7, 6)),
        ("15.06.2014", NumberOrder.DAY_FIRST, date(2014, 6, 15)),
        ("20140615", NumberOrder.MONTH_FIRST, date(2014, 6, 15)),
        ("41805", NumberOrder.MONTH_FIRST, date(2014, 6, 15)),
        ("41805.0", NumberOrder.MONTH_FIRST, date(2014, 6, 15)),
        ("15-Jun-14", NumberOrder.MONTH_FIRST, date(2014, 6, 15)),
        ("June 15, 2014", NumberOrder.MONTH_FIRST, date(2014, 6, 15)),
        ("15 de junio de 2014", NumberOrder.MONTH_FIRST, date(2014, 6, 15)),
        ("6/15/14", NumberOrder.MONTH_FIRST, date(2014, 6, 15)),
        ("13/06/2014", NumberOrder.MIXED, date(2014, 6, 13)),
        ("06/13/2014", NumberOrder.MIXED, date(2014, 6, 13)),
        ("", NumberOrder.MONTH_FIRST, None),
        ("N/A", NumberOrder.MONTH_FIRST, None),
    ],
)
def test_birth_dates(written: str, order: NumberOrder, read: date | None) -> None:
    assert birth_date(written, order, TODAY, 2, 30) == read


def test_a_year_of_two_digits_is_the_latest_that_fits_the_age() -> None:
    assert birth_date("6/15/15", NumberOrder.MONTH_FIRST, TODAY, 2, 30) == date(2015, 6, 15)
    assert birth_date("6/15/15", NumberOrder.MONTH_FIRST, TODAY, 13, 110) == date(1915, 6, 15)
    assert birth_date("6/15/60", NumberOrder.MONTH_FIRST, TODAY, 13, 110) == date(1960, 6, 15)


@pytest.mark.parametrize(
    ("written", "order", "code"),
    [
        ("2031-06-15", NumberOrder.MONTH_FIRST, "birth_in_future"),
        ("1914-06-15", NumberOrder.MONTH_FIRST, "birth_not_likely"),
        ("2025-01-01", NumberOrder.MONTH_FIRST, "birth_not_likely"),
        ("2014-02-30", NumberOrder.MONTH_FIRST, "date_not_valid"),
        ("soon", NumberOrder.MONTH_FIRST, "date_not_valid"),
        ("15 Brumaire 2014", NumberOrder.MONTH_FIRST, "date_not_valid"),
        ("3/4/2014", NumberOrder.MIXED, "date_two_readings"),
        ("13/13/2014", NumberOrder.MIXED, "date_not_valid"),
    ],
)
def test_birth_dates_that_cannot_be(written: str, order: NumberOrder, code: str) -> None:
    with pytest.raises(Unusable) as refused:
        birth_date(written, order, TODAY, 2, 30)
    assert refused.value.code == code


def test_other_dates_may_lie_ahead() -> None:
    assert calendar_date("5/22/26", NumberOrder.MONTH_FIRST, TODAY) == date(2026, 5, 22)


def test_a_column_proves_its_order() -> None:
    assert number_order(["3/4/2014", "5/6/2015"]) is NumberOrder.MONTH_FIRST
    assert number_order(["3/4/2014", "25/6/2015"]) is NumberOrder.DAY_FIRST
    assert number_order(["3.4.2014"]) is NumberOrder.DAY_FIRST
    assert number_order(["25/6/2015", "6/25/2015"]) is NumberOrder.MIXED


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("K", "K"),
        ("KG", "K"),
        ("00", "K"),
        ("PK", "PK"),
        ("Pre-K", "PK"),
        ("-1", "PK"),
        ("01", "1"),
        ("3rd", "3"),
        ("Grade 9", "9"),
        ("12.0", "12"),
        ("5.º", "5"),
        ("", ""),
        ("UG", ""),
    ],
)
def test_grades(written: str, read: str) -> None:
    assert grade_level(written) == read


def test_an_unknown_grade_is_refused() -> None:
    with pytest.raises(Unusable, match="not known"):
        grade_level("14")


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("Spanish", "es"),
        ("español", "es"),
        ("SPA", "es"),
        ("es-MX", "es"),
        ("Spanish; Castilian", "es"),
        ("Vietnamese", "vi"),
        ("Tiếng Việt", "vi"),
        ("Arabic", "ar"),
        ("Chinese", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("Mandarin", "zh-Hans"),
        ("Choctaw", "cho"),
        ("Gujarati", "gu"),
        ("English", "en"),
        ("Inglés", "en"),
        ("Other", ""),
        ("", ""),
        ("unknown", ""),
    ],
)
def test_languages(written: str, tag: str) -> None:
    assert language_tag(written) == tag


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(Unusable, match="language"):
        language_tag("Martian")


def test_zeros_that_a_spreadsheet_lost_do_not_count() -> None:
    assert compared_number("0008") == compared_number("8") == compared_number("8.0")
    assert compared_number("000") == "0"
    assert clean_id("000087109") == clean_id("87109") == clean_id("8.7109E+04") == "87109"
    assert clean_ids('"00012, 13";14') == ("12", "13", "14")
    with pytest.raises(Unusable, match="shortened"):
        clean_id("8.71E+07")


def test_addresses_get_their_zip_back() -> None:
    assert address_lines("12 Gin Rd", "Boston", "MA", "2108") == "12 Gin Rd\nBoston, MA 02108"
    assert address_lines("", "Tallow Creek", "MS", "39901") == "Tallow Creek, MS 39901"


@pytest.mark.parametrize(
    ("title", "position"),
    [
        ("Third Grade Teacher", "teacher"),
        ("Assistant Principal", "administrator"),
        ("Superintendent", "administrator"),
        ("Secretary to the Superintendent", "office_staff"),
        ("Assistant Teacher", "assistant_teacher"),
        ("Teacher's Aide", "assistant_teacher"),
        ("Cafeteria Manager", "cafeteria"),
        ("Bus Driver", "transportation"),
        ("Bus Aide", "transportation"),
        ("Contract Bus Driver", "contractor"),
        ("School Board Member", "board_member"),
        ("Substitute Teacher", "substitute"),
        ("Retired Teacher", "retired"),
        ("Custodian", "maintenance"),
        ("School Counselor", "counselor"),
        ("School Nurse", "nurse"),
        ("Piano Tuner", "other_staff"),
        ("", "unknown"),
    ],
)
def test_positions(title: str, position: str) -> None:
    assert position_of(title) == position


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("Cypress Elementary School", "elementary"),
        ("Oak MS", "middle"),
        ("Pine Junior High", "middle"),
        ("Pine High School", "high"),
        ("Tallow Creek Attendance Center", "other"),
    ],
)
def test_school_levels(name: str, level: str) -> None:
    assert level_of(name) == level
