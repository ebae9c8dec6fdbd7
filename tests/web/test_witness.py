"""Witnesses and tellers: confirm a lot that somebody else entered, and sign the result, after a declaration."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, update

from ballot_service.models import Account, Appointment, CertificationSignature, LotDrawing, Role, TrailEntry
from tests.databases import Database
from tests.tallow_creek import at
from tests.web.reading_room import NAMES, NO_STAKE, Room, open_room

SIGN = "/witness/elections/ELECTION/sign"


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    return open_room(database.url, tmp_path)


def the_lot(room: Room) -> str:
    with room.session() as session:
        lot_id: UUID = session.scalars(select(LotDrawing.id)).one()
        return f"/witness/lots/{lot_id}"


def test_a_lot_and_two_signatures(room: Room) -> None:
    lot = the_lot(room)
    assert lot in room.read(Role.WITNESS, "/witness/elections")
    page = room.read(Role.WITNESS, lot)
    for said in ("Library", "Names drawn from a hat", "Wanda One", "Walt Two", "Ana Ruiz", "Bo Lee"):
        assert said in page
    assert "the lot waits for a second person" in room.read(Role.WITNESS, SIGN)

    room.send(Role.WITNESS, lot, **NO_STAKE)
    with room.session() as session:
        assert session.scalars(select(LotDrawing)).one().confirmed_at is not None

    assert "Elected by lot" in room.read(Role.TELLER, SIGN)
    room.send(Role.TELLER, SIGN, **NO_STAKE)
    assert "You have signed." in room.read(Role.TELLER, SIGN)
    page = room.read(Role.WITNESS, SIGN)
    assert NAMES[Role.TELLER] in page
    assert "You are on record as not working for the district." in page
    room.send(Role.WITNESS, SIGN, **NO_STAKE)
    with room.session() as session:
        rows = session.scalars(
            select(CertificationSignature).order_by(CertificationSignature.is_employee)
        ).all()
        assert [(row.capacity, row.is_employee) for row in rows] == [("Witness", False), ("Teller", True)]


def test_nobody_with_a_stake(room: Room) -> None:
    lot = the_lot(room)
    page = room.send(Role.WITNESS, lot, 409, is_nominee="yes", is_close_relative="no")
    assert "A candidate cannot count, sign or be a witness" in page
    page = room.send(Role.WITNESS, lot, 422, is_nominee="no")
    assert "Choose one." in page
    with room.session() as session:
        assert session.scalars(select(LotDrawing)).one().confirmed_at is None
        acts = session.scalars(select(TrailEntry.act).where(TrailEntry.act.like("confirm_lot%"))).all()
        assert acts == ["confirm_lot_refused"]
    room.send(Role.WITNESS, lot, **NO_STAKE)
    page = room.send(Role.WITNESS, SIGN, 409, is_nominee="no", is_close_relative="yes")
    assert "A close relative of a candidate cannot" in page


def test_a_lot_is_confirmed_once(room: Room) -> None:
    lot = the_lot(room)
    room.send(Role.WITNESS, lot, **NO_STAKE)
    with room.session() as session:
        before = session.scalars(select(LotDrawing)).one().confirmed_by
    answer = room.browser(Role.TELLER).get(lot)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/witness/elections")
    assert "no longer waits" in room.read(Role.TELLER, "/witness/elections")
    with room.session() as session:
        assert session.scalars(select(LotDrawing)).one().confirmed_by == before


def test_no_signature_before_the_windows_end(room: Room) -> None:
    room.send(Role.WITNESS, the_lot(room), **NO_STAKE)
    room.clock.moment = at(12, 12, 16)
    page = room.read(Role.WITNESS, SIGN)
    assert "The result can still be challenged until" in page
    assert "Sign this result" not in page
    room.send(Role.WITNESS, SIGN, 409, **NO_STAKE)


def change_account(room: Room, role: Role, **values: object) -> None:
    with room.session() as session:
        email = f"{role.value}@tallowcreek.example"
        session.execute(update(Account).where(Account.email == email).values(**values))


def test_a_witness_who_also_holds_an_office_as_employee_signs_as_one(room: Room) -> None:
    room.send(Role.TELLER, the_lot(room), **NO_STAKE)
    with room.session() as session:
        account = session.scalars(select(Account).where(Account.email == "witness@tallowcreek.example")).one()
        office = session.scalars(select(Appointment).where(Appointment.account_id == account.id)).one()
        session.add(
            Appointment(
                district_id=office.district_id,
                account_id=account.id,
                role=Role.TELLER,
                is_employee=True,
                from_on=office.from_on,
            )
        )
    room.send(Role.TELLER, SIGN, **NO_STAKE)
    page = room.send(Role.WITNESS, SIGN, 409, **NO_STAKE)
    assert "Everybody who has signed works for the district." in page


def test_a_candidate_who_declares_to_be_none_is_known_all_the_same(room: Room) -> None:
    change_account(room, Role.WITNESS, name="ana  RUIZ")
    assert "A candidate cannot" in room.send(Role.WITNESS, the_lot(room), 409, **NO_STAKE)
    room.send(Role.TELLER, the_lot(room), **NO_STAKE)
    assert "A candidate cannot" in room.send(Role.WITNESS, SIGN, 409, **NO_STAKE)


def test_one_person_with_two_accounts_is_one_person(room: Room) -> None:
    room.send(Role.WITNESS, the_lot(room), **NO_STAKE)
    room.send(Role.TELLER, SIGN, **NO_STAKE)
    change_account(room, Role.WITNESS, name=NAMES[Role.TELLER].upper())
    assert "You have signed already." in room.send(Role.WITNESS, SIGN, 409, **NO_STAKE)
