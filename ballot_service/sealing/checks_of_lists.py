"""Checks of the lists that grow while voting is open: envelopes, trackers, signed heads and the trail of
acts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ballot_service.rules.ballot_account import RejectionKind
from ballot_service.rules.words import Sentence, say
from ballot_service.sealing.acts import FREEZE_DISPOSITIONS, OPEN_BALLOTS, freezing_details
from ballot_service.sealing.bundle import TRACKERS, trail_head
from ballot_service.sealing.chain import first_broken
from ballot_service.sealing.checks_of_origin import signed_head
from ballot_service.sealing.envelope_list import ACCEPTED, write_trackers
from ballot_service.sealing.envelopes import SEALING_OVERHEAD, envelope_hash, padded_length
from ballot_service.sealing.heads import Head, ListKind, origin_of
from ballot_service.sealing.merkle import GrowingTree
from ballot_service.sealing.opened_bundle import OpenedBundle, Wrong


def envelopes_are_sealed(bundle: OpenedBundle) -> Sentence:
    """Each envelope has the hash it is listed by, once, and the one length that betrays nothing."""
    lengths = {manifest.version: padded_length(manifest) + SEALING_OVERHEAD for manifest in bundle.manifests}
    for position, envelope in enumerate(bundle.envelopes, start=1):
        if envelope_hash(envelope.sealed) != envelope.hash:
            raise Wrong(say("Envelope {position} was changed: its hash is another one.", position=position))
        if len(envelope.sealed) != lengths.get(envelope.manifest_version):
            raise Wrong(
                say("Envelope {position} does not have the length agreed for its ballot.", position=position)
            )
    if len({envelope.hash for envelope in bundle.envelopes}) != len(bundle.envelopes):
        raise Wrong(say("An envelope is listed twice."))
    _check_versions(bundle)
    return say("{number} envelopes are whole and still sealed.", number=len(bundle.envelopes))


def _check_versions(bundle: OpenedBundle) -> None:
    """Once a ballot was cast on a version, each version after it says what it corrects."""
    oldest = min((envelope.manifest_version for envelope in bundle.envelopes), default=bundle.newest.version)
    for manifest in bundle.manifests:
        if manifest.version > oldest and manifest.corrects is None:
            raise Wrong(
                say(
                    "Version {version} of the manifest came after ballots were cast and does not say what it corrects.",
                    version=manifest.version,
                )
            )


def trackers_follow(bundle: OpenedBundle) -> Sentence:
    """The public tracker list is exactly the one that the envelopes give."""
    if bundle.file(TRACKERS) != write_trackers(bundle.envelopes):
        raise Wrong(say("{file} is not the list that the envelopes give.", file=TRACKERS))
    return say("Every tracker comes from its envelope.")


def heads_agree(bundle: OpenedBundle, kept: Sequence[str]) -> Sentence:
    """Every signed head has the root that the envelopes give at its size, and the last one covers them all.

    Heads that somebody kept from the time of voting (`kept`) are held against the list in the same way.
    """
    published = [_head(bundle, note) for note in bundle.heads]
    remembered = [_head(bundle, note) for note in kept]
    sizes = [head.size for head in published]
    if sizes != sorted(sizes):
        raise Wrong(say("The signed heads are not in order."))
    if (sizes or [0])[-1] != len(bundle.envelopes):
        raise Wrong(
            say("The last signed head does not cover all {number} envelopes.", number=len(bundle.envelopes))
        )
    roots = _roots(bundle, {head.size for head in (*published, *remembered)})
    for head in published:
        if roots.get(head.size) != head.root:
            raise Wrong(say("The signed head of size {size} does not fit the envelopes.", size=head.size))
    for head in remembered:
        if roots.get(head.size) != head.root:
            raise Wrong(
                say(
                    "The head of size {size} that you kept does not fit: the list was changed.",
                    size=head.size,
                )
            )
    if kept:
        return say(
            "{number} signed heads fit, and so do the {kept} that you kept.",
            number=len(sizes),
            kept=len(kept),
        )
    return say("{number} signed heads fit the list of envelopes.", number=len(sizes))


def trail_is_unbroken(bundle: OpenedBundle) -> Sentence:
    """Each entry follows from the one before, and the service has signed the last."""
    broken = first_broken(bundle.trail)
    if broken:
        raise Wrong(broken.sentence)
    for entry in bundle.trail:
        if entry.document.get("number") != entry.number:
            raise Wrong(say("Entry {number} of the trail states another number.", number=entry.number))
    if signed_head(bundle, bundle.trail_head) != trail_head(bundle.newest.election_id, bundle.trail):
        raise Wrong(say("The signed end of the trail is not where the trail ends."))
    return say("The trail is unbroken: {number} entries.", number=len(bundle.trail))


def dispositions_were_frozen(bundle: OpenedBundle) -> Sentence:
    """What becomes of each envelope was fixed before any was opened, and is what this record states."""
    steps = [(act, details) for act, details in acts(bundle) if act in (FREEZE_DISPOSITIONS, OPEN_BALLOTS)]
    kinds = [act for act, _ in steps]
    if kinds[-2:] != [FREEZE_DISPOSITIONS, OPEN_BALLOTS]:
        raise Wrong(say("The trail does not show that the envelopes were sorted before any was opened."))
    unreadable = _stated_unreadable(bundle, steps[-1][1])
    sorted_as = freezing_details(
        (envelope.hash, ACCEPTED if envelope.hash in unreadable else envelope.disposition)
        for envelope in bundle.envelopes
    )
    if dict(steps[-2][1]) != sorted_as:
        raise Wrong(say("An envelope was sorted differently after the sorting was closed."))
    return say("The envelopes were sorted for good before any was opened.")


def _stated_unreadable(bundle: OpenedBundle, opening: Mapping[str, object]) -> set[str]:
    """Envelopes that turned out unreadable when they were opened, as the trail states them."""
    stated = opening.get("unreadable")
    found = {one.hash for one in bundle.envelopes if one.disposition == RejectionKind.UNREADABLE}
    if not isinstance(stated, list) or not all(isinstance(name, str) and name in found for name in stated):
        raise Wrong(say("The trail calls an envelope unreadable that the list does not."))
    return set(stated)


def acts(bundle: OpenedBundle) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Each act of the trail with its details, oldest first."""
    for entry in bundle.trail:
        act, details = entry.document.get("act"), entry.document.get("details")
        if not isinstance(act, str) or not isinstance(details, dict):
            raise Wrong(say("Entry {number} of the trail names no act or no details.", number=entry.number))
        yield act, details


def _head(bundle: OpenedBundle, note: str) -> Head:
    head = signed_head(bundle, note)
    if head.origin != origin_of(ListKind.ENVELOPES, bundle.newest.election_id):
        raise Wrong(say("A signed head is for another list: {origin}.", origin=head.origin))
    return head


def _roots(bundle: OpenedBundle, sizes: set[int]) -> dict[int, bytes]:
    """The root at each of the sizes, as far as there are envelopes."""
    tree = GrowingTree()
    roots = {0: tree.root()}
    for envelope in bundle.envelopes:
        tree.append(bytes.fromhex(envelope.hash))
        if tree.size in sizes:
            roots[tree.size] = tree.root()
    return roots
