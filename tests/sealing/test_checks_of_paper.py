"""The verifier on paper: every line it compares can be wrong, and each wrong one is found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from ballot_service.rules.ballot_account import BallotAccount, PaperNumbers
from ballot_service.sealing import acts
from ballot_service.sealing.checks_of_paper import paper_was_told
from ballot_service.sealing.envelope_list import ListedEnvelope
from ballot_service.sealing.opened_bundle import OpenedBundle, Wrong


@dataclass
class Line:
    """A line of the trail, as far as the check reads it."""

    document: dict[str, Any]


def line(act: str, subject: str, by: str, **details: object) -> Line:
    return Line({"act": act, "subject": subject, "by": by, "details": details})


PAPER = PaperNumbers(received=3, accepted=3, undecided=0, opened=3, entered=1, set_aside=1, explained=1)
TOLD = (
    line(acts.OPEN_PAPER, "o", "clerk", **acts.paper_details(3)),
    line(acts.ENTER_BATCH, "b", "clerk", number=1),
    line(acts.ENTER_BATCH, "b", "parent", number=1),
    line(acts.AGREE_BATCH, "b", "parent", **acts.batch_details(1, ["aa"], 1)),
    line("write_difference", "r", "clerk", line=acts.PAPER_LINE, difference=1),
    line(acts.CONFIRM_REASON, "r", "parent", line=acts.PAPER_LINE, difference=1),
)


def check(
    trail: tuple[Line, ...] = TOLD, paper: PaperNumbers | None = PAPER, hashes: tuple[str, ...] = ("aa", "bb")
) -> str:
    bundle = OpenedBundle({})
    vars(bundle)["trail"] = trail
    vars(bundle)["account"] = BallotAccount(
        roll=9, issued=9, received=3, accepted=3, counted=1, credited=3, paper=paper
    )
    vars(bundle)["envelopes"] = tuple(
        ListedEnvelope(hash=each, manifest_version=1, disposition="accepted", sealed=b"") for each in hashes
    )
    return str(paper_was_told(bundle))


def test_what_the_trail_shows_holds() -> None:
    assert check() == "3 paper envelopes were opened, and 1 ballots from them are in the list."
    assert check((), None) == "0 paper envelopes were opened, and 0 ballots from them are in the list."


@pytest.mark.parametrize(
    "paper",
    [
        None,
        replace(PAPER, opened=4),
        replace(PAPER, entered=2),
        replace(PAPER, set_aside=0),
        replace(PAPER, explained=2),
        replace(PAPER, received=-1),
    ],
)
def test_other_numbers_than_the_trail_s_are_found(paper: PaperNumbers | None) -> None:
    with pytest.raises(Wrong, match="other numbers"):
        check(paper=paper)


@pytest.mark.parametrize(
    ("trail", "why"),
    [
        (TOLD[:2] + TOLD[3:], "two people entered"),
        (
            (*TOLD[:2], line(acts.ENTER_BATCH, "b", "clerk", number=1), *TOLD[3:]),
            "two people entered",
        ),
        ((*TOLD[:2], line(acts.ENTER_BATCH, "c", "parent", number=2), *TOLD[3:]), "two people entered"),
        (
            (*TOLD[:5], line(acts.CONFIRM_REASON, "r", "clerk", line=acts.PAPER_LINE, difference=1)),
            "two people stand",
        ),
        (TOLD[:4] + TOLD[5:], "two people stand"),
        (TOLD[:5], "other numbers"),
    ],
)
def test_one_person_alone_is_found(trail: tuple[Line, ...], why: str) -> None:
    with pytest.raises(Wrong, match=why):
        check(trail)


def test_a_sheet_that_is_not_in_the_list_or_stands_twice_is_found() -> None:
    with pytest.raises(Wrong, match="stands twice"):
        check(hashes=("bb",))
    again = (
        *TOLD,
        line(acts.ENTER_BATCH, "c", "clerk", number=2),
        line(acts.ENTER_BATCH, "c", "parent", number=2),
        line(acts.AGREE_BATCH, "c", "parent", **acts.batch_details(2, ["aa"], 0)),
    )
    with pytest.raises(Wrong, match="stands twice"):
        check(again, replace(PAPER, entered=2, explained=0))
