"""The generated districts: the same for a seed, realistic in their numbers, and read without loss."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from ballot_service.importing.generator import District, generate_district
from ballot_service.importing.reading import read_import
from ballot_service.rules.employment import Position
from tests.importing.uploads import TODAY


@pytest.fixture(scope="module")
def district() -> District:
    return generate_district(7, households=600)


def test_a_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    one, same, other = (generate_district(seed, households=30).files for seed in (3, 3, 4))
    assert one == same
    assert one != other


def test_numbers_are_those_of_a_rural_district(district: District) -> None:
    guardians = [g for home in district.households for g in home.guardians]
    assert 0.12 < sum(not g.email for g in guardians) / len(guardians) < 0.20
    assert 0.02 < sum(not g.phone for g in guardians) / len(guardians) < 0.09
    languages = Counter(home.language for home in district.households)
    assert 0.03 < languages["es"] / 600 < 0.15
    assert {"vi", "ar", "gu", "cho"} <= set(languages)
    phones = Counter(g.phone for g in guardians if g.phone)
    assert sum(count > 1 for count in phones.values()) > 50, "households share phones"
    assert sum(len(home.students) > 1 for home in district.households) > 200


def test_contacts_belong_to_nobody(district: District) -> None:
    guardians = [guardian for home in district.households for guardian in home.guardians]
    phones = [g.phone for g in guardians] + [member.phone for member in district.staff]
    assert all(" 555-" in phone for phone in phones if phone)
    emails = [g.email for g in guardians] + [member.email for member in district.staff]
    hosts = {email.rpartition("@")[2] for email in emails if email.endswith((".org", ".com", ".net"))}
    assert hosts == {"example.org", "example.com", "example.net", "staff.example.org"}


def test_staff_hold_every_kind_of_case(district: District) -> None:
    guardians = {(g.given_name, g.family_name): g for home in district.households for g in home.guardians}
    twins = [
        (m, guardians[m.given_name, m.family_name])
        for m in district.staff
        if (m.given_name, m.family_name) in guardians
    ]
    assert any(m.born == g.born for m, g in twins), "a parent known by birth date"
    assert any(m.born is None and m.email == g.email for m, g in twins), "a parent known by e-mail only"
    assert any(m.born and m.born != g.born and m.email != g.email for m, g in twins), (
        "somebody else with that name"
    )
    reading = read_import("x.zip", district.files["oneroster-1.1.zip"], today=TODAY)
    positions = {employment.position for employment in reading.records.employments}
    assert positions >= set(Position) - {Position.UNKNOWN, Position.OTHER_STAFF, Position.OTHER_DISTRICT}


@pytest.mark.parametrize("file", ["oneroster-1.1.zip", "oneroster-1.2.zip"])
def test_both_versions_are_read_without_loss(district: District, file: str) -> None:
    reading = read_import(file, district.files[file], today=TODAY)
    counts = reading.counts
    assert counts.schools == 5
    assert counts.students == sum(len(home.students) for home in district.households)
    assert counts.guardians == sum(len(home.guardians) for home in district.households)
    assert counts.staff == len(district.staff)
    assert counts.refused_rows == 0
    assert {row.code for row in reading.refused} == {"email_not_valid", "phone_not_valid"}


def test_plain_files_say_the_same_as_oneroster(district: District) -> None:
    reading = read_import("guardians.csv", district.files["guardians.csv"], today=TODAY)
    whole = read_import("x.zip", district.files["oneroster-1.1.zip"], today=TODAY)
    by_name = {
        (p.source_id, p.given_name, p.family_name, p.birth_date, p.contacts) for p in reading.records.people
    }
    guardians = {g.guardian_id for g in whole.records.guardianships}
    expected = {
        (p.source_id, p.given_name, p.family_name, p.birth_date, p.contacts)
        for p in whole.records.people
        if p.source_id in guardians
    }
    assert {row[1:4] for row in by_name} == {row[1:4] for row in expected}
    assert len(by_name) == len(expected)


@pytest.mark.parametrize("kind", ["schools", "students", "guardians", "staff"])
def test_a_spreadsheet_loses_only_letters_that_windows_1252_lacks(district: District, kind: str) -> None:
    good = read_import(f"{kind}.csv", district.files[f"{kind}.csv"], today=TODAY)
    damaged = read_import(f"{kind}.csv", district.files[f"{kind}-spreadsheet.csv"], today=TODAY)
    lost = {row.code for row in damaged.refused} - {row.code for row in good.refused}
    assert lost <= {"name_letters_lost"}
    known = {(p.source_id, p.given_name, p.birth_date, p.contacts) for p in good.records.people}
    assert {(p.source_id, p.given_name, p.birth_date, p.contacts) for p in damaged.records.people} <= known
    missing = len(good.records.people) - len(damaged.records.people)
    assert missing == sum(row.code == "name_letters_lost" for row in damaged.refused)


@pytest.mark.parametrize(("households", "schools"), [(0, 5), (10, 0), (10, 7)])
def test_sizes_that_make_no_district(households: int, schools: int) -> None:
    with pytest.raises(ValueError, match="at least one household"):
        generate_district(1, households=households, schools=schools)


@pytest.mark.parametrize("schools", [1, 2, 6])
def test_small_and_large_districts(schools: int) -> None:
    made = generate_district(5, households=20, schools=schools)
    reading = read_import("x.zip", made.files["oneroster-1.2.zip"], today=TODAY)
    assert reading.counts.schools == schools


def test_the_command_line_writes_every_file(tmp_path: Path) -> None:
    tool = Path(__file__).parents[2] / "tools" / "generate_district.py"
    out = tmp_path / "made"
    ran = subprocess.run(
        [sys.executable, str(tool), "--households", "10", "--seed", "2", "--out", str(out)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    made = generate_district(2, households=10)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == made.files
