"""A certified result in which a tie stands: good only with a run-off on the trail, for just these people and seats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from ballot_service.sealing.acts import CALL_RUNOFF, runoff_details
from ballot_service.sealing.bundle import BundleContents, write_bundle
from ballot_service.sealing.chain import ChainEntry, next_entry
from ballot_service.sealing.manifest import ManifestRunoff, manifest_bytes, read_manifest
from ballot_service.sealing.shapes import write_shape
from ballot_service.sealing.verifier import verify
from tests.sealing.a_story import ELECTION_ID, Story, a_manifest, service_key
from tests.sealing.an_election import tell

CALLED: Mapping[str, object] = runoff_details("parents", ("p5", "p4"), 1, "another", "opens", "closes")


def left_open(*calls: Mapping[str, object], day: str = "2026-01-09") -> BundleContents:
    """The story without a lot, certified with the last parent seat left to a run-off."""
    told = tell(Story(drawn=()))
    entries: list[ChainEntry] = []
    documents = [entry.document for entry in told.trail]
    for called in calls:
        documents.insert(-1, {**documents[0], "act": CALL_RUNOFF, "details": called})
    for number, document in enumerate(documents, start=1):
        entries.append(next_entry(entries[-1] if entries else None, {**document, "number": number}))
    assert told.certification is not None
    lines = tuple(
        replace(line, runoff_on=day) if line.contest == "parents" else line
        for line in told.certification.seats
    )
    return replace(told, trail=tuple(entries), certification=replace(told.certification, seats=lines))


def test_a_seat_left_to_a_run_off_is_named_and_verifies(on_disk: Callable[[bytes], Path]) -> None:
    contents = left_open(CALLED)
    assert contents.certification is not None
    (line,) = (each for each in contents.certification.seats if each.contest == "parents")
    assert (len(line.tied), line.tied_seats, len(line.elected)) == (2, 1, 3)
    report = verify(on_disk(write_bundle(contents, service_key()).content))
    assert report.is_good, report.conclusion


OTHERS: Mapping[str, object] = runoff_details("parents", ("p4", "p6"), 1, "other", "opens", "closes")


@pytest.mark.parametrize(
    "calls",
    [(CALLED, {**CALLED, "election": "a second one"}), (OTHERS, CALLED), (CALLED, OTHERS)],
    ids=["called off and called again", "another tie before it", "another tie between"],
)
def test_of_several_run_offs_for_one_contest_the_one_for_this_tie_counts(
    calls: tuple[Mapping[str, object], ...], on_disk: Callable[[bytes], Path]
) -> None:
    """A recount may end a tie, and what comes after may bring it back: its run-off stands again."""
    report = verify(on_disk(write_bundle(left_open(*calls), service_key()).content))
    assert report.is_good, report.conclusion


def test_several_run_offs_for_other_ties_are_none_for_this_one(on_disk: Callable[[bytes], Path]) -> None:
    calls = (OTHERS, {**CALLED, "seats": 2})
    report = verify(on_disk(write_bundle(left_open(*calls), service_key()).content))
    assert report.first_wrong is not None
    assert report.first_wrong.name == "certification"


@pytest.mark.parametrize(
    ("called", "day"),
    [
        (None, "2026-01-09"),
        (CALLED, ""),
        ({**CALLED, "tied": ["p4", "p6"]}, "2026-01-09"),
        ({**CALLED, "tied": ["p4", "p5", "p6"]}, "2026-01-09"),
        ({**CALLED, "seats": 2}, "2026-01-09"),
        ({**CALLED, "contest": "business"}, "2026-01-09"),
    ],
)
def test_a_tie_without_its_run_off_is_found(
    called: Mapping[str, object] | None, day: str, on_disk: Callable[[bytes], Path]
) -> None:
    report = verify(
        on_disk(write_bundle(left_open(*([called] if called else []), day=day), service_key()).content)
    )
    assert report.first_wrong is not None
    assert report.first_wrong.name == "certification"


def test_a_certificate_that_invents_a_run_off_is_found(
    contents: BundleContents, on_disk: Callable[[bytes], Path]
) -> None:
    """Where a lot decided, nothing is left to a run-off."""
    certification = contents.certification
    assert certification is not None
    lines = tuple(replace(line, runoff_on="2026-01-09") for line in certification.seats)
    forged = replace(contents, certification=replace(certification, seats=lines))
    report = verify(on_disk(write_bundle(forged, service_key()).content))
    assert report.first_wrong is not None
    assert report.first_wrong.name == "certification"


def test_the_manifest_of_a_run_off_names_the_first_election_and_every_other_one_says_nothing() -> None:
    plain = a_manifest(service_key(), "ABCDEF")
    assert "runoff_of" not in write_shape(plain)
    runoff = replace(
        plain,
        runoff_of=ManifestRunoff(election_id=ELECTION_ID, contest="parents", fingerprint="ab" * 32),
    )
    assert read_manifest(write_shape(runoff)) == runoff
    assert manifest_bytes(runoff) != manifest_bytes(plain)
