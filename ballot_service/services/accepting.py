"""The box itself: an envelope goes in with the voter's mark on the roll, both or neither, one a voter.

Everything that has to be asked and written takes one statement on PostgreSQL: each further one would cost a voter, and
everybody behind, a way to the database and back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Uuid, bindparam, insert, select, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from ballot_service.models import AcceptedBallot, Envelope, RollStatus, VoterRollEntry
from ballot_service.services.issuing import LinkRevoked, OpenedLink


class AlreadyCast(Exception):
    """Another request of the same voter was first; roll back and answer with `receipt`."""


def put_into_box(session: Session, opened: OpenedLink, envelope: Mapping[str, Any]) -> RollStatus:
    """Puts a sealed envelope in and answers how the voter stands on the roll at this moment.

    The roll line is read and held until the end of the transaction: somebody may decide about this voter meanwhile.
    Raises LinkRevoked for somebody found not to be a voter, or AlreadyCast; either way nothing is left in the box.
    """
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    status, is_first = (_at_once if on_postgresql else _one_by_one)(session, opened, envelope)
    set_committed_value(opened.entry, "status", status)
    if status is RollStatus.EXCLUDED:
        raise LinkRevoked(was_replaced=False)
    if not is_first:
        raise AlreadyCast
    return status


def _one_by_one(session: Session, opened: OpenedLink, envelope: Mapping[str, Any]) -> tuple[RollStatus, bool]:
    """SQLite lets in one writer at a time, so nothing can come between."""
    session.refresh(opened.entry, ["status"])
    if opened.entry.status is RollStatus.EXCLUDED:
        return RollStatus.EXCLUDED, False
    session.execute(insert(Envelope).values(dict(envelope)))
    accepted = session.execute(
        sqlite.insert(AcceptedBallot)
        .values(_acceptance(opened, envelope))
        .on_conflict_do_nothing(index_elements=["roll_entry_id"])
        .returning(AcceptedBallot.roll_entry_id)
    )
    return opened.entry.status, accepted.first() is not None


def _acceptance(opened: OpenedLink, envelope: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "roll_entry_id": opened.entry.id,
        "district_id": opened.election.district_id,
        "election_id": opened.election.id,
        "envelope_id": envelope["id"],
    }


_VOTER = (
    select(VoterRollEntry.id, VoterRollEntry.status)
    .where(VoterRollEntry.id == bindparam("entry_id", type_=Uuid()))
    .with_for_update(read=True)
    .cte("voter")
)
_ACCEPTED = (
    postgresql.insert(AcceptedBallot)
    .from_select(
        ["roll_entry_id", "district_id", "election_id", "envelope_id"],
        select(
            _VOTER.c.id,
            *(bindparam(name, type_=Uuid()) for name in ("district_id", "election_id", "id")),
        ).where(_VOTER.c.status != RollStatus.EXCLUDED),
    )
    .on_conflict_do_nothing(index_elements=["roll_entry_id"])
    .returning(AcceptedBallot.roll_entry_id)
    .cte("accepted")
)
_ENVELOPE = (
    insert(Envelope)
    .from_select(
        [column.name for column in Envelope.__table__.columns],
        select(
            *(bindparam(column.name, type_=column.type) for column in Envelope.__table__.columns)
        ).select_from(_ACCEPTED),
    )
    .cte("envelope_in")
)
_AT_ONCE = (
    select(_VOTER.c.status, _ACCEPTED.c.roll_entry_id)
    .select_from(_VOTER.outerjoin(_ACCEPTED, true()))
    .add_cte(_ENVELOPE)
)


def _at_once(session: Session, opened: OpenedLink, envelope: Mapping[str, Any]) -> tuple[RollStatus, bool]:
    """PostgreSQL: the envelope follows only if the acceptance was the first; keys are compared at the end."""
    row = session.connection().execute(_AT_ONCE, {**envelope, "entry_id": opened.entry.id}).one()
    return row.status, row.roll_entry_id is not None
