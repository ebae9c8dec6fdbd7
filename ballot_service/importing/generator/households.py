"""Makes the households of a generated district: parents, children, languages, shared and missing contacts."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence
from datetime import date

from ballot_service.importing.generator.names import child_family_name, family_name, given_name, street
from ballot_service.importing.generator.people import (
    Guardian,
    Household,
    School,
    Student,
    birthday,
    phone_number,
)

WITHOUT_EMAIL = 0.16
WITHOUT_PHONE = 0.05
TYPING_SLIPS = 0.01
"""How often a contact was typed wrong, so that an import has something to refuse."""
SHARED_PHONE = 0.35
"""How often two guardians of one household use one phone."""
FATHER_AND_SON = 0.02
MAIL_HOSTS = ("example.org", "example.com", "example.net")
LANGUAGE_SHARES = {"es": 0.055, "vi": 0.008, "ar": 0.008, "gu": 0.005, "cho": 0.010, "zh-Hans": 0.004}
"""Shares of home languages (requirements: English learners were 3 in 100 of Mississippi's students)."""
MORE_SPANISH = 4
"""In one school's neighborhood Spanish is this many times as common."""
GRADES = ("PK", "K", *(str(grade) for grade in range(1, 13)))
TOWNS = (("Tallow Creek", "39901"), ("Cypress Bend", "39902"), ("Gin Hill", "39903"))


def make_household(
    draw: random.Random, number: int, schools: Sequence[School], spanish_school: School, today: date
) -> Household:
    """One household with one to four children. `number` makes ids that never repeat."""
    elementary = draw.choice([school for school in schools if "1" in school.grades] or list(schools))
    language = _language(draw, more_spanish=elementary is spanish_school)
    guardians = _guardians(draw, number, language, today)
    count = draw.choices((1, 2, 3, 4), (45, 34, 16, 5))[0]
    students: list[Student] = []
    for index in range(count):
        grade = draw.choice(GRADES)
        school = _school_for(draw, grade, elementary, schools)
        students.append(_student(draw, number, index, guardians, language, grade, school, today))
    for guardian in guardians:
        guardian.children.extend(student.id for student in students)
    town, postal_code = draw.choice(TOWNS)
    return Household(
        language=language,
        street=street(draw),
        town=town,
        postal_code=postal_code,
        guardians=tuple(guardians),
        students=tuple(students),
    )


def _language(draw: random.Random, *, more_spanish: bool) -> str:
    shares = dict(LANGUAGE_SHARES)
    if more_spanish:
        shares["es"] *= MORE_SPANISH
    languages = [*shares, "en"]
    return draw.choices(languages, [*shares.values(), 1 - sum(shares.values())])[0]


def _guardians(draw: random.Random, number: int, language: str, today: date) -> list[Guardian]:
    kinds = draw.choices(
        (("mother",), ("mother", "father"), ("grandmother",), ("mother", "grandmother"), ("father",)),
        (38, 44, 9, 5, 4),
    )[0]
    shared_name = family_name(draw, language)
    guardians = []
    for index, kind in enumerate(kinds):
        own_name = language == "es" or draw.random() < 0.35
        name = family_name(draw, language) if own_name else shared_name
        is_woman = kind != "father"
        ages = (45, 78) if kind == "grandmother" else (20, 54)
        guardians.append(
            Guardian(
                id=f"g-{number:05d}-{index + 1}",
                given_name=given_name(draw, language, is_woman=is_woman),
                family_name=name,
                suffix="Jr" if not is_woman and draw.random() < FATHER_AND_SON * 3 else "",
                born=birthday(draw, *ages, today),
                relationship=kind.capitalize(),
            )
        )
    _give_contacts(draw, number, guardians)
    return guardians


def _give_contacts(draw: random.Random, number: int, guardians: list[Guardian]) -> None:
    home_phone = phone_number(draw)
    shares = draw.random() < SHARED_PHONE
    for guardian in guardians:
        if draw.random() >= WITHOUT_PHONE:
            guardian.phone = _typed(draw, home_phone if shares else phone_number(draw))
        if draw.random() >= WITHOUT_EMAIL:
            address = mail_address(draw, guardian.given_name, guardian.family_name, number)
            guardian.email = _typed(draw, address)


def _typed(draw: random.Random, contact: str) -> str:
    """The contact, now and then with its last letters forgotten."""
    return contact[:-4] if draw.random() < TYPING_SLIPS else contact


def mail_address(draw: random.Random, given: str, family: str, number: int) -> str:
    """An address on a domain that is reserved for examples."""
    local = f"{plain_letters(given)}.{plain_letters(family)}{number % 1000}"
    return f"{local}@{draw.choice(MAIL_HOSTS)}"


def plain_letters(name: str) -> str:
    """Small letters without accents, for addresses: "Nguyễn" becomes "nguyen"."""
    decomposed = unicodedata.normalize("NFKD", name.casefold().replace("đ", "d"))
    return "".join(c for c in decomposed if c.isascii() and c.isalnum())


def _school_for(draw: random.Random, grade: str, elementary: School, schools: Sequence[School]) -> School:
    """The household's own elementary school, or the one that teaches the child's grade."""
    if grade in elementary.grades:
        return elementary
    return draw.choice([school for school in schools if grade in school.grades] or [elementary])


def _student(
    draw: random.Random,
    number: int,
    index: int,
    guardians: Sequence[Guardian],
    language: str,
    grade: str,
    school: School,
    today: date,
) -> Student:
    father = guardians[-1].family_name
    mother = guardians[0].family_name
    given = given_name(draw, language, is_woman=draw.random() < 0.5)
    named_after = draw.random() < FATHER_AND_SON and guardians[-1].relationship == "Father"
    age = GRADES.index(grade) + 4
    return Student(
        id=f"s-{number:05d}-{index + 1}",
        number=f"{(number * 10 + index + 1) * 7919 % 1_000_000_000:09d}",
        given_name=guardians[-1].given_name if named_after else given,
        family_name=father if named_after else child_family_name(draw, father, mother, language),
        born=birthday(draw, age, age + 1, today),
        grade=grade,
        school=school,
        guardians=tuple(guardian.id for guardian in guardians),
    )
