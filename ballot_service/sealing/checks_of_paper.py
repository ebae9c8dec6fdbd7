"""Checks of the paper in a bundle: what was opened, entered and explained is what the trail shows, by two people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ballot_service.rules.ballot_account import PaperNumbers
from ballot_service.rules.words import Sentence, say
from ballot_service.sealing.acts import (
    AGREE_BATCH,
    CONFIRM_REASON,
    ENTER_BATCH,
    OPEN_PAPER,
    PAPER_LINE,
    WRITE_DIFFERENCE,
)
from ballot_service.sealing.bundle import ROLL
from ballot_service.sealing.opened_bundle import OpenedBundle, Wrong


@dataclass
class _Told:
    """What the trail says of paper, added up."""

    opened: int = 0
    entered: int = 0
    set_aside: int = 0
    explained: int = 0
    sheets: set[str] = field(default_factory=set)
    tellers: dict[str, set[str]] = field(default_factory=dict)
    """Batch to who entered it."""
    written: dict[str, str] = field(default_factory=dict)
    """Reason to who wrote it."""


def paper_was_told(bundle: OpenedBundle) -> Sentence:
    """Envelopes opened, sheets agreed on and the difference explained are those of the trail; two people stand behind
    each batch and each reason, and every sheet is in the list of envelopes, once.
    """
    told = _Told()
    for entry in bundle.trail:
        _hear(told, entry.document)
    paper = bundle.account.paper
    stated = (paper.opened, paper.entered, paper.set_aside) if paper else (0, 0, 0)
    if stated != (told.opened, told.entered, told.set_aside) or (paper and _is_impossible(paper, told)):
        raise Wrong(say("{file} states other numbers of paper ballots than the trail.", file=ROLL))
    listed = {envelope.hash for envelope in bundle.envelopes}
    if len(told.sheets) != told.entered or not told.sheets <= listed:
        raise Wrong(say("A paper ballot of the trail stands twice, or is not in the list of envelopes."))
    return say(
        "{opened} paper envelopes were opened, and {entered} ballots from them are in the list.",
        opened=told.opened,
        entered=told.entered,
    )


def _is_impossible(paper: PaperNumbers, told: _Told) -> bool:
    numbers = (paper.received, paper.accepted, paper.undecided, paper.opened, paper.entered, paper.set_aside)
    is_told = paper.explained in (0, told.explained) and paper.explained in (0, paper.difference)
    return min(numbers) < 0 or any(line.ballots < 0 for line in paper.rejected) or not is_told


def _hear(told: _Told, document: Mapping[str, object]) -> None:
    act, subject, by = document.get("act"), str(document.get("subject")), str(document.get("by"))
    details = document.get("details")
    if not isinstance(details, dict):
        return
    if act == OPEN_PAPER:
        told.opened += _number(details, "envelopes")
    elif act == ENTER_BATCH:
        told.tellers.setdefault(subject, set()).add(by)
    elif act == AGREE_BATCH:
        _hear_batch(told, subject, details)
    elif act == WRITE_DIFFERENCE:
        told.written[subject] = by
    elif act == CONFIRM_REASON and details.get("line") == PAPER_LINE:
        if told.written.get(subject) in (None, by):
            raise Wrong(
                say("The trail does not show that two people stand behind the reason for a difference.")
            )
        told.explained = _number(details, "difference")


def _hear_batch(told: _Told, batch: str, details: Mapping[str, object]) -> None:
    if len(told.tellers.get(batch, ())) < 2:
        raise Wrong(say("The trail does not show that two people entered each batch of paper ballots."))
    named = details.get("sheets")
    sheets = named if isinstance(named, list) else []
    told.entered += len(sheets)
    told.set_aside += _number(details, "set_aside")
    told.sheets |= {str(each) for each in sheets}


def _number(details: Mapping[str, object], name: str) -> int:
    value = details.get(name)
    return value if isinstance(value, int) else 0
