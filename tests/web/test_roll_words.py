"""Every reason with which a line can stand on the roll has a few words on the roll's pages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from ballot_service.rules import doubles, eligibility, staff_exclusion
from ballot_service.web.roll_words import REASON_WORDS

BEGINNINGS = ("voter_", "held_", "note_", "needs_review_")
NOT_ON_A_LINE = {"voter_on_roll_already"}
"""Said to somebody who signs up again: the line that is there stays as it is."""


def _codes() -> list[str]:
    found = set()
    for module in (eligibility, staff_exclusion, doubles):
        for node in ast.walk(ast.parse(Path(module.__file__ or "").read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
                found |= {node.value} if node.value.startswith(BEGINNINGS) else set()
    return sorted(found - NOT_ON_A_LINE)


def test_the_codes_are_found() -> None:
    assert {"voter_excluded_staff", "held_signed_up_late", "note_board_member"} <= set(_codes())


@pytest.mark.parametrize("code", _codes())
def test_a_reason_has_words(code: str) -> None:
    assert code in REASON_WORDS
