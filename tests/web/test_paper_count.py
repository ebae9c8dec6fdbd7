"""From the envelope into the count through the pages: the clerk opens and makes a batch, two tellers enter it."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from ballot_service.models import Account, PaperBatch, PaperBatchEntry, Role, VoterRollEntry
from ballot_service.rules.paper_envelopes import EnvelopeWay
from ballot_service.services import paper
from ballot_service.services.appointing import appoint
from ballot_service.services.paper import Issuing, PaperKind
from ballot_service.services.receiving import Arrival, receive_envelope
from ballot_service.services.signing_in import new_sign_in_link
from tests.tallow_creek import SET_UP, at
from tests.web.clerk_office import PAPER, Office, sign_in
from tests.web.forms_office import office as office
from tests.web.reading_room import NO_STAKE, PNG
from tests.web.test_table import opened

PLAIN, CAST, NIGHT = PaperKind(language="en"), at(11, 20), at(12, 5, 20)
COUNT = "/paper/count"


class Desk:
    """Two accepted envelopes on count night; the clerk's browser and that of a parent who is a teller."""

    def __init__(self, office: Office) -> None:
        self.office = office
        office.move_to(at(10, 20))
        ida = {
            "given_name": "Ida",
            "family_name": "May",
            "tie": "lives_here",
            "language": "en",
            "address": "",
        }
        office.post("/roll/add", **PAPER, **ida)
        opened(office)
        with office.session() as session:
            election = office.election(session)
            clerk = session.scalars(select(Account)).first()
            assert clerk is not None
            act = {"now": CAST, "by": clerk.id}
            self.numbers: list[str] = paper.print_run(session, election, PLAIN, 3, **act).numbers["numbers"]
            arrival = Arrival(way=EnvelopeWay.DROP, received_at=CAST, is_signed=True)
            for entry in session.scalars(
                select(VoterRollEntry).where(VoterRollEntry.election_id == election.id)
            ):
                envelope = paper.issue_paper(session, election, entry, Issuing(kind=PLAIN), **act)
                receive_envelope(session, election, envelope, arrival, **act)
            parent = appoint(
                session,
                election.district,
                email="pat@example.org",
                name="Pat Parent",
                role=Role.TELLER,
                is_employee=False,
                from_on=date(2025, 1, 1),
                now=SET_UP,
            )
            link = new_sign_in_link(session, session.get_one(Account, parent.account_id), now=NIGHT)
        office.move_to(NIGHT)
        self.parent = office.app.test_client()
        sign_in(self.parent, link)

    def page(self, client: FlaskClient, path: str, status: int = 200) -> str:
        answer = client.get(path)
        assert answer.status_code == status, answer.text
        return unescape(answer.text)

    def send(self, client: FlaskClient, path: str, status: int = 303, **typed: object) -> str:
        hidden = Office._hidden(client.get(path).text)
        answer = client.post(path, data={**hidden, **typed}, follow_redirects=status == 303)
        assert (303 if answer.history else answer.status_code) == status, answer.text
        return unescape(answer.text)

    def open(self, sheets: str = "2") -> str:
        """Opens, makes a batch; answers its path at the tellers' desk, where both have declared."""
        self.office.post(COUNT + "/open", place="Library", present="Pat and Cleo")
        self.office.post(COUNT, sheets=sheets, file=(BytesIO(PNG), "batch.png"))
        for client in (self.parent, self.office.client):
            self.send(client, self.tellers, **NO_STAKE)
        with self.office.session() as session:
            return f"/tellers/batches/{session.scalars(select(PaperBatch.id)).one()}"

    def liaison(self) -> FlaskClient:
        with self.office.session() as session:
            liaison = appoint(
                session,
                self.office.election(session).district,
                email="lia@example.org",
                name="Lia Liaison",
                role=Role.STAFF_LIAISON,
                is_employee=True,
                from_on=date(2025, 1, 1),
                now=SET_UP,
            )
            link = new_sign_in_link(session, session.get_one(Account, liaison.account_id), now=NIGHT)
        client = self.office.app.test_client()
        sign_in(client, link)
        return client

    @property
    def tellers(self) -> str:
        return f"/tellers/elections/{self.office.election_id}"

    def sheets(self, *marks: str) -> dict[str, str]:
        """The first ballots with these marks, their numbers typed as few letters as will do."""
        typed = {"set_aside": "0"}
        for at_sheet, each in enumerate(marks, start=1):
            typed[f"number_{at_sheet}"] = self.numbers[at_sheet - 1].lower().replace("-", "")[:6]
            typed[f"marks_{at_sheet}_0"] = each
        return typed


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


