"""Tellers at the table: put there, without a stake, while voting is open; and one person of the list at a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from ballot_service.rules.signatures import Signer
from ballot_service.rules.table_duty import (
    LEAST_LETTERS,
    MOST_SHOWN,
    DutyFacts,
    LookupFacts,
    alike,
    letters_of,
    may_look_up,
    may_work_at_table,
)
from tests.tallow_creek import CLOSES, OPENS, ZONE

MIDWAY = OPENS + timedelta(days=2)


def signer(**changed: Any) -> Signer:
    plain = {"person": "a", "is_employee": True, "is_nominee": False, "is_close_relative": False}
    return Signer(**{**plain, **changed})


def teller(asked_at: datetime = MIDWAY, **changed: Any) -> DutyFacts:
    facts = {"asked_at": asked_at, "zone": str(ZONE), "opens_at": OPENS, "closes_at": CLOSES}
    return DutyFacts(**{**facts, "teller": signer(), **changed})


@pytest.mark.parametrize(
    ("moment", "codes"),
    [
        (OPENS - timedelta(seconds=1), ("duty_too_early",)),
        (OPENS, ()),
        (CLOSES - timedelta(seconds=1), ()),
        (CLOSES, ("duty_over",)),
    ],
)
def test_a_teller_sees_the_list_while_people_vote(moment: datetime, codes: tuple[str, ...]) -> None:
    assert may_work_at_table(teller(moment)).codes == codes


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"at_table": False}, ("duty_elsewhere",)),
        ({"teller": None}, ("duty_undeclared",)),
        ({"has_opened": False}, ("duty_too_early",)),
        ({"teller": signer(is_nominee=True)}, ("signer_is_candidate",)),
        ({"teller": signer(is_close_relative=True)}, ("signer_is_relative",)),
        ({"at_table": False, "teller": None}, ("duty_elsewhere", "duty_undeclared")),
    ],
)
def test_what_keeps_somebody_from_the_table(changed: dict[str, Any], codes: tuple[str, ...]) -> None:
    assert may_work_at_table(teller(**changed)).codes == codes


def test_one_teller_may_work_for_the_district() -> None:
    """1.15 asks for two people at the count, one of them no employee; signing in is no count."""
    assert may_work_at_table(teller(teller=signer(is_employee=True))).allowed


@pytest.mark.parametrize(
    ("letters", "fitting", "codes"),
    [
        (LEAST_LETTERS - 1, 1, ("lookup_too_short",)),
        (LEAST_LETTERS, MOST_SHOWN, ()),
        (LEAST_LETTERS, MOST_SHOWN + 1, ("lookup_too_many",)),
        (LEAST_LETTERS, 0, ()),
    ],
)
def test_part_of_a_name_shows_a_few_people(letters: int, fitting: int, codes: tuple[str, ...]) -> None:
    assert may_look_up(LookupFacts(letters=letters, fitting=fitting)).codes == codes


@pytest.mark.parametrize(
    ("typed", "letters"),
    [
        ("", 0),
        ("y", 1),
        ("y y", 1),
        ("b y r d", 1),
        ("y.", 1),
        ("y7", 1),
        ("__ %% 12", 0),
        ("by", 2),
        ("o byrd", 4),
        ("O'N", 2),
        ("e\u0323", 1),
        ("Đỗ", 2),
        ("عم", 2),
        ("ع", 1),
        ("王", 2),
        ("김", 2),
    ],
)
def test_letters_of_one_word_count_in_any_script(typed: str, letters: int) -> None:
    """A family name may be one Chinese sign; one letter of an alphabet is the first of too many names."""
    assert letters_of(typed) == letters


def test_the_numbers_are_those_that_the_guidance_names() -> None:
    assert (LEAST_LETTERS, MOST_SHOWN) == (2, 10)


def test_like_names_are_told_apart_and_others_are_not() -> None:
    assert alike(["Otis Byrd", "Ana Ruiz", "otis  BYRD"]) == (True, False, True)
    assert alike([]) == ()
