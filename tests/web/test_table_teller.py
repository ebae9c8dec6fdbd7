"""A teller at the table: only what signing in needs, only while voting is open, and one press for each person."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import select

from ballot_service.models import (
    Account,
    PaperEnvelope,
    Person,
    Role,
    SchoolLevel,
    TableSignIn,
    VoterRollEntry,
)
from ballot_service.rules.presets import CouncilKind
from ballot_service.services import districts, paper, setting_up
from ballot_service.services.appointing import appoint
from ballot_service.services.paper import PaperKind
from ballot_service.services.signing_in import new_sign_in_link
from tests.tallow_creek import CLOSES, SET_UP, TallowCreek, at
from tests.web.clerk_office import Office, sign_in
from tests.web.forms_office import office
from tests.web.test_table import NEW, opened

__all__ = ["office"]
NO_STAKE = {"is_nominee": "no", "is_close_relative": "no"}


def at_desk(office: Office) -> Office:
    """The same election in the browser of a teller, who sits nowhere yet and has declared nothing."""
    with office.session() as session:
        creek = TallowCreek.found(session, office.election(session))
        appointment = appoint(
            session,
            creek.district,
            email="tia@example.org",
            name="Tia Teller",
            role=Role.TELLER,
            is_employee=False,
            from_on=date(2025, 1, 1),
            now=SET_UP,
        )
        account = session.get_one(Account, appointment.account_id)
        token = new_sign_in_link(session, account, now=office.clock.moment)
    client = office.app.test_client()
    sign_in(client, token)
    return Office(office.app, office.clock, client, office.election_id, office.folder)


def put_there(office: Office) -> None:
    with office.session() as session:
        tia = session.scalars(select(Account.id).where(Account.name == "Tia Teller")).one()
    assert "Tellers at the table" in office.post("/table/tellers", teller=str(tia))


def declare(desk: Office) -> str:
    """Answers where the declaration leads."""
    place = f"/tellers/elections/{desk.election_id}"
    keys = desk._hidden(desk.client.get(place).text)
    return desk.client.post(place, data={**keys, **NO_STAKE}).headers["Location"]


@pytest.fixture
def desk(office: Office) -> Office:
    """A teller at the table, and two neighbors of Otis Byrd; three ballots in English are printed."""
    opened(office, "Ida Byrdsong", "Una Byrdlet")
    desk = at_desk(office)
    put_there(office)
    assert declare(desk).endswith("/table")
    with office.session() as session:
        kind = PaperKind(language="en")
        paper.print_run(session, office.election(session), kind, 3, now=at(11, 20), by=uuid4())
    return desk


def way(office: Office, family: str) -> str:
    with office.session() as session:
        entry = session.scalars(
            select(VoterRollEntry).join(VoterRollEntry.person).where(Person.family_name == family)
        ).one()
        return f"/table/{entry.id}"


def test_a_teller_sees_nothing_before_the_clerk_the_declaration_and_the_opening(office: Office) -> None:
    opened(office)
    desk = at_desk(office)
    assert "You are not one of the tellers at this table" in desk.get("/table?q=Byrd", status=409)
    put_there(office)
    answer = desk.client.get(desk.path("/table?q=Byrd"))
    assert answer.headers["Location"].startswith(f"/tellers/elections/{desk.election_id}")
    assert "sign people in" in unescape(desk.client.get("/witness/elections").text)
    declare(desk)
    assert "Otis" in desk.get("/table?q=Byrd")
    office.move_to(CLOSES)
    shut = desk.get("/table?q=Byrd", status=409)
    assert "Tellers see the list of voters only while people vote" in shut
    assert "Otis" not in shut
    assert "sign people in" not in unescape(desk.client.get("/witness/elections").text)


def test_who_was_taken_off_sees_nothing_any_more(office: Office, desk: Office) -> None:
    office.post("/table/tellers")
    for page in ("/table?q=Byrd", "/table/new", way(office, "Byrd")):
        assert "Otis" not in desk.get(page, status=409)
    assert desk.client.post(desk.path(way(office, "Byrd")), data={"means": "paper"}).status_code in (400, 409)
    with office.session() as session:
        assert session.scalars(select(TableSignIn)).all() == []


def test_a_teller_sees_what_tells_people_apart_and_no_way_to_other_pages(
    office: Office, desk: Office
) -> None:
    with office.session() as session:
        for person in session.scalars(select(Person).where(Person.family_name.like("Byrd%"))):
            person.birth_date = date(1980, 2, 3)
    found = desk.get("/table?q=byrd")
    assert "12 Oak Road" in found
    assert "1980" not in found, "no two names are alike"
    with office.session() as session:
        una = session.scalars(select(Person).where(Person.given_name == "Una")).one()
        una.given_name, una.family_name = "Otis", "Byrd"
    assert found.count("Born on") == 0
    assert desk.get("/table?q=byrd").count("Born on") == 2
    page = found[found.index("<main") :]
    links = {each.split("?")[0] for each in re.findall(r'href="([^"#]+)"', page)}
    assert links
    for link in links:
        assert desk.client.get(link).status_code in (200, 303), link


def test_a_teller_cannot_read_through_the_list(office: Office, desk: Office) -> None:
    for short in ("b", "y y", "y+%25", "y+.+y", "%2527"):
        page = desk.get(f"/table?q={short}")
        assert "Type at least 2 letters" in page, short
        assert "Byrd" not in page, short
    with office.session() as session:
        for person in session.scalars(select(Person)):
            person.family_name = "Byrd"
        known = session.scalars(select(VoterRollEntry)).first()
        assert known is not None
        for number in range(9):
            person = Person(
                district_id=known.district_id,
                given_name=f"Number{number}",
                family_name="Byrd",
                language="en",
                source="test",
                source_id=str(number),
            )
            same = {"district_id": known.district_id, "election_id": known.election_id}
            same |= {"status": known.status, "door": known.door, "codes": known.codes}
            session.add(VoterRollEntry(person=person, language="en", entered_at=known.entered_at, **same))
    many = desk.get("/table?q=byrd")
    assert "More than 10 people fit" in many
    assert "Number3" not in many
    assert "Number3" in desk.get("/table?q=byrd+number3")
    assert "Number3" in office.get("/table?q=byrd"), "the clerk's page lists them all"


@pytest.mark.parametrize(
    "page",
    ["", "/roll", "/settings", "/papers", "/cards", "/paper/envelopes", "/table/tellers", "/paper/ballots"],
)
def test_no_other_page_of_the_clerk_opens(desk: Office, page: str) -> None:
    desk.get(page, status=403)


def test_a_queue_is_signed_in_with_one_press_each_and_a_slip_is_taken_back(
    office: Office, desk: Office
) -> None:
    found = desk.get("/table?q=otis+byrd")
    assert re.search(r'name="means" value="paper"[^>]*autofocus', found), "Enter gives the paper ballot"
    given = desk.post(way(office, "Byrd"), page="/table?q=otis+byrd", means="paper", usual="")
    assert "give any ballot from the stack" in given
    assert "Signed in: 1. On paper: 1." in given
    assert re.search(r'<input[^>]*id="q"[^>]*autofocus', given), "the next name can be typed at once"
    (sheet,) = re.findall(r'href="([^"]+envelopes/[^"]+\.pdf)"', given)
    assert desk.client.get(sheet).data.startswith(b"%PDF")
    (other,) = set(re.findall(r'href="([^"]+/paper/issue)"', given))
    assert "Fill in" in desk.post(other, status=422, kind="en-plain")
    another = desk.post(other, kind="en-plain", reason="The first one was torn.")
    assert "give any ballot from the stack" in another
    with office.session() as session:
        envelopes = session.scalars(select(PaperEnvelope)).all()
        assert sorted(each.replaced_reason for each in envelopes) == ["", "The first one was torn."]
    assert "tear it through" in desk.get(way(office, "Byrd") + "/back")
    assert "not signed in any more" in desk.post(way(office, "Byrd") + "/back")
    slip = desk.post(way(office, "Byrdsong"), page="/table?q=byrdsong", status=200, means="link")
    assert "/v/" in slip


def test_a_teller_gives_paper_only_to_who_signed_in_for_it(office: Office, desk: Office) -> None:
    entry = way(office, "Byrd").rpartition("/")[2]
    answer = desk.client.get(desk.path(f"/roll/{entry}/paper/issue"))
    assert (answer.status_code, answer.headers["Location"].rpartition("/")[2]) == (303, entry)
    desk.post(way(office, "Byrd"), page="/table?q=otis+byrd", status=200, means="link")
    assert desk.client.get(desk.path(f"/roll/{entry}/paper/issue")).status_code == 303
    office.post(f"/roll/{entry}/paper/issue", kind="en-plain")
    with office.session() as session:
        envelope = session.scalars(select(PaperEnvelope.id)).one()
    assert desk.client.get(desk.path(f"/paper/envelopes/{envelope}.pdf")).status_code == 303


def test_somebody_new_votes_provisionally_with_a_teller_too(office: Office, desk: Office) -> None:
    told = desk.post("/table/new", **{**NEW, "means": "paper", "language": "en"})
    assert "votes provisionally" in told
    assert "give any ballot from the stack" in told
    with office.session() as session:
        row = session.scalars(select(TableSignIn)).one()
        assert (row.is_provisional, row.tie_words) == (True, NEW["tie_words"])
    office.move_to(CLOSES)
    desk.get("/table/new", status=409)


def test_a_clerk_of_another_council_is_only_a_teller_here(desk: Office) -> None:
    with desk.session() as session:
        creek = TallowCreek.found(session, desk.election(session))
        school = districts.add_school(
            session, creek.district, name="Oak", level=SchoolLevel.ELEMENTARY, source_id="oak", now=SET_UP
        )
        other = setting_up.create_council(
            session, creek.district, kind=CouncilKind.ELEMENTARY, name="Oak", school=school, now=SET_UP
        )
        appoint(
            session,
            creek.district,
            email="tia@example.org",
            name="Tia Teller",
            role=Role.CLERK,
            is_employee=False,
            from_on=date(2025, 1, 1),
            council=other,
            now=SET_UP,
        )
    assert "Tellers at the table" not in desk.get("/table?q=otis+byrd")
    desk.get("/roll", status=404)
    desk.get("/table/tellers", status=404)


def test_only_the_clerk_is_led_to_the_list_of_tellers(office: Office, desk: Office) -> None:
    assert "Tellers at the table" not in desk.get("/table")
    assert "Tellers at the table" in office.get("/table")
