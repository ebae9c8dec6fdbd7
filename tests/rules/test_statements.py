"""R022: a statement in the person's own words, and translations that a second person has read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.rules.statements import Shown, TranslationFacts, may_approve_translation, shown_in

BOTH = {"es": "Escucho.", "en": "I listen."}


@pytest.mark.parametrize(
    ("statements", "own", "language", "wanted"),
    [
        (BOTH, "es", "es", Shown(language="es", text="Escucho.", is_other_language=False)),
        (BOTH, "es", "en", Shown(language="en", text="I listen.", is_other_language=False)),
        ({"es": "Escucho."}, "es", "en", Shown(language="es", text="Escucho.", is_other_language=True)),
        (BOTH, "es", "vi", Shown(language="es", text="Escucho.", is_other_language=True)),
        (BOTH, "en", "vi", Shown(language="en", text="I listen.", is_other_language=True)),
        (BOTH, None, "vi", Shown(language="es", text="Escucho.", is_other_language=True)),
        ({}, None, "en", None),
        ({"en": ""}, "en", "en", None),
    ],
)
def test_what_a_reader_gets(
    statements: dict[str, str], own: str | None, language: str, wanted: Shown | None
) -> None:
    assert shown_in(statements, own, language) == wanted


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (TranslationFacts(is_waiting=True), ()),
        (TranslationFacts(is_waiting=True, is_own_entry=True), ("translation_own_entry",)),
        (TranslationFacts(is_waiting=False), ("translation_not_waiting",)),
        (TranslationFacts(is_waiting=True, is_frozen=True), ("translation_too_late",)),
    ],
)
def test_a_second_person_approves_before_the_freeze(facts: TranslationFacts, codes: tuple[str, ...]) -> None:
    decision = may_approve_translation(facts)
    assert decision.codes == codes
    assert all(reason.remedy for reason in decision.reasons)


TAGS = st.sampled_from(["en", "es", "vi", "ar"])


@given(statements=st.dictionaries(TAGS, st.text(max_size=5)), own=st.none() | TAGS, language=TAGS)
def test_whoever_reads_gets_a_text_that_is_there_and_knows_whether_it_is_translated(
    statements: dict[str, str], own: str | None, language: str
) -> None:
    shown = shown_in(statements, own, language)
    assert (shown is None) == (not any(statements.values()))
    if shown is not None:
        assert statements[shown.language] == shown.text
        assert shown.is_other_language == (shown.language != language)
