"""A technician's hand on a provider: stop sending over it, or let it go on before the next probe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

import outreach
from ballot_service.services import trail


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How one provider fares. Times are UTC; `by_itself` when the worker paused it because it kept failing."""

    name: str
    failures: int
    error: str
    paused_at: datetime | None
    by_itself: bool
    probe_at: datetime | None


def providers(session: Session, carriers: Mapping[str, str]) -> list[Standing]:
    """Every provider that this installation uses, also those with which nothing is wrong."""
    known = {one.name: one for one in outreach.farings(session)}
    return [_standing(name, known.get(name)) for name in sorted(set(carriers.values()))]


def _standing(name: str, faring: outreach.Faring | None) -> Standing:
    if faring is None:
        return Standing(name=name, failures=0, error="", paused_at=None, by_itself=False, probe_at=None)
    return Standing(
        name=name,
        failures=faring.failures,
        error=faring.error,
        paused_at=faring.paused_at,
        by_itself=faring.paused_at is not None and not faring.paused_by,
        probe_at=faring.probe_at,
    )


def pause_sending(
    session: Session, district_id: UUID, name: str, why: str, *, now: datetime, by: UUID
) -> None:
    """Nothing goes out over this provider until a person says so. Keeps the reason in the district's trail."""
    outreach.pause_provider(session, name, by=str(by), why=why, now=now)
    _keep(session, district_id, "pause_provider", name, why, now, by)


def resume_sending(
    session: Session, district_id: UUID, name: str, why: str, *, now: datetime, by: UUID
) -> None:
    """Sending goes on over this provider; nothing happens when it was not paused."""
    if outreach.resume_provider(session, name):
        _keep(session, district_id, "resume_provider", name, why, now, by)


def _keep(
    session: Session, district_id: UUID, act: str, name: str, why: str, now: datetime, by: UUID
) -> None:
    trail.of_district(
        session, district_id, act, now=now, by=by, details={"provider": name}, words={"reason": why}
    )
