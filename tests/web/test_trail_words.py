"""Every act that an election's trail can hold reads as a sentence, and every free text beside it has a name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import ballot_service.services
from ballot_service.rules.words import Sentence
from ballot_service.services.interest import own_reasons, reason_as_read
from ballot_service.services.trail import Field
from ballot_service.web.review.act_words import FIELDS, NUMBERED, PLAIN
from ballot_service.web.review.attempt_words import ATTEMPTS

SERVICES = Path(ballot_service.services.__file__).parent
RECORDS, REFUSES = "of_election", "for_election"


CALLS = [
    node
    for file in SERVICES.rglob("*.py")
    for node in ast.walk(ast.parse(file.read_text()))
    if isinstance(node, ast.Call)
]


def _names(function: str, position: int) -> Iterator[str]:
    """The act in each call of a function of this name, wherever it is written out."""
    for node in CALLS:
        if getattr(node.func, "attr", "") == function:
            act = node.args[position] if len(node.args) > position else None
            if isinstance(act, ast.Constant) and isinstance(act.value, str):
                yield act.value


ACTS = sorted(set(_names(RECORDS, 2)))
TRIED = sorted(set(_names(REFUSES, 0)))


def test_the_acts_are_found() -> None:
    assert {"answer_consent", "freeze_ballot", "issue_links"} <= set(ACTS)
    assert {"ask_guardian", "reissue_link"} <= set(TRIED)


@pytest.mark.parametrize("act", ACTS)
def test_an_act_reads_as_a_sentence(act: str) -> None:
    assert act in PLAIN or act in NUMBERED, f"act_words.py has no sentence for {act}"


@pytest.mark.parametrize("act", TRIED)
def test_a_refused_attempt_reads_as_a_sentence(act: str) -> None:
    assert act in ATTEMPTS, f"attempt_words.py has no sentence for {act}"


def test_every_free_text_has_a_name() -> None:
    assert set(get_args(Field)) == set(FIELDS)


def test_what_the_product_wrote_itself_is_read_in_any_language_and_what_a_person_wrote_stays() -> None:
    own = [value for value in vars(own_reasons).values() if isinstance(value, Sentence)]
    assert len(own) >= 4
    assert [reason_as_read(str(sentence)) for sentence in own] == own
    assert reason_as_read("She moved away.") == "She moved away."
