"""Statements of nominees: the own words, translations as they are entered, and the second person who approves them.

What voters read is what stands in `Candidate.statements`: the own words and the approved translations. It goes into the
manifest, so nothing of it changes once the ballot is frozen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models import Candidate, Election, PreElectionStatus, StatementTranslation
from ballot_service.rules.statements import TranslationFacts, may_approve_translation
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.reconciling import take_turn

GONE = (PreElectionStatus.REFUSED, PreElectionStatus.WITHDRAWN)


def put_statements(
    candidate: Candidate,
    texts: Mapping[str, str],
    own_language: str | None,
    *,
    now: datetime,
    by: UUID | None,
) -> None:
    """Writes the own words and keeps each translation beside them until a second person has approved it.

    `texts` are by language tag, empty to take one away; a language not in it stays as it is. Other own words need
    their translations read again.
    """
    own = _own_language(candidate, texts, own_language)
    original = texts.get(own, candidate.statements.get(own, "")) if own else ""
    for tag, text in texts.items():
        if tag != own:
            _put_translation(candidate, tag, text, original, now, by)
    approved = {row.language: row.text for row in candidate.translations if _counts(row, original, own)}
    candidate.own_language = own
    candidate.statements = {own: original, **approved} if own else {}


def approve_translation(
    session: Session, candidate: Candidate, language: str, *, now: datetime, by: UUID
) -> None:
    """A second person stands for a translation; from now on voters of the language read it.

    Raises Refused for whoever entered it, without one that waits, and once the ballot is frozen.
    """
    election = candidate.contest.election
    take_turn(session, election)
    row = next((each for each in waiting_for(candidate) if each.language == language), None)
    facts = TranslationFacts(
        is_waiting=row is not None,
        is_own_entry=row is not None and row.entered_by == by,
        is_frozen=election.ballot_frozen_at is not None,
    )
    asked, decision = Asked(rule="may_approve_translation", facts=facts), may_approve_translation(facts)
    if not decision.allowed or row is None:
        raise Refused.for_election("approve_translation", decision, election, candidate.id, asked=(asked,))
    keep_for(session, election, asked, subject_id=candidate.id, now=now)
    row.approved_by, row.approved_at = by, now
    candidate.statements = {**candidate.statements, language: row.text}
    session.flush()
    trail.of_election(
        session,
        election,
        "approve_translation",
        now=now,
        by=by,
        subject_id=candidate.id,
        details={"language": language},
    )


def waiting_for(candidate: Candidate) -> Iterator[StatementTranslation]:
    """Translations of the words as they stand that nobody has approved."""
    original = candidate.statements.get(candidate.own_language or "")
    for row in candidate.translations:
        is_own = row.language == candidate.own_language
        if row.approved_at is None and row.original == original and not is_own:
            yield row


def waiting_translations(election: Election) -> int:
    """How many translations for nominees who stand wait for a second person."""
    return sum(
        1
        for contest in election.contests
        for candidate in contest.candidates
        if candidate.pre_election_status not in GONE
        for _ in waiting_for(candidate)
    )


def entered_statements(candidate: Candidate) -> dict[str, str]:
    """Every text by language, the translations that wait among them: what a clerk goes on writing."""
    return {row.language: row.text for row in candidate.translations} | dict(candidate.statements)


def _own_language(candidate: Candidate, texts: Mapping[str, str], wanted: str | None) -> str | None:
    """The language meant, if there is a text in it; else the one before, else the first that has a text."""
    after = {**candidate.statements, **texts}
    choices = (wanted, candidate.own_language, *texts, *after)
    return next((tag for tag in choices if tag is not None and after.get(tag)), None)


def _put_translation(
    candidate: Candidate, tag: str, text: str, original: str, now: datetime, by: UUID | None
) -> None:
    row = next((each for each in candidate.translations if each.language == tag), None)
    if row is not None and (not text or (row.text, row.original) == (text, original)):
        if not text:
            candidate.translations.remove(row)
        return
    if not text:
        return
    if row is None:
        row = StatementTranslation(district_id=candidate.district_id, language=tag)
        candidate.translations.append(row)
    row.text, row.original, row.entered_by, row.entered_at = text, original, by, now
    row.approved_by = row.approved_at = None


def _counts(row: StatementTranslation, original: str, own: str | None) -> bool:
    return row.approved_at is not None and row.original == original and row.language != own