def test_from_the_envelope_to_the_result(desk: Desk) -> None:
    office = desk.office
    assert "not opened yet" in office.get("/count")
    assert "2 envelopes are opened." in office.get(COUNT + "/open")
    assert "Fill in" in office.post(COUNT + "/open", status=422, place="", present="")
    batch = desk.open()
    assert "It waits for you." in desk.page(desk.parent, desk.tellers)
    page = desk.page(desk.parent, batch)
    assert re.search(r"<ol><li><bdi>Ana Ruiz|<ol><li><bdi>Bo Lee", page)
    answer = desk.send(desk.parent, batch, **desk.sheets("1", "0"))
    assert "Your entry is kept." in answer
    assert 'name="number_1"' not in answer, "what was entered is shown again only on request"
    assert 'name="number_1"' in desk.page(desk.parent, batch + "?again=1")
    mine = desk.page(office.client, batch)
    assert desk.numbers[0] not in mine, "the second teller sees nothing of the first entry"
    answer = desk.send(office.client, batch, **desk.sheets("2", "0"))
    assert "The two of you read this differently." in answer
    assert 'value="1"' not in answer, "how the other person read it is not shown"
    assert "do not agree yet" in office.get(COUNT)
    answer = desk.send(office.client, batch, **desk.sheets("1", "0"))
    assert "Two people agree on this batch." in answer
    liaison = desk.liaison()
    review = f"/review/elections/{office.election_id}"
    assert "After the count" in desk.page(liaison, review + "/paper")
    (picture,) = re.findall(rf"{office.path(COUNT)}/batches/[0-9a-f-]+/picture", office.get(COUNT))
    picture = picture.replace(office.path(COUNT) + "/batches", review + "/paper")
    assert liaison.get(picture).status_code == 404, "marks are seen when the votes are"
    office.post("/count/list")
    office.post("/count/start")
    assert "Agreed" in office.get(COUNT)
    page = desk.page(liaison, review + "/paper")
    assert "Pat Parent" in page
    assert picture in page
    assert liaison.get(picture).data == PNG
    assert "2 paper envelopes. The signed log lists 2 sealed ballots" in desk.page(liaison, review)


def test_every_slip_is_named_and_nothing_typed_is_lost(desk: Desk) -> None:
    batch = desk.open()
    typed = desk.sheets("9", "")
    page = desk.send(desk.parent, batch, 422, **{**typed, "number_2": "zzzz"})
    assert "Sheet 1: “9” is no place on this list." in page
    assert "Sheet 2: No ballot with this number was printed." in page
    assert "Sheet 2: Type 0 if nothing is marked here." in page
    assert 'value="9"' in page
    assert 'value="zzzz"' in page
    one = {"number_1": desk.numbers[0], "marks_1_0": "1", "set_aside": "0"}
    assert "You entered 1 and set aside 0." in desk.send(desk.parent, batch, 422, **one)
    assert "Write what these sheets are." in desk.send(desk.parent, batch, 422, **{**one, "set_aside": "1"})
    assert "Write a number of sheets" in desk.send(desk.parent, batch, 422, **{**one, "set_aside": "-1"})
    twice = {**desk.sheets("1", "1"), "number_2": desk.numbers[0]}
    assert "stands twice in the batch" in desk.send(desk.parent, batch, 422, **twice)


