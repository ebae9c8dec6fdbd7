"""The list of tellers at the table is kept twice at the same moment: a teller sits there once, and the trail says so
once."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from ballot_service.models import Election, Role, TableDuty, TrailEntry
from ballot_service.services.appointing import appoint
from ballot_service.services.table import put_at_table, take_off_table, tellers_in_reach
from tests.databases import ON_POSTGRESQL, Database
from tests.services.at_once import DONE, AtOnce, Press, Reader
from tests.tallow_creek import SET_UP, TallowCreek, at

pytestmark = ON_POSTGRESQL
CLERK, DAY, NOW = UUID(int=1), date(2025, 11, 20), at(11, 20)


class Desk:
    """A teller in reach of an election, and what two clerks press about them."""

    def __init__(self, creek: TallowCreek, engine: Engine) -> None:
        self.session, self.at_once = creek.session, AtOnce(engine)
        self.election = creek.election()
        self.account_id = appoint(
            self.session,
            creek.district,
            email="tia@example.org",
            name="Tia Teller",
            role=Role.TELLER,
            is_employee=False,
            from_on=date(2025, 1, 1),
            now=SET_UP,
        ).account_id
        self.session.commit()

    def puts(self) -> Reader:
        election_id, account_id = self.election.id, self.account_id

        def read(session: Session) -> Press:
            election = session.get_one(Election, election_id)
            tellers_in_reach(session, election, DAY)  # as the page shows them
            return lambda: put_at_table(session, election, account_id, day=DAY, now=NOW, by=CLERK)

        return read

    def takes(self) -> Reader:
        election_id, account_id = self.election.id, self.account_id

        def read(session: Session) -> Press:
            election = session.get_one(Election, election_id)
            tellers_in_reach(session, election, DAY)
            return lambda: take_off_table(session, election, account_id, now=NOW, by=CLERK)

        return read

    def sits(self) -> list[bool]:
        self.session.expire_all()
        return [row.taken_off_at is None for row in self.session.scalars(select(TableDuty))]

    def acts(self) -> list[str]:
        rows = self.session.scalars(
            select(TrailEntry).where(TrailEntry.chain_id == self.election.id).order_by(TrailEntry.number)
        )
        return [row.act for row in rows if row.act.endswith("_table")]


@pytest.fixture
def desk(creek: TallowCreek, database: Database) -> Desk:
    return Desk(creek, database.engine())


def test_a_double_press_puts_a_teller_there_once(desk: Desk) -> None:
    assert desk.at_once.press(desk.puts(), desk.puts()) == (DONE, DONE)
    assert (desk.sits(), desk.acts()) == ([True], ["put_at_table"])


def test_a_double_press_takes_a_teller_off_once_and_puts_one_back_once(desk: Desk) -> None:
    put_at_table(desk.session, desk.election, desk.account_id, day=DAY, now=NOW, by=CLERK)
    desk.session.commit()
    assert desk.at_once.press(desk.takes(), desk.takes()) == (DONE, DONE)
    assert (desk.sits(), desk.acts()) == ([False], ["put_at_table", "take_off_table"])
    assert desk.at_once.press(desk.puts(), desk.puts()) == (DONE, DONE)
    assert (desk.sits(), desk.acts()) == ([True], ["put_at_table", "take_off_table", "put_at_table"])


def test_put_there_by_one_and_taken_off_by_another_the_later_press_stands(desk: Desk) -> None:
    assert desk.at_once.press(desk.puts(), desk.takes()) == (DONE, DONE)
    assert (desk.sits(), desk.acts()) == ([False], ["put_at_table", "take_off_table"])
