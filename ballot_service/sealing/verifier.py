"""Checks an audit bundle from the outside in and stops at the first thing that is wrong.

Needs no database, no settings and no network. What a good answer is worth depends on what was brought
along: a printed fingerprint or a head kept from the time of voting; without either the record is
self-consistent only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ballot_service.rules.words import Sentence, say
from ballot_service.sealing import (
    checks_of_cards,
    checks_of_count,
    checks_of_lists,
    checks_of_origin,
    checks_of_paper,
    checks_of_versions,
)
from ballot_service.sealing.archive import UnreadableArchive, unpack
from ballot_service.sealing.canonical import in_groups, same_fingerprint
from ballot_service.sealing.opened_bundle import OpenedBundle, Wrong


class Strength(StrEnum):
    """What a bundle without a fault has been held against."""

    SELF_CONSISTENT = "self_consistent"
    ELECTION = "election"
    """A printed election fingerprint or a kept head: made with this election's own key."""
    RECORD = "record"
    """The printed record fingerprint: nothing at all has changed since it was printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check that was made, whether it passed, and a sentence that says what was found."""

    name: str
    passed: bool
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Checks in the order made, up to the first that failed. Fingerprints are None if unreadable."""

    checks: tuple[Check, ...]
    strength: Strength
    election_fingerprint: str | None = None
    record_fingerprint: str | None = None

    @property
    def is_good(self) -> bool:
        return all(check.passed for check in self.checks)

    @property
    def first_wrong(self) -> Check | None:
        return next((check for check in self.checks if not check.passed), None)

    @property
    def conclusion(self) -> Sentence:
        if self.first_wrong:
            return say("Do not trust this record. First thing wrong: {what}", what=self.first_wrong.sentence)
        return _CONCLUSIONS[self.strength]


Progress = Callable[[int, int], None]
"""Called before each check with how many are done and how many there are."""


def verify(
    path: Path,
    fingerprints: Sequence[str] = (),
    kept_heads: Sequence[str] = (),
    progress: Progress | None = None,
) -> Report:
    """Checks the bundle at `path`. Never raises for what is in the file.

    `fingerprints` are those printed on paper, of the election or of the record; each must match one of the
    two. `kept_heads` are signed heads (whole text) received while voting was open.
    """
    try:
        bundle = OpenedBundle(unpack(path))
    except UnreadableArchive as problem:
        unreadable = Check(name="archive", passed=False, sentence=say("{problem}", problem=str(problem)))
        return Report(checks=(unreadable,), strength=Strength.SELF_CONSISTENT)
    steps = _steps(bundle, fingerprints, kept_heads)
    made = [Check(name="archive", passed=True, sentence=say("The file is a whole zip."))]
    for done, (name, step) in enumerate(steps):
        if progress:
            progress(done, len(steps))
        made.append(_make(name, step))
        if not made[-1].passed:
            break
    return _report(bundle, made, fingerprints, kept_heads)


def _steps(
    bundle: OpenedBundle, fingerprints: Sequence[str], kept_heads: Sequence[str]
) -> list[tuple[str, Callable[[], Sentence]]]:
    origin, lists, count = checks_of_origin, checks_of_lists, checks_of_count
    return [
        ("index", lambda: origin.index_is_true(bundle)),
        ("manifest", lambda: origin.manifests_are_one_line(bundle)),
        ("signature", lambda: origin.signature_is_true(bundle)),
        ("fingerprints", lambda: origin.paper_agrees(bundle, fingerprints)),
        ("envelopes", lambda: lists.envelopes_are_sealed(bundle)),
        ("trackers", lambda: lists.trackers_follow(bundle)),
        ("heads", lambda: lists.heads_agree(bundle, kept_heads)),
        ("trail", lambda: lists.trail_is_unbroken(bundle)),
        ("dispositions", lambda: lists.dispositions_were_frozen(bundle)),
        ("roll", lambda: count.numbers_add_up(bundle)),
        ("paper", lambda: checks_of_paper.paper_was_told(bundle)),
        ("cards", lambda: checks_of_cards.cards_were_told(bundle)),
        ("records", lambda: count.records_are_whole(bundle)),
        ("nist", lambda: count.formats_agree(bundle)),
        ("result", lambda: count.recount_agrees(bundle)),
        ("versions", lambda: checks_of_versions.versions_were_told(bundle)),
        ("certification", lambda: count.certification_stands(bundle)),
        ("notices", lambda: count.notices_are_proven(bundle)),
    ]


def _make(name: str, step: Callable[[], Sentence]) -> Check:
    try:
        return Check(name=name, passed=True, sentence=step())
    except Wrong as wrong:
        return Check(name=name, passed=False, sentence=wrong.sentence)


def _report(
    bundle: OpenedBundle, made: Sequence[Check], fingerprints: Sequence[str], kept_heads: Sequence[str]
) -> Report:
    passed = {check.name for check in made if check.passed}
    if "signature" not in passed:
        return Report(checks=tuple(made), strength=Strength.SELF_CONSISTENT)
    record = checks_of_origin.record_fingerprint(bundle)
    strength = Strength.ELECTION if fingerprints or kept_heads else Strength.SELF_CONSISTENT
    if any(same_fingerprint(given, record) for given in fingerprints):
        strength = Strength.RECORD
    return Report(
        checks=tuple(made),
        strength=strength,
        election_fingerprint=in_groups(bundle.index.election_fingerprint),
        record_fingerprint=in_groups(record),
    )


_CONCLUSIONS = {
    Strength.SELF_CONSISTENT: say(
        "Self-consistent only: the record does not contradict itself, but nothing shows that it is the right "
        "one. Give the fingerprint printed on the certificate."
    ),
    Strength.ELECTION: say(
        "The record was made with this election's own key and everything in it agrees. To be sure that the "
        "holder of the key has not replaced it later, give the record fingerprint printed on the certificate."
    ),
    Strength.RECORD: say("This is the record whose fingerprint was printed, and everything in it agrees."),
}
