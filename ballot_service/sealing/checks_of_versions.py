"""Checks of later versions: a recount by a second pair, a correction by two people, and what each replaces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ballot_service.rules.words import Sentence, say
from ballot_service.sealing.acts import (
    AGREE_AGAIN,
    CERTIFY_RESULT,
    CONFIRM_CORRECTION,
    CONFIRM_STANDS,
    END_RECOUNT,
    ENTER_AGAIN,
    ENTER_BATCH,
    WRITE_CORRECTION,
)
from ballot_service.sealing.documents import CORRECTION, RECOUNT
from ballot_service.sealing.opened_bundle import OpenedBundle, Wrong


@dataclass
class _Told:
    """What the trail says of recounts, corrections and certificates."""

    first: dict[str, set[str]] = field(default_factory=dict)
    """Batch to who entered it in the first count."""
    second: dict[str, set[str]] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)
    """Number of a batch that was counted again to the batch."""
    settled: dict[int, str] = field(default_factory=dict)
    """Number of a batch to which count stands."""
    written: dict[str, str] = field(default_factory=dict)
    recounts: int = 0
    corrections: int = 0
    certificates: int = 0


def versions_were_told(bundle: OpenedBundle) -> Sentence:
    """A result that is a recount or a correction rests on one in the trail, by the people who may make it; and a
    certificate names the one it replaces, if the trail has an earlier one.
    """
    told = _Told()
    for entry in bundle.trail:
        _hear(told, entry.document)
    status = bundle.result.status
    if (status == RECOUNT and not told.recounts) or (status == CORRECTION and not told.corrections):
        raise Wrong(say("The trail shows no recount or correction that this result could rest on."))
    certification = bundle.certification
    if certification is not None and bool(certification.replaces) != (told.certificates > 1):
        raise Wrong(say("The certificate does not name the one it replaces."))
    return say(
        "Recounts: {recounts}. Corrections: {corrections}.",
        recounts=told.recounts,
        corrections=told.corrections,
    )


def _hear(told: _Told, document: Mapping[str, object]) -> None:
    act, subject, by = document.get("act"), str(document.get("subject")), str(document.get("by"))
    given = document.get("details")
    details = given if isinstance(given, dict) else {}
    if act == ENTER_BATCH:
        told.first.setdefault(subject, set()).add(by)
    elif act == ENTER_AGAIN:
        told.second.setdefault(subject, set()).add(by)
    elif act == AGREE_AGAIN:
        told.numbers[details.get("number", 0)] = subject
    elif act == CONFIRM_STANDS:
        told.settled[details.get("number", 0)] = str(details.get("stands"))
    elif act == CERTIFY_RESULT:
        told.certificates += 1
    else:
        _hear_version(told, act, subject, by, details)


def _hear_version(told: _Told, act: object, subject: str, by: str, details: Mapping[str, object]) -> None:
    if act == END_RECOUNT:
        _check_recount(told, details)
        told.recounts += 1
    elif act == WRITE_CORRECTION:
        told.written[subject] = by
    elif act == CONFIRM_CORRECTION:
        if told.written.get(subject) in (None, by):
            raise Wrong(say("The trail does not show that two people stand behind a correction."))
        told.corrections += 1


def _check_recount(told: _Told, details: Mapping[str, object]) -> None:
    """Two people who had not entered a batch before entered each one again; where records were changed, it is said."""
    for number in _numbers(details, "batches"):
        batch = told.numbers.get(number, "")
        second = told.second.get(batch, set())
        if len(second) < 2 or second & told.first.get(batch, set()):
            raise Wrong(
                say("The trail does not show that a second pair counted batch {number} again.", number=number)
            )
    for number in _numbers(details, "changed"):
        if told.settled.get(number) != "second":
            raise Wrong(say("The trail does not show why the recount changed batch {number}.", number=number))


def _numbers(details: Mapping[str, object], name: str) -> list[int]:
    value = details.get(name)
    return [each for each in value if isinstance(each, int)] if isinstance(value, list) else []
