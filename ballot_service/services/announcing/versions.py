"""The versions of a notice that were approved."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Election
from ballot_service.services.announcing.kinds import Announcing
from outreach.together import MANY


def newest_of(session: Session, election: Election, kind: Announcing) -> outreach.OutreachNotice | None:
    return next(iter(sent_versions(session, election, kind)), None)


def sent_versions(session: Session, election: Election, name: str) -> Sequence[outreach.OutreachNotice]:
    """The versions of a notice that were approved, newest first; a kind of `Announcing` is its own name."""
    table = outreach.OutreachNotice
    query = select(table).where(table.scope == str(election.id), table.name == str(name))
    return session.scalars(query.order_by(table.version.desc())).all()


def languages_of_notice(row: outreach.OutreachNotice) -> list[str]:
    """Those in which it is notice: a text in several languages at once stands in for one that is missing."""
    return sorted({text["language"] for text in row.texts} - {MANY})
