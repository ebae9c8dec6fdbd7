"""Statements stand in the manifest as voters read them; a manifest from before has none and keeps its fingerprint."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ballot_service.sealing.manifest import (
    Manifest,
    ManifestCandidate,
    ManifestProblem,
    manifest_fingerprint,
    read_manifest,
)
from ballot_service.sealing.shapes import Misshapen, write_shape
from tests.sealing import a_story

WITH = ManifestCandidate(
    id="p1", name="Ana", own_language="es", statements={"es": "Escucho.", "en": "I listen."}
)


def manifest_with(first: ManifestCandidate) -> Manifest:
    plain = a_story.a_manifest(a_story.service_key())
    parents = plain.contests[0]
    changed = replace(parents, candidates=(first, *parents.candidates[1:]))
    return replace(plain, contests=(changed, *plain.contests[1:]))


def document(manifest: Manifest) -> dict[str, Any]:
    found: dict[str, Any] = write_shape(manifest)
    return found


def test_without_statements_nothing_is_written_that_was_not_there_before() -> None:
    plain = document(a_story.a_manifest(a_story.service_key()))
    assert all(set(one) == {"id", "name"} for contest in plain["contests"] for one in contest["candidates"])
    assert manifest_fingerprint(read_manifest(plain)) == manifest_fingerprint(
        a_story.a_manifest(a_story.service_key())
    )


def test_statements_are_read_back_and_change_the_fingerprint() -> None:
    manifest = manifest_with(WITH)
    assert read_manifest(document(manifest)) == manifest
    other = manifest_with(replace(WITH, statements={"es": "Escucho."}))
    assert manifest_fingerprint(other) != manifest_fingerprint(manifest)


@pytest.mark.parametrize("empty", [{"statements": {}}, {"own_language": ""}, {"statements": None}])
def test_there_is_one_way_only_to_write_that_there_is_none(empty: dict[str, Any]) -> None:
    changed = document(a_story.a_manifest(a_story.service_key()))
    changed["contests"][0]["candidates"][0] |= empty
    with pytest.raises(Misshapen, match="does not belong there"):
        read_manifest(changed)


@pytest.mark.parametrize("wrong", [{"statements": {"en": " "}}, {"own_language": "ar"}])
def test_a_statement_says_something_and_the_own_words_are_there(wrong: dict[str, Any]) -> None:
    with pytest.raises(ManifestProblem):
        read_manifest(document(manifest_with(replace(WITH, **wrong))))
