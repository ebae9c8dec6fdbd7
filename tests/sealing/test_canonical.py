"""One document, one writing, one fingerprint; and shapes that name the place of what does not fit."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.sealing.canonical import (
    NotCanonical,
    canonical_json,
    fingerprint,
    in_groups,
    read_canonical_json,
    read_json,
    same_fingerprint,
)
from ballot_service.sealing.manifest import (
    Manifest,
    ManifestCandidate,
    ManifestProblem,
    manifest_bytes,
    manifest_fingerprint,
    read_manifest,
)
from ballot_service.sealing.shapes import Misshapen, utc_text, write_shape
from tests.sealing.a_story import a_manifest, service_key

MANIFEST = a_manifest(service_key())
PARENTS, BUSINESS, STUDENTS = MANIFEST.contests

DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
)


@given(document=DOCUMENTS)
def test_every_document_is_read_back_from_its_canonical_bytes(document: object) -> None:
    assert read_canonical_json(canonical_json(document)) == document


def test_order_and_spacing_do_not_change_a_fingerprint() -> None:
    assert fingerprint({"b": 1, "a": "é"}) == fingerprint(json.loads('{ "a" : "\\u00e9", "b":1 }'))
    assert fingerprint({"b": 1, "a": "é"}) == hashlib.sha256('{"a":"é","b":1}'.encode()).hexdigest()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b'{"a":1,"a":2}', b"NaN", b"[Infinity]", b"\xff", b"[" * 100_000, b'"\\ud800"', b"1" * 5000],
)
def test_json_that_can_be_read_in_two_ways_or_not_at_all_is_refused(content: bytes) -> None:
    with pytest.raises(NotCanonical):
        read_canonical_json(content)


def test_json_in_other_order_is_read_but_not_as_canonical() -> None:
    assert read_json(b'{"b": 1, "a": 2}') == {"a": 2, "b": 1}
    with pytest.raises(NotCanonical):
        read_canonical_json(b'{"b": 1, "a": 2}')


def test_what_json_cannot_hold_has_no_fingerprint() -> None:
    for value in (2**60, {1: 2}, object(), float("nan")):
        with pytest.raises(NotCanonical):
            fingerprint(value)


def test_a_printed_fingerprint_is_compared_whole_and_without_regard_to_spacing() -> None:
    actual = fingerprint({})
    assert same_fingerprint(in_groups(actual).upper().replace(" ", " - "), actual)
    assert same_fingerprint(f"\u2066{actual}\u2069\n", actual)
    assert not same_fingerprint(actual[:-1], actual)
    assert not same_fingerprint("", "")


def test_the_manifest_is_read_back_from_its_own_bytes() -> None:
    content = manifest_bytes(MANIFEST)
    assert read_manifest(read_canonical_json(content)) == MANIFEST
    assert manifest_fingerprint(MANIFEST) == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        (replace(MANIFEST, format="ballot-manifest/2"), "format"),
        (replace(MANIFEST, version=2), "previous fingerprint"),
        (replace(MANIFEST, previous="ab" * 32), "previous fingerprint"),
        (replace(MANIFEST, closes_at=MANIFEST.opens_at), "close after it opens"),
        (replace(MANIFEST, zone="Central"), "time zone"),
        (replace(MANIFEST, zone="../../etc/passwd"), "time zone"),
        (replace(MANIFEST, opening_key="00"), "64 lower-case"),
        (replace(MANIFEST, verifying_key="xx"), "hexadecimal"),
        (replace(MANIFEST, contests=(PARENTS, BUSINESS, PARENTS)), "contest id stands there twice"),
        (replace(MANIFEST, contests=(replace(PARENTS, votes_allowed=3), BUSINESS)), "as many votes as seats"),
        (replace(MANIFEST, contests=(PARENTS, replace(BUSINESS, votes_allowed=2))), "as many votes as seats"),
        (replace(MANIFEST, contests=(replace(PARENTS, votes_allowed=0), BUSINESS)), "a vote must be held"),
        (
            replace(MANIFEST, contests=(PARENTS, BUSINESS, replace(STUDENTS, number_elected=0))),
            "at least one",
        ),
        (
            replace(
                MANIFEST,
                contests=(PARENTS, replace(BUSINESS, candidates=(ManifestCandidate(id="b 1", name="B"),))),
            ),
            "contains a space",
        ),
        (replace(MANIFEST, styles=()), "styles together"),
        (replace(MANIFEST, styles=(*MANIFEST.styles, *MANIFEST.styles)), "style id"),
        (replace(MANIFEST, styles=(replace(MANIFEST.styles[0], contests=("parents", "parents")),)), "twice"),
        (
            replace(
                MANIFEST, styles=(replace(MANIFEST.styles[0], contests=("parents", "business", "students")),)
            ),
            "styles together",
        ),
    ],
)
def test_a_manifest_that_cannot_stand_is_not_printed_and_says_why(manifest: Manifest, words: str) -> None:
    with pytest.raises(ManifestProblem, match=words):
        manifest_bytes(manifest)
    with pytest.raises(ManifestProblem, match=words):
        read_manifest(write_shape(manifest))


def without(document: dict[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in document.items() if key != name}


DOCUMENT = write_shape(MANIFEST)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "the document must be an object"),
        (without(DOCUMENT, "title"), "title is missing"),
        ({**DOCUMENT, "surprise": 1}, "surprise does not belong there"),
        ({**DOCUMENT, "version": "1"}, "version must be a whole number"),
        ({**DOCUMENT, "version": True}, "version must be a whole number"),
        ({**DOCUMENT, "title": None}, "title must be text"),
        ({**DOCUMENT, "contests": {}}, "contests must be a list"),
        ({**DOCUMENT, "contests": [1]}, r"contests\[0\] must be an object"),
        ({**DOCUMENT, "settings": []}, "settings must be an object"),
        ({**DOCUMENT, "election_id": "7D3F2F0E6A514A6F9B0A0C5F6A0F7E11"}, "election_id is not written"),
        ({**DOCUMENT, "election_id": "x"}, "election_id is not an identifier"),
        ({**DOCUMENT, "opens_at": "2025-11-18T13:00:00+00:00"}, "opens_at is not a time"),
        ({**DOCUMENT, "opens_at": 5}, "opens_at must be text"),
        (
            {**DOCUMENT, "district": {"id": str(MANIFEST.district.id), "name": 1}},
            "district.name must be text",
        ),
    ],
)
def test_a_misshapen_document_is_refused_with_the_place(document: object, words: str) -> None:
    with pytest.raises(Misshapen, match=words):
        read_manifest(document)


def test_times_are_written_in_utc_and_need_a_zone() -> None:
    central = timezone(-timedelta(hours=6))
    assert utc_text(datetime(2025, 12, 5, 19, 0, tzinfo=central)) == "2025-12-06T01:00:00Z"
    assert utc_text(datetime(2025, 12, 6, 1, 0, tzinfo=UTC)) == "2025-12-06T01:00:00Z"
    with pytest.raises(Misshapen):
        utc_text(datetime(2025, 12, 6, 1, 0))  # noqa: DTZ001 - a time without a zone is what is refused
