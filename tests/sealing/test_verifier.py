"""What `verify` finds: nothing in an honest record, and the first thing wrong in every forged one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballot_service.rules.ballot_account import AddedEnvelopes
from ballot_service.sealing.acts import OPEN_BALLOTS, opening_details
from ballot_service.sealing.bundle import (
    BundleContents,
    IncompleteBundle,
    WrittenBundle,
    write_bundle,
)
from ballot_service.sealing.canonical import in_groups
from ballot_service.sealing.chain import ChainEntry, next_entry
from ballot_service.sealing.manifest import Manifest, ManifestCorrection, manifest_fingerprint
from ballot_service.sealing.records import write_records
from ballot_service.sealing.verifier import Strength, verify
from tests.sealing.a_story import Change, Story, changed, service_key
from tests.sealing.an_election import tell

OnDisk = Callable[[bytes], Path]


def test_an_honest_record_is_self_consistent_without_paper(bundle: WrittenBundle, on_disk: OnDisk) -> None:
    report = verify(on_disk(bundle.content))
    assert report.is_good, report.conclusion
    assert report.strength is Strength.SELF_CONSISTENT
    assert str(report.conclusion).startswith("Self-consistent only")
    assert [check.name for check in report.checks] == [
        "archive",
        "index",
        "manifest",
        "signature",
        "fingerprints",
        "envelopes",
        "trackers",
        "heads",
        "trail",
        "dispositions",
        "roll",
        "paper",
        "cards",
        "records",
        "nist",
        "result",
        "versions",
        "certification",
        "notices",
    ]


def test_the_election_fingerprint_and_the_record_fingerprint_each_count(
    bundle: WrittenBundle, on_disk: OnDisk
) -> None:
    path = on_disk(bundle.content)
    printed = in_groups(bundle.election_fingerprint).upper()
    assert verify(path, (printed,)).strength is Strength.ELECTION
    both = verify(path, (printed, in_groups(bundle.record_fingerprint).replace(" ", "-")))
    assert both.is_good
    assert both.strength is Strength.RECORD


def test_a_fingerprint_that_matches_neither_refuses_even_beside_a_good_one(
    bundle: WrittenBundle, on_disk: OnDisk
) -> None:
    report = verify(on_disk(bundle.content), (bundle.record_fingerprint, "0" * 64))
    assert not report.is_good
    assert report.first_wrong is not None
    assert report.first_wrong.name == "fingerprints"
    assert not verify(on_disk(bundle.content), (bundle.record_fingerprint[:16],)).is_good


def test_the_same_contents_give_the_same_bytes(contents: BundleContents, bundle: WrittenBundle) -> None:
    assert write_bundle(contents, service_key()) == bundle


def test_a_bundle_is_only_signed_with_the_key_of_the_manifest(contents: BundleContents) -> None:
    with pytest.raises(IncompleteBundle):
        write_bundle(contents, Ed25519PrivateKey.generate())


def test_progress_is_told_before_each_check(bundle: WrittenBundle, on_disk: OnDisk) -> None:
    told: list[tuple[int, int]] = []
    verify(on_disk(bundle.content), progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 18) for done in range(18)]


def test_an_uncertified_record_is_good_and_says_so(contents: BundleContents, on_disk: OnDisk) -> None:
    unofficial = replace(
        contents,
        certification=None,
        result=replace(contents.result, status="unofficial-complete"),
        trail=contents.trail[:-1],
    )
    report = verify(on_disk(write_bundle(unofficial, service_key()).content))
    assert report.is_good, report.conclusion
    assert "The result is not certified yet." in [str(check.sentence) for check in report.checks]


def corrected(first: Manifest) -> Manifest:
    """The first name gets another statement; the version says so."""
    contest, *others = first.contests
    name, *rest = contest.candidates
    changed = replace(contest, candidates=(replace(name, statements={"en": "I am here."}), *rest))
    return replace(
        first,
        version=2,
        previous=manifest_fingerprint(first),
        contests=(changed, *others),
        corrects=ManifestCorrection(contests=(contest.id,), reason="A statement was wrong."),
    )


def without_a_word(second: Manifest) -> Manifest:
    return replace(second, corrects=None)


def naming_nothing(second: Manifest) -> Manifest:
    return replace(second, corrects=ManifestCorrection(contests=(), reason="Nothing."))


def another_title(second: Manifest) -> Manifest:
    return replace(second, title="Another election")


def an_earlier_close(second: Manifest) -> Manifest:
    return replace(second, closes_at=second.closes_at - timedelta(hours=1))


def another_tie_rule(second: Manifest) -> Manifest:
    return replace(second, tie_rule="The clerk decides.")


@pytest.mark.parametrize(
    ("tamper", "name"),
    [
        (without_a_word, "envelopes"),
        (naming_nothing, "manifest"),
        (another_title, "manifest"),
        (an_earlier_close, "manifest"),
        (another_tie_rule, "manifest"),
    ],
)
def test_a_second_version_changes_names_and_says_so_and_nothing_else(
    contents: BundleContents, on_disk: OnDisk, tamper: Callable[[Manifest], Manifest], name: str
) -> None:
    first = contents.manifests[0]
    second = tamper(corrected(first))
    both = replace(
        contents,
        manifests=(first, second),
        result=replace(contents.result, manifest_version=2, status="unofficial-complete"),
        certification=None,
        trail=contents.trail[:-1],
    )
    report = verify(on_disk(write_bundle(both, service_key()).content), (manifest_fingerprint(first),))
    assert report.first_wrong is not None
    assert report.first_wrong.name == name


@pytest.mark.parametrize("envelopes", [1, -1])
def test_nobody_chose_again_on_a_ballot_that_was_not_corrected(
    contents: BundleContents, on_disk: OnDisk, envelopes: int
) -> None:
    """One envelope more that "adds to another" would hide one ballot too many."""
    account = contents.account
    told = replace(
        account,
        received=account.received - envelopes,
        accepted=account.accepted - envelopes,
        counted=account.counted - envelopes,
        credited=account.credited - envelopes,
        added=(AddedEnvelopes(disposition="accepted", envelopes=envelopes),),
    )
    lesser = replace(
        contents,
        account=told,
        result=replace(contents.result, ballots_counted=told.counted),
    )
    report = verify(on_disk(write_bundle(lesser, service_key()).content))
    assert report.first_wrong is not None
    assert report.first_wrong.name == "roll"
    assert "chose again" in str(report.first_wrong.sentence)


def test_a_corrected_ballot_keeps_the_first_printed_fingerprint_good(
    contents: BundleContents, on_disk: OnDisk
) -> None:
    first = contents.manifests[0]
    second = corrected(first)
    assert contents.certification
    certification = replace(contents.certification, election_fingerprint=manifest_fingerprint(second))
    result = replace(contents.result, manifest_version=2)
    both = replace(
        contents,
        manifests=(first, second),
        result=replace(result, status="unofficial-complete"),
        certification=None,
        trail=contents.trail[:-1],
    )
    path = on_disk(write_bundle(both, service_key()).content)
    assert verify(path, (manifest_fingerprint(first), manifest_fingerprint(second))).is_good
    stale = replace(both, certification=certification, result=result)
    assert not verify(on_disk(write_bundle(stale, service_key()).content)).is_good


def test_no_version_can_be_added_with_a_key_of_ones_own(contents: BundleContents, on_disk: OnDisk) -> None:
    forger = Ed25519PrivateKey.generate()
    forged = tell(Story(key=forger, names="ABCDEG"))
    first = contents.manifests[0]
    second = replace(forged.manifests[0], version=2, previous=manifest_fingerprint(first))
    path = on_disk(write_bundle(replace(forged, manifests=(first, second)), forger).content)
    report = verify(path, (manifest_fingerprint(first),))
    assert report.first_wrong is not None
    assert report.first_wrong.name == "manifest"


# A forger tells a different story and makes every hash, head, signature and sum fit it.
EARLIER = replace(Story().notices[0], published_at=datetime(2025, 11, 3, 22, 0, tzinfo=UTC))
FORGED_STORIES: dict[str, Change] = {
    "manifest": changed(names="ABCDEG"),
    "envelopes": lambda story: story,  # sealed anew, so every envelope is another one
    "trackers and dispositions": changed(dispositions={8: "duplicate", 30: "late", 74: "not_eligible"}),
    "heads": changed(head_sizes=(10, 75)),
    "trail": changed(opened_by="somebody else"),
    "votes": changed(votes=(61, 54, 47, 37, 38, 20), drawn=()),
    "record ids": changed(seed=7),
    "lot": changed(drawn=("p4", "p5")),
    "roll": changed(on_roll=241),
    "notices": changed(notices=(EARLIER,)),
    "certification": changed(certifiers=("Ada Clerk", "Carla Else")),
}


@pytest.mark.parametrize("kind", FORGED_STORIES)
def test_a_consistent_forgery_with_a_key_of_ones_own_fails_on_the_printed_election_fingerprint(
    kind: str, bundle: WrittenBundle, on_disk: OnDisk
) -> None:
    forger = Ed25519PrivateKey.generate()
    forged = write_bundle(tell(FORGED_STORIES[kind](Story(key=forger))), forger)
    path = on_disk(forged.content)
    assert verify(path).is_good, "the forgery must be whole, or this test shows nothing"
    for printed in (bundle.election_fingerprint, bundle.record_fingerprint):
        report = verify(path, (printed,))
        assert report.first_wrong is not None
        assert report.first_wrong.name == "fingerprints"


@pytest.mark.parametrize("kind", FORGED_STORIES)
def test_a_consistent_forgery_with_the_real_key_fails_on_the_printed_record_fingerprint(
    kind: str, contents: BundleContents, bundle: WrittenBundle, on_disk: OnDisk
) -> None:
    keep = None if kind in ("envelopes", "trackers and dispositions") else contents.envelopes
    forged = write_bundle(tell(FORGED_STORIES[kind](Story()), keep), service_key())
    path = on_disk(forged.content)
    assert verify(path).is_good, "the forgery must be whole, or this test shows nothing"
    report = verify(path, (bundle.record_fingerprint,))
    assert report.first_wrong is not None
    assert report.first_wrong.name == "fingerprints"


def test_a_head_kept_from_the_time_of_voting_shows_replaced_envelopes(
    contents: BundleContents, on_disk: OnDisk
) -> None:
    kept = contents.heads[:1]
    honest = verify(on_disk(write_bundle(contents, service_key()).content), kept_heads=kept)
    assert honest.is_good
    assert honest.strength is Strength.ELECTION
    replaced = on_disk(write_bundle(tell(Story()), service_key()).content)
    report = verify(replaced, (manifest_fingerprint(contents.manifests[0]),), kept)
    assert report.first_wrong is not None
    assert report.first_wrong.name == "heads"
    assert "that you kept" in str(report.first_wrong.sentence)
    assert not verify(replaced, kept_heads=("not a head at all\n",)).is_good


def reopened(contents: BundleContents, dispositions: dict[int, str], unreadable: list[int]) -> BundleContents:
    """The same record, sorted otherwise than it was frozen, with an opening that calls some unreadable."""
    envelopes = tuple(
        replace(envelope, disposition=dispositions.get(position, envelope.disposition))
        for position, envelope in enumerate(contents.envelopes)
    )
    trail: list[ChainEntry] = []
    for entry in contents.trail[:3]:
        document = dict(entry.document)
        if document["act"] == OPEN_BALLOTS:
            written = write_records(contents.manifests[-1], contents.records)
            document["details"] = opening_details(
                written, [envelopes[position].hash for position in unreadable]
            )
        trail.append(next_entry(trail[-1] if trail else None, document))
    return replace(contents, envelopes=envelopes, trail=tuple(trail), certification=None)


@pytest.mark.parametrize(
    ("dispositions", "unreadable", "first_wrong"),
    [
        (
            {0: "unreadable"},
            [0],
            "roll",
        ),  # sorting is fine; the roll of this record still counts it as accepted
        ({0: "unreadable"}, [], "dispositions"),
        ({0: "late"}, [0], "dispositions"),
        ({}, [0], "dispositions"),
        ({30: "unreadable"}, [30], "dispositions"),  # it was late, not accepted
    ],
)
def test_only_an_accepted_envelope_may_turn_out_unreadable_after_the_sorting(
    dispositions: dict[int, str],
    unreadable: list[int],
    first_wrong: str,
    contents: BundleContents,
    on_disk: OnDisk,
) -> None:
    changed_later = reopened(contents, dispositions, unreadable)
    report = verify(on_disk(write_bundle(changed_later, service_key()).content))
    assert report.first_wrong is not None
    assert report.first_wrong.name == first_wrong
