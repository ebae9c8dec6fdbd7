"""The list of envelopes is read back as written, in the order of the log; what cannot be one is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ballot_service.sealing.envelope_list import (
    ListedEnvelope,
    UnreadableEnvelopes,
    read_envelopes,
    write_envelopes,
    write_trackers,
)
from ballot_service.sealing.envelopes import envelope_hash

ENVELOPES = tuple(
    ListedEnvelope(hash=envelope_hash(sealed), manifest_version=1, disposition=disposition, sealed=sealed)
    for sealed, disposition in ((b"one", "accepted"), (b"two", "duplicate"), (b"three", "provisional"))
)


def test_envelopes_are_read_back_in_the_order_of_the_log() -> None:
    assert read_envelopes(write_envelopes(ENVELOPES)) == ENVELOPES
    assert read_envelopes(write_envelopes(())) == ()


def test_the_tracker_list_is_in_no_order_of_time() -> None:
    lines = write_trackers(ENVELOPES).decode().splitlines()[1:]
    assert lines == sorted(f"{envelope.tracker},{envelope.disposition}" for envelope in ENVELOPES)
    assert write_trackers(ENVELOPES[::-1]) == write_trackers(ENVELOPES)


def test_a_disposition_nobody_agreed_on_is_not_written() -> None:
    with pytest.raises(UnreadableEnvelopes):
        write_envelopes((replace(ENVELOPES[0], disposition="lost"),))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("position", "number"),
        ("\n2,", "\n3,"),
        (",accepted,", ",lost,"),
        (",accepted,", ","),
        (",1,accepted", ",0,accepted"),
        (ENVELOPES[0].tracker, ENVELOPES[1].tracker),
        ("b25l", "b25l="),
        ("b25l", "b2*l"),
        ("b25l", "é"),
        (ENVELOPES[0].hash, ENVELOPES[0].hash.upper()),
    ],
)
def test_a_list_of_envelopes_that_cannot_be_one_is_refused(old: str, new: str) -> None:
    content = write_envelopes(ENVELOPES).decode()
    assert old in content
    with pytest.raises(UnreadableEnvelopes):
        read_envelopes(content.replace(old, new, 1).encode())
    with pytest.raises(UnreadableEnvelopes, match="cut off"):
        read_envelopes(content[:-1].encode())
