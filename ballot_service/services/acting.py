"""What acts share: the named errors they raise, and how a refusal is kept.

An act raises `Refused` after changing nothing. Whoever called it rolls back; `acting` then writes the refusal to the
trail in a transaction of its own, so that "the state is unchanged and the refusal is in the log".
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models.elections import Election
from ballot_service.rules.decision import Decision
from ballot_service.services import trail
from ballot_service.services.deciding import Asked, keep


class Refused(Exception):
    """The rules do not allow it. `decision` says why, by which rule, and what would make it succeed.

    Without `keeps_why` the trail says that something was refused, and not for what reason.
    """

    def __init__(
        self,
        act: str,
        decision: Decision,
        *,
        district_id: UUID,
        subject_id: UUID,
        chain_id: UUID | None = None,
        asked: tuple[Asked, ...] = (),
        keeps_why: bool = True,
    ) -> None:
        super().__init__(f"{act}: {', '.join(decision.codes)}")
        self.act = act
        self.decision = decision
        self.district_id = district_id
        self.subject_id = subject_id
        self.chain_id = chain_id or district_id
        self.asked = asked
        self.keeps_why = keeps_why

    @classmethod
    def for_election(
        cls,
        act: str,
        decision: Decision,
        election: Election,
        subject_id: UUID | None = None,
        asked: tuple[Asked, ...] = (),
        *,
        keeps_why: bool = True,
    ) -> Refused:
        """A refusal kept in the election's own trail; with `asked`, its facts are kept to be run again."""
        return cls(
            act,
            decision,
            district_id=election.district_id,
            subject_id=subject_id or election.id,
            chain_id=election.id,
            asked=asked,
            keeps_why=keeps_why,
        )


class NotFound(Exception):
    """There is no such row in this district."""


@contextmanager
def acting(session: Session, now: datetime, by: UUID | None = None) -> Iterator[Session]:
    """Commits what an act did; on `Refused` keeps the refusal in the trail and raises it again."""
    try:
        yield session
        session.commit()
    except Refused as refused:
        session.rollback()
        trail.record(
            session,
            f"{refused.act}_refused",
            chain_id=refused.chain_id,
            district_id=refused.district_id,
            subject_id=refused.subject_id,
            now=now,
            by=by,
            details={"codes": list(refused.decision.codes) if refused.keeps_why else []},
        )
        keep_refusal(session, refused, now)
        session.commit()
        raise
    except BaseException:
        session.rollback()
        raise


def keep_refusal(session: Session, refused: Refused, now: datetime) -> None:
    """Keeps the facts of a refusal, so that anyone may run the rules again."""
    for asked in refused.asked:
        keep(
            session,
            asked,
            district_id=refused.district_id,
            election_id=None if refused.chain_id == refused.district_id else refused.chain_id,
            subject_id=refused.subject_id,
            now=now,
        )
