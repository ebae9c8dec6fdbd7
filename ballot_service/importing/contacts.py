"""Cleans e-mail addresses and phone numbers, and undoes what a spreadsheet did to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import lru_cache

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from ballot_service.importing.cleaning import has_value, plain_text
from ballot_service.importing.refusals import Unusable
from ballot_service.rules.words import say

COUNTRY = "US"
SEVERAL = re.compile(r"\s*(?:/|;|\||\bor\b|\bo\b|\by\b|&|,(?!\d+[eE]))\s*", re.IGNORECASE)
NO_EMAIL = frozenset({"no email", "noemail", "no e-mail", "none@none.com", "na@na.com", "no@email.com"})
NO_PHONE = frozenset({"no phone", "nophone", "0", "disconnected", "no number"})


def emails(value: str) -> tuple[tuple[str, ...], tuple[Unusable, ...]]:
    """The addresses in one cell in lower case, and what is wrong with those left out."""
    return _each(value, NO_EMAIL, re.compile(r"[\s;,|/]+"), email)


def phones(value: str) -> tuple[tuple[str, ...], tuple[Unusable, ...]]:
    """The numbers in one cell as E.164 ("+16015550123"), and what is wrong with those left out."""
    return _each(value, NO_PHONE, SEVERAL, phone)


def _each(
    value: str, nothing: frozenset[str], between: re.Pattern[str], clean: Callable[[str], str]
) -> tuple[tuple[str, ...], tuple[Unusable, ...]]:
    text = plain_text(value) if value else ""
    if not has_value(text) or text.lower() in nothing:
        return (), ()
    good: list[str] = []
    bad: list[Unusable] = []
    for part in between.split(text):
        if not has_value(part):
            continue
        try:
            good.append(clean(part))
        except Unusable as why:
            bad.append(why)
    return tuple(dict.fromkeys(good)), tuple(bad)


@lru_cache(maxsize=5000)
def email(value: str) -> str:
    """One address in lower case. Raises `Unusable`; asks no server whether the address exists."""
    address = value.strip("<>()'\" ").removeprefix("mailto:")
    try:
        checked = validate_email(address, check_deliverability=False)
    except (EmailNotValidError, ValueError) as error:
        raise Unusable(
            "email_not_valid",
            say("This is not a complete e-mail address."),
            say("Correct it to the form name@example.org, or leave it empty."),
        ) from error
    return checked.normalized.lower()


@lru_cache(maxsize=5000)
def phone(value: str) -> str:
    """One number as E.164; a number without a country is American. Raises `Unusable`."""
    text = _without_spreadsheet_marks(value)
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except phonenumbers.NumberParseException as error:
        raise _not_a_number(text) from error
    if not phonenumbers.is_valid_number(number):
        raise _not_a_number(text)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _without_spreadsheet_marks(value: str) -> str:
    """Undoes ".0" and, when no digit was lost, "6.015550123E+09"."""
    text = value.strip().lstrip("'=").strip('"')
    if re.fullmatch(r"\+?\d+\.0+", text):
        return text.partition(".")[0]
    if not re.fullmatch(r"\d(?:[.,]\d+)?[eE]\+?\d{1,2}", text):
        return text
    try:
        digits = Decimal(text.replace(",", "."))
    except InvalidOperation:  # pragma: no cover  (the pattern above admits numbers only)
        return text
    kept = len(digits.as_tuple().digits)
    if kept < 10:
        raise Unusable(
            "phone_digits_lost",
            say("A spreadsheet shortened this phone number and its last digits are lost."),
            say("Set the phone column to Text in the spreadsheet, then export and import again."),
        )
    return str(int(digits))


def _not_a_number(text: str) -> Unusable:
    digits = sum(c.isdigit() for c in text)
    if digits == 7:
        return Unusable(
            "phone_without_area_code",
            say("This phone number has no area code."),
            say("Write all ten digits, for example 601-555-0123."),
        )
    if digits == 9:
        return Unusable(
            "phone_digit_missing",
            say("This phone number has nine digits; ten are needed."),
            say("A spreadsheet may have dropped a zero. Look the number up and write all ten digits."),
        )
    return Unusable(
        "phone_not_valid",
        say("This is not a phone number that can be called."),
        say("Write all ten digits, or + and the country code for a number abroad."),
    )
