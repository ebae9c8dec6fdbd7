"""A person's language, changed in one step: by a word written back, a button on the person's own page, or a clerk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Election, Person, VoterRollEntry
from ballot_service.services import trail
from ballot_service.services.announcing.kinds import Announcing
from ballot_service.services.announcing.shipped import languages_of


def written_languages() -> list[str]:
    """The languages in which there is a ballot link message; only these can be chosen."""
    return languages_of(Announcing.BALLOT_LINK.value)


def change_language(
    session: Session, people: Iterable[Person], tag: str, way: str, *, now: datetime, by: UUID | None = None
) -> int:
    """From now on these people are written to in this language; answers for how many that is new.

    `tag` is one of `written_languages()`, `way` "reply", "link" or "clerk". Elections that are over stay as they were.
    """
    if tag not in written_languages():
        raise ValueError(f"There are no texts in {tag}.")
    changed = 0
    for person in people:
        entries = session.execute(
            select(VoterRollEntry, Election)
            .join(Election, Election.id == VoterRollEntry.election_id)
            .where(VoterRollEntry.person_id == person.id, Election.closes_at > now)
        ).all()
        if person.language == tag and all(entry.language == tag for entry, _ in entries):
            continue
        details = {"from": person.language, "to": tag, "way": way}
        person.language = tag
        for entry, election in entries:
            entry.language = tag
            trail.of_election(
                session,
                election,
                "change_language",
                now=now,
                by=by,
                subject_id=entry.id,
                details=details,
            )
        changed += 1
    session.flush()
    return changed
