"""Corrections of a ballot as pages show them: what changed in which contest, when, why, and under which fingerprint."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ballot_service.models import Election
from ballot_service.rules.words import Sentence, say
from ballot_service.services.correcting import NameChange, corrections
from ballot_service.services.facts import title_of


@dataclass(frozen=True, kw_only=True)
class NamesShown:
    """One contest that changes: its title, what happens to which name, and the names afterwards."""

    title: Sentence
    says: tuple[Sentence, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CorrectionShown:
    """One pause. `ended_at` is None while it lasts; `fingerprint` is empty where the ballot stayed as it was."""

    paused_at: datetime
    ended_at: datetime | None
    reason: str
    explanation: str
    fingerprint: str
    fingerprint_before: str


def names_shown(election: Election, changes: Iterable[NameChange]) -> list[NamesShown]:
    titles = {str(contest.id): title_of(contest) for contest in election.contests}
    return [
        NamesShown(
            title=titles[each.after.id],
            says=tuple(_said(each)),
            names=tuple(one.name for one in each.after.candidates),
        )
        for each in changes
    ]


def _said(change: NameChange) -> list[Sentence]:
    return [
        *(say("Added: {name}", name=name) for name in change.added),
        *(say("Taken off: {name}", name=name) for name in change.removed),
        *(say("Name changed: {before} is now {after}", before=old, after=new) for old, new in change.renamed),
        *(say("Statement changed: {name}", name=name) for name in change.statements),
    ]


def corrections_shown(session: Session, election: Election) -> list[CorrectionShown]:
    """Every correction, the first one first, on the district's clock."""
    prints = {row.version: row.fingerprint for row in election.manifests}
    found = []
    for row in reversed(corrections(session, election)):
        version = row.manifest.version if row.manifest else 0
        found.append(
            CorrectionShown(
                paused_at=row.paused_at.astimezone(election.zone),
                ended_at=row.ended_at.astimezone(election.zone) if row.ended_at else None,
                reason=row.reason,
                explanation=row.explanation,
                fingerprint=prints.get(version, ""),
                fingerprint_before=prints.get(version - 1, ""),
            )
        )
    return found