def test_enter_goes_from_field_to_field_and_keeps_nothing(desk: Desk) -> None:
    batch = desk.open()
    assert _focus(desk.page(desk.parent, batch)) == "number_1"
    typed = desk.sheets("1 2", "")
    first = {"number_1": typed["number_1"], "go": "next"}
    page = desk.send(desk.parent, batch, 200, **first)
    assert _focus(page) == "marks_1_0"
    assert "usa-error-message" not in page, "what is still empty is no mistake yet"
    page = desk.send(desk.parent, batch, 200, **first, marks_1_0="12")
    assert _focus(page) == "number_2"
    assert 'value="12"' in page
    page = desk.send(desk.parent, batch, 200, **first, marks_1_0="9")
    assert _focus(page) == "marks_1_0", "what cannot be read is said at once"
    assert "“9” is no place on this list" in page
    page = desk.send(desk.parent, batch, 200, **{**typed, "marks_2_0": "0", "go": "next"})
    assert _focus(page) == "keep"
    with desk.office.session() as session:
        assert session.scalars(select(PaperBatchEntry)).all() == []
    kept = desk.send(desk.parent, batch, **{**typed, "marks_2_0": "0", "go": "keep"})
    assert "Your entry is kept." in kept


def _focus(page: str) -> str:
    """Where the cursor stands: the id of a field, or the value of a button."""
    (tag,) = re.findall(r"<(?:input|button)[^>]* autofocus[^>]*>", page)
    (found,) = re.findall(r' id="([^"]+)"', tag) or re.findall(r' value="([^"]+)"', tag)
    return str(found)


def test_a_missing_ballot_is_explained_by_two_and_a_batch_has_a_picture(desk: Desk) -> None:
    office = desk.office
    batch = desk.open("1")
    for client in (desk.parent, office.client):
        desk.send(client, batch, **desk.sheets("1"))
    assert "Write down the reason" in office.get(COUNT)
    office.post(COUNT + "/differences/paper", status=422, reason="")
    assert "waits for a second person" in office.post(COUNT + "/differences/paper", reason="It was empty.")
    (reason,) = re.findall(r"/tellers/reasons/[0-9a-f-]{36}", desk.page(desk.parent, desk.tellers))
    assert "You wrote this." in desk.page(office.client, reason)
    assert "It was empty." in desk.page(desk.parent, reason)
    desk.send(desk.parent, reason)
    assert "Two people stand by this reason." in office.get(COUNT)
    office.post("/count/list")
    office.post("/count/start")
    page = desk.page(desk.liaison(), f"/review/elections/{office.election_id}")
    assert "Counted, rejected, waiting and explained together; must be 2" in page
    assert "The sum is right." in page
    page = office.post(COUNT, sheets="1", file=(BytesIO(PNG), "batch.png"))
    picture = re.findall(rf"{re.escape(office.path(COUNT))}/batches/[0-9a-f-]+/picture", page)
    assert office.client.get(picture[0]).data == PNG
    (withdraw,) = re.findall(r"/paper/count/batches/[0-9a-f-]+/withdraw", page)
    assert "The batch is taken out." in office.post(withdraw, reason="Begun twice.")


def test_who_has_not_declared_or_is_nobody_here_enters_nothing(desk: Desk) -> None:
    office = desk.office
    office.post(COUNT + "/open", place="Library", present="Pat and Cleo")
    office.post(COUNT, sheets="2")
    with office.session() as session:
        batch = f"/tellers/batches/{session.scalars(select(PaperBatch.id)).one()}"
    answer = desk.parent.get(batch)
    assert (answer.status_code, answer.headers["Location"]) == (303, desk.tellers)
    assert desk.send(desk.parent, desk.tellers, 422, is_nominee="no")
    stake = {"is_nominee": "no", "is_close_relative": "yes"}
    assert "close relative" in desk.send(desk.parent, desk.tellers, 409, **stake)
    assert office.app.test_client().get(batch).status_code in (302, 303, 401)
    assert desk.parent.get(office.path(COUNT)).status_code == 403
