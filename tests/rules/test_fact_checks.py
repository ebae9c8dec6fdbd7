"""Facts that cannot be right: years centuries away, and numbers of days beyond all sense."""

from __future__ import annotations

from datetime import date

import pytest

from ballot_service.rules.fact_checks import WrongFact, check_days, check_years


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2999, 12, 31)])
def test_years_from_1900_to_2999_make_sense(day: date) -> None:
    check_years({"born_on": day})


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(3000, 1, 1)])
def test_other_years_are_a_slip_of_the_pen(day: date) -> None:
    with pytest.raises(WrongFact, match='"born_on" is too far away'):
        check_years({"born_on": day})


@pytest.mark.parametrize("days", [0, 3660])
def test_a_window_has_no_day_or_up_to_ten_years(days: int) -> None:
    check_days(mail_grace_days=days)


@pytest.mark.parametrize("days", [-1, 3661])
def test_a_window_never_ends_before_it_begins_nor_lasts_longer_than_ten_years(days: int) -> None:
    with pytest.raises(WrongFact, match="mail_grace_days"):
        check_days(mail_grace_days=days)
