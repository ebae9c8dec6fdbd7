"""R107, secrecy: people are told once that a ballot came, after the close, where nobody else can read it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from ballot_service.rules.ballot_received import addresses_of_one, is_time_to_tell
from tests.tallow_creek import CLOSES


def test_an_address_that_two_people_have_belongs_to_nobody() -> None:
    held = [("ana", "ana@x"), ("ana", "+1"), ("bo", "+1"), ("cy", "cy@x"), ("cy", "cy@x")]
    assert addresses_of_one(held) == {("ana", "ana@x"), ("cy", "cy@x")}


@pytest.mark.parametrize(
    ("changed", "is_time"),
    [
        ({}, True),
        ({"now": CLOSES - timedelta(seconds=1)}, False),
        ({"chosen": False}, False),
        ({"told": True}, False),
        ({"counted_at": CLOSES}, False),
    ],
)
def test_it_is_told_once_between_close_and_count(changed: dict[str, object], is_time: bool) -> None:
    facts: dict[str, object] = {
        "chosen": True,
        "closes_at": CLOSES,
        "counted_at": None,
        "told": False,
        "now": CLOSES,
        **changed,
    }
    assert isinstance(facts["now"], datetime)
    assert is_time_to_tell(**facts) is is_time  # type: ignore[arg-type]  # varied on purpose
