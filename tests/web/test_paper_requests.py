"""A paper ballot is asked for on the page of the link and at the clerk's desk; both lead to the same list."""

from __future__ import annotations

from html import unescape

from sqlalchemy import select

from ballot_service.models import Election, PaperRequest, VoterRollEntry
from ballot_service.rules.paper_requests import PaperDelivery, PaperWay
from tests.tallow_creek import OPENS, at
from tests.web.clerk_office import PAPER, Office
from tests.web.conftest import World
from tests.web.forms_office import office

__all__ = ["office"]


def test_a_voter_asks_behind_the_link_and_the_link_still_opens_the_ballot(
    world: World, cypress: Election
) -> None:
    client, path = world.app.test_client(), world.ballot_path("María")
    assert f"{path}/paper" in client.get(path).text
    page = unescape(client.get(path + "/paper").text)
    assert '<html lang="es"' in page
    assert "García" not in page
    missing = client.post(
        path + "/paper", data={"delivery": "mail", "ballot_language": "es", "is_large": "y"}
    )
    assert missing.status_code == 422
    assert "checked" in missing.text
    sent = {"delivery": "mail", "address": "Calle 1\r\n  Tallow Creek", "ballot_language": "es"}
    assert client.post(path + "/paper", data=sent).status_code == 303
    assert client.post(path + "/paper", data=sent).status_code == 200, "pressed twice: the wish is there"
    with world.session() as session:
        row = session.scalars(select(PaperRequest)).one()
        assert (row.way, row.delivery, row.language) == (PaperWay.LINK, PaperDelivery.MAIL, "es")
        assert row.address == "Calle 1\nTallow Creek"
    assert 'id="ballot"' in client.get(path).text
    assert client.post(path, data={"step": "review", "action": "cast"}).status_code == 200
    assert client.get(path + "/paper").status_code == 303, (
        "with a ballot in the box there is nothing to ask for"
    )


def test_the_clerk_enters_a_wish_and_takes_it_back(office: Office) -> None:
    office.move_to(at(10, 20))
    office.post(
        "/roll/add",
        **PAPER,
        given_name="Otis",
        family_name="Byrd",
        tie="lives_here",
        language="en",
        address="12 Mill Road",
    )
    with office.session() as session:
        entry_id = session.scalars(select(VoterRollEntry.id)).one()
    office.move_to(OPENS)
    assert "12 Mill Road" in office.get(f"/roll/{entry_id}/paper")
    typed = {"way": "phone", "asked_at": "2025-11-18T06:30", "delivery": "mail", "language": "en"}
    assert "Write the address" in office.post(f"/roll/{entry_id}/paper", status=422, address=" ", **typed)
    later = {**typed, "asked_at": "2025-11-18T07:30", "address": "12 Mill Road"}
    assert "still to come" in office.post(f"/roll/{entry_id}/paper", status=422, **later)
    listed = office.post(f"/roll/{entry_id}/paper", address="12 Mill Road", is_large="y", **typed)
    assert "Waiting: 1." in listed
    assert "large print" in listed
    assert "asked for a paper ballot and wait for it: 1" in office.get("")
    with office.session() as session:
        request_id = session.scalars(select(PaperRequest.id)).one()
    assert "Taken back: 1." in office.post(f"/paper/{request_id}/withdraw", reason="Votes by phone")
    office.post(f"/paper/{request_id}/withdraw", status=409, reason="Twice")
    assert "The request for a paper ballot was taken back." in office.get(f"/roll/{entry_id}")
