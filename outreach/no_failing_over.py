"""An attempt of which nobody knows whether it left never goes by another provider by itself.

There it could arrive a second time, and neither provider could tell. A repeat that a policy has queued may meet another
provider, because one was set up meanwhile: then it waits for a person again.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.models import Attempt, Ruling
from outreach.policies import BY_POLICY
from outreach.states import Answer, RulingKind


def unclear_elsewhere(session: Session, deliveries: Collection[UUID], sender: str) -> set[UUID]:
    """Which of these may have left by another provider than `sender`, and no person has had sent again since."""
    decided = select(Ruling.id).where(
        Ruling.delivery_id == Attempt.delivery_id,
        Ruling.kind == RulingKind.REPEAT,
        Ruling.ruled_by != BY_POLICY,
        Ruling.ruled_at >= Attempt.finished_at,
    )
    unclear = select(Attempt.delivery_id).where(
        Attempt.delivery_id.in_(list(deliveries)),
        Attempt.outcome == Answer.UNCERTAIN,
        Attempt.sender != sender,
        ~decided.exists(),
    )
    return set(session.scalars(unclear))
