"""A hand on a provider: stop sending over it, or let it go on before the next probe.

A provider belongs to the installation and carries the messages of all its districts. So a technician of one district
stops it only where there is no other; elsewhere whoever runs the installation does, by a command. What happens stands
in the trail of every district, because it happens to each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import District
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.words import say
from ballot_service.services import trail
from ballot_service.services.acting import NotFound, Refused

OPERATOR = "operator"
"""Who paused it, when it was whoever runs the installation."""
SOURCE = "docs/decisions/0013-who-may-stop-a-provider.md"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How one provider fares. Times are UTC; `by_itself` when the worker paused it because it kept failing."""

    name: str
    failures: int
    error: str
    paused_at: datetime | None
    by_itself: bool
    probe_at: datetime | None


def providers_that_keep_failing(session: Session) -> list[outreach.Faring]:
    """Those that the worker has paused by itself."""
    return [one for one in outreach.farings(session) if one.paused_at is not None and not one.paused_by]


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


def districts_served(session: Session) -> int:
    """How many districts a provider of this installation carries messages for."""
    return session.scalar(select(func.count()).select_from(District)) or 0


def may_hold(session: Session, standing: Standing) -> Decision:
    """Whether a technician of one district may pause this provider, or let it go on.

    What paused by itself may always go on: if it fails again, it is paused again.
    """
    number = districts_served(session)
    if number <= 1 or standing.by_itself:
        return Decision(reasons=())
    reason = Reason(
        code="provider_is_shared",
        sentence=say(
            "This provider carries the messages of {number} districts. One district does not stop it, or let it go on, "
            "for the others.",
            number=number,
        ),
        source=SOURCE,
        remedy=say(
            "Ask whoever runs the installation: ballots sending pause, ballots sending resume. "
            "To hold your own messages, a clerk pauses the notice."
        ),
    )
    return Decision(reasons=(reason,))


def pause_sending(
    session: Session, district_id: UUID, standing: Standing, why: str, *, now: datetime, by: UUID
) -> None:
    """A technician: nothing goes out over this provider until a person says so. Raises Refused where it is shared."""
    _require(session, "pause_provider", district_id, standing)
    _pause(session, standing.name, why, now, by)


def resume_sending(
    session: Session, district_id: UUID, standing: Standing, why: str, *, now: datetime, by: UUID
) -> None:
    """A technician: sending goes on; nothing happens when it was not paused. Raises Refused where it is shared."""
    _require(session, "resume_provider", district_id, standing)
    _resume(session, standing.name, why, now, by)


def pause_everywhere(
    session: Session, name: str, why: str, *, carriers: Mapping[str, str], now: datetime
) -> None:
    """Whoever runs the installation stops a provider. Raises NotFound for one that is not used."""
    if name not in carriers.values():
        raise NotFound("provider")
    _pause(session, name, why, now, None)


def resume_everywhere(
    session: Session, name: str, why: str, *, carriers: Mapping[str, str], now: datetime
) -> bool:
    """Whoever runs the installation lets it go on; answers whether it was paused. Raises NotFound."""
    if name not in carriers.values():
        raise NotFound("provider")
    return _resume(session, name, why, now, None)


def _require(session: Session, act: str, district_id: UUID, standing: Standing) -> None:
    decision = may_hold(session, standing)
    if not decision.allowed:
        raise Refused(act, decision, district_id=district_id, subject_id=district_id)


def _pause(session: Session, name: str, why: str, now: datetime, by: UUID | None) -> None:
    outreach.pause_provider(session, name, by=str(by) if by else OPERATOR, why=why, now=now)
    _keep(session, "pause_provider", name, why, now, by)


def _resume(session: Session, name: str, why: str, now: datetime, by: UUID | None) -> bool:
    was_paused = outreach.resume_provider(session, name)
    if was_paused:
        _keep(session, "resume_provider", name, why, now, by)
    return was_paused


def _keep(session: Session, act: str, name: str, why: str, now: datetime, by: UUID | None) -> None:
    """In one order, so that two at once do not wait for each other."""
    for district_id in session.scalars(select(District.id).order_by(District.id)).all():
        trail.of_district(
            session,
            district_id,
            act,
            now=now,
            by=by,
            details={"provider": name, "by_operator": by is None},
            words={"reason": why},
        )
