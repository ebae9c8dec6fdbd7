"""The slip with a voter's own link: shown with the sign-in, once more by a press on the trail, never silently."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import func, select

from ballot_service.models import LaterBallot, TableSignIn, TrailEntry, VoterRollEntry
from tests.web.clerk_office import Office
from tests.web.forms_office import office
from tests.web.test_table import NEW, opened
from tests.web.test_table_again import chooses, correct, slip, types
from tests.web.test_table_teller import at_desk, declare, put_there

__all__ = ["office"]
LINK = re.compile(r"/v/([a-z2-7]{16}\.[a-z2-7]{16})")


@pytest.fixture
def desk(office: Office) -> Office:
    """A teller at the table, who has declared; Otis Byrd is on the list."""
    opened(office)
    desk = at_desk(office)
    put_there(office)
    declare(desk)
    return desk


def way(office: Office) -> str:
    with office.session() as session:
        return f"/table/{session.scalars(select(VoterRollEntry.id)).one()}"


def shown(page: str) -> str:
    (address,) = re.findall(r"<code>([^<]+)</code>", page)
    return unescape(address)


def trail(office: Office) -> list[tuple[str, bool]]:
    """Every act about Otis Byrd, and whether it names who did it."""
    with office.session() as session:
        entry = session.scalars(select(VoterRollEntry.id)).one()
        rows = session.scalars(select(TrailEntry).order_by(TrailEntry.number)).all()
        mine = [row for row in rows if row.document["subject"] == str(entry)]
        return [(row.act, row.document["by"] is not None) for row in mine]


def signs_in(desk: Office) -> str:
    return desk.post(way(desk), page="/table?q=byrd&means=link", status=200, means="link", usual="link")


def votes(office: Office, address: str) -> None:
    office.app.test_client().post(
        "/v/" + address.rpartition("/")[2], data={"step": "review", "action": "cast"}
    )


def test_the_sign_in_shows_the_slip_and_leads_on_with_a_way_back(office: Office, desk: Office) -> None:
    page = signs_in(desk)
    assert "Your ballot" in page
    votes(office, shown(page))
    (onward,) = re.findall(r'href="([^"]+)" lang="en" dir="ltr" autofocus', page)
    table = desk.client.get(onward).text
    assert "has signed in" in table
    assert 'value="link" selected' in table
    assert "show the link once more" not in table, "a ballot is in the box"
    assert ("sign_in_at_table", True) in trail(office)
    assert "was shown the ballot link" in office.get(way(office).replace("/table/", "/roll/"))


def test_no_page_that_is_only_looked_at_shows_a_link(office: Office, desk: Office) -> None:
    address = shown(signs_in(desk))
    before = trail(office)
    with office.session() as session:
        last = session.scalars(select(TableSignIn.roll_entry_id)).one()
    for rest in ("", "/slip", "/again", "/back"):
        assert not LINK.search(desk.get(way(desk) + rest)), rest
    for rest in ("/table", "/table?q=byrd", f"/table?last={last}", f"/table?voter={last}"):
        assert not LINK.search(desk.get(rest)), rest
    assert trail(office) == before
    assert LINK.search(address)


def test_a_second_press_shows_nothing_and_the_way_out_is_on_the_trail(office: Office, desk: Office) -> None:
    """The answer was lost, or the printer jammed."""
    address = shown(signs_in(desk))
    lost = desk.post(way(desk), page="/table?q=byrd", status=409, means="link")
    assert not LINK.search(lost)
    found = desk.get("/table?q=byrd")
    assert f"{way(desk)}/slip" in found
    assert shown(desk.post(way(desk) + "/slip", status=200)) == address
    assert trail(office)[-1] == ("show_link_again", True)
    story = office.get(way(office).replace("/table/", "/roll/"))
    assert "Was shown the ballot link at the table once more" in story
    assert "Tia Teller" in story


def test_without_the_key_of_the_form_nothing_is_shown(office: Office, desk: Office) -> None:
    signs_in(desk)
    before = trail(office)
    answer = desk.client.post(desk.path(way(desk) + "/slip"))
    assert answer.status_code == 400
    assert not LINK.search(answer.text)
    assert trail(office) == before


def test_who_has_voted_is_shown_nothing_and_the_attempt_is_kept(office: Office, desk: Office) -> None:
    votes(office, shown(signs_in(desk)))
    assert "show the link once more" not in desk.get("/table?q=byrd")
    page = desk.post(way(desk) + "/slip", page="/table", status=409)
    assert "in the box already" in page
    assert not LINK.search(page)
    assert trail(office)[-1] == ("show_link_again_refused", True)


def test_after_a_correction_only_the_press_that_names_who_showed_it_shows_the_link(
    office: Office, desk: Office
) -> None:
    """Otis signed in, voted and went home; a teller who would vote again for him leaves a name."""
    votes(office, shown(signs_in(desk)))
    correct(office)
    assert not LINK.search(desk.get(way(desk) + "/slip"))
    assert not LINK.search(desk.post(way(desk) + "/slip", page="/table", status=409))
    address = slip(desk)
    assert trail(office)[-1] == ("choose_again_at_table", True)
    assert "Your ballot is cast" in chooses(office, address)
    with office.session() as session:
        assert session.scalar(select(func.count()).select_from(LaterBallot)) == 1


def test_somebody_new_is_shown_the_link_in_their_language_and_in_another_by_another_press(
    office: Office, desk: Office
) -> None:
    page = desk.post("/table/new", status=200, **NEW)
    assert '<html lang="es"' in page
    assert re.search(r'lang="en" dir="ltr" autofocus>Sign in the next person<', page)
    assert 'id="ballot"' in types(desk.app.test_client(), desk, shown(page)).text
    (action,) = re.findall(r'id="ballot" method="post" action="([^"]+)"', page)
    answer = desk.client.post(action, data={**desk._hidden(page), "action": "language:en"})
    assert "Your ballot is provisional" in answer.text
    assert 'value="link"' in answer.text, "the table goes on as before"
    assert shown(answer.text) == shown(page)
    with office.session() as session:
        acts = session.scalars(select(TrailEntry.act)).all()
    assert acts.count("show_link_again") == 1
    after = desk.client.get(unescape(re.findall(r'href="([^"]+)" lang="en"', page)[0])).text
    assert '<html lang="en"' in after
    assert "show the link once more" in after
