"""R107: who asks is answered, by the way they asked; who asked for no messages is left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ballot_service.rules.inbox import (
    QuestionAnswerFacts,
    may_answer_question,
    purge_on,
    whatsapp_takes_answers_until,
)
from tests.tallow_creek import at

FINE = QuestionAnswerFacts(letters=600, by_text=True, can_be_sent=True)


@pytest.mark.parametrize(
    ("changed", "codes", "allowed"),
    [
        ({}, (), True),
        ({"letters": 601}, ("answer_too_long",), False),
        ({"letters": 601, "by_text": False}, (), True),
        ({"can_be_sent": False}, ("answer_no_way",), False),
        ({"has_opted_out": True}, ("answer_opted_out",), False),
        ({"is_on_file": False}, ("answer_unknown_address",), True),
        ({"can_be_sent": False, "has_opted_out": True}, ("answer_no_way", "answer_opted_out"), False),
    ],
)
def test_when_an_answer_may_be_sent(
    changed: dict[str, object], codes: tuple[str, ...], allowed: bool
) -> None:
    decision = may_answer_question(replace(FINE, **changed))  # type: ignore[arg-type]  # varied on purpose
    assert (decision.codes, decision.allowed) == (codes, allowed)
    assert all(reason.remedy for reason in decision.reasons)


def test_a_conversation_is_kept_for_180_days_after_its_last_message() -> None:
    assert purge_on(date(2025, 11, 4)) == date(2026, 5, 3)


def test_whatsapp_takes_free_words_for_a_day_less_an_hour() -> None:
    written = at(11, 5, 10)
    assert whatsapp_takes_answers_until(written) == written + timedelta(hours=23)
