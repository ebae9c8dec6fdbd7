"""Statements through the acts: own words, translations that wait, the second person, and what the manifest holds."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from ballot_service.models import Candidate, Election
from ballot_service.rules.decision import Outcome
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.sealing.manifest import read_manifest
from ballot_service.services import freezing, nominating, trail
from ballot_service.services.acting import Refused
from ballot_service.services.nominating import Nomination
from ballot_service.services.statements import (
    approve_translation,
    entered_statements,
    waiting_for,
    waiting_translations,
)
from ballot_service.services.worklist import to_do
from tests.services.steps import refusal
from tests.tallow_creek import FREEZE, SECRET, TallowCreek, at

CLERK, SECOND = uuid4(), uuid4()
WHEN = at(10, 22)
FORM = Nomination(name="Ana Ruiz", statements={"es": "Escucho.", "en": "I listen."}, own_language="es")


@pytest.fixture
def election(creek: TallowCreek) -> Election:
    return creek.election()


@pytest.fixture
def ana(creek: TallowCreek, election: Election) -> Candidate:
    """A parent who wrote in Spanish; the clerk entered an English translation."""
    contest = next(c for c in election.contests if c.seat_group.kind is SeatGroupKind.PARENTS)
    ana = creek.guardian("Ana", "Ruiz")
    candidate = nominating.file_nomination(creek.session, contest, ana, FORM, now=at(10, 21), by=CLERK)
    creek.session.commit()
    return candidate


def again(session: Session, ana: Candidate, nomination: Nomination) -> None:
    decided = nominating.decide_again(session, ana, nomination, now=WHEN, by=CLERK)
    assert decided.outcome is Outcome.ALLOWED
    session.commit()


def test_a_translation_shows_once_a_second_person_has_read_it(
    session: Session, election: Election, ana: Candidate
) -> None:
    assert (ana.own_language, ana.statements) == ("es", {"es": "Escucho."})
    assert entered_statements(ana) == {"es": "Escucho.", "en": "I listen."}
    assert waiting_translations(election) == 1
    assert any("second person" in str(task.sentence) for task in to_do(session, election, WHEN))
    approve_translation(session, ana, "en", now=WHEN, by=SECOND)
    session.commit()
    assert ana.statements == {"es": "Escucho.", "en": "I listen."}
    assert waiting_translations(election) == 0
    last = trail.entries(session, election.id)[-1]
    assert (last.act, last.document["details"]) == ("approve_translation", {"language": "en"})


def test_nobody_approves_what_they_entered_and_nothing_that_is_not_there(
    session: Session, ana: Candidate
) -> None:
    for language, by, code in (
        ("en", CLERK, "translation_own_entry"),
        ("vi", SECOND, "translation_not_waiting"),
        ("es", SECOND, "translation_not_waiting"),
    ):
        with pytest.raises(Refused) as caught:
            approve_translation(session, ana, language, now=WHEN, by=by)
        session.rollback()
        assert refusal(caught).codes == (code,)


def test_other_words_need_another_reading(session: Session, ana: Candidate) -> None:
    approve_translation(session, ana, "en", now=WHEN, by=SECOND)
    again(session, ana, FORM)
    assert ana.statements == {"es": "Escucho.", "en": "I listen."}, "the same words stay approved"
    again(session, ana, replace(FORM, statements={"es": "Escucho a todos.", "en": "I listen."}))
    assert ana.statements == {"es": "Escucho a todos."}
    assert [row.language for row in waiting_for(ana)] == ["en"]
    again(session, ana, replace(FORM, statements={"es": "Escucho a todos.", "en": ""}))
    assert list(ana.translations) == []


def test_a_language_that_is_not_mentioned_stays_as_it_is(session: Session, ana: Candidate) -> None:
    """A guardian's answer decides again without touching a translation that waits."""
    again(session, ana, Nomination(name="Ana Ruiz", statements=dict(ana.statements)))
    assert [row.language for row in waiting_for(ana)] == ["en"]
    approve_translation(session, ana, "en", now=WHEN, by=SECOND)
    again(session, ana, Nomination(name="Ana Ruiz", statements={"es": "Escucho."}, own_language="es"))
    assert ana.statements == {"es": "Escucho.", "en": "I listen."}


def test_the_clerk_says_which_are_the_own_words(session: Session, ana: Candidate) -> None:
    again(session, ana, replace(FORM, own_language="en"))
    assert (ana.own_language, ana.statements) == ("en", {"en": "I listen."})
    assert [row.language for row in waiting_for(ana)] == ["es"]
    again(session, ana, replace(FORM, statements={"es": "", "en": ""}))
    assert (ana.own_language, ana.statements) == (None, {})


def test_the_frozen_manifest_holds_what_is_shown_and_nothing_changes_after(
    session: Session, election: Election, ana: Candidate
) -> None:
    row = freezing.freeze_ballot(session, election, SECRET, now=FREEZE, by=CLERK)
    session.commit()
    manifest = read_manifest(row.document)
    (named,) = [c for contest in manifest.contests for c in contest.candidates if c.id == str(ana.id)]
    assert (named.own_language, named.statements) == ("es", {"es": "Escucho."})
    with pytest.raises(Refused) as caught:
        approve_translation(session, ana, "en", now=FREEZE, by=SECOND)
    session.rollback()
    assert refusal(caught).codes == ("translation_too_late",)
