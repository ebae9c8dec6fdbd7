"""Which tellers sit at the table of an election, and whether one of them may sign people in now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ballot_service.models import Account, Appointment, Election, Role, TableDuty
from ballot_service.rules.decision import Decision
from ballot_service.rules.table_duty import DutyFacts, may_work_at_table
from ballot_service.services import trail
from ballot_service.services.acting import NotFound
from ballot_service.services.cancelling import require_running
from ballot_service.services.paper_count import as_teller, declared_teller
from ballot_service.services.reconciling import take_turn


@dataclass(frozen=True, kw_only=True)
class TellerInReach:
    """Somebody who holds the office of teller for this election today."""

    account: Account
    is_at_table: bool
    has_declared: bool


def tellers_in_reach(session: Session, election: Election, day: date) -> list[TellerInReach]:
    """Everybody whose office of teller reaches this election on a day of the district, by name."""
    accounts = session.scalars(
        select(Account)
        .where(
            Account.active,
            Account.id.in_(
                select(Appointment.account_id).where(
                    Appointment.role == Role.TELLER,
                    Appointment.district_id == election.district_id,
                    or_(Appointment.council_id.is_(None), Appointment.council_id == election.council_id),
                    Appointment.from_on <= day,
                    or_(Appointment.until_on.is_(None), Appointment.until_on > day),
                )
            ),
        )
        .order_by(Account.name, Account.id)
    )
    return [
        TellerInReach(
            account=each,
            is_at_table=is_at_table(session, election, each.id),
            has_declared=declared_teller(session, election, each.id) is not None,
        )
        for each in accounts
    ]


def put_at_table(
    session: Session, election: Election, account_id: UUID, *, day: date, now: datetime, by: UUID
) -> None:
    """Puts a teller at the table; once is enough. Raises NotFound for somebody who is no teller here on that day."""
    require_running("put_at_table", election)
    take_turn(session, election)
    if account_id not in {each.account.id for each in tellers_in_reach(session, election, day)}:
        raise NotFound("teller")
    row = _duty(session, election, account_id)
    if row is not None and row.taken_off_at is None:
        return
    if row is None:
        row = TableDuty(district_id=election.district_id, election_id=election.id, account_id=account_id)
        session.add(row)
    row.put_at, row.put_by, row.taken_off_at = now, by, None
    session.flush()
    words = _named(session, account_id)
    trail.of_election(session, election, "put_at_table", now=now, by=by, subject_id=row.id, words=words)


def take_off_table(
    session: Session, election: Election, account_id: UUID, *, now: datetime, by: UUID
) -> None:
    """From now on this teller sees nothing of the list of voters. Nothing happens for somebody who sits elsewhere."""
    take_turn(session, election)
    row = _duty(session, election, account_id)
    if row is None or row.taken_off_at is not None:
        return
    row.taken_off_at = now
    session.flush()
    words = _named(session, account_id)
    trail.of_election(session, election, "take_off_table", now=now, by=by, subject_id=row.id, words=words)


def is_at_table(session: Session, election: Election, account_id: UUID) -> bool:
    row = _duty(session, election, account_id)
    return row is not None and row.taken_off_at is None


def may_work(session: Session, election: Election, account_id: UUID, now: datetime) -> Decision:
    """Whether this teller may see who is on the list of voters, and sign people in, now."""
    has_declared = declared_teller(session, election, account_id) is not None
    return may_work_at_table(
        DutyFacts(
            asked_at=now,
            zone=election.district.zone,
            opens_at=election.opens_at,
            closes_at=election.closes_at,
            has_opened=election.opening_confirmed_at is not None,
            at_table=is_at_table(session, election, account_id),
            teller=as_teller(session, election, account_id, ()) if has_declared else None,
        )
    )


def _duty(session: Session, election: Election, account_id: UUID) -> TableDuty | None:
    """As it stands now: the page may have read it before another press."""
    return session.scalar(
        select(TableDuty)
        .where(TableDuty.election_id == election.id, TableDuty.account_id == account_id)
        .execution_options(populate_existing=True)
    )


def _named(session: Session, account_id: UUID) -> dict[trail.Field, str]:
    return {"name": session.get_one(Account, account_id).name}
